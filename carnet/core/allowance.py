"""Which mail goes next. What somebody sits waiting for goes first and is never held back; of all else a
firm may send so much an hour and a day, and the firms take turns. All of it is counted in the database,
so that any number of workers on any number of machines keep to it.

A claim lets go after ten minutes: what kills its sender is tried again, alone, until it has been tried too often.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from carnet.core.models import Mail, MailQuerySet

CLAIM_LASTS = timedelta(minutes=10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AS_MANY_AS_ONE_LIKES = 10**6


def take(now: datetime, most: int = 1) -> list[Mail]:
    """Claim the next mails, of one firm unless they are urgent; none when none may leave now."""
    urgent = _due(now).filter(Q(urgent=True) | Q(firm=None))
    if urgent.exists() and (mails := _claim(urgent, most, now)):
        return mails
    for firm in _firms_in_turn(now):
        if mails := _take_of_firm(firm, most, now):
            return mails
    return []


def give_back(mails: Iterable[Mail]) -> None:
    """Those that were claimed and not tried after all, unless another worker took them meanwhile."""
    ours = Q(pk__in=[])
    for mail in mails:
        ours |= Q(pk=mail.pk, claimed_at=mail.claimed_at)
    untried = Mail.objects.waiting().filter(ours, handing_at=None)
    untried.update(claimed_at=None, slot_at=None, attempts=F("attempts") - 1)


def _due(now: datetime) -> MailQuerySet:
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    return Mail.objects.waiting().filter(free, next_try_at__lte=now)


@transaction.atomic
def _claim(due: MailQuerySet, most: int, now: datetime, slot: datetime | None = None) -> list[Mail]:
    """Other workers' mails are skipped on PostgreSQL; SQLite lets in one writer at a time."""
    oldest = due.order_by("next_try_at", "pk").select_for_update(skip_locked=True, of=("self",))
    numbers = [mail.pk for mail in _together(list(oldest.only("pk", "claimed_at")[:most]))]
    claimed = Mail.objects.filter(pk__in=numbers)
    claimed.update(
        claimed_at=now,
        slot_at=slot,
        attempts=F("attempts") + 1,
        # A claim that lapsed in the middle of handing over.
        doubtful_at=Coalesce("handing_at", "doubtful_at"),
        handing_at=None,
    )
    return list(claimed.order_by("next_try_at", "pk")) if numbers else []


def _together(mails: list[Mail]) -> list[Mail]:
    """One whose sender did not come back goes alone. It may be what ended the sender, and will again: then no other
    mail waits for that claim to lapse."""
    if mails and mails[0].claimed_at:
        return mails[:1]
    return list(takewhile(lambda mail: mail.claimed_at is None, mails))


def _firms() -> Any:
    """The rows of firms; this stage knows of them only that they own mails."""
    return Mail._meta.get_field("firm").related_model._default_manager.all()  # type: ignore[union-attr]


def _firms_in_turn(now: datetime) -> Iterator[int]:
    """Those with something to send, the one whose last turn is longest ago first."""
    mine = _due(now).filter(firm=OuterRef("pk"), urgent=False)
    turn = F("mail_turn_at").asc(nulls_first=True)
    return _firms().filter(Exists(mine)).order_by(turn, "pk").values_list("pk", flat=True)


def _take_of_firm(firm: int, most: int, now: datetime) -> list[Mail]:
    if not _room(_firms().filter(pk=firm), firm, now):
        return []
    with transaction.atomic():
        # Whoever counts at the same moment waits here and then counts these, too.
        alone = _firms().select_for_update(no_key=True).filter(pk=firm)
        most = min(most, _room(alone, firm, now))
        mails = _claim(_due(now).filter(firm=firm, urgent=False), most, now, slot=now)
        if mails:
            # The database's clock, which is one for all workers.
            _firms().filter(pk=firm).update(mail_turn_at=Now())
        return mails


def _room(firms: Any, firm: int, now: datetime) -> int:
    """How many mails this firm may send now."""
    limits = firms.values_list("mails_per_hour", "mails_per_day").first()
    if not limits or not settings.MAIL_HOST:  # what is kept here burdens no mail server
        return AS_MANY_AS_ONE_LIKES if limits else 0
    last_hour = Count("pk", filter=Q(slot_at__gt=now - HOUR))
    used = _slots(firm, now).aggregate(hour=last_hour, day=Count("pk"))
    return max(0, min(limits[0] - used["hour"], limits[1] - used["day"]))


def _slots(firm: int, now: datetime) -> MailQuerySet:
    return Mail.objects.filter(firm=firm, slot_at__gt=now - DAY)


def forecast(
    slots: Sequence[datetime], count: int, per_hour: int, per_day: int, now: datetime
) -> list[datetime]:
    """When each of `count` waiting mails may leave at the earliest; `slots` are those that left within a
    day, oldest first."""
    times = list(slots)
    for _each in range(count):
        at = now
        if len(times) >= per_hour:
            at = max(at, times[-per_hour] + HOUR)
        if len(times) >= per_day:
            at = max(at, times[-per_day] + DAY)
        times.append(at)
    return times[len(slots) :]


@dataclass(frozen=True)
class Held:
    """What the limits of a firm hold back: when each mail leaves, by its number."""

    per_hour: int
    per_day: int
    leaves: dict[int, datetime]

    @property
    def count(self) -> int:
        return len(self.leaves)

    @property
    def first(self) -> datetime:
        return min(self.leaves.values())

    @property
    def last(self) -> datetime:
        return max(self.leaves.values())


def held_back(firm: Any, now: datetime) -> Held | None:
    """None when nothing waits for the limits."""
    waiting = list(_due(now).filter(firm=firm, urgent=False).order_by("next_try_at", "pk")
                   .values_list("pk", flat=True))  # fmt: skip
    if not waiting or not settings.MAIL_HOST:
        return None
    slots = list(_slots(firm.pk, now).order_by("slot_at").values_list("slot_at", flat=True))
    times = forecast(slots, len(waiting), firm.mails_per_hour, firm.mails_per_day, now)
    later = {pk: at for pk, at in zip(waiting, times, strict=True) if at > now}
    return Held(firm.mails_per_hour, firm.mails_per_day, later) if later else None
