"""The official form as an accountant fills it in: what all the lines of a code come to, and where it stands.

Pure. Amounts are added up exactly and ticks counted; a figure of 0 is no line.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.form_lines import Columns, FormLine
from carnet.questionnaires.settling import Run


class Enters(StrEnum):
    """How an answer gets into the form: as an amount, as a tick, or on a paper that holds the figure."""

    FIGURE = "figure"
    TICK = "tick"
    PAPER = "document"


@dataclass(frozen=True)
class Cell:
    """What stands at one code, and the answers it comes from."""

    code: str
    lines: tuple[FormLine, ...]
    total: Decimal = Decimal(0)
    ticks: int = 0
    papers: int = 0

    def __bool__(self) -> bool:
        return bool(self.total or self.ticks or self.papers)

    @property
    def entered(self) -> str:
        """`1250.5`, `x`, `2x`, `document` where the figure stands on a paper, or several of these."""
        parts = ["document"] if self.papers else []
        parts += [amount(self.total)] if self.total else []
        parts += ["x" if self.ticks == 1 else f"{self.ticks}x"] if self.ticks else []
        return " + ".join(parts)


@dataclass(frozen=True)
class Row:
    """A line of the form over both columns. `undivided` is what the accountant has to divide between them, or to
    put on one side. `right` is empty in a form, or for a line, of one column."""

    left: str
    right: str
    in_left: Cell | None = None
    in_right: Cell | None = None
    undivided: Cell | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in (self.in_left, self.in_right, self.undivided) if cell)


@dataclass(frozen=True)
class FilledForm:
    """`joint` and `partner_left` are None where the answers do not tell; `rows` go by their codes."""

    joint: bool | None
    partner_left: bool | None
    rows: tuple[Row, ...]

    @property
    def paths(self) -> frozenset[str]:
        """The answers that stand in it."""
        cells = [cell for row in self.rows for cell in row.cells]
        return frozenset(line.path for cell in cells for line in cell.lines)


def filled_form(run: Run) -> FilledForm:
    columns = Columns(run)
    rows = rows_of(run.compiled, cells(run.compiled, columns.all_lines()))
    return FilledForm(known(columns.joint), known(columns.partner_left), rows)


def known(answer: object) -> bool | None:
    return answer if isinstance(answer, bool) else None


def cells(compiled: Compiled, lines: Iterable[FormLine]) -> list[Cell]:
    """In the order in which the questionnaire comes to the codes."""
    found: dict[str, list[FormLine]] = defaultdict(list)
    for line in lines:
        found[line.code].append(line)
    summed = (summed_up(compiled, code, fed_by) for code, fed_by in found.items())
    return [cell for cell in summed if cell]


def summed_up(compiled: Compiled, code: str, lines: Sequence[FormLine]) -> Cell:
    enter = [enters(compiled, line) for line in lines]
    figures = [line for line, way in zip(lines, enter, strict=True) if way is Enters.FIGURE]
    total = sum((Decimal(str(line.value)) for line in figures), Decimal(0))
    ticks, papers = enter.count(Enters.TICK), enter.count(Enters.PAPER)
    return Cell(code, tuple(lines), total, ticks, papers)


def enters(compiled: Compiled, line: FormLine) -> Enters:
    kind = compiled.by_id[line.path.rpartition("/")[2]].kind
    if kind.uploads:
        return Enters.PAPER
    figure = kind.rule_type == "number" or (kind.calculated and isinstance(line.value, str))
    return Enters.FIGURE if figure else Enters.TICK


def amount(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return str(int(number)) if whole else format(number.normalize(), "f")


def rows_of(compiled: Compiled, found: Iterable[Cell]) -> tuple[Row, ...]:
    """One for each pair of codes that has something in it."""
    pairs = pairs_of(compiled)
    placed: dict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
    for cell in found:
        pair, place = pairs[cell.code]
        placed[pair][place] = cell
    rows = [
        Row(*pair, at.get("in_left"), at.get("in_right"), at.get("undivided"))
        for pair, at in placed.items()
    ]
    return tuple(sorted(rows, key=lambda row: by_number(row.left)))


def pairs_of(compiled: Compiled) -> dict[str, tuple[tuple[str, str], str]]:
    """Of each code as lines spell it: the pair it belongs to, and its place in the row."""
    found: dict[str, tuple[tuple[str, str], str]] = {}
    for code in (filed.code for node in compiled.nodes for filed in node.filed):
        pair = found.get(code.left, ((code.left, code.right), ""))[0]
        pair = pair if pair[1] else (code.left, code.right)
        found[code.left] = (pair, "in_left")
        if code.right:
            found[code.right] = (pair, "in_right")
            found[f"{code.left}/{code.right}"] = (pair, "undivided")
    return found


def by_number(code: str) -> list[tuple[int, int, str]]:
    """1075 before 1250, and 2DC before 10X: figures count as figures."""
    parts = re.findall(r"\d+|\D+", code)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
