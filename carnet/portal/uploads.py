"""Files that go up piece by piece, for the script of the page (upload.js): begun, continued, finished, given up.

Each is bound to the dossier of the link; another dossier's upload does not exist. Answers are JSON.
"""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from carnet.answers import receiving
from carnet.answers.models import Upload
from carnet.answers.papers import NOWHERE
from carnet.answers.reading import glimpse
from carnet.answers.receiving import Gone, WrongOffset
from carnet.answers.room import Refused, Sized
from carnet.portal.documents import is_closed
from carnet.portal.frame import ClientRequest, open_for, standing_of, while_open
from carnet.portal.posted import hand, whole
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.kinds import KINDS

REFUSED, CONFLICT = 422, 409


@require_POST
@while_open
def start(request):
    """Fields `path` (empty: for the page where everything is dropped), `name`, `size`, `fingerprint`."""
    path = request.POST.get("path", "")
    if path != NOWHERE:
        check_question(request, path)
    elif request.lock:
        raise Http404
    file = Sized(request.POST.get("name", ""), whole(request.POST.get("size", ""), most=15))
    fingerprint = request.POST.get("fingerprint", "")[:40]
    by = hand(request, timezone.now())
    try:
        return tell(
            receiving.start(request.dossier, file, path=path, fingerprint=fingerprint, by=by)
        )
    except Refused as problem:
        return refuse(problem)


@while_open
def piece(request, uuid):
    """GET tells how far it is; POST takes the piece that begins at `?offset=`, as the body."""
    upload = upload_of(request, uuid)
    if request.method != "POST":
        return tell(upload)
    offset = whole(request.GET.get("offset", ""), most=15)
    try:
        receiving.receive(upload, offset, request.read(receiving.PIECE + 1), now=timezone.now())
    except WrongOffset:
        upload.refresh_from_db(fields=["received", "state"])
        return tell(upload, status=CONFLICT)
    except Refused as problem:
        return refuse(problem)
    return tell(upload)


@require_POST
@while_open
def finish(request, uuid):
    upload = upload_of(request, uuid)
    try:
        return tell(receiving.finish(upload, by=hand(request, timezone.now())))
    except WrongOffset:
        return tell(upload, status=CONFLICT)
    except Refused as problem:
        return refuse(problem)
    except Gone:
        raise Http404 from None


@require_POST
@while_open
def forget(request, uuid):
    receiving.forget(upload_of(request, uuid))
    return HttpResponse(status=204)


def check_question(request: ClientRequest, path: str) -> None:
    """A request for documents to this person, shown or not: what becomes hidden may come back."""
    found = glimpse(request.dossier, [path], today=timezone.localdate()).instances.get(path)
    if not found or not KINDS[found.item.kind].uploads or not meant_for(found, request.person):
        raise Http404
    check_lock(request, path)


def check_lock(request: ClientRequest, path: str) -> None:
    """While only some questions are asked again, nothing is handed in elsewhere."""
    if request.lock and not open_for(request, standing_of(request), path):
        raise Http404


def upload_of(request: ClientRequest, uuid) -> Upload:
    found = get_object_or_404(request.dossier.uploads, uuid=uuid)
    if is_closed(request, found.path, found.person):
        raise Http404
    check_lock(request, found.path)
    found.dossier = request.dossier
    return found


def tell(upload: Upload, *, status: int = 200) -> JsonResponse:
    about = {"uuid": upload.uuid, "offset": upload.received, "state": upload.state}
    return JsonResponse(about | {"sentence": upload.refusal}, status=status)


def refuse(problem: Refused) -> JsonResponse:
    return JsonResponse({"state": "refused", "sentence": str(problem)}, status=REFUSED)
