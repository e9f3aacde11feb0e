"""What clients have sent: answers in the form of the JSON export, and the documents with them. Only what was sent,
never what a client is still writing. Every reading is noted."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from ninja import Field, Router, Schema

from carnet.answers import documents
from carnet.api.contract.door import ApiRequest
from carnet.api.contract.needs import asks
from carnet.api.dossiers import dossier_of
from carnet.audit import record as audit
from carnet.exports import as_json
from carnet.exports.sent import Sent, sent

router = Router()
FILES = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in documents.SUFFIX}
FILE = {"responses": {200: {"content": FILES}}}
# describing.py puts the schema of the export in its place.
ANSWERS: dict[str, Any] = {"responses": {200: {"content": {"application/json": {"schema": {}}}}}}


class DocumentOut(Schema):
    id: str
    answer: str | None = Field(description="The answer it lies under; null while nobody has said.")
    name: str
    type: str
    bytes: int
    pages: int | None
    sha256: str
    moved_by_firm: bool


class Documents(Schema):
    items: list[DocumentOut]


@router.get("{int:dossier}/answers", **asks("answers:read", 200, None, 404, **ANSWERS))
def read_answers(request: ApiRequest, dossier: int) -> HttpResponseBase:
    """What was sent last, in the form of the JSON export. Before anything is sent there is nothing of this name."""
    given = _sent(request, dossier)
    _note(request, given, "dossier exported", format="json")
    return HttpResponse(
        as_json.as_json(given, get_language() or "en"), "application/json; charset=utf-8"
    )


@router.get("{int:dossier}/documents", **asks("documents:read", 200, Documents, 404))
def list_documents(request: ApiRequest, dossier: int) -> dict[str, Any]:
    """Of what was sent last."""
    given = _sent(request, dossier)
    return {"items": [as_json.document(one) for one in given.documents]}


@router.get(
    "{int:dossier}/documents/{uuid:document}", **asks("documents:read", 200, None, 404, **FILE)
)
def read_document(request: ApiRequest, dossier: int, document: UUID) -> HttpResponseBase:
    """The file itself."""
    given = _sent(request, dossier)
    rows = (one.document for one in given.documents if one.paper.uuid == str(document))
    row = next(rows, None)
    if row is None:
        raise Http404
    row.dossier = given.dossier
    response = documents.response(row)
    _note(request, given, "document opened")
    return response


def _sent(request: ApiRequest, pk: int) -> Sent:
    dossier = dossier_of(request, pk)
    submissions = dossier.submissions.select_related("revision__questionnaire")
    last = submissions.defer("revision__document").first()
    if last is None:
        raise Http404
    last.dossier = dossier
    return sent(last)


def _note(request: ApiRequest, given: Sent, what: str, **facts: Any) -> None:
    facts["submission"] = given.submission.pk
    audit.record(what, given.dossier, firm=request.firm, by=request.by, **facts)
