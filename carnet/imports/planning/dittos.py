"""“idem” and its like: the cell stands for the one above. That is proposed, and taken only when a person says so, for
a list that is sorted, or rows of it left out, puts another row above.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from carnet.core.reading.rows import Cell, Row
from carnet.imports.columns.column import Column
from carnet.imports.planning.outcome import Problem

_WORDS = ("idem", "dito", "ditto", "id.")
_SIGNS = ('"', '""', "''", "″", "〃", "”", "„", "“", ",,", '-"-', "-''-")
_STOPPED = (f"{word.removesuffix('.')}." for word in _WORDS)
DITTO = frozenset(
    (
        *_SIGNS,
        *(form for word in (*_WORDS, *_STOPPED) for form in (word, word.title(), word.upper())),
    )
)
# Fields in which it would pass for a value. In others the check refuses it.
PASSES_IN = ("last_name", "street", "city", "label")
NEVER = {"notes", "client_number"}


def in_some(values: Mapping[str, Cell]) -> bool:
    """Whether it passes for a value in one of these, by field."""
    return not DITTO.isdisjoint(map(values.get, PASSES_IN))


def stand_for(row: Row, above: Row | None, columns: Sequence[Column]) -> dict[int, str]:
    """By column of each such cell: what stands above it, perhaps nothing."""
    read = {column.index for column in columns if column.used and column.field not in NEVER}
    cells = [at for at, cell in enumerate(row.cells) if at in read and cell in DITTO]
    over = above.cells if above else ()
    return {at: str(over[at]) if at < len(over) else "" for at in cells}


def problems(row: Row, texts: Mapping[int, str], columns: Sequence[Column]) -> list[Problem]:
    """One for each such cell, with what it stands for."""
    told = {column.index: column for column in columns if column.index in texts}
    return [
        Problem(
            row.line,
            column.field,
            column.header,
            str(row.cells[at]),
            _reason(row.cells[at]),
            texts[at],
            at,
            proven=bool(texts[at]),
        )
        for at, column in told.items()
    ]


def _reason(cell: Cell) -> str:
    return _(
        "“%(value)s” means what stands in the row above. Write it out, since another row may stand there once the"
        " list is sorted."
    ) % {"value": cell}
