"""What one client has sent, put out in the forms that others can use. Every download leaves a trace."""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.audit import record as audit
from carnet.core.child import ChildFailed
from carnet.exports.archive import archive
from carnet.exports.as_json import as_json, schema
from carnet.exports.file_names import download_name
from carnet.exports.pdf import PDF, pdf
from carnet.exports.record import record_of_firm
from carnet.exports.sent import Sent, sent
from carnet.exports.tax_codes import code_summary, leads_to_codes
from carnet.exports.tax_codes_csv import tax_codes_csv
from carnet.exports.workbook import workbook
from carnet.imports.repair import XLSX

log = logging.getLogger(__name__)


def tax_codes(request, pk: int):
    given = with_codes(request, pk)
    context = {
        "given": given,
        "dossier": given.dossier,
        "submission": given.submission,
        "summary": code_summary(given, words()),
    }
    return render(request, "exports/tax_codes.html", context)


@require_POST
def tax_codes_file(request, pk: int) -> HttpResponse:
    given = with_codes(request, pk)
    content = tax_codes_csv(code_summary(given, words()), words())
    return handed_out(request, given, content, "csv", "text/csv; charset=utf-8")


@require_POST
def answers_workbook(request, pk: int) -> FileResponse:
    given = sent_of(request, pk)
    file = workbook(given, words())
    trace(request, given, "xlsx")
    name = download_name(given.dossier, given.submission.reference, "xlsx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
def answers_json(request, pk: int) -> HttpResponse:
    given = sent_of(request, pk)
    return handed_out(request, given, as_json(given, words()), "json", "application/json")


@require_POST
def record_pdf(request, pk: int) -> HttpResponse:
    given = sent_of(request, pk)
    try:
        content = pdf(record_of_firm(given))
    except ChildFailed:
        log.exception("the record %s cannot be set", given.submission.reference)
        messages.error(
            request, _("The PDF could not be made. Try again; Excel and JSON hold the same.")
        )
        return redirect("reviews:dossier", pk)
    return handed_out(request, given, content, "pdf", PDF)


@require_POST
def everything(request, pk: int) -> StreamingHttpResponse:
    """Documents and tables in one ZIP."""
    given = sent_of(request, pk)
    content = archive(given, words(), timezone.now())
    trace(request, given, "zip")
    response = StreamingHttpResponse(content, content_type="application/zip")
    name = download_name(given.dossier, given.submission.reference, "zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def json_schema(request) -> JsonResponse:
    """What the JSON of a dossier looks like, for whoever writes the program that reads it."""
    return JsonResponse(schema(), json_dumps_params={"indent": 2, "ensure_ascii": False})


def with_codes(request, pk: int) -> Sent:
    """Most questionnaires lead to no official form, and then there is no such page."""
    given = sent_of(request, pk)
    if not leads_to_codes(given.compiled):
        raise Http404
    return given


def sent_of(request, pk: int) -> Sent:
    """What was sent last; before that there is nothing to put out."""
    around = request.firm.dossiers.select_related("client__firm", "firm", "campaign")
    found = get_object_or_404(around, pk=pk)
    submissions = found.submissions.select_related("revision__questionnaire")
    submission = submissions.defer("revision__document").first()
    if submission is None:
        raise Http404
    submission.dossier = found
    return sent(submission)


def handed_out(request, given: Sent, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = download_name(given.dossier, given.submission.reference, ending)
    trace(request, given, ending)
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def trace(request, given: Sent, ending: str) -> None:
    audit.record(
        "dossier exported",
        given.dossier,
        firm=request.firm,
        by=request.user,
        submission=given.submission.pk,
        format=ending,
    )


def words() -> str:
    return translation.get_language() or "en"
