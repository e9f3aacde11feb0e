"""The register as a list, and acts on many clients of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carnet.audit.record import record as trace
from carnet.clients import bulk as acts
from carnet.clients import saved
from carnet.clients.bulk_steps import STEPS, sentence_of
from carnet.clients.columns import chosen
from carnet.clients.criteria import read
from carnet.clients.list_export import write_workbook
from carnet.clients.list_page import ListPage
from carnet.clients.saved_views import Shelf
from carnet.clients.selection import read_selection

UNDO = "undo_bulk"


@require_safe
def client_list(request):
    page = ListPage(request.firm, request.user, request.GET)
    swapped = request.htmx and not request.htmx.history_restore_request
    context = {"page": page, "undo": _undoable(request), "swapped": swapped}
    response = render(request, "clients/_list.html" if swapped else "clients/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    if swapped:
        # A national number is found, but does not stay in the history of the browser.
        response["HX-Push-Url"] = "false" if page.listing.by_number else _address(page.criteria)
    return response


def _undoable(request):
    key = request.session.get(UNDO)
    act = key and acts.last_undo(request.firm, key, by=request.user, now=timezone.now())
    return act and {"sentence": sentence_of(act)}


@require_POST
def bulk(request):
    """First the page that says how many and asks, then, with `count` confirmed, the act."""
    selection = read_selection(request.firm, request.POST, by=request.user)
    action = request.POST.get("action", "")
    count = selection.clients.count()
    if not count or action not in (*STEPS, "invite", "export"):
        messages.warning(request, _("Tick the clients first, then choose what to do with them."))
        return redirect(_back(request))
    if action == "invite":
        query = QueryDict(mutable=True)
        query.update(selection.address)
        return redirect(f"{reverse('campaigns:invite')}?{query.urlencode(safe=',')}")
    if action == "export":
        return _export(request, selection, count)
    return _step(request, action, selection, count)


def _step(request, action, selection, count):
    step = STEPS[action]
    if step.dangerous and not request.user.is_administrator:
        raise PermissionDenied(_("Only administrators may erase clients."))
    confirmed = request.POST.get("count")
    changed = confirmed is not None and confirmed != str(count)
    data = request.POST if confirmed is not None and not changed else None
    form = step.form(data, firm=request.firm, count=count)
    if form.is_bound and form.is_valid():
        return _act(request, step, selection, form.cleaned_data)
    context = {
        "step": step,
        "action": action,
        "form": form,
        "count": count,
        "heading": step.heading % {"count": count},
        "token": selection.token,
        "expected": confirmed if changed else "",
        "some": selection.clients[:10],
        "back": _back(request),
        "back_query": request.POST.get("query", ""),
    }
    return render(request, "clients/bulk.html", context)


def _act(request, step, selection, values):
    done = step.act(selection.clients, values, request.user, timezone.now())
    if done.undo:
        request.session[UNDO] = done.undo.pk
    else:
        messages.success(request, done.sentence)
    return redirect(_back(request))


def _export(request, selection, count):
    columns = chosen(saved.columns_of(request.user))
    file = write_workbook(request.firm, selection.clients, columns)
    trace("clients exported", request.firm, firm=request.firm, by=request.user, count=count)
    name = _("clients") + f"-{timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@require_POST
def undo_bulk(request):
    act = acts.last_undo(
        request.firm, request.session.pop(UNDO, None), by=request.user, now=timezone.now()
    )
    try:
        count = acts.undo(act, by=request.user, now=timezone.now())
    except acts.NothingToUndo:
        messages.warning(request, _("There is nothing left to undo."))
        return redirect(_back(request))
    sentence = ngettext("Undone for %(count)s client.", "Undone for %(count)s clients.", count)
    messages.success(request, sentence % {"count": count})
    if count < act.count:
        messages.info(request, _("The others were changed again meanwhile and stay as they are."))
    return redirect(_back(request))


@require_POST
def choose_columns(request):
    saved.choose_columns(request.POST.getlist("columns"), by=request.user)
    return redirect(_back(request))


def _clean(params):
    return read(params).query


SHELF = Shelf(
    page=saved.CLIENTS,
    space="clients",
    title=_lazy("Clients"),
    clean=_clean,
    address=lambda params, query: _address(read(QueryDict(query))),
)


def _back(request):
    """The list as it was left; read anew, so that the address can only be one of the list."""
    return _address(read(QueryDict(request.POST.get("query", ""))))


def _address(criteria):
    return reverse("clients:list") + (f"?{criteria.query}" if criteria.query else "")
