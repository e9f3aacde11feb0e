"""Incidents, and what people asked about their data."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carnet.core import keyset
from carnet.firms.access import administrators_only
from carnet.privacy import actions
from carnet.privacy.forms import CloseForm, ExtendForm, IncidentForm, RequestForm
from carnet.privacy.history import amendments


@administrators_only
@require_safe
def incidents(request):
    page = keyset.page(request.firm.incidents.all(), ["-found_at", "-pk"], request.GET)
    return render(request, "privacy/incidents.html", {"page": page})


@administrators_only
def add_incident(request):
    form = IncidentForm(request.POST or None)
    if form.is_valid():
        made = actions.note_incident(form.instance, firm=request.firm, by=request.user)
        messages.success(request, _("The incident is noted."))
        return redirect("privacy:incident", made.pk)
    return render(request, "privacy/incident.html", {"form": form})


@administrators_only
def incident(request, pk: int):
    found = get_object_or_404(request.firm.incidents, pk=pk)
    form = IncidentForm(request.POST or None, instance=copy(found))
    if request.method == "POST" and form.is_valid():
        return _amended(request, found, form)
    context = {"form": form, "incident": found, "history": amendments(found)}
    return render(request, "privacy/incident.html", context)


def _amended(request, found, form):
    # The number the page was opened with, not the one of now.
    said = request.POST.get("version", "")
    form.instance.version = int(said) if said.isdecimal() and len(said) < 10 else 0
    try:
        if form.changed_data:
            actions.amend(form.instance, form.changed_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved. What stood there before is kept below."))
    except actions.ChangedMeanwhile:
        messages.error(
            request, _("Somebody else has changed it meanwhile. Look again, then write.")
        )
    return redirect("privacy:incident", found.pk)


@administrators_only
@require_safe
def requests(request):
    rows = request.firm.person_requests.select_related("client")
    open_ones = rows.filter(closed_on=None).order_by("due_on", "pk")[:500]
    closed = keyset.page(rows.exclude(closed_on=None), ["-closed_on", "-pk"], request.GET)
    return render(request, "privacy/requests.html", {"open": open_ones, "closed": closed})


@administrators_only
def add_request(request):
    given = {"client": request.GET.get("client"), "received_on": timezone.localdate()}
    form = RequestForm(request.POST or None, firm=request.firm, initial=given)
    if form.is_valid():
        made = actions.note_request(form.instance, firm=request.firm, by=request.user)
        messages.success(request, _("The request is noted, and the term runs."))
        return redirect("privacy:request", made.pk)
    return render(request, "privacy/add_request.html", {"form": form})


@administrators_only
@require_safe
def person_request(request, pk: int):
    return _request(request, pk)


def _request(request, pk: int, **forms):
    rows = request.firm.person_requests.select_related("client", "by")
    found = get_object_or_404(rows, pk=pk)
    context = {"asked": found, "extend": ExtendForm(), "close": CloseForm(), **forms}
    return render(request, "privacy/request.html", context)


@administrators_only
@require_POST
def extend(request, pk: int):
    found = get_object_or_404(request.firm.person_requests, pk=pk)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return _request(request, pk, extend=form)
    try:
        reason, today = form.cleaned_data["reason"], timezone.localdate()
        actions.extend(found, reason, by=request.user, today=today)
        messages.success(request, _("The term is longer by two months. Tell the person why, now."))
    except actions.ChangedMeanwhile:
        messages.error(request, _("The term can be extended once, before it is over."))
    return redirect("privacy:request", found.pk)


@administrators_only
@require_POST
def close(request, pk: int):
    found = get_object_or_404(request.firm.person_requests, pk=pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _request(request, pk, close=form)
    try:
        actions.close(found, **form.cleaned_data, by=request.user, today=timezone.localdate())
        messages.success(request, _("The request is closed."))
    except actions.ChangedMeanwhile:
        messages.error(request, _("Somebody else has closed it meanwhile."))
    return redirect("privacy:request", found.pk)
