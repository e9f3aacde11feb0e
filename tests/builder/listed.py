"""Lists of questions as firms have them, each with what it should become (lists/*.txt), and how they are judged.

A line of a file is a row: cells with a stroke between, then behind `=>` what it should become: a kind, `if` the
question it hangs on, `in` the list whose entries it is asked of; `@name` names it for others; `&` parts two
questions in one cell. A blank line is a blank row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from carnet.builder.prose import Proposal, Proposed, propose
from carnet.builder.prose_lines import Row

FOLDER = Path(__file__).with_name("lists")
EXPECTED = re.compile(
    r"(?P<kind>\w+)(?: @(?P<name>\w+))?(?: if (?P<no>not )?(?P<when>\w+))?(?: in (?P<inside>\w+))?"
    r"(?: @(?P<later>\w+))?"
)
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
GOES = ("skip", "choice")


@dataclass(frozen=True)
class Expected:
    row: int
    text: str
    kind: str
    when: str
    inside: str


def rows_of(name: str) -> list[Row]:
    return [Row(line, cells) for line, cells, _expected in parsed(name)]


def parsed(name: str) -> Iterator[tuple[int, tuple[str, ...], str]]:
    for line, text in enumerate((FOLDER / f"{name}.txt").read_text().splitlines(), 1):
        if text.strip():
            cells, _arrow, expected = text.rpartition(" => ")
            yield line, tuple(cell.replace("\\n", "\n") for cell in cells.split("|")), expected


def proposed(name: str) -> Proposal:
    return propose([(name, rows_of(name))])


def expected(name: str) -> list[str]:
    """A line for each row that should become something: kind, condition and list in words."""
    names: dict[str, str] = {}
    return [
        f"{line}: {one}"
        for line, _cells, wanted in parsed(name)
        for one in (in_words(part, line, names) for part in wanted.split(" & "))
        if one
    ]


def in_words(wanted: str, line: int, names: dict[str, str]) -> str:
    found = EXPECTED.fullmatch(wanted.strip().rstrip("?"))
    assert found, wanted
    if name := found["name"] or found["later"]:
        names[name] = str(line)
    if found["kind"] in GOES:
        return ""
    when = f" if {found['no'] or ''}{names[found['when']]}" if found["when"] else ""
    inside = f" in {names[found['inside']]}" if found["inside"] else ""
    return f"{found['kind']}{when}{inside}"


def became(proposal: Proposal) -> list[str]:
    return [f"{one.row}: {outcome(one, proposal)}" for one in proposal.lines if one.kind]


def outcome(one: Proposed, proposal: Proposal) -> str:
    no = "not " if one.answer == "no" else ""
    when = f" if {no}{proposal.lines[one.when].row}" if one.when is not None else ""
    inside = f" in {proposal.lines[one.inside].row}" if one.inside is not None else ""
    return f"{one.kind}{when}{inside}"


def judged(name: str) -> tuple[int, list[str], list[str]]:
    """How many rows there are that should become something, what is missing, and what is there instead."""
    wanted, made = expected(name), became(proposed(name))
    missing = list(wanted)
    beside = []
    for one in made:
        if one in missing:
            missing.remove(one)
        else:
            beside.append(one)
    return len(wanted), missing, beside
