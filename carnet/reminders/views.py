from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carnet.campaigns.reminder_forms import ReminderForm
from carnet.core import keyset
from carnet.invitations.composing import address_of
from carnet.reminders import letters, promising
from carnet.reminders.forms import WordsForm
from carnet.reminders.preview import preview


@require_GET
def who_gets_what(request):
    """Exactly what the worker does, or would do on a later day."""
    number = keyset.number_in(request.GET.get("campaign", ""))
    campaign = get_object_or_404(request.firm.campaigns, pk=number) if number else None
    found = preview(request.firm, request.GET, timezone.now(), campaign)
    context = {"preview": found, "campaign": campaign, "page": found.page, "today": found.today}
    context["previous_url"], context["next_url"] = _around(request, found.page)
    return render(request, "reminders/who.html", context)


def _around(request, page):
    numbers = (
        page.previous_page_number() if page.has_previous() else None,
        page.next_page_number() if page.has_next() else None,
    )
    return [
        "?" + keyset.changed(request.GET, {"page": number}) if number else "" for number in numbers
    ]


def campaign_reminders(request, pk: int):
    """When and in which words a campaign reminds; may be changed at any time."""
    campaigns = request.firm.campaigns.running().select_related("firm", "revision__questionnaire")
    campaign = get_object_or_404(campaigns, pk=pk)
    data = request.POST or None
    offered = campaign.revision.definition.languages
    languages = [code for code in offered if code in request.firm.languages] or list(offered)[:1]
    form = ReminderForm(data, campaign=campaign)
    words = WordsForm(data, languages=languages, campaign=campaign)
    if request.method == "POST" and form.is_valid() and words.is_valid():
        promising.change(campaign, {**form.chosen, **words.own}, by=request.user)
        messages.success(request, _("The reminders have been changed."))
        return redirect("campaigns:overview", pk)
    context = {"campaign": campaign, "form": form, "words": words}
    return render(request, "reminders/campaign.html", context)


@require_POST
def switch(request, pk: int):
    """No reminders for this client, or again."""
    dossier = get_object_or_404(request.firm.dossiers.select_related("firm", "client"), pk=pk)
    on = request.POST.get("on") == "1"
    promising.switch(dossier, on=on, by=request.user)
    name = {"name": dossier.client.name}
    text = _("%(name)s gets reminders again.") if on else _("%(name)s gets no reminders any more.")
    messages.success(request, text % name)
    return redirect("reviews:dossier", pk)


@require_GET
def letter(request, pk: int):
    """The reminder this person would get now, without a link that works."""
    invitations = request.firm.invitations.with_dossier()
    invitation = get_object_or_404(invitations, pk=pk)
    written = letters.sample(invitation, request.firm, timezone.localdate())
    context = {"invitation": invitation, "letter": written, "sender": address_of(request.firm)}
    return render(request, "reminders/letter.html", context)


@require_POST
def hold(request):
    """Not on this day: nobody, or not this person."""
    day, email = _day(request), _email(request)
    promising.hold(request.firm, day=day, email=email, by=request.user)
    messages.success(request, _("Held back."))
    return _back(request, day)


@require_POST
def release(request):
    day, email = _day(request), _email(request)
    promising.release(request.firm, day=day, email=email, by=request.user)
    messages.success(request, _("No longer held back."))
    return _back(request, day)


def _day(request):
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError as wrong:
        raise Http404 from wrong


def _email(request):
    if "invitation" not in request.POST:
        return ""
    number = keyset.number_in(request.POST["invitation"])
    return get_object_or_404(request.firm.invitations, pk=number).email


def _back(request, day):
    number = keyset.number_in(request.POST.get("campaign", ""))
    within = f"&campaign={number}" if number else ""
    return redirect(f"{reverse('reminders:today')}?day={day}{within}")
