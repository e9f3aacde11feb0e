"""Whether a browser may come in: codes asked and tried, devices remembered, guesses counted. Knows rows and
limits, no cookies and no requests."""

from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.core import mail
from carnet.invitations import secret
from carnet.invitations.models import Code, Device, Invitation, Stray

CAME_IN = gettext_noop("client came in with a code")
MOST_TRIES = 5
WINDOW = timedelta(minutes=10)
MOST_PER_WINDOW, MOST_PER_DAY = 3, 10
# Pressing twice is one wish.
SAME_WISH = timedelta(seconds=20)
# A code whose mail could not leave within the hour is no longer waited for.
WAITS_FOR_MAIL = timedelta(hours=1)
DEVICE_LASTS = timedelta(days=90)
MOST_STRAYS = 60


class TooMany(Exception):
    """Enough codes for this invitation for now."""


class Answer(Enum):
    RIGHT = auto()
    WRONG = auto()
    OVER = auto()


@transaction.atomic
def ask(invitation: Invitation, *, browser: str, language: str, now: datetime) -> Code:
    """Mail a new code for this browser; it replaces the browser's earlier ones."""
    # Robots at the same moment wait here, so that the limits hold.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    asked = Code.objects.filter(invitation=invitation)
    last = asked.filter(browser=browser, used_at=None).order_by("-pk").first()
    if last and now - last.created_at < SAME_WISH:
        return last
    if (
        asked.filter(created_at__gt=now - WINDOW).count() >= MOST_PER_WINDOW
        or asked.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_PER_DAY
    ):
        raise TooMany
    code = Code.objects.create(
        firm=invitation.firm,
        invitation=invitation,
        browser=browser,
        created_at=now,
        expires_at=now + WAITS_FOR_MAIL,
    )
    mail.post("code", about=code, to=invitation.email, language=language, firm=invitation.firm)
    return code


def of_browser(browser: str) -> Code | None:
    """The code this browser asked for last; only that one counts."""
    codes = Code.objects.select_related("invitation__firm", "invitation__dossier__campaign")
    return codes.filter(browser=browser).order_by("-pk").first()


def attempt(code: Code, digits: str, *, now: datetime) -> Answer:
    """One try. Counted before it is looked at, so that a hundred tries at once are five tries."""
    open_codes = Code.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now)
    if not open_codes.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return Answer.OVER
    code.refresh_from_db(fields=["tries", "fingerprint"])
    if not secret.same_code(code.fingerprint, digits, code.pk):
        return Answer.WRONG if code.tries < MOST_TRIES else Answer.OVER
    if not open_codes.update(used_at=now):
        return Answer.OVER
    audit.record(CAME_IN, code.invitation.dossier, firm=code.firm, by=None)
    return Answer.RIGHT


def remember(invitation: Invitation, *, now: datetime) -> str:
    """The value of a cookie that lets this browser in for ninety days without a code."""
    key = secret.new_secret()
    Device.objects.create(
        firm=invitation.firm,
        invitation=invitation,
        fingerprint=secret.fingerprint(key),
        created_at=now,
        expires_at=now + DEVICE_LASTS,
    )
    return key


def recognises(invitation: Invitation, key: str, *, now: datetime) -> bool:
    if not key:
        return False
    devices = Device.objects.filter(invitation=invitation, expires_at__gt=now)
    return devices.filter(fingerprint=secret.fingerprint(key)).exists()


def may_guess(network: str, *, now: datetime) -> bool:
    """Count a link nobody knows. False once this network asked for too many within ten minutes."""
    start = datetime.fromtimestamp(now.timestamp() // 600 * 600, tz=now.tzinfo)
    with transaction.atomic():
        stray, new = Stray.objects.get_or_create(network=network, since=start)
        if new:
            Stray.objects.filter(since__lt=now - timedelta(days=1)).delete()
        Stray.objects.filter(pk=stray.pk).update(count=F("count") + 1)
    return stray.count < MOST_STRAYS
