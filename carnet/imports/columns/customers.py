"""Tells customers from suppliers, in lists of programs that keep both: rows only about a supplier are left out."""

from collections.abc import Sequence

from carnet.clients.search import fold
from carnet.imports.columns.column import Row
from carnet.imports.columns.draft import Draft
from carnet.imports.columns.top import LeftOut
from carnet.imports.columns.words import listed

YES = listed("1 ja oui yes x true vrai waar wahr j o y")
SUPPLIER = listed("s l f supplier fournisseur fournisseurs leverancier crediteur lieferant vendor")


def customers(
    rows: tuple[Row, ...], drafts: Sequence[Draft]
) -> tuple[tuple[Row, ...], list[LeftOut]]:
    """Where no row is a customer the columns were never filled in, and nothing is left out."""
    customer = next((draft.index for draft in drafts if draft.note == "customer"), -1)
    supplier = next((draft.index for draft in drafts if draft.note == "supplier"), -1)
    if supplier < 0:
        return rows, []
    left = [row for row in rows if _is_supplier_only(row, customer, supplier)]
    told = customer < 0 or any(_word(row, customer) in YES for row in rows)
    if not left or not told or len(left) == len(rows):
        return rows, []
    lines = {row.line for row in left}
    kept = tuple(row for row in rows if row.line not in lines)
    return kept, [LeftOut(line, "supplier") for line in sorted(lines)]


def _is_supplier_only(row: Row, customer: int, supplier: int) -> bool:
    role = _word(row, supplier)
    if customer < 0:
        return role in SUPPLIER
    return role in YES and _word(row, customer) not in YES


def _word(row: Row, index: int) -> str:
    return fold(str(row.cells[index])) if 0 <= index < len(row.cells) else ""
