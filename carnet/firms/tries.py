"""Counts tries at secrets before they are looked at, in one statement of the database: of fifty at one moment, over
any number of processes, no more than are free get through. Knows no request (limits.py does)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django.utils.crypto import salted_hmac

from carnet.core.worker import hourly
from carnet.firms import waits
from carnet.firms.models import Tries


class Paused(Exception):
    """No try before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("paused")
        self.until = until


@dataclass(frozen=True)
class Bucket:
    """What is counted together: one account on one device, one account on all others, one network."""

    kind: Tries.Kind
    whose: str
    free: int = waits.OF_ACCOUNT
    colleague: int | None = None
    known: bool = False
    # No wait of it is shorter.
    least: timedelta = waits.NONE

    @property
    def key(self) -> str:
        """Of addresses and networks nothing else is kept, and without SECRET_KEY nobody works them out."""
        return salted_hmac(
            "carnet.tries", f"{self.kind}|{self.whose}", algorithm="sha256"
        ).hexdigest()


def take(buckets: Sequence[Bucket], now: datetime) -> None:
    """One try of each, or of none. Raises Paused."""
    for number, bucket in enumerate(buckets):
        try:
            _take(bucket, now)
        except Paused:
            give_back(buckets[:number], now)
            raise


def _take(bucket: Bucket, now: datetime) -> None:
    if _count(bucket, now):
        return
    fresh = Tries(
        key=bucket.key,
        kind=bucket.kind,
        colleague_id=bucket.colleague,
        known=bucket.known,
        seen_at=now,
    )
    Tries.objects.bulk_create([fresh], ignore_conflicts=True)
    if not _count(bucket, now):
        raise Paused(_until(bucket, now))


def _count(bucket: Bucket, now: datetime) -> int:
    """The one statement: whether a try is free, that it is taken, and which wait it begins."""
    steps = [
        When(count=number - 1, then=Value(now + wait))
        for number in range(1, bucket.free + len(waits.LADDER))
        if (wait := waits.after(number, bucket.free, bucket.least))
    ]
    last = waits.ladder(bucket.least)[-1]
    begins = When(count__gte=bucket.free - 1 + len(waits.LADDER), then=Value(now + last))
    until = Case(*steps, begins, default=None, output_field=DateTimeField(null=True))
    free = Tries.objects.filter(Q(until=None) | Q(until__lte=now), key=bucket.key)
    return free.update(count=F("count") + 1, until=until, seen_at=now)


def _until(bucket: Bucket, now: datetime) -> datetime:
    found = Tries.objects.filter(key=bucket.key).values_list("until", flat=True).first()
    return found or now + timedelta(seconds=1)


def give_back(buckets: Iterable[Bucket], now: datetime) -> None:
    """The try was none, or right. Ends no wait but the one that this very try began: who has an account of their own
    must not be able to free a network by signing in now and then."""
    for bucket in buckets:
        begun = [now + wait for wait in waits.ladder(bucket.least)]
        ours = When(until__in=begun, then=Value(None))
        until = Case(ours, default=F("until"), output_field=DateTimeField(null=True))
        taken = Tries.objects.filter(key=bucket.key, count__gt=0)
        taken.update(count=F("count") - 1, until=until)


def clear(buckets: Iterable[Bucket]) -> None:
    Tries.objects.filter(key__in=[bucket.key for bucket in buckets]).delete()


def running(now: datetime) -> QuerySet[Tries]:
    """Waits, first those on a device of the colleague's own, which are the ones that stop the colleague."""
    return Tries.objects.filter(until__gt=now).order_by("-known", "-until")


def forget(now: datetime) -> int:
    return Tries.objects.filter(seen_at__lt=now - waits.FORGOTTEN).delete()[0]


forget_hourly = hourly(forget)
