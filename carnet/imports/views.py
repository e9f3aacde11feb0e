from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carnet.clients.countries import language_name
from carnet.firms.access import importers_only
from carnet.imports import pages
from carnet.imports.actions import (
    AlreadyApplied,
    PlanChanged,
    plan_of,
    receive,
    request_apply,
    table_of,
)
from carnet.imports.files import FileGone
from carnet.imports.forms import FileForm
from carnet.imports.models import State
from carnet.imports.reading.sheet import Unreadable
from carnet.imports.repair import XLSX, error_file
from carnet.imports.template import write_template

SHOWN = 20


@require_http_methods(["GET", "POST"])
@importers_only
def start(request):
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = receive(
                request.firm,
                form.cleaned_data["file"],
                by=request.user,
                keep=form.cleaned_data["keep"],
            )
        except Unreadable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("imports:plan", received.uuid)
    former = request.firm.imports.select_related("by")[:SHOWN]
    context = {"form": form, "former": former, "steps": pages.steps(0)}
    return render(request, "imports/start.html", context)


@require_GET
@importers_only
def template(request):
    return _download(write_template(get_language()), _("clients") + ".xlsx", XLSX)


@require_GET
@importers_only
def plan(request, uuid):
    received = get_object_or_404(request.firm.imports, uuid=uuid)
    if received.state != State.PLANNED:
        return redirect("imports:result", uuid)
    try:
        table, made = table_of(received), plan_of(received)
    except FileGone:
        return _file_gone(request)
    context = {
        "received": received,
        "plan": made,
        "sentence": pages.sentence(made.counts),
        "page": pages.page(made, request.GET),
        "columns": list(pages.columns(table)),
        "assumed": "" if table.column_of("language") else language_name(request.firm.language),
        "earlier": received.same_file().exclude(applied_at=None).first(),
        "steps": pages.steps(1),
    }
    return render(request, "imports/plan.html", context)


@require_POST
@importers_only
def apply_plan(request, uuid):
    received = get_object_or_404(request.firm.imports, uuid=uuid)
    digest = request.POST.get("digest", "")
    try:
        request_apply(received, digest=digest, by=request.user, now=timezone.now())
    except PlanChanged:
        messages.warning(
            request,
            _(
                "Clients changed since you opened this page, so nothing was written yet. Please check again."
            ),
        )
        return redirect("imports:plan", uuid)
    except FileGone:
        return _file_gone(request)
    except AlreadyApplied:
        messages.info(request, _("This file was imported already; nothing was written twice."))
    return redirect("imports:result", uuid)


@require_GET
@importers_only
def result(request, uuid):
    received = get_object_or_404(request.firm.imports, uuid=uuid)
    if received.state == State.PLANNED:
        return redirect("imports:plan", uuid)
    if not received.applied_at:
        context = {"received": received, "steps": pages.steps(2)}
        return render(request, "imports/applying.html", context)
    context = {
        "received": received,
        "imported": received.counts["new"] + received.counts["changed"],
        "reachable": received.clients().reachable().count(),
        "steps": pages.steps(2),
    }
    return render(request, "imports/result.html", context)


@require_GET
@importers_only
def repair(request, uuid):
    received = get_object_or_404(request.firm.imports, uuid=uuid)
    try:
        file = error_file(received)
    except FileGone:
        return _file_gone(request)
    return _download(file.data, file.name, file.content_type)


def _download(data, name, content_type):
    return HttpResponse(
        data,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


def _file_gone(request):
    messages.warning(
        request, _("This file was deleted: files are kept for 30 days. Choose it again.")
    )
    return redirect("imports:start")
