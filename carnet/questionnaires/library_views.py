"""The pages of the library: what comes with Carnet, what is newer there, and a questionnaire's next period."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.firms.access import administrators_only
from carnet.questionnaires import adopting
from carnet.questionnaires.change_parts import titles_in
from carnet.questionnaires.checks import check
from carnet.questionnaires.deciding import Telling, by_section
from carnet.questionnaires.definition import say
from carnet.questionnaires.description import describe
from carnet.questionnaires.library import shelves
from carnet.questionnaires.models import Revision, RevisionState, Written, compiled_document
from carnet.questionnaires.rolling import Rolled, period_of, roll
from carnet.questionnaires.shipped import shipped_digest, shipped_with
from carnet.questionnaires.views import current

# So many choices are seen at once; of more, each section is folded.
UNFOLDED = 25


def library(request):
    found = shelves(
        adopting.held_by(request.firm),
        country=request.firm.default_country,
        language=get_language(),
    )
    return render(request, "questionnaires/library.html", {"shelves": found})


def look(request):
    """What a questionnaire asks, before anybody takes it over."""
    key = request.GET.get("key", "")
    document = shipped_with(key)
    if document is None:
        raise Http404
    compiled = compiled_document(Written(shipped_digest(key), lambda: document))
    spoken, asked = compiled.definition.languages, get_language()
    language = asked if asked in spoken else spoken[0]
    context = {
        "key": key,
        "title": say(compiled.definition.title, language),
        "language": language,
        "chapters": list(describe(compiled, language)),
    }
    return render(request, "questionnaires/look.html", context)


@administrators_only
@require_POST
def adopt(request):
    try:
        revision = adopting.adopt(
            request.firm, request.POST.get("key", ""), by=request.user, now=timezone.now()
        )
    except adopting.NotAdopted as problem:
        raise Http404 from problem
    messages.success(request, _("Ready to be sent. You can change whatever you like in it."))
    return redirect("questionnaires:detail", revision.questionnaire_id)


@administrators_only
def update(request, pk: int):
    """Carnet's newer text: what both sides changed is chosen here, the rest needs no choice."""
    revision = current(request.firm, pk)
    update = adopting.update_of(revision.questionnaire)
    if update is None:
        messages.info(request, _("There is nothing newer in Carnet."))
        return redirect("questionnaires:detail", pk)
    take = [key for key, side in request.POST.items() if side == "theirs"]
    if request.method != "POST" or request.POST.get("seen") != update.fingerprint:
        return show_update(request, update, take)
    if any(problem.refused for problem in check(update.merged(take).document)):
        return show_update(request, update, take)
    drafted = adopting.draft_update(update, take, by=request.user, now=timezone.now())
    if drafted.state == RevisionState.DRAFT:
        return redirect("revisions:draft", pk)
    messages.success(request, _("Your questionnaire stays as it is."))
    return redirect("questionnaires:detail", pk)


def show_update(request, update: adopting.Update, take: list[str]) -> HttpResponse:
    merged = update.merged(take)
    telling = Telling(get_language(), update.ours.document, update.theirs, update.base)
    choices = [telling.choosing(conflict) for conflict in merged.conflicts]
    problems = check(merged.document) if request.method == "POST" else []
    context = named(update.ours) | {
        "parts": by_section(choices, titles_in(update.ours.definition, get_language() or "en")),
        "folded": len(choices) > UNFOLDED,
        "problems": [problem for problem in problems if problem.refused],
        "changed_meanwhile": request.method == "POST"
        and request.POST.get("seen") != update.fingerprint,
        "seen": update.fingerprint,
    }
    return render(request, "questionnaires/update.html", context)


@administrators_only
def next_period(request, pk: int):
    """The same questions for the next period; every text that names a year can be left as it is."""
    revision = current(request.firm, pk)
    if period_of(revision.document) is None:
        return render(request, "questionnaires/next_period.html", named(revision))
    rolled = roll(revision.document)
    if request.method != "POST":
        # What the office is told of a law or an amount was looked up for that very year.
        notes = [new.key for new in rolled.texts if new.key.endswith("staff_note")]
        return show_next_period(request, revision, roll(revision.document, leave=notes))
    ticked = request.POST.getlist("change")
    leave = [new.key for new in rolled.texts if new.key not in ticked]
    rolled = roll(revision.document, leave=leave)
    adopting.draft_next_period(revision.questionnaire, rolled, by=request.user, now=timezone.now())
    return redirect("revisions:draft", pk)


def show_next_period(request, revision: Revision, rolled: Rolled) -> HttpResponse:
    telling = Telling(get_language(), revision.document)
    context = named(revision) | {
        "rolled": rolled,
        "texts": [telling.words(new) for new in rolled.texts],
        "looks": [telling.looking(look) for look in rolled.looks],
        "lost": telling.items(adopting.lost_answers(revision)),
        "newer": revision.questionnaire_id in adopting.outdated(request.firm),
    }
    return render(request, "questionnaires/next_period.html", context)


def named(revision: Revision) -> dict[str, object]:
    questionnaire = revision.questionnaire
    return {
        "questionnaire": questionnaire,
        "title": questionnaire.title_in(get_language()),
        "waiting": questionnaire.draft,
    }
