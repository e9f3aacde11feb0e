"""The translation grid: all texts of a questionnaire, two languages side by side, each cell saved by itself."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carnet.builder import drafts, grid_actions, grid_languages, grid_notes
from carnet.builder.grid import Cell, Clash, Written, spoken, tidy
from carnet.builder.grid_page import Asked, Grid, Show, name_of
from carnet.builder.language_forms import LanguageForm
from carnet.firms.access import administrators_only
from carnet.firms.models import Firm
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Questionnaire

WORDS, WAS = "words:", "was:"


def questionnaire_of(firm: Firm, pk: int) -> Questionnaire:
    found = get_object_or_404(firm.questionnaires, pk=pk)
    if not found.revisions.exists():
        raise Http404
    return found


def asked_of(document, data: Mapping[str, str]) -> Asked:
    """What the address says, where it fits; else the first language and the reader's."""
    languages = spoken(document)
    source = data.get("from", "") if data.get("from") in languages else languages[0]
    others = [code for code in languages if code != source] or languages
    usual = get_language() if get_language() in others else others[0]
    target = data.get("to", "") if data.get("to") in languages else usual
    show = data.get("show", "")
    page = data.get("page", "")
    return Asked(
        source,
        target,
        Show(show) if show in list(Show) else Show.ALL,
        data.get("q", "").strip()[:200],
        data.get("section", ""),
        int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


def address(pk: int, asked: Asked, **other: object) -> str:
    told: dict[str, object] = {
        "from": asked.source,
        "to": asked.target,
        "show": asked.show,
        "section": asked.section,
    }
    told |= {"q": asked.q, "page": asked.page if asked.page > 1 else ""} | other
    query = urlencode({key: value for key, value in told.items() if value})
    return f"{reverse('builder:words', args=[pk])}?{query}"


def grid_of(
    questionnaire: Questionnaire,
    data: Mapping[str, str],
    clashes: Collection[Clash] = (),
    saved: Collection[str] = (),
    document: Document | None = None,
) -> Grid:
    document = document or grid_actions.words_now(questionnaire) or {}
    return Grid(
        document,
        grid_notes.ages(questionnaire, document),
        asked_of(document, data),
        {clash.cell.key: clash for clash in clashes},
        partial(grid_notes.author_of, questionnaire),
        saved,
    )


@administrators_only
@require_http_methods(["GET", "POST"])
def words(request, pk: int):
    questionnaire = questionnaire_of(request.firm, pk)
    if request.method != "POST":
        return show(request, questionnaire, grid_of(questionnaire, request.GET))
    cells, now = cells_of(request.POST), timezone.now()
    try:
        done = grid_actions.save(questionnaire, cells, by=request.user, now=now)
    except drafts.Refused as refused:
        messages.error(request, refused.sentence)
        done = Written({})
    right = request.POST.get("right", "")
    if right:
        language = request.POST.get("to", "")
        grid_actions.found_right(questionnaire, right, language, by=request.user, now=now)
    return answer(request, questionnaire, done)


def answer(request, questionnaire: Questionnaire, done: Written) -> HttpResponse:
    """One cell where a script has sent one; else the page, with what could not be written still in its boxes."""
    saved = {cell.key for cell in done.done}
    grid = grid_of(questionnaire, request.POST, done.clashes, saved, done.document)
    if request.htmx:
        key = request.POST.get("one", "")
        context = page_of(questionnaire, grid) | {"line": grid.line_of(key), "one": key}
        return render(request, "builder/_word_saved.html", context)
    if saved:
        told = ngettext("%(count)d text saved.", "%(count)d texts saved.", len(saved))
        messages.success(request, told % {"count": len(saved)})
    if done.clashes:
        return show(request, questionnaire, grid)
    return redirect(address(questionnaire.pk, grid.asked))


def cells_of(data) -> list[Cell]:
    return [
        Cell(key, data.get("to", ""), data.get(WAS + key, ""), tidy(data[name]))
        for name in data
        if name.startswith(WORDS) and (key := name.removeprefix(WORDS))
    ]


def page_of(questionnaire: Questionnaire, grid: Grid) -> dict[str, object]:
    to = partial(address, questionnaire.pk, grid.asked)
    tabs = [
        {
            "url": to(show=show, page=""),
            "label": label,
            "count": count,
            "current": show == grid.asked.show,
        }
        for show, label, count in grid.counts()
    ]
    return {
        "questionnaire": questionnaire,
        "title": questionnaire.title_in(get_language() or "en"),
        "grid": grid,
        "asked": grid.asked,
        "tabs": tabs,
        "source_name": name_of(grid.asked.source),
        "target_name": name_of(grid.asked.target),
    }


def show(request, questionnaire: Questionnaire, grid: Grid) -> HttpResponse:
    page, to = grid.page, partial(address, questionnaire.pk, grid.asked)
    context = page_of(questionnaire, grid) | {
        "groups": grid.groups(),
        "languages": grid.languages(),
        "previous_url": to(page=page - 1) if page > 1 else "",
        "next_url": to(page=page + 1) if page < grid.pages else "",
        "new_language": LanguageForm(spoken=spoken(grid.document)),
    }
    return render(request, "builder/words.html", context)


@administrators_only
@require_POST
def language(request, pk: int):
    """Add one, call one complete or not any more, let one stand in for others."""
    questionnaire = questionnaire_of(request.firm, pk)
    form = LanguageForm(request.POST, spoken=())
    if not form.is_valid():
        raise Http404
    code, act = form.cleaned_data["language"], request.POST.get("act", "")
    acts: dict[str, Callable[[Document], Document]] = {
        "add": partial(grid_languages.with_language, language=code),
        "complete": grid_actions.completing(code, complete=True),
        "open": grid_actions.completing(code, complete=False),
        "first": partial(grid_languages.first, language=code),
    }
    show = ""
    try:
        grid_actions.change_languages(questionnaire, acts[act], by=request.user, now=timezone.now())
    except KeyError as problem:
        raise Http404 from problem
    except drafts.Refused as refused:
        messages.error(request, refused.sentence)
        show = Show.MISSING
    query = urlencode({key: value for key, value in {"to": code, "show": show}.items() if value})
    return redirect(f"{reverse('builder:words', args=[pk])}?{query}")


@administrators_only
@require_http_methods(["GET", "POST"])
def take_out(request, pk: int, language: str):
    """A language with all its words, after one has seen how many those are."""
    questionnaire = questionnaire_of(request.firm, pk)
    grid = grid_of(questionnaire, {"to": language})
    found = next((one for one in grid.languages() if one.code == language), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        alter = grid_actions.taking_out(language)
        try:
            grid_actions.change_languages(questionnaire, alter, by=request.user, now=timezone.now())
            told = _("%(language)s is taken out. Undo brings it back with all its words.")
            messages.success(request, told % {"language": found.name})
        except drafts.Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("builder:words", pk)
    return render(request, "builder/take_out.html", page_of(questionnaire, grid) | {"found": found})
