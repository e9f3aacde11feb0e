"""Rows of a sheet, or lines that were pasted, as lines of a list: number, words, what stands beside. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carnet.builder.prose_answers import Answers, answers, behind
from carnet.builder.prose_columns import Cells, Columns, columns_of
from carnet.builder.prose_numbers import Key, below, depth_of, is_number, key_of, lead_of
from carnet.builder.prose_words import BLANKS, IF_NO, IF_YES

Words = dict[str, str]
# A second question in the same cell.
AND_IF = re.compile(rf"(?<=[?.!])\s+(?={IF_YES.pattern}|{IF_NO.pattern})", re.IGNORECASE)
LONGEST = 1000


@dataclass(frozen=True)
class Row:
    """`line` is the number a spreadsheet program shows beside it."""

    line: int
    cells: Cells


@dataclass(frozen=True)
class Line:
    row: int
    words: Words
    key: Key = ()
    depth: int = 0
    bullet: bool = False
    heads: bool = False
    answers: tuple[Answers, ...] = ()
    condition: str = ""
    help: Words = field(default_factory=dict)
    staff: str = ""
    papers: bool = False  # something stands in the column of papers to hand in
    section: str = ""
    alone: bool = False  # nothing beside it, where most have something
    gap: bool = False  # a blank row before it
    ticks: bool = False  # a column for yes and one for no

    @property
    def first(self) -> str:
        return next(iter(self.words.values()), "")

    @property
    def asks(self) -> bool:
        return "?" in self.first


def lines_of(rows: Sequence[Row], spoken: Mapping[str, str]) -> list[Line]:
    """Also what stands above the headers, which may be a title."""
    columns = columns_of([row.cells for row in rows])
    columns.questions = {spoken.get(one, one): at for one, at in columns.questions.items()}
    found = []
    last, before = -1, rows[0].line - 1 if rows else 0
    for at, row in enumerate(rows):
        if at != columns.head and (line := line_of(row, columns)):
            gap = row.line > before + 1 or (at > last + 1 and columns.head != at - 1)
            found.append(replace(line, gap=gap))
            last, before = at, row.line
    return list(numbered(one for line in found for one in split(line)))


def line_of(row: Row, columns: Columns) -> Line | None:
    cells = dict(enumerate(row.cells))
    words = {language: cells.get(at, "") for language, at in columns.questions.items()}
    words = {language: text for language, text in words.items() if text.strip()}
    if not words:
        return aside(row, columns)
    beside = [cell for at, cell in cells.items() if cell and at not in columns.questions.values()]
    line = in_words(row.line, words)
    if number := next(
        (cells[at] for at in columns.of("number") if is_number(cells.get(at, ""))), ""
    ):
        key = key_of(number)
        heads = len(key) == 1 and key[0].isupper()
        line = replace(line, key=key, depth=max(line.depth, depth_of(key)), heads=heads)
    told = tuple(found for at in columns.of("choices") if (found := answers(cells.get(at, ""))))
    return replace(
        line,
        answers=told or line.answers,
        condition=" ".join(cells.get(at, "") for at in columns.of("condition")).strip(),
        help=line.help | helped(cells, columns, bool(told)),
        section=" ".join(cells.get(at, "") for at in columns.of("section")).strip(),
        staff="\n".join(cells[at] for at in columns.of("staff") if cells.get(at)),
        papers=any(cells.get(at) for at in columns.of("papers")),
        alone=columns.shared and not beside,
        ticks=bool(columns.of("yes") and columns.of("no")),
    )


def helped(cells: dict[int, str], columns: Columns, answered: bool) -> Words:
    """Remarks beside it, and what the column of answers says instead of answers."""
    places = [*columns.of("help"), *(() if answered else columns.of("choices"))]
    texts = [text for at in places if (text := BLANKS.sub("", cells.get(at, "")).strip())]
    return {next(iter(columns.questions)): "\n".join(texts)} if texts else {}


def aside(row: Row, columns: Columns) -> Line | None:
    """Words beside the column of questions: to its left a heading, to its right something below."""
    filled = [(at, cell) for at, cell in enumerate(row.cells) if cell and not is_number(cell)]
    if len(filled) != 1 or not columns.questions:
        return None
    at, text = filled[0]
    if columns.roles.get(at) in ("help", "choices", "condition"):
        return None
    language, main = next(iter(columns.questions.items()))
    line = in_words(row.line, {language: text})
    if at > main:
        return replace(line, depth=line.depth + 1)
    return replace(line, alone=True)


def in_words(row: int, texts: Words) -> Line:
    """The words without number and answers; further lines of a cell are choices or help."""
    words: Words = {}
    told: list[Answers] = []
    help_: Words = {}
    lead = lead_of(next(iter(texts.values())))
    for language, text in texts.items():
        first, _break, more = text.strip().partition("\n")
        words[language], found = behind(lead_of(first).rest[:LONGEST])
        if found is None and more:
            found = answers(more)
            if found is None:
                help_[language] = more.strip()[:LONGEST]
        told += [found] if found else []
    words = {language: BLANKS.sub("", text).strip() for language, text in words.items()}
    words = {language: text for language, text in words.items() if text}
    return Line(row, words, lead.key, lead.depth, lead.bullet, lead.heads, tuple(told), help=help_)


def split(line: Line) -> Iterator[Line]:
    """A question and “if so, …” behind it in the same cell are two."""
    parts = {language: AND_IF.split(text, maxsplit=1) for language, text in line.words.items()}
    if not line.words:
        return
    if any(len(found) < 2 for found in parts.values()):
        yield line
        return
    yield replace(line, words={language: found[0] for language, found in parts.items()})
    words = {language: found[1] for language, found in parts.items()}
    yield Line(line.row, words, depth=line.depth + 1)


def numbered(lines: Iterator[Line]) -> Iterator[Line]:
    """With whole numbers: a letter alone continues the number above it."""
    above: Key = ()
    for line in lines:
        key = below(line.key, above) if not line.heads else line.key
        if key and not line.heads:
            above = key
        yield replace(line, key=key)
