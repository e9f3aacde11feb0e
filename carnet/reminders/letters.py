"""The reminder, composed while it is sent: what is open at that moment, where each client stopped, and a fresh
link. Nothing leaves for what was sent, closed, promised or switched off meanwhile."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.campaigns import actions as campaigns
from carnet.campaigns import wording
from carnet.campaigns.models import State, WrongState
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.core.working_days import daytime, working_day
from carnet.firms.models import Firm
from carnet.invitations import undelivered
from carnet.invitations.models import Invitation, Person
from carnet.reminders import counting
from carnet.reminders.models import Hold, Promise, Reminder, Step
from carnet.reminders.stopped import Stopped, Where, where_stopped
from carnet.reminders.waiting import REMINDED

LETTER = "reminder"
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Part:
    """One dossier in a reminder."""

    invitation: Invitation
    stopped: Stopped
    promise: Promise | None
    today: date

    @property
    def title(self) -> str:
        dossier = self.invitation.dossier
        return dossier.revision.questionnaire.title_in(dossier.language)

    @property
    def name(self) -> str:
        client = self.invitation.dossier.client
        if self.invitation.person == Person.PARTNER:
            return client.partner_first_name
        return client.called

    @property
    def due(self) -> date:
        return self.invitation.dossier.due

    @property
    def by_when(self) -> str:
        day = {"day": formats.date_format(self.due)}
        if self.promise:
            told = {"promised": formats.date_format(self.promise.day)}
            return _("You told us that you would have everything on %(promised)s.") % told
        if self.due < self.today:
            return _("We asked you to send it by %(day)s. Please do so as soon as you can.") % day
        return _("Please send it to us by %(day)s.") % day

    @property
    def sentence(self) -> str:
        return SENTENCES[self.stopped.where](self.stopped)

    @property
    def papers(self) -> tuple[str, ...]:
        """Who has not begun sees the list on the start page."""
        listed = self.stopped.where in (Where.STARTED, Where.PAPERS)
        return self.stopped.papers if listed else ()


def _unopened(stopped: Stopped) -> str:
    return ngettext(
        "You have not opened it yet. It takes about %(count)d minute.",
        "You have not opened it yet. It takes about %(count)d minutes.",
        stopped.minutes,
    ) % {"count": stopped.minutes}


def _started(stopped: Stopped) -> str:
    return ngettext(
        "You have begun, and everything you answered is kept. %(count)d question is left.",
        "You have begun, and everything you answered is kept. %(count)d questions are left.",
        stopped.left,
    ) % {"count": stopped.left}


SENTENCES = {
    Where.UNOPENED: _unopened,
    Where.OPENED: lambda _stopped: _("You have opened it, but not answered anything yet."),
    Where.STARTED: _started,
    Where.PAPERS: lambda _stopped: _("Your answers are complete. Only documents are missing."),
    Where.READY: lambda _stopped: _(
        "Everything is answered. You only have to check your answers and send them."
    ),
    Where.OTHER: lambda _stopped: _("Your part is answered; that of your partner is still open."),
}


def _sent(row: Mail) -> None:
    counting.note_sent(row.about, timezone.now())


def _refused(row: Mail) -> None:
    """The address does not work any more: the colleague has to call."""
    now = timezone.now()
    Reminder.objects.filter(pk=row.about).update(failed_at=now)
    steps = Step.objects.filter(reminder__pk=row.about).select_related("dossier__campaign")
    for step in steps:
        with suppress(WrongState):  # opened or begun before: its row says so (waiting.came_back)
            campaigns.move(step.dossier, State.NOT_DELIVERED, now=now)
    in_it = {"dossier__reminder_steps__reminder": row.about, "email__iexact": row.to}
    undelivered.note(row, Invitation.objects.filter(**in_it).distinct())


@mail.letter(LETTER, sent=_sent, refused=_refused)
def reminder_letter(row: Mail) -> Letter | None:
    now = row.claimed_at or timezone.now()
    reminder = Reminder.objects.select_related("firm").filter(pk=row.about).first()
    invitations = wanted(reminder, now) if reminder else []
    if reminder is None or not invitations:
        return None
    today = timezone.localdate(now)
    not_now = held(reminder, today) or quiet(invitations, reminder.firm, now)
    if not_now and not maybe_sent(row):
        reminder.delete()  # as if it had never been queued: the next round decides anew
        return None
    return write([part_of(one, today) for one in invitations], reminder.firm, row.language)


def wanted(reminder: Reminder, now: datetime) -> list[Invitation]:
    """What of this reminder still has to be said, in the order it was queued."""
    today = timezone.localdate(now)
    steps = list(reminder.steps.values_list("dossier", "person"))
    live = Invitation.objects.live(now).with_dossier()
    found = live.filter(
        dossier__in=[dossier for dossier, _person in steps],
        email__iexact=reminder.email,
        dossier__state__in=REMINDED,
        dossier__reminders_on=True,
        dossier__client__archived_at=None,
        dossier__campaign__reminders_on=True,
        dossier__campaign__closed_at=None,
    )
    promised = Promise.objects.filter(dossier__in=found.values("dossier"), replaced_at=None)
    paused = set(promised.filter(day__gte=today).values_list("dossier", "person"))
    by_key = {(one.dossier_id, one.person): one for one in found}
    return [by_key[key] for key in steps if key in by_key and key not in paused]


def held(reminder: Reminder, day: date) -> bool:
    holds = Hold.objects.filter(firm=reminder.firm, day=day, email__in=["", reminder.email])
    return holds.exists()


def quiet(invitations: list[Invitation], firm: Firm, now: datetime) -> bool:
    """The outbox tries again at any hour; a reminder waits for the morning."""
    day = timezone.localdate(now)
    countries = {one.dossier.client.country or firm.default_country for one in invitations}
    return not daytime(now) or not all(working_day(day, country) for country in countries)


def maybe_sent(row: Mail) -> bool:
    """An earlier try ended without a word, so it may have left: then the same mail goes again, and mail
    programs show it once."""
    return row.attempts > 1 and not row.problem


def part_of(invitation: Invitation, today: date) -> Part:
    dossier = invitation.dossier
    opened = invitation.opened_at is not None
    stopped = where_stopped(dossier, invitation.person, opened=opened, today=today)
    promises = dossier.promises.filter(person=invitation.person, replaced_at=None)
    return Part(invitation, stopped, promises.first(), today)


def sample(invitation: Invitation, firm: Firm, today: date) -> Letter:
    """What this person would read today. Makes no secret, so its link leads nowhere."""
    language = invitation.dossier.language
    with translation.override(language):
        return write([part_of(invitation, today)], firm, language, f"{settings.SITE_URL}/q/…")


def write(parts: list[Part], firm: Firm, language: str, link: str = "") -> Letter:
    first = parts[0]
    headline = subject(parts, firm)
    context = {
        "firm": firm,
        "language": language,
        "subject": headline,
        "message": message(first, firm),
        "closing": "" if own(first, "messages") else _("Kind regards,\n%(firm)s") % {"firm": firm},
        "parts": [(part, link or part.invitation.new_link()) for part in parts],
        "several": len(parts) > 1,
    }
    return Letter(
        subject=headline,
        text=render_to_string("email/reminder/body.txt", context),
        html=render_to_string("email/reminder/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )


def own(part: Part, which: str) -> str:
    dossier = part.invitation.dossier
    return getattr(dossier.campaign, f"reminder_{which}").get(dossier.language, "")


def subject(parts: list[Part], firm: Firm) -> str:
    if len(parts) > 1:
        return _("%(count)d questionnaires are waiting for you") % {"count": len(parts)}
    return " ".join(
        filled(own(parts[0], "subjects") or standard_subject(parts[0]), parts[0], firm).split()
    )


def standard_subject(part: Part) -> str:
    """A little different each time, so that it is seen that this is another mail."""
    if part.promise:
        return _("{questionnaire}: you told us a day")
    if part.due < part.today:
        return _("{questionnaire}: the due date has passed")
    if part.due <= part.today + SOON:
        return _("{questionnaire}: only until {due_date}")
    return _("Reminder: {questionnaire}, by {due_date}")


def message(part: Part, firm: Firm) -> str:
    return filled(own(part, "messages") or _("Hello {first_name},"), part, firm)


def filled(text: str, part: Part, firm: Firm) -> str:
    values = {
        "first_name": part.name,
        "firm": firm.name,
        "due_date": formats.date_format(part.due),
        "questionnaire": part.title,
    }
    return wording.fill(text, values)
