"""What somebody wants to see of the register, as it stands in the address of the page: words, filters,
letter and order. Knows how it reads as a condition on clients, not how the rows are fetched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from carnet.clients.models import Client, Kind
from carnet.clients.search import typed_words
from carnet.clients.states import NOT_INVITED, State
from carnet.core.keyset import number_in

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MINE, NONE, DIGITS = "mine", "none", "0-9"
NOT_INVITED_KEY = "not_invited"
YES = "1"
# Behind every letter there is: where the names with one beginning end.
END = "\U0010ffff"

C = TypeVar("C", bound="DataclassInstance")

OPTIONS = {
    "language": {code for code, _name in settings.LANGUAGES},
    "kind": set(Kind.values),
    "state": {NOT_INVITED_KEY, *State.values},
    "foreign": {YES},
    "temporary": {YES},
    "archived": {YES},
    "sort": {
        *("name", "-name", "added", "-added"),
        *("activity", "-activity", "due", "-due"),
    },
}
FILTERS = [
    *("label", "state", "language", "country", "kind"),
    *("imported", "foreign", "temporary", "archived"),
]


@dataclass(frozen=True)
class Criteria:
    q: str = ""
    label: str = ""
    state: str = ""
    language: str = ""
    country: str = ""
    kind: str = ""
    imported: str = ""  # the number of an import: whom it added or changed
    foreign: str = ""
    temporary: str = ""
    archived: str = ""
    letter: str = ""
    sort: str = ""

    @property
    def words(self) -> list[str]:
        return typed_words(self.q)

    @property
    def query(self) -> str:
        return urlencode({key: value for key, value in vars(self).items() if value})

    @property
    def filtered(self) -> bool:
        return any(getattr(self, key) for key in FILTERS)

    def url(self, **changes: str) -> str:
        """The address of the same with something else."""
        return f"?{replace(self, **changes).query}"


def read(params: Mapping[str, Any]) -> Criteria:
    return read_as(Criteria, params, _possible)


def read_as(kind: type[C], params: Mapping[str, Any], possible: Callable[[str, str], bool]) -> C:
    """From the address of a page: texts by the names of a dataclass, of which `q` are words that are looked for. What
    nobody can have chosen there counts as not chosen."""
    given = {field.name: str(params.get(field.name, "")) for field in fields(kind)}
    checked = {key: value for key, value in given.items() if possible(key, value)}
    return kind(**{**checked, "q": " ".join(given["q"].replace("\0", "")[:200].split())})


def is_label(value: str) -> bool:
    return value in (MINE, NONE) or number_in(value) is not None


def _possible(key: str, value: str) -> bool:
    if key in OPTIONS:
        return value in OPTIONS[key]
    if key == "label":
        return is_label(value)
    if key == "imported":
        return number_in(value) is not None
    if key == "country":
        return len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()
    if key == "letter":
        return value == DIGITS or (len(value) == 1 and value.isalnum() and value == value.lower())
    return True


def held(criteria: Criteria) -> Q:
    """What the indexes answer by themselves: archived or not, and the letter."""
    condition = Q(archived_at__isnull=not criteria.archived)
    if criteria.letter == DIGITS:
        return condition & Q(sort_name__gte="0", sort_name__lt=":")
    if criteria.letter:
        return condition & begins_with(criteria.letter)
    return condition


def begins_with(text: str) -> Q:
    return Q(sort_name__gte=text, sort_name__lt=text + END)


def wanted(criteria: Criteria, *, home: str, by: Any) -> Q:
    """The filters, to be asked of one row after the other. `home` is the firm's country, from which a
    client is foreign; `by` is who says "my"."""
    return _fields(criteria, home) & (_has_label(criteria.label, by) if criteria.label else Q())


def wanted_at_once(criteria: Criteria, *, home: str, by: Any) -> Q:
    """The same, to be asked of the whole register: begins with the few who have the label."""
    if not criteria.label:
        return wanted(criteria, home=home, by=by)
    if criteria.label == NONE:
        found = links(NONE, by).filter(client=OuterRef("pk"))
        return _fields(criteria, home) & ~Q(Exists(found))
    return _fields(criteria, home) & Q(pk__in=links(criteria.label, by).values("client"))


def _fields(criteria: Criteria, home: str) -> Q:
    keys = ("language", "country", "kind")
    condition = Q(**{key: value for key in keys if (value := getattr(criteria, key))})
    if criteria.state:
        condition &= Q(state=NOT_INVITED if criteria.state == NOT_INVITED_KEY else criteria.state)
    if criteria.foreign:
        at_home = ["", home]
        condition &= ~Q(nationality__in=at_home) | ~Q(country_of_practice__in=at_home)
    if criteria.imported:
        condition &= Q(pk__in=_imported(int(criteria.imported)))
    if criteria.temporary:
        condition &= Q(erase_on__isnull=False)
    return condition


def _imported(number: int) -> QuerySet:
    written = {"imported__origin": number, "imported__what__in": ("added", "changed")}
    return Client.objects.filter(**written).values("pk")


def _has_label(label: str, by: Any) -> Q:
    """By a value rather than EXISTS: PostgreSQL would gather all clients of a label to answer for a few."""
    found = links(label, by).filter(client=OuterRef("pk"))
    return Q(IsNull(Subquery(found.values("label")[:1]), label == NONE))


def links(label: str, by: Any) -> QuerySet:
    """Of clients and labels: those this choice is about, all for NONE."""
    found = Client.labels.through.objects.all()
    if label == NONE:
        return found
    return found.filter(label__colleague=by) if label == MINE else found.filter(label=int(label))
