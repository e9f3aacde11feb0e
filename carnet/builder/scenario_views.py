"""The test run: invented clients kept from the preview, and what comes of them under the text being written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carnet.builder import rehearsing
from carnet.builder.drafts import Refused
from carnet.builder.forms import ScenarioForm
from carnet.builder.scenario_models import Scenario
from carnet.firms.access import administrators_only
from carnet.firms.models import Firm
from carnet.questionnaires import preview_views
from carnet.questionnaires.choosing import chosen_language, chosen_revision, obstacles
from carnet.questionnaires.models import Questionnaire, Revision


def written_now(questionnaire: Questionnaire) -> Revision:
    """What is being written, or else what is published."""
    draft = questionnaire.draft
    return draft or chosen_revision(questionnaire.firm, questionnaire.pk, "")


@administrators_only
@require_safe
def scenarios(request, pk: int):
    questionnaire = get_object_or_404(request.firm.questionnaires, pk=pk)
    revision = written_now(questionnaire)
    problems = obstacles(revision)
    language = get_language() or ""
    compiled = None if problems else revision.compiled()
    spoken = chosen_language(revision, language) if compiled else language
    context = {
        "questionnaire": questionnaire,
        "revision": revision,
        "title": questionnaire.title_in(language),
        "problems": problems,
        "spoken": spoken,
        "rehearsals": rehearsing.rehearsed(revision, compiled, spoken) if compiled else [],
    }
    return render(request, "builder/scenarios.html", context)


@administrators_only
@require_POST
def keep(request, pk: int):
    """What stands in the preview, under a name."""
    revision = chosen_revision(request.firm, pk, request.POST.get("revision", ""))
    form = ScenarioForm(request.POST)
    if obstacles(revision) or not form.is_valid():
        messages.error(request, _("Give the scenario a name of at most 120 characters."))
        return back_to_preview(revision)
    trial, name = preview_views.desk_of(request, revision).trial, form.cleaned_data["name"]
    try:
        rehearsing.keep(revision, name, trial, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return back_to_preview(revision)
    messages.success(request, _("“%(name)s” is kept.") % {"name": name})
    return redirect("builder:scenarios", pk)


def back_to_preview(revision: Revision) -> HttpResponse:
    address = redirect("questionnaires:preview", revision.questionnaire_id)
    address["Location"] += f"?revision={revision.number}"
    return address


def of_firm(firm: Firm, pk: int, scenario: int) -> Scenario:
    questionnaire = get_object_or_404(firm.questionnaires, pk=pk)
    return get_object_or_404(questionnaire.scenarios, pk=scenario)


@administrators_only
@require_POST
def open_in_preview(request, pk: int, scenario: int):
    """Into the preview of what is being written, in place of what was tried there before."""
    found = of_firm(request.firm, pk, scenario)
    revision = written_now(found.questionnaire)
    if not obstacles(revision):
        trial, _came = rehearsing.in_words_of(found, revision.compiled())
        preview_views.keep(request, revision, trial)
    return back_to_preview(revision)


@administrators_only
@require_POST
def take_for_right(request, pk: int, scenario: int):
    found = of_firm(request.firm, pk, scenario)
    revision = written_now(found.questionnaire)
    if not obstacles(revision):
        rehearsing.take_for_right(found, revision.compiled(), by=request.user)
        sentence = _("This is expected of “%(name)s” from now on.")
        messages.success(request, sentence % {"name": found.name})
    return redirect("builder:scenarios", pk)


@administrators_only
@require_POST
def drop(request, pk: int, scenario: int):
    found = of_firm(request.firm, pk, scenario)
    rehearsing.drop(found, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
    return redirect("builder:scenarios", pk)
