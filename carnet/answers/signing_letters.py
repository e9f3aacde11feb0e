"""The letter that asks the second of a couple to sign, or the first to look again. Composed while it is sent, so
that it tells how things stand then and no secret waits in a table."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation

from carnet.answers.reading import load
from carnet.answers.signing import Signing, first_name, signing_of
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.invitations import actions as invitations
from carnet.invitations.models import Invitation, Person

LETTER = "signature"


@transaction.atomic
def ask(signing: Signing, *, now: datetime) -> list[str]:
    """Mail everybody who must sign, through the outbox; whom, as far as there is an address."""
    dossier, asked = signing.standing.dossier, []
    for person in signing.waiting:
        try:
            invitation = invitations.standing(dossier, person, by=None, now=now)
        except invitations.NoAddress:
            continue
        waiting = Mail.objects.waiting().filter(letter=LETTER, about=str(invitation.pk))
        if not waiting.exists():
            to, language = invitation.email, invitation.language
            mail.post(LETTER, about=invitation, to=to, language=language, firm=dossier.firm)
        asked.append(person)
    return asked


@mail.letter(LETTER)
def signature_letter(row: Mail) -> Letter | None:
    """Nothing once this person has signed, or may no longer come in."""
    live = Invitation.objects.live(timezone.now()).with_dossier()
    invitation = live.filter(pk=row.about).first()
    if invitation is None or not invitation.dossier.open:
        return None
    signing = signing_of(load(invitation.dossier, today=timezone.localdate()))
    if invitation.person not in signing.waiting:
        return None
    with translation.override(invitation.language):
        return _letter(_context(invitation, signing))


def _context(invitation: Invitation, signing: Signing) -> dict[str, Any]:
    dossier = invitation.dossier
    other = Person.CLIENT if invitation.person == Person.PARTNER else Person.PARTNER
    theirs = signing.signed(other)
    return {
        "firm": dossier.firm,
        "language": invitation.language,
        "name": invitation.first_name,
        "other": first_name(dossier, other),
        "other_signed_on": formats.date_format(timezone.localdate(theirs.signed_at))
        if theirs
        else "",
        "again": signing.signed(invitation.person) is not None,
        "questionnaire": dossier.revision.questionnaire.title_in(invitation.language),
        "for_whom": invitation.for_whom,
        "link": invitation.new_link(),
    }


def _letter(context: dict[str, Any]) -> Letter:
    firm = context["firm"]
    return Letter(
        subject=render_to_string("email/signature/subject.txt", context).strip(),
        text=render_to_string("email/signature/body.txt", context),
        html=render_to_string("email/signature/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
