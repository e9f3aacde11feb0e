"""What a plan leaves to a person: is this row that client, are these two rows one couple. And what was answered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from carnet.imports.pages.rows import ShownNew, new
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.outcome import (
    Changed,
    Invalid,
    Joined,
    Likeness,
    New,
    Plan,
    Unchanged,
)


@dataclass(frozen=True)
class Likely:
    """Is the person of this row one of these clients?"""

    line: int
    name: str
    row: ShownNew | None  # nothing is known of a row that is wrong besides
    alike: tuple[Likeness, ...]
    kind: str = "likely"


@dataclass(frozen=True)
class Answered:
    """Somebody said: this client, or (client 0) nobody we know."""

    line: int
    name: str
    client: int
    kind: str = "answered"


@dataclass(frozen=True)
class Couple:
    """Are these two rows one return?"""

    line: int
    first_line: int
    name: str
    partner_name: str
    why: str
    hindrance: str
    joined: bool
    open: bool
    kind: str = "couple"


Question = Likely | Answered | Couple
NameAt = Callable[[int], str]  # whom a line of the file is about


def open_questions(plan: Plan, choices: Choices, name_at: NameAt) -> list[Question]:
    """In the order of the file."""
    likely = _likely([*plan.new, *plan.invalid], choices, name_at)
    couples = (_couple(pair, choices) for pair in plan.couples if is_open(pair, choices))
    return sorted([*likely, *couples], key=lambda question: question.line)


def is_open(pair: Joined, choices: Choices) -> bool:
    return not pair.joined and not pair.hindrance and pair.line not in choices.couples


def _likely(rows: Iterable[New | Invalid], choices: Choices, name_at: NameAt) -> Iterator[Likely]:
    for row in rows:
        if row.alike and row.line not in choices.same:
            shown = new(row) if isinstance(row, New) else None
            name = shown.name if shown else name_at(row.line)
            yield Likely(row.line, name, shown, row.alike)


def settled(plan: Plan, choices: Choices, name_at: NameAt) -> list[Question]:
    """What was answered, or taken for granted, and can be taken back."""
    couples = [_couple(pair, choices) for pair in plan.couples if not is_open(pair, choices)]
    names = _names(plan)
    answered = [
        Answered(line, names.get(line) or name_at(line), client)
        for line, client in choices.same.items()
    ]
    return sorted([*answered, *couples], key=lambda question: question.line)


def _names(plan: Plan) -> Mapping[int, str]:
    """Of the clients that rows were said to be about."""
    known: list[Changed | Unchanged] = [*plan.changed, *plan.unchanged]
    return {row.line: row.name for row in known}


def _couple(pair: Joined, choices: Choices) -> Couple:
    return Couple(
        pair.line,
        pair.first_line,
        pair.name,
        pair.partner_name,
        pair.why,
        pair.hindrance,
        pair.joined,
        is_open(pair, choices),
    )
