"""Who has the review of a dossier open now. A page says so when it is shown and every half minute after."""

from datetime import datetime, timedelta

from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague
from carnet.reviews.models import Looking

RENEWED_AFTER = timedelta(seconds=20)
LASTS = timedelta(seconds=75)


def note_here(dossier: Dossier, colleague: Colleague, now: datetime) -> None:
    """Mostly one statement; a page that is shown again within seconds writes nothing."""
    mine = Looking.objects.filter(dossier=dossier, colleague=colleague)
    seen = mine.values_list("at", flat=True).first()
    if seen is None:
        Looking.objects.bulk_create(
            [Looking(dossier=dossier, colleague=colleague, at=now)], ignore_conflicts=True
        )
    elif now - seen > RENEWED_AFTER:
        mine.update(at=now)


def others_here(dossier: Dossier, colleague: Colleague, now: datetime) -> list[str]:
    """Their names."""
    here = dossier.looking.filter(at__gt=now - LASTS).exclude(colleague=colleague)
    return list(here.order_by("colleague__name").values_list("colleague__name", flat=True))
