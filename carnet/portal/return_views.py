"""Where is my return? The lasting page behind a client's link, and the documents they are asked to approve. Each of a
couple sees what they are asked themselves; a colleague who fills in with a client has no say here."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.answers.asking_again import undone
from carnet.answers.documents import SANDBOX, response
from carnet.answers.signatures import PICTURE
from carnet.approvals import actions, pages
from carnet.approvals.actions import Settled
from carnet.approvals.models import Approval, Voice
from carnet.approvals.road import Facts, Stage, road, stage
from carnet.approvals.whereabouts import facts, read, voices_of
from carnet.portal.access import for_client
from carnet.portal.frame import ClientRequest, standing_of
from carnet.portal.pages import title
from carnet.portal.return_forms import AcceptForm, DeclineForm
from carnet.portal.return_words import next_words, now_words, step_name, step_state
from carnet.portal.speaking import only_looks

# What a client who comes back should see before anything else.
NEWS = {Stage.TO_APPROVE, Stage.APPROVED, Stage.DECLINED, Stage.PREPARED, Stage.FILED}


@dataclass(frozen=True)
class Line:
    """A step of the road as it is drawn."""

    name: str
    state: str
    progress: str


@dataclass(frozen=True)
class Asked:
    """A document this person is asked about, or was."""

    approval: Approval
    voice: Voice

    @property
    def waits(self) -> bool:
        return self.voice.waiting and self.approval.open


@for_client
def where(request):
    if not request.dossier.submitted_at:
        return redirect("portal:start")
    return render(request, "portal/return.html", about(request))


def about(request: ClientRequest) -> dict[str, Any]:
    found = known(request)
    at, firm = stage(found), request.dossier.firm.name
    asked = [Asked(*pair) for pair in voices_of(request.dossier, request.person)]
    mine = waits_for(request, at, asked)
    return {
        "stage": at,
        "filing": next(iter(request.dossier.standing_filings), None),  # type: ignore[attr-defined]
        "lines": [
            Line(step_name(step, at), step_state(step), step.progress) for step in road(found)
        ],
        "now": now_words(at, found, firm, mine=mine),
        "next": next_words(at, firm, mine=mine),
        "question": at is Stage.QUESTION and mine,
        "waiting": [one for one in asked if one.waits],
        "decided": [one for one in asked if not one.waits],
        "is_return": found.files or bool(found.papers or found.filed_on),
        "title": title(request),
        "until": request.invitation.expires_at if request.invitation else None,
    }


def known(request: ClientRequest) -> Facts:
    read([request.dossier])
    return facts(request.dossier, request.person)


def waits_for(request: ClientRequest, at: Stage, asked: list[Asked]) -> bool:
    """Is it this person who has something to do?"""
    if at is Stage.QUESTION:
        return request.dossier.open and (
            not request.dossier.asked_again.filter(closed_at=None).exists()
            or undone(standing_of(request), request.person)
        )
    return any(one.waits for one in asked)


def has_news(request: ClientRequest) -> bool:
    """Is there more to tell than that everything was sent?"""
    return bool(request.dossier.submitted_at) and stage(known(request)) in NEWS


def own(request: ClientRequest, uuid: Any) -> Asked:
    """What another person is asked, or was asked of a former partner, does not exist."""
    if request.colleague:
        raise Http404
    found = get_object_or_404(request.dossier.approvals.select_related("replaces"), uuid=uuid)
    voice = found.voices.select_related("invitation").filter(person=request.person).first()
    if voice is None or not actions.theirs(voice, request.dossier):
        raise Http404
    found.dossier = request.dossier
    return Asked(found, voice)


@for_client
def approve(request, uuid):
    """One document: to read, then to approve or decline. Both are explicit; neither is done by looking."""
    asked = own(request, uuid)
    pressed = request.method == "POST" and not only_looks(request)
    forms = {"accept": AcceptForm, "decline": DeclineForm}
    which = request.POST.get("do", "") if pressed else ""
    bound = {
        name: kind(request.POST if which == name else None, initial=request.POST)
        for name, kind in forms.items()
    }
    if which in bound and bound[which].is_valid():
        return decide(request, asked, which, bound[which].cleaned_data)
    if asked.waits:
        actions.note_read(asked.voice, timezone.now())
    context = {**bound, "asked": asked, "approval": asked.approval, "voice": asked.voice}
    context |= {"newer": newer_of(request, asked), "wrong": which, "title": title(request)}
    return render(request, "portal/approve.html", context)


def newer_of(request: ClientRequest, asked: Asked) -> Approval | None:
    """The version to look at instead, where this person is asked about it."""
    theirs = request.dossier.approvals.filter(voices__person=request.person)
    return theirs.filter(replaces=asked.approval).first()


def decide(request: ClientRequest, asked: Asked, which: str, typed: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    try:
        if which == "accept":
            text = str(AcceptForm.base_fields["agreed"].label)
            actions.accept(asked.voice, text=text, name=typed["name"], now=now)
            messages.success(request, _("Your approval is noted. Thank you."))
        else:
            actions.decline(asked.voice, reason=typed["reason"], now=now)
            messages.success(request, _("Your answer is noted. Your accountant reads it."))
    except Settled:
        messages.warning(
            request, _("This document is not asked about any more. Here is how it stands.")
        )
    return redirect("portal:return")


@for_client
def document(request, uuid):
    asked = own(request, uuid)
    return response(asked.approval.paper)


@for_client
def page(request, uuid, number: int):
    """One page of a PDF as a picture."""
    approval = own(request, uuid).approval
    if number not in approval.drawn_pages:
        raise Http404
    answer = HttpResponse(b"".join(pages.read(approval.paper, number)), content_type=PICTURE)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
