from dataclasses import replace
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from carnet.campaigns import actions as campaigns
from carnet.campaigns import choosing
from carnet.campaigns.forms import TermsForm
from carnet.campaigns.reminder_forms import ReminderForm
from carnet.clients.states import State
from carnet.core import keyset
from carnet.invitations import actions, composing
from carnet.invitations.forms import MessageForm

WHAT = {"prepared": [State.NOT_SENT], "unopened": [State.SENT, State.NOT_DELIVERED]}


def message(request):
    """The mail in every language that is needed; from here the clients are invited."""
    clients = choosing.chosen(request.firm, request.GET)
    into = _into(request)
    form = TermsForm(request.GET, firm=request.firm, today=timezone.localdate())
    if clients is None or not (into or form.is_valid()):
        return redirect(f"{reverse('campaigns:invite')}?{request.GET.urlencode()}")
    who = choosing.sort_out(clients, into)
    terms = into or form.terms
    words = None if into else _message_form(request, who, terms)
    reminders = None if into else ReminderForm(request.POST or None)
    right = into or (words.is_valid() and reminders.is_valid())
    if request.POST.get("do") in ("invite", "prepare") and right:
        return _start(request, who, into, words and _with_words(terms, words, reminders))
    context = {
        "who": who,
        "terms": terms,
        "into": into,
        "form": words,
        "reminders": reminders,
        "samples": composing.samples(who, terms, request.firm, words),
        "sender": composing.address_of(request.firm),
        "key": request.POST.get("key") or uuid4(),
        "steps": _steps(request),
    }
    return render(request, "invitations/message.html", context)


def _into(request):
    """The campaign the clients are added to; None for a new one."""
    number = keyset.number_in(request.GET.get("into", ""))
    running = request.firm.campaigns.running().select_related("revision__questionnaire")
    return get_object_or_404(running, pk=number) if number else None


def _message_form(request, who, terms):
    subjects, texts = composing.last_words(terms, request.firm)
    return MessageForm(
        request.POST or None,
        languages=composing.languages_of(who, terms, request.firm),
        subjects=subjects,
        messages=texts,
    )


def _with_words(terms, words, reminders):
    own = {"subjects": words.own("subject"), "messages": words.own("message")}
    return replace(terms, **own, **reminders.chosen)


@transaction.atomic
def _start(request, who, into, terms):
    now, send = timezone.now(), request.POST["do"] == "invite"
    campaign = into or campaigns.open_campaign(
        terms, firm=request.firm, key=_key(request), by=request.user, now=now
    )
    count = actions.add_and_invite(campaign, who.clients, send=send, by=request.user, now=now)
    messages.success(request, _started(count, send))
    return redirect("campaigns:overview", campaign.pk)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _started(count: int, send: bool) -> str:
    if not count:
        return _("Nobody was added: all of them were in this campaign already.")
    if send:
        text = ngettext(
            "%(count)d client is being invited. The mail leaves within a minute.",
            "%(count)d clients are being invited. The mails leave within minutes.",
            count,
        )
    else:
        text = ngettext(
            "%(count)d dossier prepared. Nothing has been sent yet.",
            "%(count)d dossiers prepared. Nothing has been sent yet.",
            count,
        )
    return text % {"count": count}


def _steps(request: HttpRequest) -> list[dict]:
    before = keyset.changed(request.GET, {"due_date": None, "into": None})
    return [
        {"label": _("Who"), "state": "done", "url": reverse("campaigns:invite")},
        {
            "label": _("What and by when"),
            "state": "done",
            "url": f"{reverse('campaigns:invite')}?{before}",
        },
        {"label": _("The message"), "state": "current"},
    ]


@require_POST
def send(request, pk: int):
    """Mail all who are prepared, or all who have not opened their link."""
    campaign = get_object_or_404(request.firm.campaigns.running(), pk=pk)
    states = WHAT.get(request.POST.get("what", ""), [])
    dossiers = campaign.dossiers.filter(state__in=states)
    count = actions.resend(dossiers, by=request.user, now=timezone.now())
    messages.success(request, _queued(count))
    return redirect("campaigns:overview", pk)


@require_POST
def resend(request, pk: int):
    dossier = get_object_or_404(request.firm.dossiers, pk=pk)
    count = actions.resend([dossier], by=request.user, now=timezone.now())
    messages.success(request, _queued(count))
    return _back(request, dossier.campaign_id)


@require_POST
def withdraw(request, pk: int):
    dossier = get_object_or_404(request.firm.dossiers.select_related("firm", "campaign"), pk=pk)
    count = actions.withdraw(dossier, by=request.user, now=timezone.now())
    messages.success(request, _withdrawn(count))
    return _back(request, dossier.campaign_id)


@require_POST
def link(request, pk: int):
    """Shown once: we keep no secret that could be shown again."""
    dossiers = request.firm.dossiers.select_related("firm", "client", "campaign")
    dossier = get_object_or_404(dossiers, pk=pk)
    try:
        address = actions.fresh_link(dossier, by=request.user, now=timezone.now())
    except actions.NotOpen:
        messages.warning(request, _("This client has sent the answers; no link is needed now."))
        return _back(request, dossier.campaign_id)
    return render(request, "invitations/link.html", {"dossier": dossier, "link": address})


@require_POST
def bulk(request):
    ticked = filter(None, map(keyset.number_in, request.POST.getlist("dossiers")))
    dossiers = request.firm.dossiers.select_related("firm", "campaign").filter(pk__in=ticked)
    now = timezone.now()
    if request.POST.get("action") == "withdraw":
        count = sum(actions.withdraw(dossier, by=request.user, now=now) for dossier in dossiers)
        messages.success(request, _withdrawn(count))
    else:
        messages.success(request, _queued(actions.resend(dossiers, by=request.user, now=now)))
    return _back(request, None)


def _queued(count: int) -> str:
    if not count:
        return _("Nothing to send: a mail is waiting already, or the answers are in.")
    text = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", count)
    return text % {"count": count}


def _withdrawn(count: int) -> str:
    if not count:
        return _("There was no link to withdraw.")
    text = ngettext(
        "%(count)d link withdrawn. What has been answered is kept.",
        "%(count)d links withdrawn. What has been answered is kept.",
        count,
    )
    return text % {"count": count}


def _back(request: HttpRequest, campaign: int | None):
    """To the page the button stood on."""
    address = request.POST.get("next", "")
    # redirect() would take what is no address for the name of a view.
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return redirect(address)
    return redirect("campaigns:overview", campaign) if campaign else redirect("campaigns:list")
