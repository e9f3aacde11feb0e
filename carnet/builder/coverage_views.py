"""The coverage map: which questions come up when many invented clients answer the text being written."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from carnet.builder import covering
from carnet.builder.coverage_page import CoveragePage
from carnet.builder.scenario_views import written_now
from carnet.firms.access import administrators_only
from carnet.questionnaires.choosing import chosen_language, obstacles


@administrators_only
@require_safe
def coverage(request, pk: int):
    questionnaire = get_object_or_404(request.firm.questionnaires, pk=pk)
    revision = written_now(questionnaire)
    problems = obstacles(revision)
    language = get_language() or ""
    spoken = language if problems else chosen_language(revision, language)
    known = covering.known(revision)
    context = {
        "questionnaire": questionnaire,
        "title": questionnaire.title_in(language),
        "problems": problems,
        "spoken": spoken,
        "page": None if problems else CoveragePage(revision, known, spoken),
    }
    return render(request, "builder/coverage.html", context)


@administrators_only
@require_POST
def begin(request, pk: int):
    questionnaire = get_object_or_404(request.firm.questionnaires, pk=pk)
    revision = written_now(questionnaire)
    if not obstacles(revision):
        covering.begin(revision, timezone.now())
    return redirect("builder:coverage", pk)
