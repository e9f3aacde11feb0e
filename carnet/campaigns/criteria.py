"""Which dossiers somebody wants to see, as it stands in the address of the page. Knows how it reads as a
condition on dossiers, not how the rows are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Q, QuerySet

from carnet.campaigns.models import Dossier, DossierQuerySet, due_before
from carnet.clients.criteria import NONE, YES, is_label, links, read_as
from carnet.clients.models import Client
from carnet.clients.search import BEGIN, typed_words
from carnet.clients.states import OPEN_STATES, State
from carnet.firms.models import Colleague

# Stands in no text that somebody can have typed.
GAP = "\0"
FILTERS = ("state", "label", "late", "promised", "unreached")


@dataclass(frozen=True)
class Criteria:
    q: str = ""
    state: str = ""
    label: str = ""  # the number of a label, "mine" or "none"
    late: str = ""
    promised: str = ""
    unreached: str = ""
    managers: str = ""  # no filter: whether the table of the dossier managers is unfolded

    @property
    def narrow(self) -> bool:
        """Some may be left out, whatever their state."""
        return bool(self.q) or any(getattr(self, key) for key in FILTERS if key != "state")

    @property
    def query(self) -> str:
        return self.url()[1:]

    def url(self, **changes: str) -> str:
        """The address of the same with something else, from the first page on."""
        asked = {**vars(self), **changes}
        return "?" + urlencode({key: value for key, value in asked.items() if value})

    def urls(self, key: str) -> Callable[[str], str]:
        """For dozens of values of one filter: the address of the same with each of them."""
        before, _gap, after = self.url(**{key: GAP}).partition(quote(GAP))
        return lambda value: f"{before}{quote(value)}{after}"


def read(params: Mapping[str, Any]) -> Criteria:
    return read_as(Criteria, params, _possible)


def _possible(key: str, value: str) -> bool:
    if key == "state":
        return value in State.values
    if key == "label":
        return is_label(value)
    return value == YES


def narrowed(
    dossiers: QuerySet[Dossier], criteria: Criteria, *, by: Colleague | None, today: date
) -> QuerySet[Dossier]:
    """Those somebody asked for. “Late” is open and past its day; “not reached” is open, and the mail came
    back or there is no address; “promised” is open, and the client has named a day that still counts."""
    condition = Q()
    if criteria.state:
        condition &= Q(state=criteria.state)
    if criteria.late:
        condition &= due_before(today) & Q(state__in=OPEN_STATES)
    if criteria.unreached:
        condition &= unreached()
    if criteria.promised:
        promises: Any = Dossier._meta.get_field("promises").related_model  # a later stage's
        told = promises.objects.filter(replaced_at=None).values("dossier")
        condition &= Q(pk__in=told, state__in=OPEN_STATES)
    return dossiers.filter(condition & _labelled(criteria.label, by) & _found(criteria.q))


def unreached() -> Q:
    """The few clients without an address are looked up first: joined, fifty thousand would be looked at."""
    without = Client.objects.filter(email="").values("pk")
    return Q(state=State.NOT_DELIVERED) | Q(state__in=OPEN_STATES, client__in=without)


def _labelled(label: str, by: Colleague | None) -> Q:
    """By the clients under the label, so that one with two labels of one colleague counts once."""
    if not label:
        return Q()
    labelled = Q(client__in=links(label, by).values("client"))
    return ~labelled if label == NONE else labelled


def _found(text: str) -> Q:
    """The clients once, not once for each of their dossiers."""
    if not (words := typed_words(text)):
        return Q()
    named = Client.objects.filter(*(Q(search__contains=BEGIN + word) for word in words))
    return Q(client__in=named.values("pk"))


def in_order(dossiers: QuerySet[Dossier]) -> DossierQuerySet:
    return dossiers.order_by("client__sort_name", "pk")  # type: ignore[return-value]
