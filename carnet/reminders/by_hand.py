"""“Remind now”: a colleague sends a reminder that no step asks for. The same rules hold as for the worker's, but for
the days of rest; what stands in the way is said before."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from carnet.campaigns.bulk import CLOSED, NOT_OPEN, Sorted, sort_out
from carnet.campaigns.bulk_forms import NothingToFillIn
from carnet.campaigns.bulk_steps import Act, Step
from carnet.campaigns.models import Dossier
from carnet.core.working_days import daytime
from carnet.firms.models import Firm
from carnet.invitations.models import Invitation
from carnet.reminders import reminding
from carnet.reminders.reminding import Day, Verdict, Why
from carnet.reminders.sending import queue
from carnet.reminders.waiting import REMINDED, days_of, finished, rows_for
from carnet.reminders.words import WHY

AT_ONCE = 500
NOBODY = gettext_lazy("nobody has been invited yet")
PROMISED = gettext_lazy("promised for a later day")


def verdicts(firm: Firm, dossiers: Collection[int], now: datetime) -> list[Verdict]:
    """For every person of these dossiers who may still do something."""
    today = timezone.localdate(now)
    waited_for = Invitation.objects.filter(
        firm=firm,
        revoked_at=None,
        dossier__in=dossiers,
        dossier__state__in=REMINDED,
        dossier__client__archived_at=None,
        dossier__campaign__closed_at=None,
    )
    day = days_of(firm, now)[today]
    night = Day(today, day.held, day.mailed, over=not daytime(now))
    found = rows_for(firm, waited_for)
    return [reminding.by_hand(row, night) for row in found]


def sort(dossiers: QuerySet[Dossier], now: datetime) -> Sorted:
    """A dossier counts when at least one of its people gets the mail."""
    first = sort_out(dossiers, [CLOSED, NOT_OPEN])
    if not first.ids:
        return first
    firm = dossiers.filter(pk=first.ids[0]).select_related("firm").get().firm
    goes, why = _decided(firm, first.ids, now)
    ids = [number for number in first.ids if number in goes]
    counts = Counter(str(why.get(number, NOBODY)) for number in first.ids if number not in goes)
    return Sorted(ids, [*first.left, *counts.most_common()])


def _decided(firm: Firm, ids: Sequence[int], now: datetime) -> tuple[set[int], dict[int, Any]]:
    goes: set[int] = set()
    why: dict[int, Any] = {}
    for start in range(0, len(ids), AT_ONCE):
        for one in verdicts(firm, ids[start : start + AT_ONCE], now):
            if one.goes:
                goes.add(one.row.dossier)
            elif one.why is Why.PROMISED:
                why.setdefault(one.row.dossier, PROMISED)
            else:
                why.setdefault(one.row.dossier, WHY[one.why])
    return goes, why


def remind_now(firm: Firm, ids: Sequence[int], now: datetime, *, by: Any) -> int:
    """How many mails. The firm's row is held, as the worker holds it: nobody gets two on one day."""
    with transaction.atomic():
        Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
        parts = range(0, len(ids), AT_ONCE)
        return sum(_remind(firm, ids[start : start + AT_ONCE], now, by) for start in parts)


def _remind(firm: Firm, ids: Sequence[int], now: datetime, by: Any) -> int:
    today = timezone.localdate(now)
    going = [one for one in verdicts(firm, ids, now) if one.goes]
    going = [one for one in going if not finished(one.row, today)]
    return queue(firm, going, now, by=by) if going else 0


def _act(act: Act) -> str:
    count = remind_now(act.firm, act.ids, act.now, by=act.by)
    if not count:
        return _("No reminder was sent: each has had one today.")
    text = ngettext(
        "%(count)d reminder is on its way.", "%(count)d reminders are on their way.", count
    )
    return text % {"count": count}


REMIND = Step(
    gettext_lazy("Remind now"),
    ngettext_lazy("Remind %(count)d client now", "Remind %(count)d clients now", "count"),
    NothingToFillIn,
    sort,
    _act,
    gettext_lazy(
        "One mail for each person, with what is missing and the link. It counts as one of the reminders."
    ),
)
