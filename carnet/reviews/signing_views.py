"""Doing without the signature of one of a couple that does not come."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.answers.reading import load
from carnet.answers.submitting import lift_signature
from carnet.campaigns.models import WrongState
from carnet.reviews.adapting_forms import ReasonForm
from carnet.reviews.signatures import signature_rows
from carnet.reviews.views import dossier_of, say_changed


def lift(request, pk: int, person: str):
    """One signature is enough in this dossier, for a reason that is kept."""
    found = dossier_of(request, pk)
    rows = signature_rows(load(found, today=timezone.localdate()))
    row = next((one for one in rows if one.person == person and one.may_lift), None)
    if row is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act(request, found, person, form.cleaned_data["reason"])
        return redirect("reviews:dossier", pk)
    return render(
        request, "reviews/lift_signature.html", {"dossier": found, "form": form, "row": row}
    )


def act(request, dossier, person: str, reason: str) -> None:
    try:
        sent = lift_signature(dossier, person, reason=reason, by=request.user, now=timezone.now())
    except WrongState:
        say_changed(request)
        return
    if sent:
        messages.success(
            request, _("The signature is not needed any more, and the answers are in.")
        )
    else:
        messages.success(request, _("The signature is not needed any more."))
