"""The builder's page: the outline, the client's page and the settings of one part, all of one draft."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carnet.builder import drafts
from carnet.builder.acts import ACTS, Act
from carnet.builder.models import Did, Edit
from carnet.builder.outline_page import Page
from carnet.builder.part_settings import settings_of
from carnet.builder.refused import Refused
from carnet.builder.replies import reply_to, shown_again
from carnet.builder.saving import SEEN, Saving
from carnet.builder.steps import ROOT
from carnet.builder.uses import SpokenOf
from carnet.firms.access import administrators_only
from carnet.questionnaires.models import Questionnaire


def page_of(request, pk: int, part: str = "") -> Page | None:
    """None when nothing is being changed here."""
    questionnaire: Questionnaire = get_object_or_404(request.firm.questionnaires, pk=pk)
    draft = questionnaire.draft
    if draft is None:
        return None
    page = Page(draft, part, get_language() or "en", request.user)
    if not part:
        page.address = next(iter(page.found.order[""]), ROOT)
    return page


def no_draft(request: HttpRequest, pk: int) -> HttpResponse:
    messages.info(
        request, _("Nothing is being changed here. Press “Change the questions” to begin.")
    )
    return redirect("revisions:history", pk)


@administrators_only
@require_POST
def begin(request, pk: int):
    """A draft, unless there is one already."""
    questionnaire = get_object_or_404(request.firm.questionnaires, pk=pk)
    try:
        drafts.draft_of(questionnaire, by=request.user, now=timezone.now())
    except Refused as problem:
        messages.error(request, problem.sentence)
        return redirect("questionnaires:list")
    return redirect("builder:outline", pk)


@administrators_only
@require_GET
def outline(request, pk: int):
    page = page_of(request, pk)
    return show(request, page) if page else no_draft(request, pk)


def show(request: HttpRequest, page: Page, status: int = 200) -> HttpResponse:
    context = {"page": page, "questionnaire": page.draft.questionnaire}
    name = "builder/_settings.html" if "X-Part" in request.headers else "builder/outline.html"
    return render(request, name, context, status=status)


@administrators_only
def part(request, pk: int, part: str):
    """The settings of one part; posted, what was changed in them is kept."""
    page = page_of(request, pk, part)
    if page is None or not page.exists:
        return no_draft(request, pk) if page is None else gone(request, pk)
    if request.method != "POST":
        return show(request, page)
    now = timezone.now()
    try:
        page, saving = saved(request, page, now)
    except Refused as problem:
        return refused(request, pk, problem)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(reply_to(page, saving, now))
    if page.again:
        return show(request, page, 409)
    messages.success(request, _("Saved."))
    return redirect("builder:part", pk, part)


def gone(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        raise Http404
    messages.info(request, _("This part is no longer there."))
    return redirect("builder:outline", pk)


def refused(request: HttpRequest, pk: int, problem: Refused, part: str = "") -> HttpResponse:
    messages.error(request, problem.sentence)
    return redirect("builder:part", pk, part) if part else redirect("builder:outline", pk)


def saved(request: HttpRequest, page: Page, now: datetime) -> tuple[Page, Saving]:
    """What the form changed goes into the draft; the page as it is then, with what could not be kept."""
    saving = Saving(page.address, settings_of(page.groups), request.POST)
    draft = drafts.change(
        page.draft, saving.alter, by=page.by, now=now, what=Did.SET, part=page.address
    )
    page = Page(draft, page.address, page.language, page.by)
    page.again = shown_again(page, saving)
    return page, saving


@administrators_only
@require_POST
def act(request, pk: int):
    """Whatever a button does. What stands in the form around it is kept first."""
    page = page_of(request, pk, request.POST.get("part") or ROOT)
    if page is None:
        return no_draft(request, pk)
    pressed, now = pressed_in(request), timezone.now()
    try:
        if page.exists and any(name.startswith(SEEN) for name in request.POST):
            page, _saving = saved(request, page, now)
        if page.again:
            return show(request, page, 409)
        acted(page, pressed, now)
    except SpokenOf as problem:
        where = reverse("builder:uses", args=[pk, problem.part])
        return redirect(f"{where}?{urlencode({'choice': problem.choice})}")
    except Refused as problem:
        return refused(request, pk, problem, page.address if page.exists else "")
    return redirect("builder:part", pk, pressed.landed)


def pressed_in(request: HttpRequest) -> Act:
    """A button says what it does and, behind colons, to which choice of which shared list."""
    name, _colon, rest = request.POST.get("act", "").partition(":")
    if name not in ACTS:
        raise Http404
    one, _colon, shared = rest.partition(":")
    lines = request.POST.get(f"lines.{shared}" if shared else "lines", "")
    beside = {"choice": one, "name": one, "list": shared, "lines": lines}
    return Act(name, request.POST.dict() | beside)


def acted(page: Page, pressed: Act, now: datetime) -> None:
    def about() -> str:
        return pressed.part if pressed.did == Did.REMOVE else pressed.landed

    drafts.change(page.draft, pressed.alter, by=page.by, now=now, what=pressed.did, part=about)


@administrators_only
@require_POST
def undo(request, pk: int):
    return turned(request, pk, drafts.undo)


@administrators_only
@require_POST
def redo(request, pk: int):
    return turned(request, pk, drafts.redo)


def turned(request: HttpRequest, pk: int, way: Callable[..., Edit | None]) -> HttpResponse:
    page = page_of(request, pk, request.POST.get("part") or ROOT)
    if page is None:
        return no_draft(request, pk)
    try:
        edit = way(page.draft, by=request.user, now=timezone.now())
    except Refused as problem:
        return refused(request, pk, problem, page.address if page.exists else "")
    if request.POST.get("back") == "draft":
        return redirect("revisions:draft", pk)
    after = page_of(request, pk, edit.part if edit else page.address)
    return redirect("builder:part", pk, after.address if after and after.exists else ROOT)


@administrators_only
@require_GET
def problems(request, pk: int):
    """What is still to repair; the script asks for it after each save."""
    page = page_of(request, pk, ROOT)
    if page is None:
        return no_draft(request, pk)
    context = {"page": page, "questionnaire": page.draft.questionnaire}
    context["found"] = page.listed_problems
    name = "builder/_problems.html" if "X-Part" in request.headers else "builder/problems.html"
    return render(request, name, context)
