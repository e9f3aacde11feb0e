"""Where an import stands, and on which page it is looked at; the page for one whose file is gone."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from carnet.core.going_on import go
from carnet.firms.access import importers_only
from carnet.imports.files import FileGone
from carnet.imports.models import Import, State

PAGES = {
    State.PLANNED: "imports:plan",
    State.QUEUED: "imports:progress",
    State.APPLYING: "imports:progress",
    State.UNDOING: "imports:progress",
    State.APPLIED: "imports:result",
    State.UNDONE: "imports:result",
}
RUNNING = [State.QUEUED, State.APPLYING, State.UNDOING]


def address(received: Import) -> str:
    return reverse(PAGES[State(received.state)], args=[received.uuid])


def look_at(*states: State) -> Callable[[Callable], Callable]:
    """For views about an import in one of these states: gives them the import instead of its name, and
    leads whoever comes too early or too late to the page where it stands."""

    def decorate(view: Callable) -> Callable:
        @importers_only
        @wraps(view)
        def guarded(request, uuid) -> HttpResponse:
            imports = request.firm.imports.select_related("by", "questionnaire", "undone_by")
            received = get_object_or_404(imports, uuid=uuid)
            received.firm = request.firm
            if received.state not in states:
                return go(request, address(received))
            try:
                return view(request, received)
            except FileGone:
                return render(request, "imports/gone.html", {"received": received}, status=410)

        return guarded

    return decorate
