"""An import from practice software: whom to fetch, and the wait for it. From its plan on it is one like any other."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carnet.connectors import actions
from carnet.connectors import words as said
from carnet.connectors.pages import Shown, groups, runs_of
from carnet.core.going_on import go
from carnet.firms.access import importers_only
from carnet.imports.connection_forms import FromForm
from carnet.imports.pages import words
from carnet.imports.standing import address


@require_http_methods(["GET", "POST"])
@importers_only
def start(request, uuid):
    found, now = get_object_or_404(request.firm.connections, uuid=uuid), timezone.now()
    if running := found.runs.at_work().first():
        return redirect("imports:run", running.uuid)
    told, trouble = groups(found, now)
    year = timezone.localdate(now).year - 1
    form = FromForm(
        request.POST if request.method == "POST" else None,
        connection=found,
        groups=told,
        firm=request.firm,
        year=year,
    )
    if form.is_bound and form.is_valid():
        return redirect("imports:run", _begin(request, found, form.wanted, now).uuid)
    context = {
        "form": form,
        "shown": Shown(found),
        "trouble": trouble,
        "steps": words.steps(0, fetched=True),
    }
    return render(request, "imports/from.html", context)


def _begin(request, found, wanted, now):
    try:
        return actions.begin(found, wanted, by=request.user, now=now)
    except actions.AlreadyRunning:  # pressed twice, or a colleague was faster
        return found.runs.first()


def _run(request, uuid):
    return get_object_or_404(runs_of(request.firm), uuid=uuid)


@require_GET
@importers_only
def run(request, uuid):
    found, now = _run(request, uuid), timezone.now()
    if received := found.imports.first():
        return go(request, address(received))
    context = {
        "run": found,
        "state": said.state(found, now),
        "left": said.left(found, now),
        "steps": words.steps(0, fetched=True),
    }
    return render(request, "imports/fetching.html", context)


@require_POST
@importers_only
def stop(request, uuid):
    found = _run(request, uuid)
    actions.cancel(found, by=request.user, now=timezone.now())
    return redirect("imports:run", uuid)
