"""A page of questions: shows it, keeps what was typed, and leads on. Nothing typed is ever refused;
errors are told only when somebody presses Continue."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.answers.actions import Said, Saved, restore_entry
from carnet.answers.actions import keep as store
from carnet.answers.asking_again import note_done
from carnet.answers.messages import keep_and_ask
from carnet.answers.models import Answer
from carnet.answers.reading import Glimpse, Standing, glimpse
from carnet.campaigns.models import State
from carnet.portal.documents import move_files
from carnet.portal.drawing import draw
from carnet.portal.frame import (
    ClientRequest,
    language,
    open_for,
    standing_of,
    while_open,
    while_open_to_save,
)
from carnet.portal.onward import checking, onward
from carnet.portal.posted import hand, on_page, paths, pressed, removed_entries, said
from carnet.portal.speaking import only_looks
from carnet.portal.steps import Step, section_of, step_with, steps
from carnet.portal.strayed import here, lead_on
from carnet.questionnaires.given import Status
from carnet.questionnaires.kinds import posted_at, read, show
from carnet.questionnaires.outcome import Instance


@while_open
def question(request, section: str, item: str, list_id: str = "", entry: str = ""):
    path = f"{list_id}/{entry}/{item}" if entry else item
    standing = standing_of(request)
    if request.method == "POST":
        standing = bring_back(request, standing)
    if path not in standing.outcome.instances:
        if request.method == "POST":
            keep(request, standing)
        return lead_on(request, standing, path)
    if not open_for(request, standing, path):
        return redirect("portal:asked")
    step = step_at(request, standing, section, path)
    if request.method == "POST":
        return answer(request, standing, step, path)
    return draw(request, standing, step) if step else redirect("portal:tasks")


@require_POST
@while_open_to_save
def autosave(request):
    """The same fields as Continue posts, kept without a word about errors."""
    seen = seen_by(request)
    saved = keep(request, seen, draft=True)
    return JsonResponse(
        {
            "line": saved_line(saved),
            "conflict": bool(saved.conflicts),
            "changed": bool(saved.changed),
            "shown": amounts(request, seen),
        }
    )


def seen_by(request: ClientRequest) -> Standing | Glimpse:
    """As little as it takes; what is locked is known only from everything together."""
    if request.lock:
        return bring_back(request, standing_of(request))
    today = timezone.localdate()
    return bring_back(request, glimpse(request.dossier, paths(request), today=today))


def amounts(request: ClientRequest, standing: Standing | Glimpse) -> dict[str, str]:
    """How the amounts on the page were understood, by question."""
    return {
        one.path: show(one.item, read(one.item, request.POST, one.path).given.value, language())
        for one in on_page(request, standing)
        if one.item.kind == "money"
    }


Seen = TypeVar("Seen", Standing, Standing | Glimpse)


def bring_back(request: ClientRequest, standing: Seen) -> Standing | Seen:
    """Removing an entry loses against answering in it at the same time; what is locked stays removed."""
    removed = [
        entry
        for entry in removed_entries(request, standing)
        if open_for(request, standing, entry.list_path)
    ]
    for entry in removed:
        entry.dossier = request.dossier
        restore_entry(entry, person=request.person, now=timezone.now())
        messages.info(
            request, _("This had been removed meanwhile. Your answer has brought it back.")
        )
    return standing_of(request) if removed else standing


def keep(request: ClientRequest, standing: Standing | Glimpse, *, draft: bool = False) -> Saved:
    """While somebody is still typing, a question to the accountant is a draft and goes nowhere."""
    answers, by = said(request, standing), hand(request, timezone.now())
    if not draft:
        return keep_and_ask(request.dossier, answers, by)
    return store(request.dossier, answers, by, _seen(standing, answers))


def _seen(standing: Standing | Glimpse, answers: list[Said]) -> Mapping[str, Answer] | None:
    """What the request has read of these answers already, unless one strayed here from an older page."""
    if isinstance(standing, Standing) or any(one.path not in standing.instances for one in answers):
        return None
    return standing.rows


def saved_line(saved: Saved) -> str:
    if saved.conflicts:
        return _("This question was answered elsewhere meanwhile. Press Continue to choose.")
    return _("Saved %(time)s") % {"time": time_format(timezone.localtime(saved.at))}


def step_at(request: ClientRequest, standing: Standing, section: str, path: str) -> Step | None:
    """The page on which this question stands now; none when it is no longer asked."""
    found = section_of(standing.outcome, section)
    instance = standing.outcome.instances.get(path)
    if found is None or instance is None:
        return None
    step = step_with(steps(found, request.person, instance.entry), path)
    if step is None or request.lock is None:
        return step
    unlocked = tuple(one for one in step.instances if open_for(request, standing, one.path))
    return replace(step, instances=unlocked) if unlocked else None


def answer(
    request: ClientRequest, standing: Standing, step: Step | None, path: str
) -> HttpResponse:
    only_shown = only_looks(request)
    saved = keep(request, standing, draft=only_shown)
    if step is None:
        if moved_to := here(request, standing, path):
            return redirect(moved_to)
        messages.info(
            request, _("That question is no longer asked, because another answer changed.")
        )
        return redirect("portal:tasks")
    moved = move_files(request, step)
    fresh = standing_of(request)
    now = step_at(request, fresh, step.section.section.id, step.first.path)
    if now is None:
        return redirect(onward(request, fresh, step))
    if saved.conflicts or moved.refused:
        return draw(request, fresh, now, problems=moved.refused, conflicts=saved.conflicts)
    if only_shown or moved.anything or stays(request, now):
        return redirect(checking(request, now.url, removed=moved.removed))
    return leave(request, fresh, now)


def stays(request: ClientRequest, step: Step) -> bool:
    """A button beside one question leaves the page open: to write to the accountant, to promise a day,
    to take the answer that was given elsewhere, or to answer the others."""
    escaped = pressed(request, step, "escape")
    asks = escaped in (Status.ASK_ACCOUNTANT, Status.LATER) or (escaped and len(step.asking) > 1)
    return bool(asks or pressed(request, step, "keep"))


def leave(request: ClientRequest, standing: Standing, step: Step) -> HttpResponse:
    if request.POST.get("then") == "later":
        messages.success(request, _("Saved. Come back whenever you like, with the same link."))
        return redirect("portal:tasks")
    if request.POST.get("then") != "skip":
        if wrong := [one for one in step.instances if one.blocked and answered_here(request, one)]:
            return draw(request, standing, step, wrong=wrong)
        if any(one.blocked for one in step.asking):
            return redirect(
                checking(request, step.url)
            )  # An answer brought a question to this page.
        if request.dossier.state == State.ASKED_AGAIN:
            note_done(request.dossier, [one.path for one in step.instances], timezone.now())
    return redirect(onward(request, standing, step))


def answered_here(request: ClientRequest, instance: Instance) -> bool:
    """A list is not posted field by field: pressing Continue on its page is the answer."""
    return posted_at(request.POST, instance.path) or bool(instance.item.items)
