"""What a colleague keeps of a list: searches under a name, and the columns to see of the register."""

from collections.abc import Iterable

from django.db.models import Q

from carnet.audit.record import record as trace
from carnet.clients.columns import STANDARD, chosen
from carnet.clients.models import ListPreference, SavedView
from carnet.core.asked_often import AskedOften
from carnet.firms.models import Colleague

CLIENTS = "clients"


def views_for(colleague: Colleague, page: str = CLIENTS) -> list[SavedView]:
    """One's own and those shared with the firm."""
    return VIEWS(firm=colleague.firm_id, colleague=colleague.pk, page=page)


VIEWS = AskedOften(
    lambda firm, colleague, page: SavedView._base_manager.filter(
        Q(colleague=colleague) | Q(shared=True), firm=firm, page=page
    ).select_related("colleague")
)


def save_view(query: str, *, page: str, name: str, shared: bool, by: Colleague) -> SavedView:
    """A second view of the same name and list replaces the first."""
    view, _created = SavedView.objects.update_or_create(
        firm=by.firm,
        colleague=by,
        page=page,
        name=name,
        defaults={"query": query, "shared": shared},
    )
    trace("view saved", view, firm=by.firm, by=by, shared=shared)
    return view


def delete_view(view: SavedView, *, by: Colleague) -> None:
    trace("view deleted", view, firm=by.firm, by=by)
    view.delete()


def columns_of(colleague: Colleague) -> list[str]:
    kept = ListPreference.objects.filter(colleague=colleague).values_list("columns", flat=True)
    return next(iter(kept), STANDARD)


def choose_columns(keys: Iterable[str], *, by: Colleague) -> None:
    columns = [column.key for column in chosen(keys)]
    ListPreference.objects.update_or_create(colleague=by, defaults={"columns": columns})
    trace("columns chosen", by, firm=by.firm, by=by, columns=columns)
