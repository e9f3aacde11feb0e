"""Makes one mail of what is due to a colleague, from the worker. Which notices are in it is settled in the transaction
that queues it: what comes a moment later waits for the next one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from carnet.core import mail
from carnet.core.worker import hourly
from carnet.firms.models import Colleague
from carnet.notices.kinds import BETWEEN
from carnet.notices.models import Digest, Notice

LETTER = "notices"
KEPT = timedelta(days=30)


def send_next(now: datetime) -> bool:
    """A step of the worker: the mail of one colleague."""
    waits = due(now).values_list("colleague", flat=True).first()
    if waits is None:
        return False
    send(waits, now)
    return True


def due(now: datetime) -> QuerySet[Notice]:
    """Of those who have had no such mail for a while."""
    recent = Digest.objects.filter(colleague=OuterRef("colleague"), created_at__gt=now - BETWEEN)
    return Notice.objects.filter(~Exists(recent), digest=None, due_at__lte=now).order_by("due_at")


@transaction.atomic
def send(number: int, now: datetime) -> bool:
    """Two workers at once: the second waits here and then finds nothing due."""
    colleague = (
        Colleague.objects.select_for_update(no_key=True, of=("self",))
        .select_related("firm")
        .get(pk=number)
    )
    mine = due(now).filter(colleague=colleague)
    if colleague.left_at:
        Notice.objects.filter(colleague=colleague, digest=None).delete()
        return False
    if not mine.exists():
        return False
    waiting = list(mine.values_list("pk", flat=True))
    digest = Digest.objects.create(colleague=colleague, created_at=now)
    Notice.objects.filter(pk__in=waiting).update(digest=digest)
    to, language = colleague.email, colleague.language
    mail.post(LETTER, about=digest, to=to, language=language, firm=colleague.firm)
    return True


def forget(now: datetime) -> int:
    return Digest.objects.filter(created_at__lt=now - KEPT).delete()[0]


forget_hourly = hourly(forget)
