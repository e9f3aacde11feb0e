"""The pages of questions with their addresses, and which page comes next. Which questions share one is decided in
questionnaires/grouping.py. Pure: works on what the engine found, knows no request."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from carnet.questionnaires.grouping import pages
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Instance, Outcome, SectionOutcome


@dataclass(frozen=True)
class Step:
    """One page. Notes and sums stand on the page of the question that follows them."""

    section: SectionOutcome
    instances: tuple[Instance, ...]

    @property
    def asking(self) -> tuple[Instance, ...]:
        return tuple(one for one in self.instances if KINDS[one.item.kind].asks)

    @property
    def list(self) -> Instance | None:
        return next((one for one in self.instances if KINDS[one.item.kind].repeats), None)

    @property
    def first(self) -> Instance:
        return self.list or (self.asking or self.instances)[0]

    @property
    def entry(self) -> str:
        return self.first.entry

    @property
    def to_do(self) -> int:
        """What is left here; at a list also inside its entries."""
        within = f"{self.list.path}/" if self.list else ""
        inside = [one for one in self.section.instances if within and one.path.startswith(within)]
        return sum(one.blocked for one in (*self.instances, *inside))

    @property
    def url(self) -> str:
        where = [self.section.section.id]
        if self.entry:
            return reverse("portal:entry", args=[*where, *self.first.path.split("/")])
        return reverse("portal:question", args=[*where, self.first.path])


def section_of(outcome: Outcome, section_id: str) -> SectionOutcome | None:
    shown = (one for one in outcome.sections if one.shown and one.section.id == section_id)
    return next(shown, None)


def steps(section: SectionOutcome, person: str, entry: str = "") -> list[Step]:
    """The pages of a section, or those of one entry of a list in it."""
    return [Step(section, page) for page in pages(section.asked, person, entry)]


def sections(outcome: Outcome, person: str) -> list[SectionOutcome]:
    """Those in which this person has something to see."""
    return [one for one in outcome.sections if one.shown and steps(one, person)]


def first_unfinished(outcome: Outcome, person: str) -> Step | None:
    open_ones = (one for one in sections(outcome, person) if one.to_do)
    found = (entrance(one, person) for one in open_ones)
    return next((step for step in found if step.to_do or not step.section.begun), None)


def entrance(section: SectionOutcome, person: str) -> Step:
    """Where a section is entered: at its beginning, later where something is left to do."""
    listed = steps(section, person)
    return (unfinished(listed) if section.begun else None) or listed[0]


def step_with(listed: Sequence[Step], path: str) -> Step | None:
    return next((step for step in listed if any(one.path == path for one in step.instances)), None)


def after(listed: Sequence[Step], path: str) -> Step | None:
    """The page after the one with this question."""
    places = [place for place, step in enumerate(listed) if step_with([step], path)]
    return listed[places[0] + 1] if places and places[0] + 1 < len(listed) else None


def before(listed: Sequence[Step], path: str) -> Step | None:
    places = [place for place, step in enumerate(listed) if step_with([step], path)]
    return listed[places[0] - 1] if places and places[0] else None


def unfinished(listed: Sequence[Step]) -> Step | None:
    return next((step for step in listed if step.to_do), None)
