"""The letters to a client: the invitation with its link, and the code. Both are composed while they are
sent, so that no secret waits in a table. Knows nothing of queues or servers."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation

from carnet.campaigns import actions as campaigns
from carnet.campaigns import texts, wording
from carnet.campaigns.actions import Terms
from carnet.campaigns.models import Campaign, WrongState
from carnet.campaigns.periods import period_in_words
from carnet.clients.states import State
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.firms.models import Firm
from carnet.invitations import secret, undelivered
from carnet.invitations.models import Code, Invitation, Person, Stray

CODE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Words:
    """What one invitation says, before the link is put in. Empty texts mean the standard ones."""

    firm: Firm
    language: str
    first_name: str
    questionnaire: str
    due_date: date
    period: tuple[date, date]
    subject: str = ""
    message: str = ""
    # Named in the mail where a couple reads the same mailbox.
    for_whom: str = ""

    @classmethod
    def of(
        cls,
        terms: Terms | Campaign,
        firm: Firm,
        first_name: str,
        language: str,
        own: tuple[str, str] = ("", ""),
    ) -> "Words":
        return cls(
            firm=firm,
            language=language,
            first_name=first_name,
            questionnaire=terms.revision.questionnaire.title_in(language),
            due_date=terms.due_date,
            period=(terms.period_start, terms.period_end),
            subject=own[0] or terms.subjects.get(language, ""),
            message=own[1] or terms.messages.get(language, ""),
        )

    def values(self) -> Mapping[str, str]:
        return {
            "first_name": self.first_name,
            "firm": self.firm.name,
            "due_date": formats.date_format(self.due_date),
            "questionnaire": self.questionnaire,
            "period": period_in_words(*self.period),
        }


def write(words: Words, link: str) -> Letter:
    """The mail as the client reads it; the preview and the sending both come here."""
    with translation.override(words.language):
        standard = texts.of_language(words.firm, words.language)
        subject, message = words.subject or standard[0], words.message or standard[1]
        values = words.values()
        context = {
            "firm": words.firm,
            "language": words.language,
            "subject": _addressed(" ".join(wording.fill(subject, values).split()), words),
            "message": wording.fill(message, values),
            "link": link,
            "for_whom": words.for_whom,
        }
        return _letter("invitation", context, words.firm)


def _addressed(subject: str, words: Words) -> str:
    return f"{words.for_whom}: {subject}" if words.for_whom else subject


def _letter(name: str, context: dict, firm: Firm) -> Letter:
    # Stripped, they are no longer what a template calls safe: shown on a page, they are escaped.
    return Letter(
        subject=render_to_string(f"email/{name}/subject.txt", context).strip(),
        text=render_to_string(f"email/{name}/body.txt", context).strip(),
        html=render_to_string(f"email/{name}/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )


def _sent(row: Mail) -> None:
    _move(row, State.SENT)


def _refused(row: Mail) -> None:
    _move(row, State.NOT_DELIVERED)
    undelivered.note(row, Invitation.objects.filter(pk=row.about))


def _move(row: Mail, state: State) -> None:
    invitation = Invitation.objects.select_related("dossier__campaign").get(pk=row.about)
    if invitation.revoked_at:  # withdrawn meanwhile, or replaced by one to a new address
        return
    if invitation.person == Person.PARTNER:
        return  # the dossier's state tells of the client; a partner's mail stands in the timeline
    with suppress(WrongState):  # the client has been there already, through an earlier mail
        campaigns.move(invitation.dossier, state, now=timezone.now())


@mail.letter("invitation", sent=_sent, refused=_refused)
def invitation_letter(row: Mail) -> Letter | None:
    """Nothing for a link withdrawn meanwhile or a client who has already sent the answers."""
    live = Invitation.objects.live(timezone.now()).with_dossier()
    invitation = live.filter(pk=row.about).first()
    if invitation is None or not invitation.dossier.open:
        return None
    dossier = invitation.dossier
    words = Words.of(dossier.campaign, dossier.firm, invitation.first_name, invitation.language)
    words = replace(words, due_date=dossier.due, for_whom=invitation.for_whom)
    return write(words, invitation.new_link())


@mail.letter("trial")
def trial_letter(row: Mail) -> Letter:
    """To the colleague who writes it. It holds no secret, so it waits in the outbox as it was written."""
    assert row.firm is not None
    firm = row.firm
    return Letter(row.subject, row.text, row.html, sender=firm.sender, reply_to=firm.reply_to)


@mail.letter("code", urgent=True)
def code_letter(row: Mail) -> Letter | None:
    """Eight digits, made now; the ten minutes start now. The subject never shows them: subjects stay in
    the outbox and light up on locked phones."""
    now = timezone.now()
    code = (
        Code.objects.select_related("invitation__firm", "invitation__dossier__client")
        .filter(pk=row.about, used_at=None, expires_at__gt=now)
        .first()
    )
    if code is None:
        return None
    digits = secret.new_digits()
    Code.objects.filter(pk=code.pk).update(
        fingerprint=secret.keyed(digits, code.pk), expires_at=now + CODE_LASTS, tries=0
    )
    context = {
        "firm": code.invitation.firm,
        "language": row.language,
        "digits": digits,
        "for_whom": code.invitation.for_whom,
    }
    return _letter("code", context, code.invitation.firm)


@mail.letter("strays")
def strays_letter(row: Mail) -> Letter | None:
    stray = Stray.objects.filter(pk=row.about).first()
    if stray is None or row.firm is None:
        return None
    context = {"firm": row.firm, "language": row.language, "network": stray.network}
    return _letter("strays", context, row.firm)
