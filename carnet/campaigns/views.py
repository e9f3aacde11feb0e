from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from carnet.campaigns import actions, choosing, overview, selection
from carnet.campaigns.criteria import read
from carnet.campaigns.forms import TermsForm
from carnet.campaigns.overview import Asking
from carnet.campaigns.overview_page import DOSSIERS, OverviewPage
from carnet.clients.saved_views import Shelf
from carnet.core import keyset


@require_GET
def campaign_list(request):
    campaigns = overview.campaigns_with_counts(request.firm)
    page = keyset.page(campaigns, ["-pk"], request.GET)
    every = OverviewPage(_asking(request), None, QueryDict())
    context = {
        "page": page,
        "segments": _elsewhere(every.segments),
        "today": timezone.localdate(),
    }
    return render(request, "campaigns/list.html", context)


def _asking(request) -> Asking:
    return Asking(request.firm, request.user, timezone.localdate())


def _elsewhere(segments: list[dict]) -> list[dict]:
    address = reverse("campaigns:dossiers")
    return [{**segment, "url": address + segment["url"]} for segment in segments]


@require_GET
def dossiers(request):
    """The dossiers of all running campaigns."""
    return _overview(request, None, "campaigns/dossiers.html")


@require_GET
def campaign_overview(request, pk: int):
    campaign = get_object_or_404(request.firm.campaigns, pk=pk)
    return _overview(request, campaign, "campaigns/overview.html")


def _overview(request, campaign, template):
    page = OverviewPage(_asking(request), campaign, request.GET)
    context = {"campaign": campaign, "overview": page, "today": page.asking.today}
    return render(request, template, context)


SHELF = Shelf(
    page=DOSSIERS,
    space="campaigns",
    title=_lazy("All dossiers"),
    clean=lambda params: read(params).query,
    address=lambda params, query: selection.address(_number(params), query),
)


def _number(params) -> int | None:
    return keyset.number_in(str(params.get("campaign", "")))


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
