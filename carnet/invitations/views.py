from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from carnet.clients.states import State
from carnet.core import keyset
from carnet.invitations import actions

WHAT = {"prepared": [State.NOT_SENT], "unopened": [State.SENT, State.NOT_DELIVERED]}


@require_POST
def send(request, pk: int):
    """Mail all who are prepared, or all who have not opened their link."""
    campaign = get_object_or_404(request.firm.campaigns.running(), pk=pk)
    states = WHAT.get(request.POST.get("what", ""), [])
    dossiers = campaign.dossiers.filter(state__in=states)
    dossiers = dossiers.exclude(pk__in=campaign.dossiers.planned())
    count = actions.resend(dossiers, by=request.user, now=timezone.now())
    messages.success(request, _queued(count))
    return redirect("campaigns:overview", pk)


@require_POST
def resend(request, pk: int):
    dossier = get_object_or_404(request.firm.dossiers, pk=pk)
    count = actions.resend([dossier], by=request.user, now=timezone.now())
    messages.success(request, _queued(count))
    return _back(request, dossier.campaign_id)


@require_POST
def withdraw(request, pk: int):
    dossier = get_object_or_404(request.firm.dossiers.select_related("firm", "campaign"), pk=pk)
    count = actions.withdraw(dossier, by=request.user, now=timezone.now())
    messages.success(request, _withdrawn(count))
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


@require_POST
def bulk(request):
    ticked = filter(None, map(keyset.number_in, request.POST.getlist("dossiers")))
    dossiers = request.firm.dossiers.select_related("firm", "campaign").filter(pk__in=ticked)
    now = timezone.now()
    if request.POST.get("action") == "withdraw":
        count = sum(actions.withdraw(dossier, by=request.user, now=now) for dossier in dossiers)
        messages.success(request, _withdrawn(count))
    else:
        messages.success(request, _queued(actions.resend(dossiers, by=request.user, now=now)))
    return _back(request, None)


def _queued(count: int) -> str:
    if not count:
        return _("Nothing to send: a mail is waiting already, or the answers are in.")
    text = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", count)
    return text % {"count": count}


def _withdrawn(count: int) -> str:
    if not count:
        return _("There was no link to withdraw.")
    text = ngettext(
        "%(count)d link withdrawn. What has been answered is kept.",
        "%(count)d links withdrawn. What has been answered is kept.",
        count,
    )
    return text % {"count": count}


def _back(request: HttpRequest, campaign: int | None):
    """To the page the button stood on."""
    address = request.POST.get("next", "")
    # redirect() would take what is no address for the name of a view.
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return redirect(address)
    return redirect("campaigns:overview", campaign) if campaign else redirect("campaigns:list")
