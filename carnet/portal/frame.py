"""What every page of the client's side needs first: the dossier as it stands, while it may be answered."""

from dataclasses import replace
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
from carnet.answers.form import dossier_form
from carnet.answers.papers import NOWHERE
from carnet.answers.reading import Glimpse, Standing, load
from carnet.campaigns.models import Dossier, WrongState
from carnet.firms.models import Colleague
from carnet.invitations.models import Invitation
from carnet.portal.access import View, for_client
from carnet.questionnaires.seen import others_questions, seen_by


class ClientRequest(HttpRequest):
    """A request as `for_client` hands it on."""

    dossier: Dossier
    invitation: Invitation | None
    person: str
    colleague: Colleague | None
    # What may be answered while the rest stays as it was sent; set by `while_open`.
    lock: Lock | None = None


def while_open(view: View) -> View:
    """The page of a dossier that may still be answered; afterwards its confirmation is shown instead,
    also when it was sent from elsewhere a moment ago."""

    return for_client(_open_only(view))


def while_open_to_save(view: View) -> View:
    """The same for a request that draws no page."""
    return for_client(_open_only(view), only_saves=True)


def _open_only(view: View) -> View:
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.dossier.open:
            return redirect("portal:sent")
        request.lock = lock_of(request.dossier)
        try:
            return on_its_revision(view, request, *args, **kwargs)
        except WrongState:
            return redirect("portal:sent")

    return guarded


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
    """As this person sees it: what is meant for the other alone is not there."""
    return in_sight_of(whole_of(request, drawn=drawn), request.person)


def whole_of(request: ClientRequest, *, drawn: bool = True) -> Standing:
    """All of it, for what a person is told of the other's part: how far it is, never what is in it."""
    return load(request.dossier, today=timezone.localdate(), drawn=drawn)


def in_sight_of(whole: Standing, person: str) -> Standing:
    outcome = seen_by(whole.outcome, person)
    if outcome is whole.outcome:
        return whole
    seen = outcome.instances.keys()
    loose = [one for one in whole.documents.get(NOWHERE, ()) if one.person == person]
    return replace(
        whole,
        outcome=outcome,
        answers={path: row for path, row in whole.answers.items() if path in seen},
        documents={NOWHERE: loose}
        | {path: kept for path, kept in whole.documents.items() if path in seen},
    )


def closed_to(request: ClientRequest) -> frozenset[str]:
    """The ids of questions that are the other's alone."""
    return others_questions(dossier_form(request.dossier).definition, request.person)


def open_for(request: ClientRequest, standing: Standing | Glimpse, path: str) -> bool:
    """May the answer there still change? What is locked is known only from everything together."""
    if request.lock is None:
        return True
    return isinstance(standing, Standing) and request.lock.opens(standing, path)


def tell_of_extras(request: ClientRequest) -> None:
    """Once: since this person began, the firm has added questions."""
    if request.colleague:
        return  # it is the client who is to be told
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
