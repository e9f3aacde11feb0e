from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from carnet.campaigns import actions, choosing, overview, waves
from carnet.campaigns.forms import TermsForm
from carnet.clients.states import OPEN_STATES
from carnet.core import keyset


@require_GET
def campaign_list(request):
    campaigns = overview.campaigns_with_counts(request.firm)
    page = keyset.page(campaigns, ["-pk"], request.GET)
    dossiers = overview.dossiers_of(request.firm, None)
    context = {
        "page": page,
        "segments": _elsewhere(overview.segments(dossiers, request.GET)),
        "today": timezone.localdate(),
    }
    return render(request, "campaigns/list.html", context)


def _elsewhere(segments: list[dict]) -> list[dict]:
    address = reverse("campaigns:dossiers")
    return [{**segment, "url": address + segment["url"]} for segment in segments]


@require_GET
def dossiers(request):
    """The dossiers of all running campaigns."""
    return _overview(request, None, "campaigns/dossiers.html")


@require_GET
def campaign_overview(request, pk: int):
    campaigns = request.firm.campaigns.select_related("revision__questionnaire")
    return _overview(request, get_object_or_404(campaigns, pk=pk), "campaigns/overview.html")


def _overview(request, campaign, template):
    dossiers = overview.dossiers_of(request.firm, campaign)
    segments = overview.segments(dossiers, request.GET)
    counts = {segment["state"]: segment["count"] for segment in segments}
    context = {
        "campaign": campaign,
        "page": overview.page_of_dossiers(dossiers, request.GET),
        "segments": segments,
        "labels": overview.label_rows(dossiers, request.GET),
        "total": sum(counts.values()),
        "unopened": counts["sent"] + counts["not_delivered"],
        "prepared": counts["not_sent"] - (planned := dossiers.planned().count()),
        "planned": planned,
        "waves": waves.shown(campaign) if campaign and not campaign.closed_at else [],
        "query": request.GET,
        "today": timezone.localdate(),
        "open_states": OPEN_STATES,
    }
    return render(request, template, context)


@require_GET
def invite(request):
    """Who, what and by when; the message is the next step."""
    clients = choosing.chosen(request.firm, request.GET)
    if clients is None:
        labels = choosing.labels_with_counts(request.firm)
        total = request.firm.clients.reachable().count()
        context = {"labels": labels, "total": total, "into": request.GET.get("into", "")}
        return render(request, "campaigns/who.html", context)
    if keyset.number_in(request.GET.get("into", "")):
        return _to_check(request)
    data = request.GET if "due_date" in request.GET else None
    linked = choosing.linked(request.firm, request.GET)
    form = TermsForm(data, firm=request.firm, today=timezone.localdate(), linked=linked)
    if form.is_valid():
        return _go_on(request, form, clients)
    context = {"form": form, "who": choosing.sort_out(clients), "steps": _steps(request)}
    context["means"] = choosing.means(request.GET)
    return render(request, "campaigns/terms.html", context)


def _go_on(request, form, clients):
    """On to the addresses and the message, unless the same already runs: then to which campaign the clients belong."""
    terms = form.terms
    running = request.firm.campaigns.like(terms.revision, terms.period_start, terms.period_end)
    if "into" in request.GET or not running.exists():
        return _to_check(request)
    choices = [
        {
            "campaign": campaign,
            "who": choosing.sort_out(clients, campaign),
            "url": "?" + keyset.changed(request.GET, {"into": campaign.pk}),
        }
        for campaign in running[:5]
    ]
    another = "?" + keyset.changed(request.GET, {"into": "new"})
    context = {"choices": choices, "another": another, "steps": _steps(request)}
    return render(request, "campaigns/into.html", context)


def _to_check(request):
    return redirect(f"{reverse('invitations:check')}?{request.GET.urlencode()}")


def _steps(request: HttpRequest) -> list[dict]:
    again = f"{reverse('campaigns:invite')}"
    return [
        {"label": _("Who"), "state": "done", "url": again},
        {"label": _("What and by when"), "state": "current"},
        {"label": _("Addresses"), "state": "todo"},
        {"label": _("The message"), "state": "todo"},
    ]


def close(request, pk: int):
    campaign = get_object_or_404(request.firm.campaigns.running(), pk=pk)
    waiting = campaign.dossiers.waiting_for_client().count()
    if request.method != "POST":
        return render(request, "campaigns/close.html", {"campaign": campaign, "waiting": waiting})
    count = actions.close(campaign, by=request.user, now=timezone.now())
    text = ngettext(
        "Campaign closed. %(count)d client can no longer answer.",
        "Campaign closed. %(count)d clients can no longer answer.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("campaigns:overview", pk)
