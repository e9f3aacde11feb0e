from uuid import uuid4

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from carnet.campaigns.criteria import Criteria, read
from carnet.campaigns.overview import Asking
from carnet.clients.criteria import MINE
from carnet.core import keyset
from carnet.reminders import calls

A_PAGE = 25


@require_GET
def who_to_call(request):
    """The rule is that of calling.py, and stands on the page."""
    number = keyset.number_in(request.GET.get("campaign", ""))
    campaign = get_object_or_404(request.firm.campaigns, pk=number) if number else None
    asking = Asking(request.firm, request.user, timezone.localdate())
    label = read(request.GET).label
    found = calls.to_call(asking, campaign, Criteria(label=label))
    page = Paginator(found, A_PAGE).get_page(keyset.number_in(request.GET.get("page", "")) or 1)
    context = {
        "page": page,
        "lines": calls.lines(list(page), asking),
        "campaign": campaign,
        "mine": label == MINE,
        "mine_url": "?" + keyset.changed(request.GET, {"label": MINE, "page": None}),
        "all_url": "?" + keyset.changed(request.GET, {"label": None, "page": None}),
        "made": uuid4(),
        "today": asking.today,
        "previous_url": _page(
            request, page.previous_page_number() if page.has_previous() else None
        ),
        "next_url": _page(request, page.next_page_number() if page.has_next() else None),
    }
    return render(request, "reminders/calls.html", context)


def _page(request, number: int | None) -> str:
    return "?" + keyset.changed(request.GET, {"page": number}) if number else ""
