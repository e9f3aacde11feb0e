"""Draws a page of questions, or the page of a list."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.answers.actions import Conflict
from carnet.answers.confirming import recall
from carnet.answers.messages import note_read_by_client
from carnet.answers.models import Document, Entry, Upload
from carnet.answers.reading import Standing
from carnet.portal.couple import called
from carnet.portal.documents import Shown, lying, taken_back, under_way
from carnet.portal.frame import ClientRequest, language, saved_at
from carnet.portal.onward import comes_from, just_confirmed, onward, previous
from carnet.portal.steps import Step, steps, unfinished
from carnet.portal.thread import Note, notes
from carnet.questionnaires.asking import ESCAPE_WORDS, escape_words
from carnet.questionnaires.definition import say
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.outcome import Instance, Issue, Outcome


@dataclass(frozen=True)
class Elsewhere:
    """An answer given by somebody else, or in another window, since this page was shown."""

    by: str
    at: Any
    stored: str
    mine: str
    name: str = ""
    just_now: bool = False


@dataclass(frozen=True)
class Asked:
    """One question of the page with all that is drawn around it."""

    instance: Instance
    rev: int
    remark: str
    notes: Sequence[Note]
    documents: Sequence[Shown]
    removed: Document | None
    elsewhere: Elsewhere | None
    already: bool
    uploads: bool
    under_way: Sequence[Upload]
    prefilled: bool
    problem: str = ""
    alone: bool = False

    @property
    def files_id(self) -> str:
        """Of the list of its documents, which the script of the page puts in anew."""
        return f"{self.instance.html_id}-files"


def draw(
    request: ClientRequest,
    standing: Standing,
    step: Step,
    *,
    problems: Mapping[str, str] | None = None,
    wrong: Sequence[Instance] = (),
    conflicts: Sequence[Conflict] = (),
) -> HttpResponse:
    """`problems` are sentences by question; `wrong` those whose own sentence is to be told now."""
    told = {one.path: told_now(standing.outcome, one) for one in wrong} | dict(problems or {})
    # A warning already stands beside its question.
    beside = {
        path: told[path] for path in told if path not in {one.path for one in wrong if warned(one)}
    }
    context = {
        "step": step,
        "outcome": standing.outcome,
        "language": language(),
        **headings(standing, step),
        "introduction": introduction(standing, step, request.person),
        "back": previous(request, step),
        "returns": comes_from(request),
        "confirmed": just_confirmed(request, standing),
        **by_weight(step, told, wrong),
        "page": request.POST.get("page") or secrets.token_hex(8),
        "key": secrets.token_hex(8),
        "saved_at": saved_at(standing),
    }
    if step.list:
        return render(
            request, "portal/list.html", context | about_list(request, standing, step, step.list)
        )
    talk = talk_about(request, standing, step)
    context["asked"] = [
        replace(
            asked(request, standing, one, conflicts, talk.get(one.path, [])),
            problem=beside.get(one.path, ""),
            alone=alone(step, one),
        )
        for one in step.instances
    ]
    context["prefilled"] = any(one.prefilled for one in context["asked"])
    return render(request, "portal/question.html", context)


def by_weight(
    step: Step, told: Mapping[str, str], wrong: Sequence[Instance]
) -> dict[str, list[tuple[Instance, str]]]:
    """What is wrong, and apart from it what only wants a second look and may well be right."""
    doubted = {one.path for one in wrong if warned(one)}
    lines = [(one, told[one.path]) for one in step.instances if one.path in told]
    return {
        "problems": [line for line in lines if line[0].path not in doubted],
        "warnings": [line for line in lines if line[0].path in doubted],
    }


def headings(standing: Standing, step: Step) -> dict[str, Any]:
    """A page of one question is headed by the question; a group by its section or its entry."""
    outcome, words, item = standing.outcome, language(), step.first.item
    section = say(step.section.section.title, words)
    grouped = len(step.asking) > 1
    heading = section if grouped else outcome.wording(step.first, item.text, words)
    if not step.entry:
        return {"heading": heading, "eyebrow": "" if grouped else section, "grouped": grouped}
    label = outcome.label(item.list_id, step.entry, words)
    listing = outcome.instances[item.list_id]
    about = outcome.wording(listing, listing.item.text, words)
    return {
        "heading": label if grouped else heading,
        "eyebrow": about if grouped else f"{about} · {label}",
        "grouped": grouped,
    }


def introduction(standing: Standing, step: Step, person: str) -> str:
    """What a section says of itself, told once: on the first of its pages."""
    text = step.section.section.help
    begins = bool(text) and steps(step.section, person)[0].first.path == step.first.path
    return standing.outcome.wording(None, text, language()) if begins else ""


def told_now(outcome: Outcome, instance: Instance) -> str:
    return outcome.sentence(first_issue(instance), instance, language())


def warned(instance: Instance) -> bool:
    return first_issue(instance).kind == "warning"


def first_issue(instance: Instance) -> Issue:
    return next(issue for issue in instance.issues if issue.blocks)


def asked(
    request: ClientRequest,
    standing: Standing,
    instance: Instance,
    conflicts: Sequence[Conflict],
    talk: Sequence[Note],
) -> Asked:
    path = instance.path
    conflict = next((one for one in conflicts if one.path == path), None)
    uploads = KINDS[instance.item.kind].uploads
    return Asked(
        # The box holds what was typed here, so that pressing Continue once more means it.
        instance=instance._replace(given=conflict.mine) if conflict else instance,
        rev=conflict.rev if conflict else standing.rev(path),
        remark="" if told(talk, standing.remark(path)) else standing.remark(path),
        notes=talk,
        documents=lying(request, standing, path),
        removed=taken_back(request, path),
        elsewhere=elsewhere(request, instance, conflict) if conflict else None,
        already=uploads and not instance.given.escaped,
        uploads=uploads,
        under_way=under_way(request, path) if uploads else (),
        prefilled=instance.given.status == Status.PREFILLED and not instance.given.confirmed,
    )


def talk_about(request: ClientRequest, standing: Standing, step: Step) -> dict[str, list[Note]]:
    """The messages about the questions of this page; they are read by being shown."""
    listed = request.dossier.messages.filter(path__in=[one.path for one in step.asking])
    found = defaultdict(list)
    for note in notes(request, standing, listed):
        found[note.message.path].append(note)
    shown = [note.message for each in found.values() for note in each]
    note_read_by_client(shown, request.person, timezone.now())
    return dict(found)


def told(listed: Sequence[Note], remark: str) -> bool:
    """Has this question gone to the accountant as it stands? Then its box is free for the next one."""
    return any(note.message.text == remark for note in listed if not note.message.from_firm)


def alone(step: Step, instance: Instance) -> bool:
    """The one question of its page is the page's heading."""
    return step.asking == (instance,)


def elsewhere(request: ClientRequest, instance: Instance, conflict: Conflict) -> Elsewhere:
    return Elsewhere(
        by="you" if conflict.by == request.person else conflict.by,
        name="" if conflict.by == "staff" else called(request.dossier, conflict.by),
        at=conflict.at,
        just_now=timezone.now() - conflict.at < timedelta(minutes=1),
        stored=words(instance, conflict.stored),
        mine=words(instance, conflict.mine),
    )


def words(instance: Instance, given: Given) -> str:
    """An answer as people say it, whatever became of it."""
    if given.status in ESCAPE_WORDS:
        return escape_words(given, language())
    if given.value is not None:
        return show(instance.item, given.value, language())
    typed = [word for part in (given.raw or {}).values() for word in part]
    return " ".join(typed) or _("no answer")


def about_list(
    request: ClientRequest, standing: Standing, step: Step, listing: Instance
) -> dict[str, Any]:
    list_id, item = listing.path, listing.item
    needed = bool(item.min) and not standing.outcome.entries.get(list_id)
    last_year = recall(standing).outcome
    return {
        "item": item,
        "help": standing.outcome.wording(listing, item.help, language()),
        "needed": needed,
        "skip": onward(request, standing, step) if needed else "",
        "entries": [
            card(request, standing, step, f"{list_id}/{entry}", last_year)
            for entry in standing.outcome.entries.get(list_id, ())
        ],
        "removed": taken_out(request, list_id),
    }


def card(
    request: ClientRequest, standing: Standing, step: Step, path: str, last_year: Outcome
) -> dict[str, Any]:
    """What was carried over and not confirmed yet has the name it had last year, and says so."""
    list_id, entry = path.split("/")
    label = last_year.label(list_id, entry, language())
    listed = steps(step.section, request.person, entry)
    target = unfinished(listed) or (listed[0] if listed else None)
    return {
        "label": label,
        "last_year": label != standing.outcome.label(list_id, entry, language()),
        "to_do": sum(one.to_do for one in listed),
        "url": target.url if target else "",
        "remove": reverse("portal:remove", args=[list_id, entry]),
    }


def taken_out(request: ClientRequest, list_id: str) -> Entry | None:
    removed = request.dossier.entries.exclude(deleted_at=None).filter(list_path=list_id)
    return removed.filter(key=request.GET.get("removed", "")).first()
