"""What a new text of a questionnaire means for somebody who is answering the old one. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.engine import Background, evaluate
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.outcome import WRONG, Instance, Outcome
from carnet.questionnaires.routes import Route

SAID = (Status.BLANK, Status.PREFILLED)


@dataclass(frozen=True)
class Forecast:
    """Paths: of the new text in `more` (asked now, not before), `hidden` (answered, no longer asked) and
    `unfit` (answered, and the answer is not possible any more); of the old text in `lost` (answered, and
    the question is gone). A choice that is gone is among the unfit, and in `chosen` too."""

    more: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def breaks(self) -> bool:
        """An answer would lose its question or its choice."""
        return bool(self.lost or self.chosen)


def forecast(
    pair: tuple[Compiled, Compiled],
    route: Route,
    answers: Mapping[str, Given],
    entries: Mapping[str, Sequence[str]],
    backgrounds: tuple[Background, Background],
) -> Forecast:
    """Evaluate these answers, given under the first text, under both."""
    before = evaluate(pair[0], answers, entries, backgrounds[0])
    after = evaluate(pair[1], route.answers(answers), route.entries(entries), backgrounds[1])
    return compared(before, after, route)


def compared(before: Outcome, after: Outcome, route: Route) -> Forecast:
    said = {path: one for path, one in before.instances.items() if one.given.status not in SAID}
    there = {path: route.path(path) for path in said}
    new_paths = (route.path(one.path) for one in before.instances.values() if one.asked)
    asked = set(new_paths)
    kept = [(said[path], after.instances[new]) for path, new in there.items() if new]
    unfit = [new for old, new in kept if not wrong(old) and wrong(new)]
    return Forecast(
        more=tuple(_more(after, asked)),
        hidden=tuple(new.path for old, new in kept if old.shown and not new.shown),
        unfit=tuple(one.path for one in unfit),
        chosen=tuple(one.path for one in unfit if choice_gone(one)),
        lost=tuple(path for path, new in there.items() if not new),
    )


def _more(after: Outcome, asked: set[str]) -> Iterator[str]:
    yield from (one.path for one in after.instances.values() if one.path not in asked and asks(one))


def asks(instance: Instance) -> bool:
    return instance.asked and instance.wants_a_word


def wrong(instance: Instance) -> bool:
    return bool(instance.issues) and any(issue.kind in WRONG for issue in instance.issues)


def choice_gone(instance: Instance) -> bool:
    """Not one that a condition takes away: that may come back by itself."""
    value = instance.given.value
    words = value if isinstance(value, list) else [value]
    listed = {choice.id for choice in instance.item.choices}
    return bool(listed) and any(word not in listed for word in words)
