"""The settings page of what is kept for how long, and the hold on a client's card."""

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carnet.core import keyset
from carnet.firms.access import administrators_only
from carnet.retention import actions, clocks, erasing
from carnet.retention.forms import HoldForm, PeriodForm
from carnet.retention.rules import Kind, rules_of

MOST = 200


@administrators_only
@require_safe
def page(request):
    return _page(request, PeriodForm(country=request.firm.default_country))


@administrators_only
@require_POST
def period(request):
    form = PeriodForm(request.POST, country=request.firm.default_country)
    if not form.is_valid():
        return _page(request, form)
    values = form.cleaned_data
    length = values["months"], values["days"]
    actions.choose(request.firm, Kind(values["kind"]), length, values["reason"], by=request.user)
    messages.success(request, _("The period is saved."))
    return redirect("retention:page")


@administrators_only
@require_POST
def standard(request):
    if request.POST.get("kind") not in Kind.values:
        return HttpResponseBadRequest()
    actions.use_standard(request.firm, Kind(request.POST["kind"]), by=request.user)
    return redirect("retention:page")


@administrators_only
@require_POST
def switch(request):
    on = request.POST.get("on") == "1"
    erasing.switch(request.firm, on, by=request.user)
    said = (
        _("Erasing is on. You get a mail a month before anything goes.")
        if on
        else _("Erasing is off.")
    )
    messages.success(request, said)
    return redirect("retention:page")


@require_POST
def hold(request, pk):
    client = get_object_or_404(request.firm.clients, pk=pk)
    form = HoldForm(request.POST)
    if form.is_valid():
        actions.hold(client, form.cleaned_data["reason"], by=request.user)
        messages.success(
            request, _("Nothing of this client is erased by itself until the hold is lifted.")
        )
    else:
        messages.error(request, _("Say why the client is held."))
    return redirect("clients:card", client.pk)


@administrators_only
@require_POST
def lift(request, pk):
    client = get_object_or_404(request.firm.clients, pk=pk)
    actions.lift(client, by=request.user, now=timezone.now())
    messages.success(request, _("The hold is lifted."))
    return redirect("clients:card", client.pk)


def _page(request, form):
    firm = request.firm
    own = {choice.kind: choice for choice in firm.retention_choices.select_related("by")}
    rows = [(rule, own.get(rule.kind)) for rule in clocks.rules(firm).values()]
    standards = rules_of(firm.default_country)
    told = firm.announced.select_related("client", "dossier__campaign")
    context = {
        "form": form,
        "rows": [(rule, standards[rule.kind], choice) for rule, choice in rows],
        "switch": getattr(firm, "retention", None),
        "told": keyset.page(told, ["on", "pk"], request.GET),
        "holds": firm.holds.filter(lifted_at=None)
        .select_related("client", "by")
        .order_by("-since"),
        "certificates": firm.certificates.order_by("-on", "-pk")[:MOST],
    }
    return render(request, "retention/page.html", context)
