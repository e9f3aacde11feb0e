"""What changes: every new text of a questionnaire passes here before clients meet it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carnet.answers.migrating import OutOfReach, offered, publish_to, undo, usual
from carnet.answers.models import Reach, Rollout
from carnet.answers.retrying import try_again
from carnet.answers.revision_forms import PublishForm
from carnet.answers.revision_history import history
from carnet.answers.revision_page import DraftPage
from carnet.firms.access import administrators_only
from carnet.questionnaires.actions import Unpublishable, discard
from carnet.questionnaires.models import Questionnaire


def page_of(firm, pk: int) -> DraftPage | None:
    """None when there is no draft, or not any more."""
    questionnaire = get_object_or_404(firm.questionnaires, pk=pk)
    draft = questionnaire.draft
    return DraftPage(draft, questionnaire.current, get_language() or "en") if draft else None


def form_for(page: DraftPage, data=None) -> PublishForm:
    initial = {
        "draft": page.draft.digest,
        "reach": usual(page.changes),
        "note": page.draft.note,
    }
    return PublishForm(data, offered=offered(page.weight), initial=initial)


@administrators_only
@require_GET
def draft(request, pk: int):
    page = page_of(request.firm, pk)
    return show(request, page, form_for(page)) if page else no_draft(request, pk)


def show(request: HttpRequest, page: DraftPage, form: PublishForm) -> HttpResponse:
    questionnaire = page.draft.questionnaire
    context = {
        "page": page,
        "form": form,
        "questionnaire": questionnaire,
        "title": questionnaire.title_in(page.language),
        "refused": Reach.IN_PROGRESS not in offered(page.weight),
    }
    return render(request, "answers/draft.html", context)


def no_draft(request: HttpRequest, pk: int) -> HttpResponse:
    messages.info(request, _("There is no draft any more: it was published or discarded."))
    return redirect("revisions:history", pk)


@administrators_only
@require_POST
def publish(request, pk: int):
    page = page_of(request.firm, pk)
    if page is None:
        return no_draft(request, pk)
    form = form_for(page, request.POST)
    if not form.is_valid():
        return show(request, page, form)
    if form.cleaned_data["draft"] != page.draft.digest:
        return changed(request, pk)
    return try_to_publish(request, page, form)


def changed(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("The draft has changed meanwhile. This is how it stands now."))
    return redirect("revisions:draft", pk)


def try_to_publish(request, page: DraftPage, form: PublishForm) -> HttpResponse:
    found, said = page.draft, form.cleaned_data
    reach, by = Reach(said["reach"]), request.user
    try:
        done = publish_to(
            found, reach, weight=page.weight, note=said["note"], by=by, now=timezone.now()
        )
    except (Unpublishable, OutOfReach):
        return changed(request, found.questionnaire_id)
    if not done:
        return no_draft(request, found.questionnaire_id)
    sentence = _("Revision %(number)d is published. New dossiers will get it.")
    messages.success(request, sentence % {"number": found.number})
    return redirect("revisions:history", found.questionnaire_id)


@administrators_only
@require_POST
def throw_away(request, pk: int):
    page = page_of(request.firm, pk)
    if page is None:
        return no_draft(request, pk)
    if request.POST.get("draft") != page.draft.digest:
        return changed(request, pk)
    discard(page.draft, by=request.user)
    messages.success(request, _("The draft is discarded. Nothing has changed."))
    return redirect("questionnaires:detail" if page.current else "questionnaires:list", *back(page))


def back(page: DraftPage) -> list[int]:
    return [page.current.questionnaire_id] if page.current else []


@administrators_only
@require_GET
def revisions(request, pk: int):
    questionnaire: Questionnaire = get_object_or_404(request.firm.questionnaires, pk=pk)
    listed = history(questionnaire, timezone.now())
    context = {
        "questionnaire": questionnaire,
        "title": questionnaire.title_in(get_language() or "en"),
        "history": listed,
        "draft": questionnaire.draft,
        "under_way": any(one.under_way for one in listed),
    }
    return render(request, "answers/revisions.html", context)


@administrators_only
@require_POST
def take_back(request, pk: int, number: int):
    if undo(rollout_of(request.firm, pk, number), by=request.user, now=timezone.now()):
        messages.success(request, _("The dossiers are being brought back."))
    else:
        messages.warning(request, _("This can no longer be undone."))
    return redirect("revisions:history", pk)


@administrators_only
@require_POST
def again(request, pk: int, number: int):
    if try_again(rollout_of(request.firm, pk, number), by=request.user):
        messages.success(request, _("They are tried again."))
    else:
        messages.info(request, _("There is nothing left to try again."))
    return redirect("revisions:history", pk)


def rollout_of(firm, pk: int, number: int) -> Rollout:
    questionnaire = get_object_or_404(firm.questionnaires, pk=pk)
    found = get_object_or_404(questionnaire.revisions.select_related("rollout"), number=number)
    rollout = getattr(found, "rollout", None)
    if rollout is None:
        raise Http404
    return rollout
