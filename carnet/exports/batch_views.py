"""What many clients of a campaign have sent, put together by the worker: asking for it, waiting, fetching it."""

import logging
from itertools import chain
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.audit import record as audit
from carnet.core.crypto import SealBroken
from carnet.exports import keeping
from carnet.exports.batch_actions import prepare, remove, selected
from carnet.exports.batch_forms import BatchForm
from carnet.exports.models import Export, State
from carnet.exports.tax_codes import leads_to_codes
from carnet.imports.pages.words import time_left
from carnet.imports.repair import XLSX

log = logging.getLogger(__name__)
KINDS = {"zip": "application/zip", "xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
SHOWN = 20


def campaign(request, pk: int):
    found = campaign_of(request, pk)
    if "uuid" not in request.POST and (ticked := request.POST.getlist("dossiers")):
        # Ticked in the overview: from here on they stand in the address.
        return redirect(f"{request.path}?{urlencode({'dossiers': ticked}, doseq=True)}")
    selection = selected(found, request.GET, by=request.user)
    data = request.POST if request.method == "POST" else None
    form = BatchForm(data, codes=leads_to_codes(found.revision.compiled()))
    if selection.sent and form.is_valid():
        prepare(
            found,
            selection.dossiers,
            form.cleaned_data["wanted"],
            uuid=form.cleaned_data["uuid"],
            by=request.user,
            language=translation.get_language(),
        )
        return redirect(address(request, pk))
    exports = shown(found)
    context = {"campaign": found, "selection": selection, "form": form, "query": request.GET}
    context |= {"exports": exports, "waiting": any(row["export"].at_work for row in exports)}
    return render(request, "exports/campaign.html", context)


def address(request, pk: int) -> str:
    return f"{reverse('exports:campaign', args=[pk])}?{request.GET.urlencode()}"


def shown(campaign) -> list[dict]:
    standing = campaign.exports.exclude(state=State.REMOVED).select_related("by")
    now = timezone.now()
    return [{"export": one, "left": left(one, now)} for one in standing[:SHOWN]]


def left(export: Export, now) -> str:
    seconds = (now - (export.started_at or now)).total_seconds()
    return time_left(export.done, export.total, seconds) if export.at_work else ""


@require_POST
def download(request, pk: int, uuid) -> StreamingHttpResponse:
    """Not once somebody in it has been erased. What cannot be read is not begun."""
    export = export_of(request, pk, uuid)
    if export.state != State.READY or not keeping.complete(export):
        raise Http404
    content = keeping.content_of(export)
    try:
        begun = chain([next(content, b"")], content)
    except (SealBroken, FileNotFoundError):
        log.exception("export %s cannot be read", export.uuid)
        raise Http404 from None
    audit.record("export downloaded", export, firm=request.firm, by=request.user)
    response = StreamingHttpResponse(begun, content_type=KINDS[export.ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name_of(export)}"'
    response.headers["Content-Length"] = str(export.size)
    return response


def name_of(export: Export) -> str:
    day = timezone.localdate(export.created_at)
    return f"{slugify(export.campaign.name)[:40] or 'campaign'}-{day:%Y%m%d}.{export.ending}"


@require_POST
def delete(request, pk: int, uuid):
    if remove(export_of(request, pk, uuid), by=request.user, now=timezone.now()):
        messages.success(request, _("The export is removed."))
    return redirect(address(request, pk))


def campaign_of(request, pk: int):
    campaigns = request.firm.campaigns.select_related("firm", "revision__questionnaire")
    return get_object_or_404(campaigns, pk=pk)


def export_of(request, pk: int, uuid) -> Export:
    exports = campaign_of(request, pk).exports.select_related("firm", "campaign")
    return get_object_or_404(exports, uuid=uuid)
