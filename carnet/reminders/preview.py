"""Who gets what on a day, as a page: what `waiting.who_gets` says of today or a later day, with names, and
what left on an earlier one. Reads only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.campaigns.models import Campaign
from carnet.core import keyset
from carnet.firms.models import Firm
from carnet.invitations.models import Invitation
from carnet.reminders.models import Hold, Step
from carnet.reminders.reminding import Verdict, Why
from carnet.reminders.stopped import WORDS, where_stopped
from carnet.reminders.waiting import who_gets
from carnet.reminders.words import step_words, why_words

A_PAGE = 50
GOES, WAITS, CALLS, SENT = "goes", "waits", "calls", "sent"
TABS = {
    GOES: _("Get a reminder"),
    WAITS: _("Do not, and why"),
    CALLS: _("To call"),
    SENT: _("Reminded"),
}


@dataclass(frozen=True)
class Line:
    """One person and one dossier."""

    invitation: Invitation
    verdict: Verdict
    text: str = ""

    @property
    def step(self) -> str:
        return step_words(self.verdict.step)

    @property
    def why(self) -> str:
        return why_words(self.verdict)

    @property
    def held(self) -> bool:
        return self.verdict.why is Why.HELD


def kind_of(verdict: Verdict) -> str:
    if verdict.goes:
        return GOES
    return CALLS if verdict.why is Why.UNDELIVERED else WAITS


@dataclass(frozen=True)
class Preview:
    day: date
    today: date
    kind: str
    tabs: list[dict[str, Any]]
    page: Page
    held: bool

    @property
    def past(self) -> bool:
        return self.day < self.today


def preview(firm: Firm, params: QueryDict, now: datetime, campaign: Campaign | None) -> Preview:
    today = timezone.localdate(now)
    day = asked_day(params, today)
    verdicts = [] if day < today else who_gets(firm, now, day)
    if campaign:
        mine = set(campaign.dossiers.values_list("pk", flat=True))
        verdicts = [one for one in verdicts if one.row.dossier in mine]
    steps = Step.objects.filter(firm=firm, reminder__day=day).order_by("pk")
    steps = steps.filter(dossier__campaign=campaign) if campaign else steps
    counts = Counter(kind_of(one) for one in verdicts) + Counter({SENT: steps.count()})
    shown = [SENT] if day < today else list(TABS) if day == today else [GOES, WAITS, CALLS]
    kind = params.get("show", "") if params.get("show") in shown else shown[0]
    chosen = [one for one in verdicts if kind_of(one) == kind]
    number = keyset.number_in(params.get("page", "")) or 1
    page = Paginator(steps if kind == SENT else chosen, A_PAGE).get_page(number)
    shown_rows: list[Any] = list(page)
    page.object_list = sent_lines(shown_rows) if kind == SENT else lines(shown_rows, firm, today)
    held = Hold.objects.filter(firm=firm, day=day, email="").exists()
    return Preview(day, today, kind, tabs_of(params, shown, counts, kind), page, held)


def asked_day(params: QueryDict, today: date) -> date:
    """The day of the address, as far as one can look ahead; today where there is none."""
    try:
        day = date.fromisoformat(params.get("day", ""))
    except ValueError:
        return today
    return min(day, date.fromordinal(today.toordinal() + 60))


def tabs_of(
    params: QueryDict, shown: Iterable[str], counts: Counter, current: str
) -> list[dict[str, Any]]:
    return [
        {
            "label": TABS[kind],
            "count": counts[kind],
            "url": "?" + keyset.changed(params, {"show": kind, "page": None}),
            "current": kind == current,
        }
        for kind in shown
    ]


def lines(verdicts: Iterable[Verdict], firm: Firm, today: date) -> list[Line]:
    """With the text each of them would get; that takes an evaluation, so only for a page of them."""
    verdicts = list(verdicts)
    found = Invitation.objects.filter(firm=firm).with_dossier()
    invitations = found.in_bulk([one.row.invitation for one in verdicts])
    return [line(invitations[one.row.invitation], one, today) for one in verdicts]


def line(invitation: Invitation, verdict: Verdict, today: date) -> Line:
    if not verdict.goes:
        return Line(invitation, verdict)
    opened = invitation.opened_at is not None
    stopped = where_stopped(invitation.dossier, invitation.person, opened=opened, today=today)
    return Line(invitation, verdict, str(WORDS[stopped.where]))


@dataclass(frozen=True)
class SentLine:
    step_row: Step

    @property
    def step(self) -> str:
        return step_words(self.step_row.key)


def sent_lines(steps: Sequence[Step]) -> list[SentLine]:
    numbers = [step.pk for step in steps]
    found = Step.objects.select_related("reminder", "dossier__client", "dossier__campaign")
    return [SentLine(step) for step in found.filter(pk__in=numbers)]
