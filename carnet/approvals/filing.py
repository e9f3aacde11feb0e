"""Notes that returns were filed, and takes that back. Whether a tax office agrees is not known here."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from carnet.approvals.models import Filing
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague, Firm

FILED = gettext_noop("return filed")
TAKEN_BACK = gettext_noop("filing taken back")


@transaction.atomic
def note_filed(
    firm: Firm, numbers: Collection[int], *, on: date, reference: str, by: Colleague, now: datetime
) -> int:
    """How many were noted: what is filed already stays as it is noted, also when pressed twice at once."""
    held = Dossier.objects.select_for_update(of=("self",)).filter(firm=firm, pk__in=numbers)
    standing = Filing.objects.filter(taken_back_at=None).values("dossier")
    # Held first and looked at then: whoever waited sees what the other has noted.
    keys = list(held.order_by("pk").values_list("pk", flat=True))
    filed = set(standing.filter(dossier__in=keys).values_list("dossier", flat=True))
    new = [key for key in keys if key not in filed]
    Filing.objects.bulk_create(
        Filing(dossier_id=key, on=on, reference=reference, by=by, at=now) for key in new
    )
    audit.record_all(FILED, Dossier, new, firm=firm, by=by, on=on.isoformat())
    return len(new)


@transaction.atomic
def take_back(dossier: Dossier, *, by: Colleague, now: datetime) -> bool:
    """Noted by mistake; the trace stays."""
    standing = Filing.objects.filter(dossier=dossier, taken_back_at=None)
    if not standing.update(taken_back_at=now, taken_back_by=by):
        return False
    audit.record(TAKEN_BACK, dossier, firm=dossier.firm, by=by)
    return True
