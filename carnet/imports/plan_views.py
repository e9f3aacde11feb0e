"""The plan of an import, and everything one can decide about it."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carnet.clients.listing import containing
from carnet.clients.search import typed_words
from carnet.core.going_on import go
from carnet.core.keyset import number_in
from carnet.imports import actions, lists, register
from carnet.imports.deciding import Act, decided
from carnet.imports.models import State
from carnet.imports.pages import notices, rows, words
from carnet.imports.pages.plan_page import PlanPage
from carnet.imports.pages.questions import is_open
from carnet.imports.repair import another_format
from carnet.imports.standing import address, look_at


@require_GET
@look_at(State.PLANNED)
def plan(request, received):
    page = _page(request, received, request.GET)
    context = {
        "received": received,
        "plan": page.plan,
        "page": page,
        "sentence": words.sentence(page.plan.counts),
        "happens": words.what_happens(page.plan, keep=received.keep),
        "notices": notices.of_plan(
            received, page.plan, page.table, actions.layout_of(received, page.table)
        ),
        "another_format": another_format(received) if page.plan.invalid else "",
        "does_something": page.plan.new or page.plan.changed or page.plan.only_here,
        "read": sum(column.used for column in page.table.columns),
        "steps": words.steps(2, _back(received), fetched=bool(received.connection_id)),
    }
    return render(request, "imports/plan.html", context)


def _page(request, received, params):
    plan, choices = actions.plan_of(received), actions.choices_of(received)

    def only_here(q, start, most):
        return register.only_here(
            request.firm,
            plan,
            ticked=choices.archive,
            within=containing(typed_words(q)),
            start=start,
            most=most,
        )

    table, checked = lists.head_of(received), lists.checked_of(received)
    return PlanPage(
        plan, choices, table, params, only_here, partial(rows.name_in_file, table, checked)
    )


def _back(received):
    return [reverse("imports:start"), reverse("imports:columns", args=[received.uuid])]


@require_POST
@look_at(State.PLANNED)
def decide(request, received):
    """One choice, saved at once; the page is shown anew where it was."""
    act = _act(request, received)
    try:
        actions.change(received, partial(decided, act=act), by=request.user)
    except actions.AlreadyApplied:
        received.refresh_from_db()
        return go(request, address(received))
    return redirect(_where(request, received))


def _act(request, received):
    verb, *about = request.POST.get("act", "").split(":")
    return Act(
        verb,
        tuple(about),
        cells=_cells(request.POST),
        clients=_ticked(request, received) if verb in ("archive", "keep") else (),
        lines=_open_lines(request, received) if verb in ("join", "part") and not about else (),
    )


def _cells(posted):
    """What was typed over values of the file."""
    cells = {}
    for name, text in posted.items():
        kind, _dash, index = name.partition("-")
        if kind == "fix" and index.isdecimal() and text != posted.get(f"was-{index}"):
            cells[int(index)] = text.strip()
    return cells


def _ticked(request, received):
    if not request.POST.get("everything"):
        return [pk for one in request.POST.getlist("clients") if (pk := number_in(one))]
    found = _page(request, received, request.POST).only_here(request.POST.get("q", ""), 0, None)
    return [one.client for one in found]


def _open_lines(request, received):
    plan, choices = actions.plan_of(received), actions.choices_of(received)
    return [pair.line for pair in plan.couples if is_open(pair, choices)]


def _where(request, received):
    """Back to the same tab, page and words; the address can only be one of this plan."""
    url = reverse("imports:plan", args=[received.uuid])
    asked = QueryDict(request.POST.get("query", ""))
    kept = {key: asked[key] for key in ("show", "q", "page") if key in asked}
    verb, _colon, about = request.POST.get("act", "").partition(":")
    line = about.partition(":")[0]
    place = f"row-{line}" if line.isdecimal() else "rows"
    return f"{url}?{urlencode(kept)}#{place}"


@require_POST
@look_at(State.PLANNED)
def apply(request, received):
    digest = request.POST.get("digest", "")
    try:
        actions.request_apply(received, digest=digest, by=request.user, now=timezone.now())
    except actions.PlanChanged:
        return redirect(address(received))  # the plan says what has changed
    except actions.AlreadyApplied:
        messages.info(request, _("Somebody was faster: this import has begun already."))
    received.refresh_from_db()
    return redirect(address(received))
