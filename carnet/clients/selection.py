"""Which clients somebody chose in the register: ticked rows, or all that match a filter. Travels between pages
as a signed text; a filter is asked again each time, so nobody beyond it is ever meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import QueryDict

from carnet.clients.criteria import Criteria, read
from carnet.clients.listing import listing
from carnet.clients.models import Client
from carnet.core.keyset import number_in
from carnet.firms.models import Colleague, Firm

SALT = "carnet.clients.selection"
LASTS = 24 * 60 * 60
# More than this many numbers make an address too long for some proxies.
MOST_IN_ADDRESS = 200


@dataclass(frozen=True)
class Selection:
    firm: Firm
    by: Colleague | None
    ids: tuple[int, ...] = ()
    criteria: Criteria | None = None

    @property
    def clients(self) -> QuerySet[Client]:
        """In the order of the list."""
        if self.criteria is not None:
            return listing(self.firm, self.criteria, by=self.by).in_order
        return self.firm.clients.filter(pk__in=self.ids).order_by("sort_name", "pk")

    @property
    def token(self) -> str:
        chosen = {"ids": self.ids} if self.criteria is None else {"query": self.criteria.query}
        owner = {"firm": self.firm.pk, "by": self.by and self.by.pk}
        return signing.dumps({**chosen, **owner}, salt=SALT, compress=True)

    @property
    def address(self) -> dict[str, str]:
        """The parameters with which another page gets the same clients from `selected`."""
        if self.criteria is None and len(self.ids) <= MOST_IN_ADDRESS:
            return {"clients": ",".join(str(pk) for pk in self.ids)}
        return {"selection": self.token}


def selected(firm: Firm, params: Mapping[str, Any]) -> QuerySet[Client]:
    """The clients named by `clients=1,2,3` or by `selection=…`, as far as they are the firm's."""
    return read_selection(firm, params, by=None).clients


def read_selection(firm: Firm, params: Mapping[str, Any], *, by: Colleague | None) -> Selection:
    """From a form or an address: ticked rows, everything that matches `query`, or a signed selection."""
    if token := params.get("selection"):
        return _opened(firm, token)
    if params.get("everything"):
        return Selection(firm, by, criteria=read(QueryDict(params.get("query", ""))))
    getlist = getattr(params, "getlist", None)
    given = getlist("clients") if getlist else [params.get("clients", "")]
    return Selection(firm, by, ids=_numbers(",".join(str(part) for part in given)))


def _opened(firm: Firm, token: str) -> Selection:
    """A text that was altered, is too old or comes from another firm selects nobody."""
    try:
        held = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return Selection(firm, None)
    if held["firm"] != firm.pk:
        return Selection(firm, None)
    by = firm.colleagues.filter(pk=held["by"]).first() if held["by"] else None
    if "query" in held:
        return Selection(firm, by, criteria=read(QueryDict(held["query"])))
    return Selection(firm, by, ids=tuple(held["ids"]))


def _numbers(text: str) -> tuple[int, ...]:
    numbers = (number_in(part) for part in text.split(","))
    return tuple(dict.fromkeys(number for number in numbers if number))
