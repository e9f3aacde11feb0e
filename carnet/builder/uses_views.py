"""Who speaks of a question, a section or a choice, before it is deleted."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.builder.drafts import change, draft_of
from carnet.builder.models import Did
from carnet.builder.refused import Refused
from carnet.builder.rule_edits import gone as is_gone
from carnet.builder.rule_edits import last_editor, meanwhile
from carnet.builder.rule_places import Nowhere
from carnet.builder.uses import BY_HAND, deleted, gone_with, uses_of
from carnet.builder.uses_page import UsesPage, fingerprint
from carnet.builder.ways import way_back
from carnet.firms.access import administrators_only
from carnet.questionnaires.loading import Document


def page_of(request, pk: int, part: str) -> UsesPage:
    questionnaire = get_object_or_404(request.firm.questionnaires, pk=pk)
    shown = questionnaire.draft or questionnaire.current
    if shown is None:
        raise Http404
    choice = request.POST.get("choice") or request.GET.get("choice", "")
    try:
        return UsesPage(questionnaire, shown.document, part, choice)
    except Nowhere as error:
        raise Http404 from error


@administrators_only
def uses(request, pk: int, part: str):
    page = page_of(request, pk, part)
    if request.method != "POST":
        return render(request, "builder/uses.html", {"page": page, "back": way_back(pk, part)})
    try:
        delete(page, request.POST.get("seen", ""), by=request.user)
    except Refused as problem:
        messages.warning(request, problem.sentence)
        return redirect(request.get_full_path())
    messages.success(request, _("“%(part)s” is deleted.") % {"part": page.about})
    return redirect(way_back(pk, part if page.gone.choice else ""))


def delete(page: UsesPage, seen: str, *, by) -> None:
    now = timezone.now()
    draft = draft_of(page.questionnaire, by=by, now=now)
    who = last_editor(draft, page.part, by)

    def alter(document: Document) -> Document:
        try:
            gone = gone_with(document, page.part, page.gone.choice)
        except Nowhere as error:
            raise Refused(is_gone()) from error
        found = uses_of(document, gone)
        if fingerprint(found) != seen:
            raise Refused(meanwhile(who))
        if any(use.remedy == BY_HAND for use in found):
            raise Refused(_("Some places have to be changed by hand first."))
        return deleted(document, gone, found)

    change(draft, alter, by=by, now=now, what=Did.REMOVE, part=page.part)
