from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carnet.campaigns import bulk_views
from carnet.clients.states import State
from carnet.core.going_back import back_to
from carnet.invitations import actions
from carnet.invitations.bulk_steps import STEPS, queued, withdrawn

WHAT = {"prepared": [State.NOT_SENT], "unopened": [State.SENT, State.NOT_DELIVERED]}


@require_POST
def send(request, pk: int):
    """Mail all who are prepared, or all who have not opened their link."""
    campaign = get_object_or_404(request.firm.campaigns.running(), pk=pk)
    states = WHAT.get(request.POST.get("what", ""), [])
    dossiers = campaign.dossiers.filter(state__in=states)
    dossiers = dossiers.exclude(pk__in=campaign.dossiers.planned())
    count = actions.resend(dossiers, by=request.user, now=timezone.now())
    messages.success(request, queued(count))
    return redirect("campaigns:overview", pk)


@require_POST
def resend(request, pk: int):
    dossier = get_object_or_404(request.firm.dossiers, pk=pk)
    count = actions.resend([dossier], by=request.user, now=timezone.now())
    messages.success(request, queued(count))
    return _back(request, dossier.campaign_id)


@require_POST
def withdraw(request, pk: int):
    dossier = get_object_or_404(request.firm.dossiers.select_related("firm", "campaign"), pk=pk)
    count = actions.withdraw(dossier, by=request.user, now=timezone.now())
    messages.success(request, withdrawn(count))
    return _back(request, dossier.campaign_id)


@require_POST
def link(request, pk: int):
    """Shown once: we keep no secret that could be shown again."""
    dossiers = request.firm.dossiers.select_related("firm", "client", "campaign")
    dossier = get_object_or_404(dossiers, pk=pk)
    try:
        address = actions.fresh_link(dossier, by=request.user, now=timezone.now())
    except actions.NotOpen:
        messages.warning(request, _("This client has sent the answers; no link is needed now."))
        return _back(request, dossier.campaign_id)
    return render(request, "invitations/link.html", {"dossier": dossier, "link": address})


@require_http_methods(["GET", "POST"])
def bulk(request):
    action = bulk_views.asked(request).get("action", "")
    if action not in STEPS:
        raise Http404
    return bulk_views.take(request, STEPS[action])


def _back(request: HttpRequest, campaign: int | None):
    """To the page the button stood on."""
    listed = (
        reverse("campaigns:overview", args=[campaign]) if campaign else reverse("campaigns:list")
    )
    return redirect(back_to(request.POST.get("next", ""), listed))
