"""PINs: six digits a colleague tells a client by phone, where the firm wants that instead of a mailed code.
They reach the client by another road than the link, and so keep out who reads the client's mailbox."""

from datetime import datetime
from enum import Enum, auto

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague
from carnet.invitations import secret
from carnet.invitations.models import Invitation, Pin

TOLD = gettext_noop("PIN made to tell by phone")
MOST_TRIES = 5


class Answer(Enum):
    RIGHT = auto()
    WRONG = auto()
    OVER = auto()


@transaction.atomic
def give(dossier: Dossier, *, by: Colleague, now: datetime) -> list[tuple[Invitation, str]]:
    """A PIN for each person with a link to this dossier; earlier ones end. Shown now and never again."""
    given = []
    for invitation in Invitation.objects.live(now).filter(dossier=dossier).order_by("pk"):
        digits = secret.new_digits(secret.PIN_DIGITS)
        kept = {"firm": dossier.firm, "fingerprint": _kept(invitation, digits), "tries": 0}
        Pin.objects.update_or_create(invitation=invitation, defaults=kept | {"created_at": now})
        given.append((invitation, digits))
    if given:
        audit.record(TOLD, dossier, firm=dossier.firm, by=by, count=len(given))
    return given


def attempt(invitation: Invitation, digits: str) -> Answer:
    """One try, counted before it is looked at. A right one gives all tries back, for the next device."""
    mine = Pin.objects.filter(invitation=invitation)
    if not mine.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return Answer.OVER
    pin = mine.get()
    if secret.same(pin.fingerprint, _kept(invitation, digits)):
        mine.update(tries=0)
        return Answer.RIGHT
    return Answer.WRONG if pin.tries < MOST_TRIES else Answer.OVER


def tries_left(invitation: Invitation) -> int:
    tries = Pin.objects.filter(invitation=invitation).values_list("tries", flat=True).first()
    return 0 if tries is None else MOST_TRIES - tries


def _kept(invitation: Invitation, digits: str) -> str:
    return secret.keyed(digits, invitation.pk, "pin")
