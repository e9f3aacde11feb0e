from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carnet.audit.record import record as audit
from carnet.audit.verifying import chain_of
from carnet.core import keyset
from carnet.exports import trail_file
from carnet.exports.trail import asked_for, newer_or_older, things
from carnet.exports.trail_forms import TrailFilter
from carnet.firms.access import administrators_only
from carnet.imports.repair import XLSX

LINES = "application/jsonl; charset=utf-8"


@administrators_only
@require_safe
def trail(request):
    form, rows = _asked(request)
    page = keyset.page(rows, ["-at", "-pk"], request.GET, near=newer_or_older(rows))
    found = things(request.firm, page.rows)
    for event in page.rows:
        event.target = found.get((event.kind, event.key))
    chain = chain_of(request.firm)
    context = {"form": form, "page": page, "chain": chain, "narrowed": any(form.data.values())}
    context["head"] = bytes(chain.head).hex() if chain else ""
    return render(request, "exports/trail.html", context)


@administrators_only
@require_POST
def file(request):
    """Exactly what the page shows at this address, all pages of it."""
    _form, rows = _asked(request)
    try:
        numbers = trail_file.numbers_of(rows)
    except trail_file.TooMany:
        messages.error(request, _too_many())
        return redirect(f"{reverse('trail:trail')}?{request.GET.urlencode()}")
    now, firm = timezone.now(), request.firm
    as_lines = "lines" in request.POST
    content = trail_file.lines(firm, numbers, now) if as_lines else trail_file.workbook(numbers)
    ending, kind = ("jsonl", LINES) if as_lines else ("xlsx", XLSX)
    audit("trail exported", firm, firm=firm, by=request.user, count=len(numbers), format=ending)
    name = f"{slugify(_('Who did what'))}-{timezone.localdate(now):%Y-%m-%d}.{ending}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)


def _asked(request):
    form = TrailFilter(request.GET, firm=request.firm)
    form.is_valid()
    return form, asked_for(request.firm, form.cleaned_data)


def _too_many() -> str:
    most = trail_file.MOST
    return ngettext(
        "One file holds %(count)s event at most. Choose fewer days.",
        "One file holds %(count)s events at most. Choose fewer days.",
        most,
    ) % {"count": most}
