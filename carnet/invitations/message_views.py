"""The last step of an invitation: the mail in every language that is needed, and when it leaves."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from carnet.campaigns import choosing, wording
from carnet.campaigns.actions import Terms
from carnet.campaigns.choosing import Who
from carnet.campaigns.forms import TermsForm
from carnet.campaigns.models import Campaign, Partners
from carnet.campaigns.reminder_forms import ReminderForm
from carnet.campaigns.when import WhenForm
from carnet.core import keyset, mail_logo
from carnet.core.outbox import FRAME_POLICY
from carnet.firms.models import Firm
from carnet.invitations import composing, sending
from carnet.invitations.forms import NAMES, MessageForm
from carnet.invitations.people import speaks_to_both
from carnet.invitations.sending import Plan


@dataclass(frozen=True)
class Asked:
    """What the address of a step says: whom, what, by when. `into` is the campaign they are added to."""

    firm: Firm
    who: Who
    terms: Terms | Campaign
    into: Campaign | None

    def words(self, data=None) -> MessageForm | None:
        """None where the campaign has its words already."""
        if isinstance(self.terms, Campaign):
            return None
        return composing.message_form(data, self.who, self.terms, self.firm)

    @cached_property
    def partners(self) -> int:
        """How many are mailed besides the clients, each with a separate link."""
        if self.terms.partners != Partners.NOW or not speaks_to_both(self.terms.revision):
            return 0
        return self.who.clients.exclude(partner_email="").count()

    @cached_property
    def members(self) -> list[tuple[int, str]]:
        return choosing.members(self.who)

    def when(self, data, now) -> WhenForm:
        country = self.firm.default_country
        return WhenForm(
            data, now=now, due=self.terms.due_date, country=country, members=self.members
        )


def asked(request) -> Asked | None:
    """None when something is missing or wrong: the steps before say what."""
    clients = choosing.chosen(request.firm, request.GET)
    into = _into(request)
    form = TermsForm(request.GET, firm=request.firm, today=timezone.localdate())
    if clients is None or not (into or form.is_valid()):
        return None
    return Asked(request.firm, choosing.sort_out(clients, into), into or form.terms, into)


def _into(request):
    """The campaign the clients are added to; None for a new one."""
    number = keyset.number_in(request.GET.get("into", ""))
    running = request.firm.campaigns.running().select_related("revision__questionnaire")
    return get_object_or_404(running, pk=number) if number else None


def to_terms(request):
    return redirect(f"{reverse('campaigns:invite')}?{request.GET.urlencode()}")


def message(request):
    step = asked(request)
    if step is None:
        return to_terms(request)
    data, do = request.POST or None, request.POST.get("do", "")
    words, when = (
        step.words(data),
        step.when(data if "when" in request.POST else None, timezone.now()),
    )
    reminders = None if step.into else ReminderForm(data)
    if do in ("invite", "prepare") and _ready(do, words, when, reminders):
        return _start(request, step, words, when, reminders)
    if do in NAMES:
        _send_test(request, step, words, do)
    key = _key(request)
    samples = list(composing.samples(step.who, step.terms, request.firm, words))
    _keep_typed(request, words, key)
    context = {
        "who": step.who,
        "terms": step.terms,
        "into": step.into,
        "partners": step.partners,
        "form": words,
        "when": when,
        "reminders": reminders,
        "samples": samples,
        "key": key,
        "steps": steps(request, "message"),
        **_around(request),
    }
    return render(request, "invitations/message.html", context)


def _ready(
    do: str, words: MessageForm | None, when: WhenForm, reminders: ReminderForm | None
) -> bool:
    """A form without the part about when means now."""
    timed = do == "prepare" or not when.is_bound or when.is_valid()
    return all(form is None or form.is_valid() for form in (words, reminders)) and timed


def _around(request) -> dict:
    """What the previews need besides the mail."""
    return {
        "sender": composing.address_of(request.firm),
        "query": request.GET.urlencode(),
        "placeholders": wording.PLACEHOLDERS,
        "me": request.user.email,
    }


def _key(request: HttpRequest) -> UUID:
    """Made with the form: the same form sent twice opens one campaign."""
    try:
        return UUID(request.POST.get("key", "") or request.GET.get("key", ""))
    except ValueError:
        return uuid4()


def _keep_typed(request, words: MessageForm | None, key: UUID) -> None:
    if words and request.method == "POST":
        for language in words.languages:
            composing.keep_typed(request.firm, key, language, words.words(language))


@transaction.atomic
def _start(request, step: Asked, words, when: WhenForm, reminders):
    now = timezone.now()
    try:
        campaign = step.into or _opened(request, step.terms, words, reminders, now)
    except sending.RunsAlready as other:
        return _runs_already(request, other.campaign)
    send = request.POST["do"] == "invite"
    plan = Plan(when.planned, when.at_once) if send else Plan()
    count = sending.add_and_invite(campaign, step.who.clients, plan, by=request.user, now=now)
    messages.success(request, _started(count, plan))
    return redirect("campaigns:overview", campaign.pk)


def _opened(request, terms, words, reminders, now) -> Campaign:
    own = {"subjects": words.own("subject"), "messages": words.own("message")}
    terms = replace(terms, **own, **reminders.chosen)
    alone = "into" not in request.GET
    return sending.open_once(
        terms, firm=request.firm, key=_key(request), alone=alone, by=request.user, now=now
    )


def _runs_already(request, campaign: Campaign):
    text = _("%(name)s has just opened this campaign. Nothing was sent from here.")
    messages.warning(request, text % {"name": campaign.created_by or _("A colleague")})
    return to_terms(request)


def _started(count: int, plan: Plan) -> str:
    if not count:
        return _("Nobody was added: all of them were in this campaign already.")
    if plan.at_once:
        text = ngettext(
            "%(count)d client is being invited. The mail leaves within a minute.",
            "%(count)d clients are being invited. The mails leave within minutes.",
            count,
        )
    elif plan.planned:
        text = ngettext(
            "%(count)d client will be invited as planned below.",
            "%(count)d clients will be invited as planned below.",
            count,
        )
    else:
        text = ngettext(
            "%(count)d dossier prepared. Nothing has been sent yet.",
            "%(count)d dossiers prepared. Nothing has been sent yet.",
            count,
        )
    return text % {"count": count}


def steps(request: HttpRequest, current: str) -> list[dict]:
    before = keyset.changed(request.GET, {"due_date": None, "into": None})
    terms = f"{reverse('campaigns:invite')}?{before}"
    check = f"{reverse('invitations:check')}?{keyset.changed(request.GET, {'stay': 1})}"
    last = current == "message"
    return [
        {"label": _("Who"), "state": "done", "url": reverse("campaigns:invite")},
        {"label": _("What and by when"), "state": "done", "url": terms},
        {"label": _("Addresses"), "state": "done" if last else "current", "url": last and check},
        {"label": _("The message"), "state": "current" if last else "todo"},
    ]


def _send_test(request, step: Asked, words: MessageForm | None, language: str) -> None:
    if words and (language not in words.languages or not words.is_valid()):
        messages.warning(request, _("The test was not sent: repair the text first."))
        return
    own = words.words(language) if words else ("", "")
    composing.send_test(step.terms, language, own, to=request.user)
    text = _("A test mail goes to %(address)s within a minute. Its link opens no client’s dossier.")
    messages.success(request, text % {"address": request.user.email})


@require_POST
def preview(request, language: str):
    """One language's mail, while somebody types."""
    step = asked(request)
    words = step.words(request.POST) if step else None
    if step is None or words is None or language not in words.languages:
        raise Http404
    own = words.words(language)
    composing.keep_typed(request.firm, _key(request), language, own)
    sample = composing.sample(step.who, step.terms, request.firm, language, own)
    context = {"sample": sample, "key": _key(request), **_around(request)}
    return render(request, "invitations/_preview.html", context)


@require_GET
def look(request, language: str):
    """The mail as a mail program shows it, for the frame beside the text."""
    step = asked(request)
    if step is None or language not in NAMES:
        raise Http404
    words = step.words()
    own = composing.typed(request.firm, _key(request), language)
    if own is None:
        own = words.words(language) if words and language in words.languages else ("", "")
    sample = composing.sample(step.who, step.terms, request.firm, language, own)
    if sample is None:
        raise Http404
    return HttpResponse(
        mail_logo.shown(sample.letter.html, request.firm),
        headers={"Content-Security-Policy": FRAME_POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )


@require_POST
def plan(request):
    """Who goes when, while somebody chooses."""
    step = asked(request)
    if step is None:
        raise Http404
    when = step.when(request.POST, timezone.now())
    return render(request, "invitations/_plan.html", {"when": when, "live": True})


@login_not_required
@require_GET
def test_link(request):
    """Where the link of a test mail leads: no client's dossier, and no sign-in."""
    return render(request, "invitations/test_link.html")
