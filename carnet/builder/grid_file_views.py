"""The translation grid to Excel and back: what a workbook changes is shown first, and taken cell by cell."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carnet.builder import drafts, grid_actions, grid_notes
from carnet.builder.grid import Cell, Written, spoken, tidy
from carnet.builder.grid_page import field_name, name_of, names_of
from carnet.builder.grid_views import grid_of, questionnaire_of
from carnet.builder.grid_workbook import Change, Found, compare, levels, write
from carnet.builder.language_forms import WorkbookForm
from carnet.firms.access import administrators_only
from carnet.questionnaires.files import WORKBOOK
from carnet.questionnaires.loading import Unreadable
from carnet.questionnaires.models import Questionnaire
from carnet.questionnaires.workbook.reading import opened


@administrators_only
@require_GET
def download(request, pk: int):
    """The texts that the page shows, in all languages; those it was opened with stand first."""
    questionnaire = questionnaire_of(request.firm, pk)
    grid = grid_of(questionnaire, request.GET)
    chosen = (grid.asked.source, grid.asked.target)
    languages = list(dict.fromkeys((*chosen, *spoken(grid.document))))
    content = write(grid.listed, grid.names, languages, questionnaire.key)
    response = HttpResponse(content, content_type=WORKBOOK)
    name = f"{questionnaire.key}-texts.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@administrators_only
@require_http_methods(["GET", "POST"])
def upload(request, pk: int):
    questionnaire = questionnaire_of(request.firm, pk)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return show(request, questionnaire, form)
    document = grid_actions.words_now(questionnaire) or {}
    texts, languages = grid_notes.by_key(document), spoken(document)
    try:
        sheets = opened(form.cleaned_data["file"].read())
        found = compare(sheets, texts, languages, questionnaire.key)
    except Unreadable as problem:
        form.add_error("file", problem.message)
        return show(request, questionnaire, form)
    return show(request, questionnaire, form, found)


def show(
    request: HttpRequest,
    questionnaire: Questionnaire,
    form: WorkbookForm,
    found: Found | None = None,
) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "questionnaire": questionnaire,
        "title": questionnaire.title_in(get_language() or "en"),
        "found": found,
    }
    if found:
        texts = grid_notes.by_key(grid_actions.words_now(questionnaire) or {})
        names = names_of(list(texts.values()), get_language() or "en")
        refused, remarked = levels(found.problems)
        context |= {"refused": refused, "remarked": remarked, "changes": told(found.changes, names)}
        context["carried"] = json.dumps([carried(change) for change in found.changes])
    return render(request, "builder/words_upload.html", context)


def told(changes: Iterable[Change], names: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "change": change,
            "where": names.get(change.row.part, ""),
            "field": field_name(change.row),
            "language": name_of(change.cell.language),
        }
        for change in changes
    ]


def carried(change: Change) -> list[Any]:
    """What the page brings back of a change."""
    cell = change.cell
    return [cell.key, cell.language, cell.was, cell.words, dict(change.seen)]


@administrators_only
@require_POST
def take(request, pk: int):
    """The ticked changes; whatever somebody else has written since is left alone and told."""
    questionnaire = questionnaire_of(request.firm, pk)
    cells, seen = wanted(request.POST)
    try:
        done = grid_actions.save(
            questionnaire, cells, by=request.user, now=timezone.now(), seen=seen
        )
    except drafts.Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("builder:words", pk)
    tell(request, done)
    return redirect("builder:words", pk)


def wanted(data) -> tuple[list[Cell], dict[tuple[str, str], dict[str, str]]]:
    try:
        all_ = json.loads(data.get("changes", ""))
        found = [all_[int(number)] for number in data.getlist("take")]
        cells = [Cell(str(one[0]), str(one[1]), str(one[2]), tidy(str(one[3]))) for one in found]
        seen = {
            (str(key), str(code)): {str(name)[:12]: str(mark)[:16] for name, mark in marks.items()}
            for key, code, _was, _words, marks in found
        }
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise Http404 from problem
    return cells, seen


def tell(request, done: Written) -> None:
    count = len(done.done)
    if count:
        words = ngettext("%(count)d text taken over.", "%(count)d texts taken over.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("Nothing changed."))
    for clash in done.clashes[:10]:
        sentence = _("Not taken over, because it was changed meanwhile: %(key)s")
        messages.warning(request, sentence % {"key": clash.cell.key})
