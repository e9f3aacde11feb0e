"""Accepts a dossier, after showing what is written into the client's file; opens one again, with a reason."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.campaigns.models import State, WrongState
from carnet.clients.actions import ChangedMeanwhile
from carnet.reviews.closing import FOR_CLIENT, StillWaiting, accept_dossier, reopen, waiting_for
from carnet.reviews.review_views import desk_for
from carnet.reviews.views import dossier_of, say_changed
from carnet.reviews.write_back import lines_of

CLIENT, FIRM = "client", "firm"


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Clients do not see it on their pages."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the reason.")},
    )
    for_whom = forms.ChoiceField(
        label=gettext_lazy("Who goes on?"),
        choices=[
            (CLIENT, gettext_lazy("The client: all answers can be changed and sent again")),
            (FIRM, gettext_lazy("We do: the client can change nothing")),
        ],
        widget=forms.RadioSelect,
        initial=CLIENT,
    )

    def __init__(self, data, state: str) -> None:
        """Only an accepted dossier can be opened for the firm alone: any other is in its hands already."""
        super().__init__(data)
        if state != State.ACCEPTED:
            del self.fields["for_whom"]


def accept(request, pk: int):
    found = dossier_of(request, pk)
    desk = desk_for(found)
    if request.method == "POST":
        return accepted(request, found)
    context = {
        "dossier": found,
        "desk": desk,
        "waiting": waiting_for(desk),
        "lines": lines_of(desk, timezone.localdate()),
    }
    return render(request, "reviews/accept_dossier.html", context)


def accepted(request, found) -> HttpResponse:
    version, wanted = request.POST.get("version", ""), request.POST.getlist("line")
    try:
        written = accept_dossier(
            found,
            wanted,
            client_version=int(version) if version.isdecimal() else -1,
            by=request.user,
            now=timezone.now(),
        )
    except StillWaiting:
        messages.warning(request, _("Something still waits, so the dossier is not accepted yet."))
    except ChangedMeanwhile:
        messages.warning(
            request, _("Somebody has just changed the client's file. Look at the list once more.")
        )
    except WrongState:
        say_changed(request)
        return redirect("reviews:dossier", found.pk)
    else:
        say_accepted(request, len(written))
        return redirect("reviews:dossier", found.pk)
    return redirect("reviews:accept_dossier", found.pk)


def say_accepted(request, written: int) -> None:
    sentence = _("The dossier is accepted.")
    if written:
        sentence = _("The dossier is accepted, and the client's file is up to date.")
    messages.success(request, sentence)


def reopen_dossier(request, pk: int):
    found = dossier_of(request, pk)
    if found.state not in FOR_CLIENT:
        say_changed(request)
        return redirect("reviews:dossier", pk)
    form = ReopenForm(request.POST if request.method == "POST" else None, found.state)
    if request.method == "POST" and form.is_valid():
        return reopened(request, found, form)
    return render(request, "reviews/reopen.html", {"dossier": found, "form": form})


def reopened(request, found, form: ReopenForm) -> HttpResponse:
    for_firm, reason = form.cleaned_data.get("for_whom") == FIRM, form.cleaned_data["reason"]
    try:
        reopen(found, reason, for_firm=for_firm, by=request.user, now=timezone.now())
    except WrongState:
        say_changed(request)
        return redirect("reviews:dossier", found.pk)
    if for_firm:
        messages.success(request, _("The dossier is in review again."))
        return redirect("reviews:review", found.pk)
    sentence = _("%(name)s can change the answers again. No mail has been sent about it.")
    messages.success(request, sentence % {"name": found.client.name})
    return redirect("reviews:dossier", found.pk)
