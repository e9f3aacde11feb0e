"""How the columns of a file are read, for a person to see and to correct."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from carnet.core.going_on import go
from carnet.imports import actions, lists
from carnet.imports.forms import POLICIES, ColumnsForm
from carnet.imports.models import State
from carnet.imports.pages import columns_page, notices, words
from carnet.imports.planning.choices import Choices
from carnet.imports.reading.sheet import Unreadable
from carnet.imports.standing import address, look_at


@require_http_methods(["GET", "POST"])
@look_at(State.PLANNED)
def columns(request, received):
    table, choices = actions.table_of(received), actions.choices_of(received)
    source, sheet = actions.source_of(received), lists.sheet_of(received)[0]
    sheets = [one.name for one in source.sheets if one.rows]
    form = ColumnsForm(
        request.POST or None, table=table, choices=choices, sheets=sheets, sheet=sheet.name
    )
    if form.is_bound and form.is_valid() and (saved := _save(request, received, form)):
        return saved
    layout = actions.layout_of(received, table)
    context = {
        "received": received,
        "form": form,
        "table": table,
        "columns": columns_page.shown(table, form, layout),
        "layout": layout,
        "sheets": sheets[1:],
        "total": len(table.columns),
        "read": sum(column.used for column in table.columns),
        "notices": notices.of_columns(received, table),
        "known": columns_page.known(form),
        "policies": POLICIES,
        "steps": words.steps(1, [reverse("imports:start")], fetched=bool(received.connection_id)),
    }
    return render(request, "imports/columns.html", context)


def _save(request, received, form):
    """The next page, or None where the form tells why not."""
    try:
        actions.change(received, form.over, by=request.user)
    except actions.AlreadyApplied:
        received.refresh_from_db()
        return go(request, address(received))
    except Unreadable as problem:
        form.add_error("sheet", str(problem))
        return None
    stay = form.other_sheet or "look" in request.POST
    return redirect("imports:columns" if stay else "imports:plan", received.uuid)


@require_POST
@look_at(State.PLANNED)
def anew(request, received):
    """As if no file of this kind had been read before."""
    try:
        actions.change(received, _without_layout, by=request.user)
    except actions.AlreadyApplied:
        received.refresh_from_db()
        return redirect(address(received))
    return redirect("imports:columns", received.uuid)


def _without_layout(standing):
    usual = Choices()
    return standing.with_(columns={}, key=usual.key, policy=usual.policy, never=usual.never)
