"""Trying a questionnaire out: drawn as the client will see it, answered for nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.core.headers import POLICY
from carnet.questionnaires.choosing import chosen_language, chosen_revision, obstacles
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.definition import say
from carnet.questionnaires.models import Revision
from carnet.questionnaires.personas import Unfit, documents, introductions, persona_of
from carnet.questionnaires.playing import NeverAsked, play
from carnet.questionnaires.previewing import Chapter, Preview
from carnet.questionnaires.reasons import Reasons
from carnet.questionnaires.trying import (
    Trial,
    answered,
    fresh,
    next_year,
    of_persona,
    outcome_of,
    restored,
    stored,
    with_entry,
    without_entry,
)

KEY = "preview"
KEPT = ("revision", "language", "section", "framed")
# The builder shows it beside the questions, in a frame of its own page.
FRAMED = {
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}


@dataclass(frozen=True)
class Desk:
    """What a change of the trial works with."""

    request: HttpRequest
    compiled: Compiled
    trial: Trial
    today: date


def preview(request, pk: int):
    revision = chosen_revision(request.firm, pk, request.GET.get("revision", ""))
    framed = "framed" in request.GET
    if problems := obstacles(revision):
        context = {"revision": revision, "problems": problems}
        name = (
            "questionnaires/unfinished_framed.html" if framed else "questionnaires/unfinished.html"
        )
        response = render(request, name, context)
    else:
        response = render(request, "questionnaires/preview.html", context_of(request, revision))
    for name, value in FRAMED.items() if framed else ():
        response.headers[name] = value
    return response


def context_of(request: HttpRequest, revision: Revision) -> dict:
    language = chosen_language(revision, request.GET.get("language", ""))
    own = chosen_language(revision, get_language() or "")
    desk = desk_of(request, revision)
    outcome = outcome_of(desk.trial, desk.compiled, desk.today)
    laid_out = Preview(desk.trial, outcome, Reasons(outcome, desk.trial.facts, own), language)
    definition = desk.compiled.definition
    opened = request.GET.get("section", "")
    chapters = laid_out.chapters(opened)
    return {
        "revision": revision,
        "title": say(definition.title, language),
        "trial": desk.trial,
        "outcome": outcome,
        "in_language": language,
        "own": own,
        "languages": definition.languages,
        "chapters": chapters,
        "following": following(chapters),
        "whole": opened == "all",
        "personas": [(name, say(who, own)) for name, who in introductions(definition)],
        "framed": "framed" in request.GET,
        "kept": {name: request.GET[name] for name in KEPT if request.GET.get(name)},
        "partner": "partner" in definition.respondents,
    }


def following(chapters: tuple[Chapter, ...]) -> Chapter | None:
    """The next section this client is asked something in."""
    places = [place for place, chapter in enumerate(chapters) if chapter.open]
    later = chapters[places[-1] + 1 :] if places else ()
    return next((chapter for chapter in later if chapter.shown), None)


@require_POST
def change_preview(request, pk: int):
    """Whatever a button of the preview does; leads back to where it was pressed."""
    revision = chosen_revision(request.firm, pk, request.POST.get("revision", ""))
    if not obstacles(revision):
        desk = desk_of(request, revision)
        # Boxes of an open section are kept whichever button of its form was pressed.
        for name, change in CHANGES.items():
            if name in request.POST:
                desk = replace(desk, trial=change(desk, request.POST[name]))
        keep(request, revision, desk.trial)
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    where = f"#{here}" if (here := request.POST.get("here", "")) else ""
    address = reverse("questionnaires:preview", args=[pk])
    return redirect(f"{address}{'?' if kept else ''}{urlencode(kept)}{where}")


def desk_of(request: HttpRequest, revision: Revision) -> Desk:
    compiled, today = revision.compiled(), timezone.localdate()
    held = request.session.get(KEY, {})
    mine = held.get("questionnaire") == revision.questionnaire_id
    trial = restored(held["trial"]) if mine else fresh(compiled, today)
    return Desk(request, compiled, trial, today)


def keep(request: HttpRequest, revision: Revision, trial: Trial) -> None:
    request.session[KEY] = {"questionnaire": revision.questionnaire_id, "trial": stored(trial)}


def answer(desk: Desk, _word: str) -> Trial:
    files = desk.request.FILES
    uploads = {path: [file.name or "" for file in files.getlist(path)] for path in files}
    outcome = outcome_of(desk.trial, desk.compiled, desk.today)
    return answered(desk.trial, outcome, desk.request.POST, uploads)


def settle(desk: Desk, _word: str) -> Trial:
    """The period, the person and the facts of the client file."""
    posted = desk.request.POST
    start, end = (day(posted, name) for name in ("start", "end"))
    if not start or not end or start > end:
        messages.error(desk.request, _("Write the first and the last day of the period."))
        start, end = desk.trial.start, desk.trial.end
    person = posted.get("person", "client")
    facts = {name: posted.get(f"fact-{name}", "").strip()[:200] for name in desk.trial.facts}
    known = ("client", "partner")
    return replace(
        desk.trial,
        start=start,
        end=end,
        facts=facts,
        person=person if person in known else "client",
    )


def day(posted: Mapping[str, str], name: str) -> str:
    try:
        return date.fromisoformat(posted.get(name, "")).isoformat()
    except ValueError:
        return ""


def fill_in(desk: Desk, name: str) -> Trial:
    """A persona in one click; a firm's own revision may have grown out of it."""
    document = documents().get(name)
    if document is None:
        return desk.trial
    try:
        return of_persona(play(desk.compiled, persona_of(document, desk.compiled.definition, name)))
    except (Unfit, NeverAsked) as problem:
        messages.error(desk.request, str(problem))
    return desk.trial


CHANGES: dict[str, Callable[[Desk, str], Trial]] = {
    "answer": answer,
    "settle": settle,
    "persona": fill_in,
    "add": lambda desk, list_id: with_entry(desk.trial, desk.compiled, list_id),
    "take_out": lambda desk, path: without_entry(desk.trial, path),
    "next_year": lambda desk, _word: next_year(
        desk.trial, desk.compiled, outcome_of(desk.trial, desk.compiled, desk.today)
    ),
    "again": lambda desk, _word: fresh(desk.compiled, desk.today),
}
