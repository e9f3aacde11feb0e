"""What happened to the invitations of one dossier, in plain words and in order. Writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from carnet.campaigns.models import Dossier
from carnet.core.models import Mail
from carnet.invitations.models import Invitation, Person

WITH_A_LINK = ["invitation", "signature"]


@dataclass(frozen=True)
class Moment:
    at: datetime
    text: str


def moments(dossier: Dossier) -> list[Moment]:
    """Oldest first."""
    return sorted(_all(dossier), key=lambda moment: moment.at)


def _all(dossier: Dossier) -> Iterator[Moment]:
    invitations = list(dossier.invitations.order_by("pk"))
    about = [str(invitation.pk) for invitation in invitations]
    for mail in Mail.objects.filter(letter__in=WITH_A_LINK, about__in=about).order_by("pk"):
        yield from _of_mail(mail)
    for invitation in invitations:
        if invitation.opened_at:
            yield Moment(invitation.opened_at, _opened(invitation))
        if invitation.revoked_at:
            yield Moment(invitation.revoked_at, _withdrawn(invitation))
    if dossier.started_at:
        yield Moment(dossier.started_at, _("The first answer was given."))
    if dossier.submitted_at:
        yield Moment(dossier.submitted_at, _("The answers were sent."))


def _opened(invitation: Invitation) -> str:
    if invitation.person == Person.PARTNER:
        return _("The partner opened the link.")
    return _("The link was opened.")


def _withdrawn(invitation: Invitation) -> str:
    if invitation.person == Person.PARTNER:
        return _("The partner's invitation was withdrawn.")
    return _("The invitation was withdrawn.")


def _of_mail(mail: Mail) -> Iterator[Moment]:
    to = {"address": mail.to}
    yield Moment(mail.created_at, _("An invitation to %(address)s was queued.") % to)
    if mail.sent_at and mail.kept:
        text = _("The invitation to %(address)s is in the outbox: no mail server is set up.")
        yield Moment(mail.sent_at, text % to)
    elif mail.sent_at:
        yield Moment(
            mail.sent_at, _("The mail server accepted the invitation to %(address)s.") % to
        )
    elif mail.failed_at:
        text = _("The invitation to %(address)s was not delivered. %(reason)s")
        yield Moment(mail.failed_at, text % {**to, "reason": mail.reason})
    elif mail.dropped_at:
        text = _("The invitation to %(address)s was no longer needed and not sent.")
        yield Moment(mail.dropped_at, text % to)
