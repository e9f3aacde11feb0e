"""The letter that asks somebody to approve, and the one that reminds of it. They say that something waits, never
what it says; composed while they are sent, with a link that is made then."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.approvals.actions import LETTER, REMINDER, theirs, waiting_of
from carnet.approvals.models import Approval, Nudge, Voice
from carnet.campaigns import texts, wording
from carnet.campaigns.models import Dossier
from carnet.campaigns.periods import period_in_words
from carnet.clients.erasure import LETTERS
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.invitations import undelivered
from carnet.invitations.models import Invitation
from carnet.reminders.letters import held, maybe_sent, quiet
from carnet.reminders.models import Reminder

undelivered.WAITS[LETTER] = undelivered.WAITS[REMINDER] = Q(
    invitation__voices__state=Voice.State.WAITING,
    invitation__voices__approval__state=Approval.State.OPEN,
)

# Erasing a client erases the mails about these, too.
LETTERS[LETTER] = "approvals__voices"
LETTERS[REMINDER] = "approvals__voices__nudges"


def standard_subject(language: str) -> str:
    with translation.override(language):
        return _("{questionnaire}: please read and approve")


def standard_message(language: str) -> str:
    with translation.override(language):
        return "\n\n".join(
            [
                _("Hello {first_name},"),
                _(
                    "A document is ready for your approval. Please read it, then approve it, or "
                    "tell us what is not right. It takes a few minutes."
                ),
                _("Kind regards,\n{firm}"),
            ]
        )


def reminder_subject(language: str) -> str:
    with translation.override(language):
        return _("Reminder: {questionnaire} waits for your approval")


def reminder_message(language: str) -> str:
    with translation.override(language):
        return "\n\n".join(
            [
                _("Hello {first_name},"),
                _(
                    "A document still waits for your approval. We go on as soon as you have read "
                    "it and approved it, or told us what is not right."
                ),
                _("Kind regards,\n{firm}"),
            ]
        )


wording.LETTERS[LETTER] = wording.Kind(gettext_lazy("Approval"), standard_subject, standard_message)
wording.LETTERS[REMINDER] = wording.Kind(
    gettext_lazy("Reminder of an approval"), reminder_subject, reminder_message
)


def _refused(row: Mail) -> None:
    """The office sees it, and nothing more is sent there by itself."""
    _note_undelivered(row, Voice.objects.filter(pk=row.about))


def _reminder_refused(row: Mail) -> None:
    _note_undelivered(row, Voice.objects.filter(nudges__pk=row.about))


def _note_undelivered(row: Mail, voices: QuerySet[Voice]) -> None:
    found = list(voices.values_list("pk", "invitation"))
    Voice.objects.filter(pk__in=[pk for pk, _link in found]).update(undelivered_at=timezone.now())
    links = {link for _pk, link in found}
    undelivered.note(row, Invitation.objects.filter(pk__in=links))


@mail.letter(LETTER, refused=_refused)
def approval_letter(row: Mail) -> Letter | None:
    """Nothing once it is decided, withdrawn or replaced, or for a link that ended."""
    voice = Voice.objects.filter(pk=row.about).first()
    found = _waits(voice, row) if voice else None
    if found is None or voice is None:
        return None
    invitation, _others = found
    before = voice.approval.replaces
    newer = formats.date_format(timezone.localdate(before.asked_at)) if before else ""
    return write(invitation, LETTER, row.language, newer=newer)


@mail.letter(REMINDER, refused=_reminder_refused)
def approval_reminder_letter(row: Mail) -> Letter | None:
    nudge = Nudge.objects.select_related("voice").filter(pk=row.about).first()
    found = _waits(nudge.voice, row) if nudge else None
    if nudge is None or found is None:
        return None
    invitation, voices = found
    now = row.claimed_at or timezone.now()
    if _not_now(invitation, row, now) and not maybe_sent(row):
        _forget(nudge, voices, row)  # as if it had never been queued: the next round decides anew
        return None
    return write(invitation, REMINDER, row.language)


def _waits(voice: Voice, row: Mail) -> tuple[Invitation, list[Voice]] | None:
    """The link to put in, and all this person is waited for; None when this voice is not."""
    mine = Invitation.objects.live(row.claimed_at or timezone.now()).with_dossier()
    invitation = mine.filter(pk=voice.invitation_id, email__iexact=row.to).first()
    if invitation is None:
        return None
    voices = [one for one in waiting_of(invitation) if theirs(one, invitation.dossier)]
    return (invitation, voices) if voice in voices else None


def _not_now(invitation: Invitation, row: Mail, now: datetime) -> bool:
    today = timezone.localdate(now)
    day = Reminder(firm=invitation.firm, email=row.to.lower(), day=today)
    return quiet([invitation], invitation.firm, now) or held(day, today)


def _forget(nudge: Nudge, voices: list[Voice], row: Mail) -> None:
    Nudge.objects.filter(voice__in=voices, day=nudge.day).delete()
    mine = Reminder.objects.filter(firm=row.firm, email=row.to.lower(), day=nudge.day)
    mine.filter(steps=None).delete()


def write(invitation: Invitation, letter: str, language: str, *, newer: str = "") -> Letter:
    firm, dossier = invitation.firm, invitation.dossier
    with translation.override(language):
        subject, message = texts.of_language(firm, language, letter)
        values = _values(invitation, dossier, language)
        subject = " ".join(wording.fill(subject, values).split())
        context = {
            "firm": firm,
            "language": language,
            "subject": f"{invitation.for_whom}: {subject}" if invitation.for_whom else subject,
            "message": wording.fill(message, values),
            "newer": newer,
            "for_whom": invitation.for_whom,
            "link": f"{invitation.new_link()}?return",
        }
        return _letter(context)


def _values(invitation: Invitation, dossier: Dossier, language: str) -> dict[str, str]:
    campaign = dossier.campaign
    return {
        "first_name": invitation.first_name,
        "firm": invitation.firm.name,
        "due_date": formats.date_format(campaign.due_date),
        "questionnaire": dossier.revision.questionnaire.title_in(language),
        "period": period_in_words(campaign.period_start, campaign.period_end),
    }


def _letter(context: dict[str, Any]) -> Letter:
    firm = context["firm"]
    return Letter(
        subject=context["subject"],
        text=render_to_string("email/approval/body.txt", context),
        html=render_to_string("email/approval/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
