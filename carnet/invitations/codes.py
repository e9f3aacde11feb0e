"""Whether a browser may come in: codes asked and tried, devices remembered, guesses counted. Knows rows and
limits, no cookies and no requests."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.core import mail
from carnet.core.models import Mail
from carnet.core.whose import across_firms
from carnet.firms.models import Colleague, Proof
from carnet.invitations import pins, secret
from carnet.invitations.models import Code, Device, Invitation, Stray
from carnet.invitations.pins import Answer

CAME_IN = gettext_noop("client came in with a code")
CAME_IN_WITH_PIN = gettext_noop("client came in with a PIN")
MOST_TRIES = 5
DAY = timedelta(days=1)
WINDOW = timedelta(minutes=10)
# Of one network, and of all together: programs that open mails and press their buttons use up what their own
# network may ask, and the client elsewhere still gets a code.
MOST_PER_WINDOW, MOST_PER_DAY = 3, 10
ALL_PER_WINDOW, ALL_PER_DAY = 12, 40
# Pressing twice is one wish.
SAME_WISH = timedelta(seconds=20)
# A code whose mail could not leave within the hour is no longer waited for.
WAITS_FOR_MAIL = timedelta(hours=1)
DEVICE_LASTS = timedelta(days=90)
MOST_STRAYS = 60
# So many links nobody knows, of all networks within an hour, and the administrators hear of it, once an hour.
ALARM, ALARM_EVERY = 100, timedelta(hours=1)


class TooMany(Exception):
    """Enough codes for this invitation for now."""


@transaction.atomic
def ask(
    invitation: Invitation, *, browser: str, network: str = "", language: str, now: datetime
) -> Code:
    """Mail a new code for this browser; it replaces the browser's earlier ones. Where the firm tells a PIN by
    phone nothing is mailed: the browser only waits at the door."""
    # Robots at the same moment wait here, so that the limits hold.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    asked = Code.objects.filter(invitation=invitation)
    last = asked.filter(browser=browser, used_at=None).order_by("-pk").first()
    if last and now - last.created_at < SAME_WISH:
        return last
    if _enough(asked, network, now):
        raise TooMany
    code = Code.objects.create(
        firm=invitation.firm,
        invitation=invitation,
        browser=browser,
        network=network,
        created_at=now,
        expires_at=now + WAITS_FOR_MAIL,
    )
    if invitation.firm.proof != Proof.PIN:
        mail.post("code", about=code, to=invitation.email, language=language, firm=invitation.firm)
    return code


def _enough(asked: QuerySet[Code], network: str, now: datetime) -> bool:
    limits = [(WINDOW, MOST_PER_WINDOW, ALL_PER_WINDOW), (DAY, MOST_PER_DAY, ALL_PER_DAY)]
    for span, of_one, of_all in limits:
        networks = asked.filter(created_at__gt=now - span).values_list("network", flat=True)
        if len(networks) >= of_all or list(networks).count(network) >= of_one:
            return True
    return False


def of_browser(browser: str) -> Code | None:
    """The code this browser asked for last; only that one counts."""
    codes = Code.objects.select_related("invitation__firm", "invitation__dossier__campaign")
    return codes.filter(browser=browser).order_by("-pk").first()


def attempt(code: Code, digits: str, *, now: datetime) -> Answer:
    """One try. Counted before it is looked at, so that a hundred tries at once are five tries."""
    open_codes = Code.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now)
    if code.invitation.firm.proof == Proof.PIN:
        return _attempt_pin(code, open_codes, digits, now)
    if not open_codes.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return Answer.OVER
    code.refresh_from_db(fields=["tries", "fingerprint"])
    if not secret.same_code(code.fingerprint, digits, code.pk):
        return Answer.WRONG if code.tries < MOST_TRIES else Answer.OVER
    if not open_codes.update(used_at=now):
        return Answer.OVER
    audit.record(CAME_IN, code.invitation.dossier, firm=code.firm, by=None)
    return Answer.RIGHT


def _attempt_pin(code: Code, open_codes: QuerySet[Code], digits: str, now: datetime) -> Answer:
    answer = pins.attempt(code.invitation, digits)
    if answer is not Answer.RIGHT:
        return answer
    if not open_codes.update(used_at=now):
        return Answer.OVER
    audit.record(CAME_IN_WITH_PIN, code.invitation.dossier, firm=code.firm, by=None)
    return answer


def tries_left(code: Code) -> int:
    if code.invitation.firm.proof == Proof.PIN:
        return pins.tries_left(code.invitation)
    return MOST_TRIES - code.tries


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


def forget(invitation: Invitation, key: str, *, now: datetime) -> None:
    """This browser needs a code again, also with a copy of its cookie."""
    mine = Device.objects.filter(invitation=invitation, fingerprint=secret.fingerprint(key))
    mine.filter(expires_at__gt=now).update(expires_at=now)


def may_guess(network: str, *, now: datetime) -> bool:
    """Count a link nobody knows. False once this network asked for too many within ten minutes."""
    start = datetime.fromtimestamp(now.timestamp() // 600 * 600, tz=now.tzinfo)
    with transaction.atomic():
        stray, new = Stray.objects.get_or_create(network=network, since=start)
        if new:
            Stray.objects.filter(since__lt=now - timedelta(days=1)).delete()
        Stray.objects.filter(pk=stray.pk).update(count=F("count") + 1)
        with across_firms("who runs the install is told"):
            _alarm(stray, now)
    return stray.count < MOST_STRAYS


def _alarm(stray: Stray, now: datetime) -> None:
    """Tell who runs this install that somebody tries links, once an hour."""
    lately = Stray.objects.filter(since__gt=now - ALARM_EVERY)
    if (lately.aggregate(Sum("count"))["count__sum"] or 0) < ALARM:
        return
    if Mail.objects.filter(letter="strays", created_at__gt=now - ALARM_EVERY).exists():
        return
    for one in Colleague.objects.administrators().filter(firm__first=True):
        mail.post("strays", about=stray, to=one.email, language=one.language, firm=one.firm)
