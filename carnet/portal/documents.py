"""A client's documents: handed in, taken back and shown, each only in its own dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from carnet.answers.actions import Hand
from carnet.answers.documents import response
from carnet.answers.models import Document, Upload
from carnet.answers.papers import NOWHERE, hand_in, put_back, separate, take_back
from carnet.answers.reading import Standing, split
from carnet.answers.receiving import unfinished
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


@dataclass(frozen=True)
class Shown:
    """A document in the list of those handed in; `small` is the address of its picture, `joined` tells whether it
    can be taken apart again, `chosen` is the question said of it and not kept yet."""

    pk: int
    name: str
    pages: int | None
    small: str
    joined: bool
    chosen: str = ""


@for_client
def document(request, uuid):
    return serve(request, uuid)


@for_client
def small(request, uuid):
    return serve(request, uuid, small=True)


def serve(request: ClientRequest, uuid: str, *, small: bool = False) -> StreamingHttpResponse:
    found = own(request, get_object_or_404(request.dossier.documents, uuid=uuid))
    found.dossier = request.dossier
    if small and not found.has_small:
        raise Http404
    return response(found, small=small)


def own(request: ClientRequest, document: Document) -> Document:
    """What the other of a couple handed in under a question of their own does not exist, nor does what they
    handed in and nobody has assigned yet."""
    if is_closed(request, document.path, document.person):
        raise Http404
    return document


def is_closed(request: ClientRequest, path: str, person: str) -> bool:
    """`person` handed it in, under the question at `path` or for no question yet."""
    if path == NOWHERE:
        return person != request.person
    return split(path)[2] in closed_to(request)


def move_files(request: ClientRequest, step: Step) -> Moved:
    by = hand(request, timezone.now())
    removed, restored, joined = (
        on_step(request, step, button) for button in ("remove", "restore", "separate")
    )
    if removed:
        take_back(removed, by=by)
    if restored:
        put_back(restored, by=by)
    if joined:
        separate(joined, by=by)
    count, refused = take_in(request, step, by)
    return Moved(bool(removed or restored or joined or count), removed, refused)


def on_step(request: ClientRequest, step: Step, button: str) -> Document | None:
    """The document whose button was pressed. A page moves no other page's: that may be locked."""
    found = document_of(request, pressed(request, step, button))
    if found and found.path not in {one.path for one in step.instances}:
        raise Http404
    return found


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


def lying(request: ClientRequest, standing: Standing, path: str) -> list[Shown]:
    """What was handed in under this question."""
    documents = standing.documents.get(path, [])
    if not documents:
        return []
    parts = request.dossier.documents.filter(joined_into__path=path)
    joined = set(parts.values_list("joined_into", flat=True))
    return [_shown(one, joined=one.pk in joined) for one in documents]


def _shown(document: Document, *, joined: bool) -> Shown:
    small = reverse("portal:small", args=[document.uuid]) if document.has_small else ""
    return Shown(document.pk, document.name, document.pages, small, joined)


def under_way(request: ClientRequest, path: str) -> list[Upload]:
    """What was interrupted, and goes on once the same file is chosen again."""
    mine = request.dossier.uploads.filter(path=path, person=request.person)
    return list(unfinished(mine, timezone.now()))


def taken_back(request: ClientRequest, path: str) -> Document | None:
    """The document that was just removed from this question, to be put back if it was a mistake."""
    number = whole(request.GET.get("removed", ""))
    removed = request.dossier.documents.exclude(removed_at=None).filter(joined_into=None)
    found = removed.filter(path=path, pk=number).first() if number else None
    return found if found and not is_closed(request, path, found.person) else None


def document_of(request: ClientRequest, pk: str) -> Document | None:
    """The document of a pressed button; another dossier's does not exist."""
    if not pk:
        return None
    found = own(request, get_object_or_404(request.dossier.documents, pk=whole(pk)))
    found.dossier = request.dossier
    return found
