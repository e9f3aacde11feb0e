"""The pages around the questions: where a client begins, and where they see what is left."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.asking_again import round_of
from carnet.answers.beginning import begin
from carnet.answers.confirming import recall
from carnet.answers.form import dossier_form
from carnet.answers.messages import unread_by_client
from carnet.answers.migrating import tell
from carnet.answers.reading import Standing
from carnet.firms.notices import current
from carnet.portal.couple import about_couple
from carnet.portal.frame import (
    ClientRequest,
    in_sight_of,
    language,
    saved_at,
    standing_of,
    tell_of_extras,
    while_open,
    whole_of,
)
from carnet.portal.onward import just_confirmed
from carnet.portal.requests import asked_papers
from carnet.portal.steps import Step, entrance, first_unfinished, section_of, sections, steps
from carnet.questionnaires.definition import say
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Outcome, Progress, SectionOutcome
from carnet.questionnaires.outcome import State as Shown


@while_open
def start(request):
    if round_of(request.dossier):
        return redirect("portal:asked")
    begin(request.dossier, now=timezone.now())
    tell_of_extras(request)
    whole = whole_of(request)
    standing = in_sight_of(whole, request.person)
    resume = first_unfinished(standing.outcome, request.person)
    context = {
        "title": title(request),
        "name": name_of(request),
        "at_hand": at_hand(standing.outcome, language()),
        "minutes": max(1, standing.outcome.minutes),
        "begun": any(section.begun for section in standing.outcome.sections if section.shown),
        "resume": way_in(request, standing, resume) if resume else reverse("portal:check"),
        "late": request.dossier.overdue(timezone.localdate()),
        "added": added(request),
        "notice": current(request.firm, language()),
        **about_couple(request, whole),
    }
    return render(request, "portal/start.html", context)


@while_open
def tasks(request):
    if request.lock:
        return redirect("portal:asked")
    tell_of_extras(request)
    whole = whole_of(request)
    standing = in_sight_of(whole, request.person)
    outcome = standing.outcome
    listed = sections(outcome, request.person)
    context = {
        "title": title(request),
        "tasks": [task(section) for section in listed],
        "outcome": outcome,
        "minutes": max(1, outcome.minutes),
        "may_grow": any(one.may_add for one in listed),
        "papers": asked_papers(request, standing),
        "confirmed": just_confirmed(request, standing),
        "unread": unread_by_client(request.dossier, request.person),
        "saved_at": saved_at(standing),
        "added": added(request),
        **how_far(listed),
        **about_couple(request, whole),
    }
    return render(request, "portal/tasks.html", context)


def how_far(listed: list[SectionOutcome]) -> dict[str, int]:
    left = sum(one.progress != Progress.COMPLETED for one in listed)
    return {"done": len(listed) - left, "total": len(listed), "left": left}


def added(request: ClientRequest) -> int:
    """Told to the client, not to a colleague who fills in with them."""
    return 0 if request.colleague else tell(request.dossier, timezone.now())


@while_open
def section(request, section: str):
    standing = standing_of(request)
    found = section_of(standing.outcome, section)
    if found is None or request.lock or not steps(found, request.person):
        raise Http404
    return redirect(way_in(request, standing, entrance(found, request.person)))


def way_in(request: ClientRequest, standing: Standing, step: Step) -> str:
    """The page of this step, unless its section holds last year's answers that nobody has looked at yet."""
    section = step.section.section.id
    if recall(standing).opens(section, request.person):
        return reverse("portal:still", args=[section])
    return step.url


def title(request: ClientRequest) -> str:
    return say(dossier_form(request.dossier).definition.title, language())


def name_of(request: ClientRequest) -> str:
    client = request.dossier.client
    return client.partner_first_name if request.person == "partner" else client.called


def at_hand(outcome: Outcome, words: str) -> list[str]:
    """The documents that are asked for, or may be, each once."""
    wanted = [
        outcome.wording(one, one.item.text, words)
        for one in outcome.instances.values()
        if KINDS[one.item.kind].uploads and one.state != Shown.HIDDEN
    ]
    return list(dict.fromkeys(wanted))


def task(section: SectionOutcome) -> dict[str, str]:
    state, label = progress_words(section)
    return {
        "name": say(section.section.title, language()),
        "url": reverse("portal:section", args=[section.section.id]),
        "state": state,
        "label": label,
    }


def progress_words(section: SectionOutcome) -> tuple[str, str]:
    if section.progress == Progress.COMPLETED:
        return "done", _("Completed")
    if section.progress == Progress.PROBLEM:
        return "doing", _("There is a problem")
    if section.progress == Progress.ASKED_AGAIN:
        return "doing", _("We asked you about this")
    if section.progress == Progress.NOT_STARTED:
        return "todo", _("Not started")
    left = ngettext("%(count)d question left", "%(count)d questions left", section.to_do)
    return "doing", left % {"count": section.to_do}
