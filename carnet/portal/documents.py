"""A client's documents: handed in, taken back and shown, each only in its own dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from carnet.answers.actions import Hand, hand_in, put_back, take_back
from carnet.answers.documents import response
from carnet.answers.models import Document
from carnet.answers.reading import split
from carnet.portal.access import for_client
from carnet.portal.frame import ClientRequest, closed_to
from carnet.portal.posted import hand, pressed, whole
from carnet.portal.steps import Step
from carnet.questionnaires.kinds import KINDS


@dataclass(frozen=True)
class Moved:
    """What a post did to the documents of its page. `refused`: a sentence by question."""

    anything: bool = False
    removed: Document | None = None
    refused: Mapping[str, str] = field(default_factory=dict)


@for_client
def document(request, uuid):
    return serve(request, uuid)


@for_client
def small(request, uuid):
    return serve(request, uuid, small=True)


def serve(request: ClientRequest, uuid: str, *, small: bool = False) -> FileResponse:
    found = own(request, get_object_or_404(request.dossier.documents, uuid=uuid))
    return response(found, small=small and found.is_picture)


def own(request: ClientRequest, document: Document) -> Document:
    """What the other of a couple handed in under a question of their own does not exist."""
    if split(document.path)[2] in closed_to(request):
        raise Http404
    return document


def move_files(request: ClientRequest, step: Step) -> Moved:
    by = hand(request, timezone.now())
    removed = document_of(request, pressed(request, step, "remove"))
    restored = document_of(request, pressed(request, step, "restore"))
    if removed:
        take_back(removed, by=by)
    if restored:
        put_back(restored, by=by)
    count, refused = take_in(request, step, by)
    return Moved(bool(removed or restored or count), removed, refused)


def take_in(request: ClientRequest, step: Step, by: Hand) -> tuple[int, dict[str, str]]:
    count, refused = 0, {}
    for instance in step.asking:
        uploads = request.FILES.getlist(instance.path)
        if uploads and KINDS[instance.item.kind].uploads:
            kept, refusals = hand_in(request.dossier, uploads, path=instance.path, by=by)
            count += len(kept)
            if refusals:
                refused[instance.path] = " ".join(refusals)
    return count, refused


def document_of(request: ClientRequest, pk: str) -> Document | None:
    """The document of a pressed button; another dossier's does not exist."""
    if not pk:
        return None
    found = own(request, get_object_or_404(request.dossier.documents, pk=whole(pk)))
    found.dossier = request.dossier
    return found
