from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.firms.access import administrators_only
from carnet.questionnaires import actions, adopting
from carnet.questionnaires.description import describe
from carnet.questionnaires.files import problems_of
from carnet.questionnaires.forms import UploadForm
from carnet.questionnaires.overview import overview, unpublished
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.writing import write
from carnet.questionnaires.xlsform_views import is_translated, show_translated, tell_of_workbook

MOST_REMARKS = 10


def all_questionnaires(request):
    found, language = request.firm.questionnaires.with_current(), get_language()
    context = {
        "rows": overview(found, language),
        "outdated": adopting.outdated(request.firm),
        # What is being written is shown to those who may go on with it.
        "unpublished": unpublished(found, language) if request.user.is_administrator else [],
    }
    return render(request, "questionnaires/list.html", context)


def current(firm, pk):
    """What is published under this questionnaire now."""
    questionnaire = get_object_or_404(firm.questionnaires.with_current(), pk=pk)
    if questionnaire.current is None:
        raise Http404
    return questionnaire.current


def detail(request, pk: int):
    revision = current(request.firm, pk)
    languages = revision.definition.languages
    asked = request.GET.get("language", get_language())
    language = asked if asked in languages else languages[0]
    chapters = list(describe(revision.compiled(), language))
    context = {
        "questionnaire": revision.questionnaire,
        "newer": pk in adopting.outdated(request.firm),
        "title": revision.questionnaire.title_in(language),
        "revision": revision,
        "language": language,
        "languages": languages,
        "chapters": chapters,
        "questions": sum(chapter.questions for chapter in chapters),
    }
    return render(request, "questionnaires/detail.html", context)


def download(request, pk: int):
    revision = current(request.firm, pk)
    response = HttpResponse(
        write(revision.document), content_type="application/yaml; charset=utf-8"
    )
    name = f"{revision.questionnaire.key}-{revision.number}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@administrators_only
def upload(request):
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return show_upload(request, form, [])
    if not form.is_valid():
        return show_upload(request, form, [form.unreadable] if form.unreadable else [])
    source, now = form.source, timezone.now()
    problems = problems_of(source)
    if any(problem.refused for problem in problems):
        return show_upload(request, form, problems)
    if is_translated(source):
        return show_translated(request, source, problems)
    if draft := actions.drafted(request.firm, source.document, by=request.user, now=now):
        tell_of_workbook(request, draft.questionnaire, source)
        return redirect("revisions:draft", draft.questionnaire_id)
    revision = actions.published(request.firm, source.document, by=request.user, now=now)
    for problem in problems[:MOST_REMARKS]:
        messages.warning(request, f"{problem.line or '–'} · {problem.place}: {problem.message}")
    if revision.published_at == now:
        message = _("Revision %(number)d is published. New dossiers will get it.")
    else:
        message = _("Nothing changed: this file is revision %(number)d, published before.")
    messages.success(request, message % {"number": revision.number})
    return redirect("questionnaires:detail", revision.questionnaire_id)


def show_upload(request: HttpRequest, form: UploadForm, problems: list[Problem]) -> HttpResponse:
    context = {"form": form, "problems": problems}
    return render(request, "questionnaires/upload.html", context)


@administrators_only
@require_POST
def retire(request, pk: int):
    actions.retire(current(request.firm, pk).questionnaire, by=request.user, now=timezone.now())
    messages.success(request, _("No longer offered. Dossiers that are running go on."))
    return redirect("questionnaires:detail", pk)


@administrators_only
@require_POST
def restore(request, pk: int):
    actions.restore(current(request.firm, pk).questionnaire, by=request.user)
    messages.success(request, _("Offered again for new campaigns."))
    return redirect("questionnaires:detail", pk)
