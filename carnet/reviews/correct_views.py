"""Another answer in place of the client's, typed into the question as the client met it."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import Reading, read
from carnet.questionnaires.outcome import Instance
from carnet.reviews import actions
from carnet.reviews.act_views import act, word
from carnet.reviews.adapting_forms import ReasonForm
from carnet.reviews.desk import Row
from carnet.reviews.review_views import desk_for
from carnet.reviews.screen import ALL, Screen
from carnet.reviews.views import dossier_of


def correct(request, pk: int, path: str):
    desk = desk_for(dossier_of(request, pk))
    row = desk.by_path.get(path)
    if row is None or not row.judged:
        raise Http404
    if not (desk.open and row.correctable):
        messages.warning(request, _("This answer cannot be corrected now."))
        return redirect(at(pk, path))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    reading = typed(request, row) if request.method == "POST" else None
    if reading and form.is_valid() and not reading.problem:
        return corrected(request, desk.dossier, path, reading, form.cleaned_data["reason"])
    context = {
        "dossier": desk.dossier,
        "outcome": desk.standing.outcome,
        "told": Screen(desk, ALL, "", path).told(row),
        "instance": without_ways_out(row.instance, reading),
        "problem": reading.problem if reading else "",
        "form": form,
        "language": desk.language,
        "back": at(pk, path),
    }
    return render(request, "reviews/correct.html", context)


def typed(request, row: Row) -> Reading:
    reading = read(row.instance.item, request.POST, row.path, row.instance.choices or None)
    if reading.given.value is None and not reading.problem:
        return replace(reading, problem=_("Write the answer."))
    return reading


def corrected(request, dossier, path: str, reading: Reading, reason: str) -> HttpResponse:
    given = Given(reading.given.value, Status.ANSWERED, reading.given.raw)
    if act(request, actions.correct, dossier, path, given, reason, word(request, "seen")):
        messages.success(request, _("The answer is corrected. The client's own is kept beside it."))
    return redirect(at(dossier.pk, path))


def without_ways_out(instance: Instance, reading: Reading | None) -> Instance:
    """With what was just typed in it."""
    item = replace(instance.item, escapes=())
    given = reading.given if reading else instance.given
    return instance._replace(item=item, given=given, issues=())


def at(pk: int, path: str) -> str:
    return f"{reverse('reviews:review', args=[pk])}?{urlencode({'show': ALL, 'at': path})}"
