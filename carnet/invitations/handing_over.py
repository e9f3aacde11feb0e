"""From one screen to another: a square of dots that lets the same person go on on a phone, to photograph what
the questionnaire asks for. Good once and for ten minutes, and only while the invitation is."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.invitations import secret
from carnet.invitations.models import Handover, Invitation

WENT_ON = gettext_noop("client went on on another device")
LASTS = timedelta(minutes=10)


def show(invitation: Invitation, *, page: str, now: datetime) -> str:
    """The key of a new one, which leads to `page`. Those shown earlier end: there is one on the screen."""
    key = secret.new_secret()
    with transaction.atomic():
        Handover.objects.filter(invitation=invitation, used_at=None).delete()
        Handover.objects.create(
            firm=invitation.firm,
            invitation=invitation,
            fingerprint=secret.fingerprint(key),
            page=page,
            expires_at=now + LASTS,
        )
    return key


def known(key: str, *, now: datetime) -> Handover | None:
    """Looking uses nothing."""
    waiting = Handover.objects.filter(used_at=None, expires_at__gt=now)
    return waiting.select_related("firm").filter(fingerprint=secret.fingerprint(key)).first()


@transaction.atomic
def take(handover: Handover, *, now: datetime) -> Invitation | None:
    """Whose it is; None for all but the first who takes it, and when the invitation has ended meanwhile."""
    live = Invitation.objects.live(now).with_dossier()
    invitation = live.filter(pk=handover.invitation_id).first()
    waiting = Handover.objects.filter(pk=handover.pk, used_at=None, expires_at__gt=now)
    if invitation is None or not waiting.update(used_at=now):
        return None
    audit.record(WENT_ON, invitation.dossier, firm=invitation.firm, by=None)
    return invitation
