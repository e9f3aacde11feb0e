"""An import that runs, and what came of it; undoing it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from carnet.imports import actions, undoing
from carnet.imports.models import State
from carnet.imports.pages import result_page, words
from carnet.imports.repair import error_file
from carnet.imports.standing import RUNNING, address, look_at
from carnet.imports.views import download


@require_GET
@look_at(*RUNNING)
def progress(request, received):
    facts = result_page.progress(received, now=timezone.now())
    context = {
        "received": received,
        **facts,
        "steps": words.steps(3, fetched=bool(received.connection_id)),
    }
    return render(request, "imports/progress.html", context)


@require_GET
@look_at(State.APPLIED, State.UNDONE)
def result(request, received):
    facts = result_page.result(received, now=timezone.now())
    context = {
        "received": received,
        **facts,
        "steps": words.steps(4, fetched=bool(received.connection_id)),
    }
    return render(request, "imports/result.html", context)


@require_http_methods(["GET", "POST"])
@look_at(State.APPLIED)
def undo(request, received):
    now = timezone.now()
    if request.method == "POST":
        return _undo(request, received, now)
    if result_page.undo_until(received, now) is None:
        return _too_late(request, received)
    facts = result_page.before_undoing(received, undoing.touched(received))
    return render(request, "imports/undo.html", {"received": received, **facts})


def _undo(request, received, now):
    try:
        actions.request_undo(received, by=request.user, now=now)
    except actions.CannotUndo:
        return _too_late(request, received)
    received.refresh_from_db()
    return redirect(address(received))


def _too_late(request, received):
    messages.warning(request, _("An import can be undone for 30 days, and once."))
    return redirect("imports:result", received.uuid)


@require_GET
@look_at(State.PLANNED, State.APPLIED, State.UNDONE)
def repair(request, received):
    file = error_file(received)
    return download(file.data, file.name, file.content_type)
