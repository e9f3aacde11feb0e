"""The mail that stays after everything was sent: reference, moment, what happens next and the way back to the page.
To everybody who took part, never with a word of what was answered. Composed while it is sent, as its link is."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from carnet.answers.asking_again import READABLE_FOR
from carnet.answers.models import Submission
from carnet.campaigns.models import Dossier
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.invitations import actions as invitations
from carnet.invitations.models import FORMER_PARTNER, Invitation, Person

LETTER = "confirmation"


@transaction.atomic
def confirm(submission: Submission, *, now: datetime) -> list[str]:
    """Queue it for the client, whoever typed the answers, and for a partner who answered or signed; to whom. One
    that still waits tells of the newest sending when it leaves, and needs no second."""
    asked = (_way_in(submission.dossier, person, now) for person in _took_part(submission))
    concerned = [one for one in asked if one]
    for invitation in concerned:
        if not Mail.objects.waiting().filter(letter=LETTER, about=str(invitation.pk)).exists():
            to, language = invitation.email, invitation.language
            mail.post(LETTER, about=invitation, to=to, language=language, firm=invitation.firm)
    return [one.email for one in concerned]


def _took_part(submission: Submission) -> list[str]:
    dossier = submission.dossier
    found = {str(Person.CLIENT), submission.person}
    found |= {one["person"] for one in submission.content.get("declarations", [])}
    for rows in (dossier.answer_events, dossier.documents):
        found |= set(rows.order_by().values_list("person", flat=True).distinct())
    return [person for person in Person.values if person in found]


def _way_in(dossier: Dossier, person: str, now: datetime) -> Invitation | None:
    """The link this person has used, even when it ran out meanwhile. A client who never had one, because a colleague
    filled everything in, gets one now; a partner who has none any more does not."""
    standing = dossier.invitations.filter(person=person, revoked_at=None).exclude(FORMER_PARTNER)
    standing.filter(expires_at__lt=now + READABLE_FOR).update(expires_at=now + READABLE_FOR)
    held = standing.select_related("firm", "dossier").first()
    if held or person != Person.CLIENT:
        return held
    try:
        return invitations.standing(dossier, person, by=None, now=now)
    except invitations.NoAddress:
        return None


@mail.letter(LETTER)
def confirmation_letter(row: Mail) -> Letter | None:
    """Nothing to somebody who may no longer come in."""
    live = Invitation.objects.live(timezone.now()).with_dossier()
    invitation = live.filter(pk=row.about).first()
    submission = invitation.dossier.submissions.first() if invitation else None
    if invitation is None or submission is None:
        return None
    with translation.override(invitation.language):
        return _letter(_context(invitation, submission))


def _context(invitation: Invitation, submission: Submission) -> dict[str, Any]:
    dossier = invitation.dossier
    return {
        "firm": dossier.firm,
        "language": invitation.language,
        "name": invitation.first_name,
        "questionnaire": dossier.revision.questionnaire.title_in(invitation.language),
        "submission": submission,
        "asked_again": dossier.open,
        "until": invitation.expires_at,
        "for_whom": invitation.for_whom,
        "link": invitation.new_link(),
    }


def _letter(context: dict[str, Any]) -> Letter:
    firm = context["firm"]
    return Letter(
        subject=render_to_string("email/confirmation/subject.txt", context).strip(),
        text=render_to_string("email/confirmation/body.txt", context),
        html=render_to_string("email/confirmation/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
