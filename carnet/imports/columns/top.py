"""Finds the header of a sheet, in one line or two, and what below it is no client: totals, footers, headers again.

Knows words of headers and shapes of rows, not what a column holds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from carnet.clients.search import fold
from carnet.core.reading.rows import Area
from carnet.imports.columns.column import Cell, Row
from carnet.imports.columns.content import looks_like_data
from carnet.imports.columns.first_names import is_first_name
from carnet.imports.columns.heading import is_known
from carnet.imports.columns.whose import whose
from carnet.imports.columns.words import LONGEST, listed, normalise

WITHIN = 30
ENOUGH = 2
PLENTY = 5
FEW = 3

TOTAL = re.compile(
    r"(?:(?:grand|sub|sous|algemeen|general)\s)?(?:sub|sous)?(?:total|totaux|totale|totaal|totalen|summe|gesamt|somme"
    r"|aantal|nombre|anzahl|count|nb|nbre|total(?:e|s)?)\b"
)
# The other words may be somebody's name.
SURELY_TOTAL = re.compile(r"(?:grand |sub|sous|algemeen )?tota")
FOOTER = re.compile(
    r"(?:printed|imprimee?|afgedrukt|gedruckt|exportee?|export|geexporteerd|exportiert|generee?|generated"
    r"|gegenereerd|erstellt|aangemaakt|editee?|edition|source|bron|quelle|situation"
    r"|liste|lijst|list|fin de|einde|ende|end of|date d|datum|confidentiel|confidential|vertrouwelijk"
    r"|vertraulich|copyright|legende|legenda|remarque|nota bene|nb|champs|verplichte|required|pflichtfelder"
    r"|obligatoire|mise? a jour|bijgewerkt|updated|etablie? le|le \d+|opgemaakt|stand|total)\b"
)
PAGE = re.compile(r"(?:page|pagina|seite|blz) \d+\b")
HINTS = listed(
    "obligatoire facultatif optionnel verplicht optioneel required optional mandatory pflichtfeld"
    " pflicht text texte tekst date datum nombre number getal exemple voorbeeld example beispiel"
)
WHY_LEFT_OUT = {
    "total": gettext_lazy("A total, not a client."),
    "footer": gettext_lazy("A line below or between the list, not a client."),
    "header": gettext_lazy("The headers once more."),
    "hint": gettext_lazy("An explanation of the headers."),
    "letter": gettext_lazy("A letter of the alphabet, not a client."),
    "supplier": gettext_lazy("A supplier who is no customer."),
}


@dataclass(frozen=True)
class LeftOut:
    """A line of the file that is no client."""

    line: int
    why: str

    @property
    def reason(self) -> str | Promise:
        return WHY_LEFT_OUT[self.why]


Marks = tuple[tuple[int, Cell], ...]  # number of the column and what stands in it


@dataclass(frozen=True)
class Top:
    """`titles` by column; `groups` what stands over them in the line above. No lines: a list without header."""

    lines: tuple[int, ...]
    titles: tuple[str, ...]
    groups: tuple[str, ...]
    below: int  # where the rows begin
    exact: bool = False  # merged cells tell how far each group goes
    marks: tuple[Marks, ...] = ()  # by which a header is known when it comes again


def find_top(rows: Sequence[Row], merged: Sequence[Area] = ()) -> Top | None:
    """The header among the first lines; where nothing is known, a line of text above lines of data."""
    top = _find(rows)
    if top is None or len(top.lines) < 2:
        return top
    spans = {left: right for line, left, _last, right in merged if line == top.lines[0]}
    if not spans:
        return top
    upper = next(row for row in rows if row.line == top.lines[0])
    return replace(top, groups=_within(_titles(upper, len(top.titles)), spans), exact=True)


def _within(above: Sequence[str], spans: Mapping[int, int]) -> tuple[str, ...]:
    """Merged cells tell exactly over which columns a group stands."""
    groups, ends, group = [], -1, ""
    for at, over in enumerate(above):
        if at in spans or at > ends:
            ends, group = spans.get(at, at), over
        groups.append(group)
    return tuple(groups)


def _find(rows: Sequence[Row]) -> Top | None:
    near = [(at, row) for at, row in enumerate(rows[:WITHIN]) if any(row.cells)]
    scores = {}
    for at, row in near:
        scores[at] = _score(row)
        if scores[at] >= PLENTY and 2 * scores[at] >= _filled(row):
            break
    best = max(scores, key=lambda at: scores[at], default=None)
    if best is None:
        return None
    if scores[best] < ENOUGH:
        return _above_data(rows, near)
    return _two_lines(rows, best) or _top(rows, best)


def _score(row: Row) -> int:
    """How many different headers we know are in this line."""
    if _is_data(row):
        return 0
    titles = {
        title(cell) for cell in row.cells if isinstance(cell, str) and 0 < len(cell) <= LONGEST
    }
    return sum(map(is_known, titles))


def _is_data(row: Row) -> bool:
    return any(map(looks_like_data, row.cells))


def _filled(row: Row) -> int:
    return len(row.cells) - row.cells.count("")


def title(cell: Cell) -> str:
    """Without stars and doubled spaces; lines stay apart, since each may be of another language."""
    lines = (" ".join(line.split()) for line in str(cell).replace("*", " ").splitlines())
    return "\n".join(filter(None, lines))


def _top(rows: Sequence[Row], header: int, upper: int | None = None) -> Top:
    """`upper` stands over the header: over one column its title, over several what they have in common."""
    lines = [rows[header]] if upper is None else [rows[upper], rows[header]]
    width = max(len(row.cells) for row in lines)
    own = _titles(lines[-1], width)
    above = _titles(lines[0], width) if upper is not None else [""] * width
    groups, group = [], ""
    for over, below in zip(above, own, strict=True):
        group = over or group
        groups.append(group if below else "")
    return Top(
        tuple(row.line for row in lines),
        tuple(below or over for below, over in zip(own, above, strict=True)),
        tuple(groups),
        header + 1,
        marks=tuple(_marks(row.cells) for row in lines),
    )


def _titles(row: Row, width: int) -> list[str]:
    cells = [title(cell) for cell in row.cells]
    return cells + [""] * (width - len(cells))


def _two_lines(rows: Sequence[Row], best: int) -> Top | None:
    """The best line may be the lower of two, or the upper one."""
    if best + 2 < len(rows) and _is_second_header(rows[best], rows[best + 1]):
        return _top(rows, best + 1, upper=best)
    if best and _is_over(rows[best - 1], rows[best]):
        return _top(rows, best, upper=best - 1)
    return None


def _is_second_header(upper: Row, lower: Row) -> bool:
    """Mostly headers we know, among them one that says more than the cell above it."""
    known = _score(lower)
    if known < ENOUGH or 2 * known < _filled(lower):
        return False
    width = max(len(upper.cells), len(lower.cells))
    return _titles(upper, width) != _titles(lower, width)


def _is_over(upper: Row, lower: Row) -> bool:
    """Names of groups, or titles over columns that have none of their own."""
    if _is_data(upper):
        return False
    width = max(len(upper.cells), len(lower.cells))
    pairs = list(zip(_titles(upper, width), _titles(lower, width), strict=True))
    if any(over and not below and is_known(over) for over, below in pairs):
        return True
    groups = [at for at, (over, _below) in enumerate(pairs) if over]
    named = [at for at in groups if _names_a_group(pairs[at][0])]
    return bool(named) and (len(groups) > 1 or groups[0] > 0)


def _names_a_group(text: str) -> bool:
    told = whose(normalise(text))
    return bool(told.owner or told.place) and not told.rest or is_known(text)


def _above_data(rows: Sequence[Row], near: Sequence[tuple[int, Row]]) -> Top | None:
    """Unknown headers over data, or data from the first line on."""
    first = next((at for at, (_index, row) in enumerate(near) if _is_data(row)), None)
    if first is None:
        return None
    index, row = near[first]
    if first and _could_be_header(near[first - 1][1], row):
        return _top(rows, near[first - 1][0])
    start = next(at for at, other in near if 2 * _filled(other) >= _filled(row))
    width = max(len(other.cells) for other in rows)
    return Top((), ("",) * width, ("",) * width, start)


def _could_be_header(row: Row, below: Row) -> bool:
    cells = [cell for cell in row.cells if isinstance(cell, str) and cell]
    enough = len(cells) >= 2 and 2 * len(cells) >= _filled(below)
    return enough and len(set(cells)) == len(cells) and not any(map(is_first_name, cells))


def clients_below(rows: Sequence[Row], top: Top) -> tuple[tuple[Row, ...], tuple[LeftOut, ...]]:
    """The rows that are about somebody, and the lines that are not. Empty ones are nobody's concern."""
    kept, left = [], []
    firsts = {text for ((_at, text), *_more) in top.marks}
    for number, row in enumerate(rows[top.below :]):
        cells = row.cells
        filled = len(cells) - cells.count("")
        why = _few(cells, filled) if 0 < filled <= FEW else ""
        if not firsts.isdisjoint(cells):
            why = _again(cells, top.marks) or why
        if not number:
            why = why or _hint(cells, filled)
        if why:
            left.append(LeftOut(row.line, why))
        elif filled:
            kept.append(row)
    return tuple(kept), tuple(left)


def _few(cells: Sequence[Cell], filled: int) -> str:
    """Why a line of one to three cells is no client."""
    if any(map(_is_mail, cells)):
        return ""
    first = next(cell for cell in cells if cell)
    if isinstance(first, date) or len(first) > LONGEST:
        return ""
    if filled == 1 and len(first) == 1 and first.isalpha():
        return "letter"
    folded = fold(first)
    if TOTAL.match(folded) and (SURELY_TOTAL.match(folded) or _has_digit(cells)):
        return "total"
    if any(PAGE.match(fold(str(cell))) for cell in cells if cell):
        return "footer"
    alone = filled == 1 or filled < FEW and (":" in first or first[-1].isdigit())
    return "footer" if alone and (FOOTER.match(folded) or first.startswith("*")) else ""


def _has_digit(cells: Sequence[Cell]) -> bool:
    return any(map(str.isdigit, "".join(map(str, cells))))


def _is_mail(cell: Cell) -> bool:
    return isinstance(cell, str) and "@" in cell


def _marks(cells: Sequence[Cell]) -> Marks:
    return tuple((at, cell) for at, cell in enumerate(cells) if cell)[:FEW]


def _again(cells: Sequence[Cell], headers: Sequence[Marks]) -> str:
    """A header once more, as printed lists have it on each page."""
    for marks in headers:
        if len(marks) > 1 and all(at < len(cells) and cells[at] == text for at, text in marks):
            return "header"
    return ""


def _hint(cells: Sequence[Cell], filled: int) -> str:
    words = [fold(cell).split()[:1] for cell in cells if isinstance(cell, str) and cell]
    hints = sum(1 for word in words if word and word[0] in HINTS)
    return "hint" if 2 * hints > filled else ""
