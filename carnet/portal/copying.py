"""What a client has sent, to read again, to print and to keep: without what is the other's alone, in this person's
language where that was sealed too."""

import base64
import hashlib
import logging
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.answers.models import Submission
from carnet.answers.summary import for_person, thawed
from carnet.audit import record as audit
from carnet.core.child import ChildFailed
from carnet.exports.pdf import PDF, pdf
from carnet.exports.record import record_of_client
from carnet.portal.access import for_client
from carnet.portal.frame import ClientRequest, language

log = logging.getLogger(__name__)
SHEET = Path(__file__).parent / "static" / "portal" / "copy.css"


@for_client
def copy(request):
    return render(request, "portal/copy.html", sent(request))


@require_POST
@for_client
def download(request) -> HttpResponse:
    """One file that opens anywhere and asks nothing of the network. Posted, because it leaves a trace."""
    style, digest = styles()
    context = sent(request) | {"style": style, "digest": digest}
    submission = context["submission"]
    page = render(request, "portal/copy_file.html", context)
    page.headers["Content-Disposition"] = f'attachment; filename="{submission.reference}.html"'
    trace(request, submission)
    return page


@require_POST
@for_client
def download_pdf(request) -> HttpResponse:
    """The same as PDF, with what proves that it is what was sent."""
    submission = last_of(request)
    try:
        content = pdf(record_of_client(submission, request.person, language()))
    except ChildFailed:
        log.exception("the copy of %s cannot be set", submission.reference)
        messages.error(
            request, _("The PDF could not be made. This page holds the same; you can print it.")
        )
        return redirect("portal:copy")
    response = HttpResponse(content, content_type=PDF)
    name = f"{submission.reference}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    trace(request, submission)
    return response


def last_of(request: ClientRequest) -> Submission:
    submission = get_object_or_404(request.dossier.submissions.all()[:1])
    submission.dossier = request.dossier
    return submission


def trace(request: ClientRequest, submission: Submission) -> None:
    audit.record(
        "copy downloaded",
        request.dossier,
        firm=request.dossier.firm,
        by=None,
        person=request.person,
        submission=submission.pk,
    )


def sent(request: ClientRequest) -> dict[str, Any]:
    submission = last_of(request)
    content = submission.content
    own = content.get("read_in", {}).get(language())
    return {
        "submission": submission,
        "title": (own or content["questionnaire"])["title"],
        "summary": for_person(thawed((own or content)["parts"]), request.person),
        "foreign": not own and content["language"] != language(),
    }


@cache
def styles() -> tuple[SafeString, str]:
    """The style sheet as it stands in the file, and what the file's own policy knows it by: nothing else in there,
    whatever somebody answered, is ever style or script."""
    sheet = SHEET.read_text()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    # It holds no sign that HTML would escape: a browser reads it as it stands, and so finds it right.
    return format_html("<style>{}</style>", sheet), f"sha256-{digest}"
