"""Words between the client and the accountant: on their own page, and beside the question they are about."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.answers.messages import Kind, legible, note_read_by_client, write
from carnet.answers.models import Message
from carnet.answers.reading import Standing
from carnet.invitations.models import Invitation
from carnet.portal.access import for_client
from carnet.portal.couple import called, other_of
from carnet.portal.frame import ClientRequest, language, standing_of
from carnet.portal.posted import hand
from carnet.portal.requests import url_of
from carnet.portal.speaking import only_looks
from carnet.questionnaires.kinds import cleaned


@dataclass(frozen=True)
class Note:
    """One message with the question it is about, if that is still asked."""

    message: Message
    mine: bool
    question: str = ""
    url: str = ""


@for_client
def thread(request):
    if request.method == "POST" and not only_looks(request):
        return send(request)
    standing = standing_of(request)
    shown = list(notes(request, standing, request.dossier.messages.select_related("colleague")))
    note_read_by_client([note.message for note in shown], request.person, timezone.now())
    context = {"notes": shown, "also": also_reads(request), "typed": request.POST.get("text", "")}
    context["key"] = secrets.token_hex(8)
    return render(request, "portal/thread.html", context)


def also_reads(request: ClientRequest) -> str:
    """The other of a couple, where they have a link of their own."""
    other = other_of(request.person)
    theirs = Invitation.objects.live(timezone.now()).filter(dossier=request.dossier, person=other)
    return called(request.dossier, other) if theirs.exists() else ""


def send(request: ClientRequest):
    if said(request, Kind.WORDS):
        messages.success(request, _("Your message is with your accountant."))
    return redirect("portal:thread")


@require_POST
@for_client
def ask_to_reopen(request):
    """The client would like to change more than what was asked again."""
    if said(request, Kind.REOPEN):
        messages.success(
            request, _("Your accountant has been asked, and will open the questionnaire for you.")
        )
    return redirect("portal:start" if request.dossier.open else "portal:sent")


def said(request: ClientRequest, kind: str) -> Message | None:
    text = cleaned(request.POST.getlist("text"))
    return write(request.dossier, " ".join(text), hand(request, timezone.now()), kind=kind)


def notes(request: ClientRequest, standing: Standing, listed: Iterable[Message]):
    """Those this person may read, each with its question."""
    for message in legible(request.dossier, listed, request.person):
        instance = standing.outcome.instances.get(message.path)
        mine = message.person == request.person
        if instance is None or not instance.asked:
            yield Note(message, mine)
            continue
        question = standing.outcome.wording(instance, instance.item.text, language())
        yield Note(message, mine, question, url_of(standing, instance))
