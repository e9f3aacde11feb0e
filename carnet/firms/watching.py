"""What the worker tells of wrong tries at a colleague's account: the trail the first one and each wait, the colleague
by mail that a wait began.

Not where they are counted: an address nobody has would be answered sooner than one that somebody has.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from carnet.audit import record as audit
from carnet.firms import letterhead
from carnet.firms.models import Colleague, Tries

# A try is counted before it is looked at; by then it is known to have been wrong.
SETTLED = timedelta(seconds=10)
LETTER = "paused"


def untold(now: datetime) -> QuerySet[Tries]:
    first, paused = Q(told=0), Q(until__isnull=False)
    theirs = Tries.objects.exclude(colleague=None).filter(seen_at__lt=now - SETTLED)
    return theirs.filter(first | paused, count__gt=F("told"))


@transaction.atomic
def tell_next(now: datetime) -> bool:
    one = untold(now).select_related("colleague__firm").order_by("pk").first()
    if one is None:
        return False
    same = Tries.objects.filter(pk=one.pk, told=one.told)
    if same.update(told=one.count) and one.colleague:
        _tell(one, one.colleague, now)
    return True


def _tell(one: Tries, colleague: Colleague, now: datetime) -> None:
    about = {"firm": colleague.firm, "by": None, "kind": one.kind, "count": one.count}
    if one.until is None:
        audit.record("sign-in failed", colleague, **about)
        return
    audit.record("sign-in paused", colleague, until=one.until.isoformat(), **about)
    if colleague.is_active and colleague.joined_at:
        letterhead.once_a_day(LETTER, colleague)
