"""What came of somebody's answers, kept, and compared with what comes of them under another text. Pure.

A scenario is a trial of the preview (`questionnaires/trying.py`) with the day on which it was recorded, so that
ages and deadlines stay those of that day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.filled_form import cells
from carnet.questionnaires.form_lines import form_lines
from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import WRONG, Outcome
from carnet.questionnaires.trying import Trial, all_given, surroundings


@dataclass(frozen=True)
class Came:
    """By path: what is asked, what calculations come to, answers that do not fit; and the official form by code."""

    asked: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


class How(StrEnum):
    ASKED = "asked"
    NOT_ASKED = "not_asked"
    WRONG = "wrong"
    RIGHT = "right"
    VALUE = "value"
    CODE = "code"


@dataclass(frozen=True)
class Difference:
    """At a question, or at a code of the official form, where `path` is the code."""

    how: How
    path: str
    was: Value | None = None
    now: Value | None = None


def came_of(outcome: Outcome, trial: Trial, today: date) -> Came:
    """What came of this trial, evaluated under some text."""
    asked = (one for one in outcome.instances.values() if one.asked)
    calculated = (one for one in outcome.instances.values() if KINDS[one.item.kind].calculated)
    return Came(
        asked=tuple(one.path for one in asked if KINDS[one.item.kind].asks),
        values={one.path: one.value for one in calculated if one.value is not None},
        wrong=tuple(wrong_in(outcome)),
        codes=codes_of(outcome.compiled, trial, today),
    )


def wrong_in(outcome: Outcome) -> Iterator[str]:
    for one in outcome.instances.values():
        if one.shown and any(issue.kind in WRONG for issue in one.issues):
            yield one.path


def codes_of(compiled: Compiled, trial: Trial, today: date) -> dict[str, str]:
    around = surroundings(trial, today)
    lines = form_lines(compiled, all_given(trial), trial.entries, around)
    return {cell.code: cell.entered for cell in cells(compiled, lines)}


def renamed(trial: Trial, came: Came, definition: Definition) -> tuple[Trial, Came]:
    """Both under the names this text uses: a question with another id is the same question."""
    names = {old: item.id for item in definition.all_items() for old in item.was}
    if not names:
        return trial, came

    def new(path: str) -> str:
        parts = path.split("/")
        places = range(0, len(parts), 2)  # what stands between is the key of an entry
        return "/".join(
            names.get(one, one) if at in places else one for at, one in enumerate(parts)
        )

    def under(kept: Mapping[str, Any]) -> dict[str, Any]:
        return {new(path): value for path, value in kept.items()}

    told = asdict(trial)
    told |= {
        name: under(told[name]) for name in ("prior", "answers", "remarks", "papers", "entries")
    }
    return Trial(**told), Came(
        tuple(map(new, came.asked)), under(came.values), tuple(map(new, came.wrong)), came.codes
    )


def differences(was: Came, now: Came) -> list[Difference]:
    """What is asked, in the order of the questionnaire; then answers, calculations and codes."""
    return [
        *(Difference(How.ASKED, one) for one in now.asked if one not in was.asked),
        *(Difference(How.NOT_ASKED, one) for one in was.asked if one not in now.asked),
        *(Difference(How.WRONG, one) for one in now.wrong if one not in was.wrong),
        *(Difference(How.RIGHT, one) for one in was.wrong if one not in now.wrong),
        *differing(How.VALUE, was.values, now.values),
        *differing(How.CODE, was.codes, now.codes),
    ]


def differing(how: How, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for path in dict.fromkeys((*was, *now)):
        if was.get(path) != now.get(path):
            yield Difference(how, path, was.get(path), now.get(path))


def stored(came: Came) -> dict[str, Any]:
    return asdict(came)


def restored(kept: Mapping[str, Any]) -> Came:
    return Came(tuple(kept["asked"]), kept["values"], tuple(kept["wrong"]), kept["codes"])
