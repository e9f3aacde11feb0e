"""Missing words, written on the page that shows what changes; or a language that need not be complete."""

from collections.abc import Mapping

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from carnet.builder import grid_actions
from carnet.builder.drafts import Refused
from carnet.builder.grid import Cell, tidy
from carnet.builder.grid_languages import completed
from carnet.builder.grid_views import questionnaire_of
from carnet.builder.lacking import named, opening
from carnet.firms.access import administrators_only
from carnet.questionnaires.models import Questionnaire

WORDS = "words:"


@administrators_only
@require_POST
def lacking(request, pk: int):
    questionnaire = questionnaire_of(request.firm, pk)
    act = open_up if request.POST.get("act") == "open" else write
    try:
        act(request, questionnaire)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("revisions:draft", pk)


def open_up(request, questionnaire: Questionnaire) -> None:
    document = grid_actions.words_now(questionnaire) or {}
    strict = [code for code in completed(document) if code in request.POST.getlist("language")]
    if not strict:
        return
    alter, now = opening(strict), timezone.now()
    grid_actions.change_languages(questionnaire, alter, by=request.user, now=now)
    told = ngettext(
        "%(languages)s need not be complete any more.",
        "%(languages)s need not be complete any more.",
        len(strict),
    )
    messages.success(request, told % {"languages": capfirst(named(strict))})


def write(request, questionnaire: Questionnaire) -> None:
    cells = cells_of(request.POST)
    done = grid_actions.save(questionnaire, cells, by=request.user, now=timezone.now())
    if done.done:
        told = ngettext("%(count)d text saved.", "%(count)d texts saved.", len(done.done))
        messages.success(request, told % {"count": len(done.done)})
    if done.clashes:
        told = _("Somebody else wrote some of these texts meanwhile. Theirs are kept.")
        messages.warning(request, told)


def cells_of(data: Mapping[str, str]) -> list[Cell]:
    """Each box is named after its language and its text; whoever sees it has seen nothing there."""
    named_boxes = [name.split(":", 2) for name in data if name.startswith(WORDS)]
    return [
        Cell(key, language, "", words)
        for _words, language, key in named_boxes
        if (words := tidy(data[f"{WORDS}{language}:{key}"]))
    ]
