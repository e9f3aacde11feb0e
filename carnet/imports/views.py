from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from carnet.core import keyset
from carnet.firms.access import importers_only
from carnet.imports import actions
from carnet.imports.badge import badge_of
from carnet.imports.forms import FileForm
from carnet.imports.pages import history, words
from carnet.imports.reading.sheet import Unreadable
from carnet.imports.repair import XLSX
from carnet.imports.template import write_template

FORMER = 20


@require_http_methods(["GET", "POST"])
@importers_only
def start(request):
    now = timezone.now()
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        firm=request.firm,
        year=timezone.localdate(now).year - 1,
    )
    if form.is_bound and form.is_valid() and (received := _receive(request, form)):
        return redirect(_first_page(received), received.uuid)
    imports = request.firm.imports.select_related("by")
    page = keyset.page(imports, ["-created_at", "-pk"], request.GET, size=FORMER)
    context = {
        "form": form,
        "page": page,
        "connections": (connections := list(request.firm.connections.all())),
        "proposed": request.firm.imports.proposed() if connections else [],
        "former": [history.shown(one, now=now) for one in page.rows],
        "steps": words.steps(0),
    }
    return render(request, "imports/start.html", context)


def _receive(request, form):
    """What was received, or None where the form tells why not."""
    values = {**form.cleaned_data}
    try:
        return actions.receive(request.firm, values.pop("file"), by=request.user, **values)
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return None


def _first_page(received):
    """Straight to the plan where the columns leave no doubt, or were looked at before."""
    table = actions.table_of(received)
    sure = table.sure or actions.layout_of(received, table)
    return "imports:plan" if sure else "imports:columns"


@require_GET
@importers_only
def template(request):
    return download(write_template(get_language()), _("clients") + ".xlsx", XLSX)


@require_GET
@importers_only
def badge(request):
    """The sign beside “Import” in the menu, asked for anew while an import runs."""
    return render(request, "ui/_badge.html", {"badge": badge_of(request)})


def download(data, name, content_type):
    return HttpResponse(
        data,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
