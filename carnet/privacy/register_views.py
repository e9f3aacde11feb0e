"""What the firm does with personal data: the page, the firm's own words, and the file."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carnet.audit.record import record as trace
from carnet.firms.access import administrators_only
from carnet.imports.repair import XLSX
from carnet.privacy import actions, files, register
from carnet.privacy.forms import StatementForm
from carnet.privacy.models import Statement

VERSIONS = 50


@administrators_only
@require_safe
def page(request):
    firm = request.firm
    statement = actions.latest(firm)
    context = {
        "activities": register.activities(firm),
        "recipients": register.recipients(firm),
        "measures": register.measures(firm),
        "statement": statement,
        "own": _told(statement),
    }
    return render(request, "privacy/register.html", context)


def _told(statement: Statement | None) -> list[tuple[str, str]]:
    names = Statement.FIELDS if statement else ()
    found = [(files.label_of(Statement, name), getattr(statement, name)) for name in names]
    return [(label, text) for label, text in found if text]


@administrators_only
def own(request):
    newest = actions.latest(request.firm)
    form = StatementForm(request.POST or None, instance=newest)
    if request.method == "POST" and form.is_valid():
        if actions.state(form.instance, firm=request.firm, by=request.user):
            messages.success(request, _("Your part of the register is saved."))
        return redirect("privacy:register")
    versions = request.firm.privacy_statements.select_related("by").order_by("-pk")[:VERSIONS]
    context = {"form": form, "versions": [(one, _told(one)) for one in versions]}
    return render(request, "privacy/own.html", context)


@administrators_only
@require_POST
def file(request):
    now = timezone.now()
    content = files.register_file(request.firm, now)
    trace("register of processing exported", request.firm, firm=request.firm, by=request.user)
    return _sent(content, _("Register of processing"), now)


def _sent(content, title: str, now) -> FileResponse:
    name = f"{slugify(title)}-{timezone.localdate(now):%Y-%m-%d}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


@administrators_only
@require_POST
def incidents_file(request):
    content = files.incidents_file(request.firm)
    trace("register of incidents exported", request.firm, firm=request.firm, by=request.user)
    return _sent(content, _("Register of incidents"), timezone.now())
