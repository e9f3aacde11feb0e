from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from carnet.questionnaires import actions
from carnet.questionnaires.loading import Source
from carnet.questionnaires.made_from import overtaken
from carnet.questionnaires.models import Questionnaire
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.workbook.reading import Workbook

MOST_REMARKS = 10


def is_translated(source: Source) -> bool:
    return isinstance(source, Workbook) and source.translated


def show_translated(request, source: Source, problems: list[Problem]) -> HttpResponse:
    """An XLSForm is never published unseen: it becomes a draft, and every row left out is listed."""
    now = timezone.now()
    draft = actions.draft(request.firm, source.document, by=request.user, now=now, origin="file")
    context = {"draft": draft, "problems": problems}
    return render(request, "questionnaires/translated.html", context)


def tell_of_workbook(request: HttpRequest, questionnaire: Questionnaire, source: Source) -> None:
    """What the page of the draft cannot know: from what the workbook was made, and what was passed over in it."""
    if not isinstance(source, Workbook):
        return
    if sentence := overtaken(questionnaire, source):
        messages.warning(request, sentence)
    for problem in source.problems[:MOST_REMARKS]:
        messages.info(request, f"{problem.line}: {problem.message}")
