"""What happened to the invitations of dossiers, in plain words. Writes nothing; three queries whatever the
number of dossiers, four where a mail waits for the firm's limits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from carnet.audit.models import Event
from carnet.campaigns.models import Dossier
from carnet.core import allowance
from carnet.core.models import Mail
from carnet.invitations.actions import INVITED, INVITED_AGAIN, LINK_SHOWN, NEW_LINK, WITHDRAWN
from carnet.invitations.addresses import NEW_ADDRESS
from carnet.invitations.codes import CAME_IN
from carnet.invitations.models import Code, Invitation, Person

# Letters about an invitation, as they are queued. Others are not told here.
QUEUED = {
    "invitation": gettext_lazy("An invitation to %(address)s was queued."),
    "signature": gettext_lazy("A mail asking %(address)s to sign was queued."),
    "confirmation": gettext_lazy("A confirmation to %(address)s was queued."),
}
SUBMITTED, REOPENED = "dossier submitted", gettext_noop("dossier reopened")
# Told by the mails and the links themselves; the trail only knows who did it.
DEEDS = {INVITED, INVITED_AGAIN, NEW_LINK, WITHDRAWN}
STEPS = {"invitation mailed", "dossier opened", "dossier started", "mail not delivered"}
TOLD = {*DEEDS, *STEPS, LINK_SHOWN, CAME_IN, NEW_ADDRESS, SUBMITTED, REOPENED}
SAME_DEED = timedelta(minutes=1)


@dataclass(frozen=True)
class Moment:
    at: datetime
    text: str
    by: str = ""


# What later stages have to tell of dossiers, each moment with the number of its dossier; they add themselves.
TELLERS: list[Callable[[Sequence[Dossier]], Iterator[tuple[int, Moment]]]] = []


@dataclass
class Story:
    """What is known of one dossier."""

    dossier: Any
    mails: list[Mail]
    events: list[Event]
    codes: list[Code]
    leaves: dict[int, datetime]
    told: list[Moment]

    def moments(self) -> Iterator[Moment]:
        yield from self._of_mails()
        for invitation in self.dossier.invitations.all():
            yield from self._of_link(invitation)
        for code in self.codes:
            text = _("A code was asked for; it went to %(address)s.")
            yield Moment(code.created_at, text % {"address": code.invitation.email})
        if self.dossier.planned_at and self.dossier.wave:
            text = _("An invitation will be sent on %(moment)s.")
            at = date_format(timezone.localtime(self.dossier.planned_at), "DATETIME_FORMAT")
            yield Moment(self.dossier.wave.created_at, text % {"moment": at})
        if self.dossier.started_at:
            yield Moment(self.dossier.started_at, _("The first answer was given."))
        yield from self._of_trail()
        yield from self.told

    def _of_mails(self) -> Iterator[Moment]:
        for mail in self.mails:
            text = str(QUEUED[mail.letter]) % {"address": mail.to}
            waits = _waiting(mail, self.leaves.get(mail.pk))
            by = self._who(mail.created_at, DEEDS)
            yield Moment(mail.created_at, f"{text} {waits}".strip(), by)
            yield from of_mail(mail)

    def _of_link(self, invitation: Invitation) -> Iterator[Moment]:
        partner = invitation.person == Person.PARTNER
        if invitation.opened_at:
            text = _("The partner opened the link.") if partner else _("The link was opened.")
            yield Moment(invitation.opened_at, text)
        if invitation.revoked_at:
            withdrawn = self._event(invitation.revoked_at, {WITHDRAWN})
            text = _("The link to %(address)s no longer works: the address has changed.")
            if withdrawn:
                text = (
                    _("The partner's invitation was withdrawn.")
                    if partner
                    else _("The invitation was withdrawn.")
                )
            by = self._who(invitation.revoked_at, DEEDS)
            yield Moment(invitation.revoked_at, text % {"address": invitation.email}, by)

    def _of_trail(self) -> Iterator[Moment]:
        submitted = [event for event in self.events if event.what == SUBMITTED]
        for event in submitted:
            yield Moment(event.at, _("The answers were sent."))
        if self.dossier.submitted_at and not submitted:
            yield Moment(self.dossier.submitted_at, _("The answers were sent."))
        for event in self.events:
            if event.what in TOLD - DEEDS - STEPS - {SUBMITTED}:
                yield Moment(event.at, f"{capfirst(_(event.what))}.", _name(event))

    def _event(self, at: datetime, whats: set[str]) -> Event | None:
        """What stands in the trail about this very moment."""
        near = [e for e in self.events if e.what in whats and abs(e.at - at) < SAME_DEED]
        return min(near, key=lambda event: abs(event.at - at), default=None)

    def _who(self, at: datetime, whats: set[str]) -> str:
        event = self._event(at, whats)
        return _name(event) if event else ""


def _name(event: Event) -> str:
    return event.by.name if event.by else ""


def moments(dossier: Dossier, now: datetime | None = None) -> list[Moment]:
    """Oldest first."""
    [story] = stories([dossier], now or timezone.now())
    return sorted(story.moments(), key=lambda moment: moment.at)


def stories(dossiers: Sequence[Dossier], now: datetime) -> list[Story]:
    prefetch_related_objects(dossiers, "invitations")
    invitations = {str(i.pk): i for dossier in dossiers for i in dossier.invitations.all()}
    mails, codes = defaultdict(list), defaultdict(list)
    for mail in Mail.objects.filter(letter__in=QUEUED, about__in=invitations).order_by("pk"):
        mails[invitations[mail.about].dossier_id].append(mail)
    for code in Code.objects.filter(invitation__in=invitations.values()).order_by("pk"):
        code.invitation = invitations[str(code.invitation_id)]
        codes[code.invitation.dossier_id].append(code)
    events, leaves = _events(dossiers), _leaves(dossiers, mails.values(), now)
    told = _told(dossiers)
    return [
        Story(one, mails[one.pk], events[str(one.pk)], codes[one.pk], leaves, told[one.pk])
        for one in dossiers
    ]


def _told(dossiers: Sequence[Dossier]) -> dict[int, list[Moment]]:
    told: dict[int, list[Moment]] = defaultdict(list)
    for tell in TELLERS:
        for number, moment in tell(dossiers):
            told[number].append(moment)
    return told


def _events(dossiers: Sequence[Dossier]) -> dict[str, list[Event]]:
    events: dict[str, list[Event]] = defaultdict(list)
    keys = [str(dossier.pk) for dossier in dossiers]
    firms = {dossier.firm_id for dossier in dossiers}
    found = Event.objects.filter(firm__in=firms, kind="campaigns.dossier", key__in=keys)
    for event in found.filter(what__in=TOLD).select_related("by").order_by("pk"):
        events[event.key].append(event)
    return events


def _leaves(
    dossiers: Sequence[Dossier], mails: Iterable[list[Mail]], now: datetime
) -> dict[int, datetime]:
    """When those leave that the firm's limits hold back."""
    if not any(mail.state == "waiting" for some in mails for mail in some):
        return {}
    held = allowance.held_back(dossiers[0].firm, now)
    return held.leaves if held else {}


def _waiting(mail: Mail, leaves: datetime | None) -> str:
    if mail.state != "waiting":
        return ""
    if leaves:
        text = _("It leaves at about %(time)s: the firm's limit of mails is reached.")
        return text % {"time": shown(leaves)}
    if mail.attempts and mail.problem:
        values = {"reason": mail.reason, "time": shown(mail.next_try_at)}
        return _("It has not left yet. %(reason)s Next try: %(time)s.") % values
    return ""


def shown(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def of_mail(mail: Mail) -> Iterator[Moment]:
    """What became of one mail, whatever it says."""
    values = {"address": mail.to, "reason": mail.reason}
    if mail.doubtful_at:
        text = _(
            "Whether the mail to %(address)s had left was not known, so it was handed over again. "
            "Perhaps it arrives twice."
        )
        yield Moment(mail.doubtful_at, text % values)
    if ended := _end(mail):
        yield Moment(ended[0], ended[1] % values)
    if mail.delayed_at:
        if mail.bounced_at:
            values["reason"] = ""
        text = _("The mail to %(address)s is late: their mail server still tries. %(reason)s")
        yield Moment(mail.delayed_at, (text % values).strip())
    if mail.bounced_at:
        text = _("The mail to %(address)s came back. %(reason)s")
        yield Moment(mail.bounced_at, text % {**values, "reason": mail.reason})


def _end(mail: Mail) -> tuple[datetime, str] | None:
    if mail.sent_at and mail.kept:
        return mail.sent_at, _(
            "The mail to %(address)s is in the outbox: no mail server is set up."
        )
    if mail.sent_at:
        return mail.sent_at, _("The mail server accepted the mail to %(address)s.")
    if mail.failed_at:
        return mail.failed_at, _("The mail to %(address)s was not delivered. %(reason)s")
    if mail.dropped_at:
        return mail.dropped_at, _("The mail to %(address)s was no longer needed and not sent.")
    return None
