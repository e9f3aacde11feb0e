"""Asking for an export of many dossiers, and doing without it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict

from carnet.audit import record as audit
from carnet.campaigns.models import Campaign, Dossier
from carnet.campaigns.overview import dossiers_of, narrowed
from carnet.core import keyset
from carnet.exports import keeping
from carnet.exports.batch import with_something_sent
from carnet.exports.models import Export, Member
from carnet.firms.models import Colleague


@dataclass(frozen=True)
class Selection:
    """`count` dossiers are meant; `sent` of them have something to put out."""

    dossiers: QuerySet[Dossier]
    count: int
    sent: int

    @property
    def nothing_yet(self) -> int:
        return self.count - self.sent


def selected(campaign: Campaign, params: QueryDict, *, by: Colleague) -> Selection:
    """Those that are ticked (`dossiers`), or else all that match the filter of the overview in the address."""
    ticked = [number for one in params.getlist("dossiers") if (number := keyset.number_in(one))]
    everybody = dossiers_of(campaign.firm, campaign)
    found = everybody.filter(pk__in=ticked) if ticked else matching(everybody, params, by=by)
    dossiers = with_something_sent(found).order_by()
    return Selection(dossiers, found.distinct().count(), dossiers.distinct().count())


def matching(dossiers: QuerySet[Dossier], params: QueryDict, *, by: Colleague) -> QuerySet[Dossier]:
    """As the overview shows them to this colleague."""
    return narrowed(dossiers, params)


@transaction.atomic
def prepare(
    campaign: Campaign,
    dossiers: QuerySet[Dossier],
    wanted: Sequence[str],
    *,
    uuid: UUID,
    by: Colleague,
    language: str,
) -> Export:
    """Queue it for the worker. The members are settled now: who sends something later is not among them."""
    chosen = sorted(set(dossiers.values_list("pk", flat=True)))
    values = {"firm": campaign.firm, "campaign": campaign, "by": by, "language": language}
    export, new = Export.objects.get_or_create(
        uuid=uuid, defaults={**values, "wanted": list(wanted), "total": len(chosen)}
    )
    if new:
        Member.objects.bulk_create(
            (Member(export=export, dossier_id=pk) for pk in chosen), batch_size=500
        )
        audit.record("answers put together", campaign, firm=campaign.firm, by=by, count=len(chosen))
    return export


def remove(export: Export, *, by: Colleague, now: datetime) -> bool:
    """False when it was gone already."""
    removed = keeping.remove(export, now)
    if removed:
        audit.record("export removed", export, firm=export.firm, by=by)
    return removed
