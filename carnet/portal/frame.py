"""What every page of the client's side needs first: the dossier as it stands, while it may be answered."""

from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import ngettext

from carnet.answers.actions import Repinned
from carnet.answers.adapting import tell
from carnet.answers.asking_again import Lock, lock_of
from carnet.answers.reading import Glimpse, Standing, load
from carnet.campaigns.models import Dossier, WrongState
from carnet.portal.access import View, for_client


class ClientRequest(HttpRequest):
    """A request as `for_client` hands it on."""

    dossier: Dossier
    person: str
    # What may be answered while the rest stays as it was sent; set by `while_open`.
    lock: Lock | None = None


def while_open(view: View) -> View:
    """The page of a dossier that may still be answered; afterwards its confirmation is shown instead,
    also when it was sent from elsewhere a moment ago."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.dossier.open:
            return redirect("portal:sent")
        request.lock = lock_of(request.dossier)
        try:
            return on_its_revision(view, request, *args, **kwargs)
        except WrongState:
            return redirect("portal:sent")

    return for_client(guarded)


def on_its_revision(view: View, request: ClientRequest, *args, **kwargs) -> HttpResponse:
    """Once more from the beginning, if the dossier got another revision after it had been read."""
    try:
        return view(request, *args, **kwargs)
    except Repinned:
        found = Dossier.objects.select_related(
            "firm", "client", "campaign", "revision__questionnaire"
        )
        request.dossier = found.get(pk=request.dossier.pk)
        return view(request, *args, **kwargs)


def standing_of(request: ClientRequest, *, drawn: bool = True) -> Standing:
    return load(request.dossier, today=timezone.localdate(), drawn=drawn)


def open_for(request: ClientRequest, standing: Standing | Glimpse, path: str) -> bool:
    """May the answer there still change? What is locked is known only from everything together."""
    if request.lock is None:
        return True
    return isinstance(standing, Standing) and request.lock.opens(standing, path)


def tell_of_extras(request: ClientRequest) -> None:
    """Once: since this person began, the firm has added questions."""
    if count := tell(request.dossier, request.person):
        sentence = ngettext(
            "Your accountant added %(count)d question. It stands at the end.",
            "Your accountant added %(count)d questions. They stand at the end.",
            count,
        )
        messages.info(request, sentence % {"count": count})


def language() -> str:
    return translation.get_language() or "en"


def saved_at(standing: Standing) -> datetime | None:
    """When somebody last answered here; what the firm filled in does not count."""
    moments = [answer.updated_at for answer in standing.answers.values() if answer.device]
    return max(moments, default=None)
