"""Turns what somebody pressed on the plan into choices. Pure: one act in, new choices out; unknown acts change
nothing, so that an old page of a colleague can do no harm."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from carnet.clients.record import FIELDS
from carnet.core.keyset import number_in
from carnet.imports.planning.choices import WHOLE_ROW, Choices

FIELDS_OF_A_ROW = frozenset((*FIELDS, WHOLE_ROW))


@dataclass(frozen=True)
class Act:
    """What was pressed: a verb, what it is about, and what was typed or ticked beside it."""

    verb: str
    about: tuple[str, ...] = ()
    cells: Mapping[int, str] = field(default_factory=dict)  # column → text
    clients: Collection[int] = ()
    lines: Collection[int] = ()


def decided(choices: Choices, act: Act) -> Choices:
    verb = VERBS.get(act.verb)
    try:
        return verb(choices, act) if verb else choices
    except (ValueError, IndexError):  # somebody edited the page
        return choices


def _leave(choices: Choices, act: Act) -> Choices:
    line, name = _number(act.about[0]), act.about[1]
    if name not in FIELDS_OF_A_ROW:
        return choices
    left = choices.left.get(line, frozenset()) | {name}
    return choices.with_(left={**choices.left, line: left})


def _take(choices: Choices, act: Act) -> Choices:
    line, name = _number(act.about[0]), act.about[1]
    left = choices.left.get(line, frozenset()) - {name}
    others = _without(choices.left, line)
    return choices.with_(left={**others, line: left} if left else others)


def _never(choices: Choices, act: Act) -> Choices:
    return choices.with_(never=choices.never | (set(act.about) & set(FIELDS)))


def _again(choices: Choices, act: Act) -> Choices:
    return choices.with_(never=choices.never - set(act.about))


def _fix(choices: Choices, act: Act) -> Choices:
    line = _number(act.about[0])
    cells = {**choices.fixes.get(line, {}), **act.cells}
    return choices.with_(fixes={**choices.fixes, line: cells}) if cells else choices


def _put(choices: Choices, act: Act) -> Choices:
    """A value that is proposed, taken with one press."""
    line, index, *text = act.about
    return _fix(choices, Act("fix", (line,), cells={_number(index): ":".join(text)}))


def _unfix(choices: Choices, act: Act) -> Choices:
    line, index = _number(act.about[0]), _number(act.about[1])
    cells = _without(choices.fixes.get(line, {}), index)
    others = _without(choices.fixes, line)
    return choices.with_(fixes={**others, line: cells} if cells else others)


def _repair(choices: Choices, act: Act) -> Choices:
    return choices.with_(repairs=True)


def _unrepair(choices: Choices, act: Act) -> Choices:
    return choices.with_(repairs=False)


def _same(choices: Choices, act: Act) -> Choices:
    line, client = _number(act.about[0]), _number(act.about[1])
    return choices.with_(same={**choices.same, line: client})


def _ask(choices: Choices, act: Act) -> Choices:
    return choices.with_(same=_without(choices.same, _number(act.about[0])))


def _join(choices: Choices, act: Act) -> Choices:
    return choices.with_(couples={**choices.couples, **dict.fromkeys(_lines(act), True)})


def _part(choices: Choices, act: Act) -> Choices:
    return choices.with_(couples={**choices.couples, **dict.fromkeys(_lines(act), False)})


def _lines(act: Act) -> Collection[int]:
    """The one that was pressed, or all that are still open."""
    return [_number(act.about[0])] if act.about else act.lines


def _archive(choices: Choices, act: Act) -> Choices:
    return choices.with_(archive=choices.archive | set(act.clients))


def _keep(choices: Choices, act: Act) -> Choices:
    return choices.with_(
        archive=choices.archive - set(act.clients) - {_number(one) for one in act.about}
    )


def _without(held: Mapping[int, Any], key: int) -> dict[int, Any]:
    return {one: value for one, value in held.items() if one != key}


def _number(text: str) -> int:
    number = number_in(text)
    if number is None:
        raise ValueError(text)
    return number


VERBS: dict[str, Callable[[Choices, Act], Choices]] = {
    "leave": _leave,
    "take": _take,
    "never": _never,
    "again": _again,
    "fix": _fix,
    "put": _put,
    "unfix": _unfix,
    "repair": _repair,
    "unrepair": _unrepair,
    "same": _same,
    "ask": _ask,
    "join": _join,
    "part": _part,
    "archive": _archive,
    "keep": _keep,
}
