"""Mails that come back: reads the mailbox of bounces and notes at each mail what their server said of it.

A message is read once: how far we are is kept with what was learnt of it, and the same news twice changes
nothing. What cannot be read or belongs to no mail of ours is left alone in the mailbox.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from carnet.core import dsn, mail
from carnet.core.mailbox import Folder, Unreachable, opened
from carnet.core.models import Mail, Mailbox

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=2)
AT_ONCE = 200  # messages in one visit; the others follow at the next


def now_and_then(visit: Callable[[datetime], int]) -> Callable[[datetime], bool]:
    """A step that looks every two minutes, and goes on at once where more waits."""
    called: list[datetime] = []

    def step(now: datetime) -> bool:
        if not settings.BOUNCE_HOST or (called and now - called[-1] < EVERY):
            return False
        called[:] = [now]
        if visit(now) >= AT_ONCE:
            called.clear()
        return not called

    return step


def read(now: datetime) -> int:
    """Look at what came since the last visit; how many messages that was."""
    try:
        with opened() as folder:
            return _read(folder, now)
    except Unreachable as problem:
        log.warning("the mailbox of bounces cannot be read: %s", problem)
        return 0


read_now_and_then = now_and_then(read)


def _read(folder: Folder, now: datetime) -> int:
    box = _box(folder)
    waiting = folder.after(box.uid)[:AT_ONCE]
    for uid in waiting:
        if _understand(folder.message(uid), now):
            folder.mark_read(uid)
        Mailbox.objects.filter(pk=box.pk, uid__lt=uid).update(uid=uid)
    return len(waiting)


def _box(folder: Folder) -> Mailbox:
    """How far we are; numbered anew, everything is looked at again, which does no harm."""
    name = f"{settings.BOUNCE_USER}@{settings.BOUNCE_HOST}/{settings.BOUNCE_FOLDER}"[:250]
    box, _new = Mailbox.objects.get_or_create(name=name, defaults={"validity": folder.validity})
    if box.validity != folder.validity:
        box.validity, box.uid = folder.validity, 0
        box.save(update_fields=["validity", "uid"])
    return box


def _understand(raw: bytes, now: datetime) -> bool:
    """Whether this told us something about a mail of ours."""
    try:
        notice = dsn.read(raw)
    except Exception:  # noqa: BLE001  anybody may send anything here; what it is must not stop the others
        log.warning("a message in the mailbox of bounces cannot be read and is skipped")
        return False
    return notice is not None and note(notice, now)


def note(notice: dsn.Notice, now: datetime) -> bool:
    found = Mail.objects.filter(uuid__in=notice.mails).in_bulk(field_name="uuid")
    mails = {row.uuid.hex: row for row in found.values()}
    about = next((mails[number] for number in notice.mails if number in mails), None)
    if about is None:
        return False
    detail = f"{notice.status}: {notice.words}" if notice.words else notice.status
    if notice.final:
        _note_bounce(about, f"bounce {detail}", now)
    else:
        _note_delay(about, f"delayed {detail}", now)
    return True


@transaction.atomic
def _note_bounce(row: Mail, problem: str, now: datetime) -> None:
    """A mail handed over twice may come back twice; the first time counts."""
    left = Mail.objects.filter(pk=row.pk, bounced_at=None, kept=False)
    if left.exclude(sent_at=None).update(bounced_at=now, problem=problem):
        mail.tell(row, "refused")


def _note_delay(row: Mail, problem: str, now: datetime) -> None:
    waiting = Mail.objects.filter(pk=row.pk, bounced_at=None, delayed_at=None)
    waiting.exclude(sent_at=None).update(delayed_at=now, problem=problem)
