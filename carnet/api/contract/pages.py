"""Lists a page at a time. Ordered by when something was made, so that nothing is told twice or missed when names
change meanwhile; a cursor is the last one told, which need not be there any more."""

import base64
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from carnet.api.contract.problems import Problem
from carnet.core.keyset import number_in

USUAL, MOST = 50, 200


def page(rows: QuerySet, cursor: str, limit: int) -> tuple[Sequence[Any], str | None]:
    """Up to `limit` rows (models or `.values()` with "pk"), and the cursor of the next page."""
    found = list(rows.filter(pk__gt=_read(cursor)).order_by("pk")[: limit + 1])
    more, shown = len(found) > limit, found[:limit]
    return shown, _written(shown[-1]) if more else None


def _written(row: Any) -> str:
    pk = row["pk"] if isinstance(row, dict) else row.pk
    return base64.urlsafe_b64encode(f"after {pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"==").decode()
    except ValueError:
        text = ""
    pk = number_in(text.removeprefix("after "))
    if pk is None:
        sentence = _("Take the cursor as “next” of the page before told it.")
        raise Problem("invalid", errors={"cursor": [sentence]})
    return pk
