"""The two letters that call a client back: the accountant has answered, or asks something again. They say that
there is something to read, never what, and carry a link that is made while they are sent."""

from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone

from carnet.answers.asking_again import due_of, round_of, undone
from carnet.answers.messages import ANSWERED, ASKED_AGAIN, unread_by_client
from carnet.answers.reading import load
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.invitations.models import Invitation


@mail.letter(ANSWERED)
def answered_letter(row: Mail) -> Letter | None:
    """Nothing for somebody who has read it meanwhile."""
    invitation = _live(row)
    if invitation is None or not unread_by_client(invitation.dossier, invitation.person):
        return None
    return _write(invitation, "answered", row.language)


@mail.letter(ASKED_AGAIN)
def asked_again_letter(row: Mail) -> Letter | None:
    """Nothing once this person has answered all of it, or for a dossier that is closed."""
    invitation = _live(row)
    if invitation is None or not invitation.dossier.open:
        return None
    standing = load(invitation.dossier, today=timezone.localdate())
    if not undone(standing, invitation.person):
        return None
    due = due_of(round_of(invitation.dossier))
    return _write(invitation, "asked_again", row.language, due=due)


def _live(row: Mail) -> Invitation | None:
    live = Invitation.objects.live(timezone.now()).with_dossier()
    return live.filter(pk=row.about).first()


def _write(invitation: Invitation, name: str, language: str, due: date | None = None) -> Letter:
    dossier, firm = invitation.dossier, invitation.firm
    context = {
        "firm": firm,
        "language": language,
        "questionnaire": dossier.revision.questionnaire.title_in(language),
        "link": invitation.new_link(),
        "for_whom": invitation.for_whom,
        "what": name,
        "due": due,
    }
    return Letter(
        subject=" ".join(render_to_string("email/call_back/subject.txt", context).split()),
        text=render_to_string("email/call_back/body.txt", context),
        html=render_to_string("email/call_back/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
