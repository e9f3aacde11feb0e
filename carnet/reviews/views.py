from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carnet.answers.reading import load
from carnet.answers.retired import retired
from carnet.answers.summary import summarise, thawed, typists, with_typists
from carnet.campaigns.models import State
from carnet.invitations.seats import seats
from carnet.invitations.timeline import moments
from carnet.questionnaires.definition import say
from carnet.reviews.calculated import calculated
from carnet.reviews.closing import FOR_CLIENT
from carnet.reviews.desk import REVIEWED
from carnet.reviews.requests import requests
from carnet.reviews.signatures import signature_rows
from carnet.reviews.talking import talk


def dossier(request, pk: int):
    found = dossier_of(request, pk)
    words = translation.get_language()
    standing = load(found, today=timezone.localdate())
    summary = summarise(standing, words)
    context = {
        **talk(standing, summary),
        "dossier": found,
        "title": say(standing.outcome.compiled.definition.title, words),
        "summary": with_typists(summary, typists(found)),
        "requests": requests(standing, words),
        "outcome": standing.outcome,
        "retired": retired(standing, words),
        "calculated": list(calculated(standing, words)),
        "may_set_values": found.state not in (State.ACCEPTED, State.CLOSED),
        "submissions": found.submissions.all(),
        "moments": moments(found)[::-1],
        "seats": seats(found),
        "signatures": signature_rows(standing),
        "late": found.overdue(timezone.localdate()),
        "may_review": found.state in REVIEWED,
        "may_reopen": found.state in FOR_CLIENT,
        "reopenings": found.reopenings.select_related("by")[:3],
    }
    return render(request, "reviews/dossier.html", context)


def submission(request, pk: int, submission: int):
    """What was sent, word for word, in the language the client saw."""
    found = dossier_of(request, pk)
    sent = get_object_or_404(found.submissions, pk=submission)
    context = {"dossier": found, "submission": sent, "summary": thawed(sent.content["parts"])}
    return render(request, "reviews/submission.html", context)


def dossier_of(request, pk: int):
    found = request.firm.dossiers.select_related(
        "client", "firm", "campaign", "revision__questionnaire"
    ).defer("revision__document")
    return get_object_or_404(found, pk=pk)


def say_changed(request) -> None:
    """To whoever acts on what is no longer so: somebody else was first."""
    messages.warning(request, _("The dossier has changed meanwhile. This is how it stands now."))
