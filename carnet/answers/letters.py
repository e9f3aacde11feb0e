"""The two letters that call a client back: the accountant has answered, or asks something again. They say that
there is something to read, never what, and carry a link that is made while they are sent."""

from django.template.loader import render_to_string
from django.utils import timezone

from carnet.answers.messages import ANSWERED, unread_by_client
from carnet.core import mail
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.invitations.models import Invitation

ASKED_AGAIN = "asked_again"


@mail.letter(ANSWERED)
def answered_letter(row: Mail) -> Letter | None:
    """Nothing for somebody who has read it meanwhile."""
    invitation = _live(row)
    if invitation is None or not unread_by_client(invitation.dossier):
        return None
    return _write(invitation, "answered", row.language)


@mail.letter(ASKED_AGAIN)
def asked_again_letter(row: Mail) -> Letter | None:
    """Nothing once all of it was answered, or for a dossier that is closed."""
    invitation = _live(row)
    if invitation is None or not invitation.dossier.open:
        return None
    if not invitation.dossier.asked_again.filter(closed_at=None, done_at=None).exists():
        return None
    return _write(invitation, "asked_again", row.language)


def _live(row: Mail) -> Invitation | None:
    live = Invitation.objects.live(timezone.now()).with_dossier()
    return live.filter(pk=row.about).first()


def _write(invitation: Invitation, name: str, language: str) -> Letter:
    dossier, firm = invitation.dossier, invitation.firm
    context = {
        "firm": firm,
        "language": language,
        "questionnaire": dossier.revision.questionnaire.title_in(language),
        "link": invitation.new_link(),
        "what": name,
    }
    return Letter(
        subject=" ".join(render_to_string("email/call_back/subject.txt", context).split()),
        text=render_to_string("email/call_back/body.txt", context),
        html=render_to_string("email/call_back/body.html", context),
        sender=firm.sender,
        reply_to=firm.reply_to,
    )
