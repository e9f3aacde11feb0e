"""Entries of a list: add one, take one out, bring it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.answers.actions import (
    EditedMeanwhile,
    TooMany,
    add_entry,
    remove_entry,
    restore_entry,
)
from carnet.answers.confirming import recall
from carnet.answers.reading import Standing
from carnet.portal.frame import ClientRequest, language, open_for, standing_of, while_open
from carnet.portal.onward import STILL, comes_from
from carnet.portal.posted import whole
from carnet.portal.steps import steps
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import SectionOutcome


@require_POST
@while_open
def add(request, list_id: str):
    section = home_of(request, standing_of(request), list_id)
    try:
        entry = add_entry(request.dossier, list_id, person=request.person, now=timezone.now())
    except TooMany:
        messages.warning(request, _("The list is full. Please call us if something is missing."))
        return redirect("portal:question", section.section.id, list_id)
    fresh = home_of(request, standing_of(request), list_id)
    return redirect(steps(fresh, request.person, entry.key)[0].url)


@while_open
def remove(request, list_id: str, entry: str):
    standing = standing_of(request)
    section = home_of(request, standing, list_id)
    found = get_object_or_404(
        request.dossier.entries, list_path=list_id, key=entry, deleted_at=None
    )
    found.dossier = request.dossier
    back = reverse("portal:question", args=[section.section.id, list_id])
    label = recall(standing).outcome.label(list_id, entry, language())
    if request.method == "POST":
        return take_out(request, found, label, back)
    context = {"label": label, "back": back, "seq": request.dossier.seq}
    return render(request, "portal/remove.html", context)


def take_out(request: ClientRequest, entry, label: str, back: str) -> HttpResponse:
    seen = whole(request.POST.get("seq", ""))
    try:
        remove_entry(entry, seen=seen, person=request.person, now=timezone.now())
    except EditedMeanwhile:
        words = _("“%(name)s” was answered a moment ago, so it was not removed.")
        messages.warning(request, words % {"name": label})
        return redirect(back)
    return redirect(f"{back}?removed={entry.key}")


@require_POST
@while_open
def restore(request, list_id: str, entry: str):
    found = get_object_or_404(request.dossier.entries, list_path=list_id, key=entry)
    found.dossier = request.dossier
    section = home_of(request, standing_of(request), list_id)
    restore_entry(found, person=request.person, now=timezone.now())
    if comes_from(request) == STILL:
        return redirect("portal:still", section.section.id)
    return redirect("portal:question", section.section.id, list_id)


def home_of(request: ClientRequest, standing: Standing, list_id: str) -> SectionOutcome:
    """The section in which this list is shown to this person."""
    if not open_for(request, standing, list_id):
        raise Http404
    for section in standing.outcome.sections:
        for one in section.asked if section.shown else ():
            if (
                one.path == list_id
                and KINDS[one.item.kind].repeats
                and meant_for(one, request.person)
            ):
                return section
    raise Http404
