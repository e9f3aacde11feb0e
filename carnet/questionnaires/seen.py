"""What one person of a couple sees of a questionnaire: the questions meant for both, and their own. Pure.

Whoever draws a page for that person starts from here, so that the other's answers are not merely left out but
not there: no count, no name of a list, no text that repeats an answer can tell them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from carnet.questionnaires.definition import Definition
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.outcome import Instance, Outcome, Progress, SectionOutcome


def seen_by(outcome: Outcome, person: str) -> Outcome:
    """The outcome as this person meets it. The same object where nothing is meant for somebody else."""
    kept = {path: one for path, one in outcome.instances.items() if meant_for(one, person)}
    if len(kept) == len(outcome.instances):
        return outcome
    known = kept.keys()
    instances = {path: _within(one, known) for path, one in kept.items()}
    return replace(
        outcome,
        instances=instances,
        sections=tuple(
            replace(one, instances=tuple(_kept(one.instances, instances)))
            for one in outcome.sections
        ),
        effective={path: value for path, value in outcome.effective.items() if path in known},
        entries={path: keys for path, keys in outcome.entries.items() if path in known},
    )


def _within(instance: Instance, known: Iterable[str]) -> Instance:
    """A sum may wait for an answer of the other's; which one is theirs to see."""
    if not instance.needs:
        return instance
    return instance._replace(needs=tuple(path for path in instance.needs if path in known))


def _kept(instances: Iterable[Instance], known: dict[str, Instance]) -> Iterable[Instance]:
    return (known[one.path] for one in instances if one.path in known)


@dataclass(frozen=True)
class OthersPart:
    """A section in which the other has something to answer: how far it is, and nothing else."""

    section: SectionOutcome

    @property
    def to_do(self) -> int:
        return self.section.to_do

    @property
    def finished(self) -> bool:
        return self.section.progress == Progress.COMPLETED


def parts_of_other(outcome: Outcome, person: str) -> list[OthersPart]:
    """From the whole outcome: what is asked of the other alone, section by section. `person` is who looks."""
    found = []
    for section in outcome.sections:
        theirs = tuple(
            one
            for one in section.instances
            if not meant_for(one, person) and not one.item.for_office
        )
        mine = replace(section, instances=theirs)
        if section.shown and any(one.wants_a_word for one in mine.asked):
            found.append(OthersPart(mine))
    return found


def others_questions(definition: Definition, person: str) -> frozenset[str]:
    """The ids of what is not meant for this person, asked or not."""
    return frozenset(
        item.id
        for item in definition.all_items()
        if item.who and person != "staff" and person not in item.who
    )
