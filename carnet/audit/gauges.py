"""What the trails tell Prometheus (carnet/core/metrics.py)."""

from collections.abc import Iterator
from datetime import datetime

from carnet.audit.models import Chain, Event
from carnet.core.metrics import Gauge, single


def gauges(now: datetime) -> Iterator[Gauge]:
    unsealed = Event.objects.filter(place=None, firm__isnull=False).count()
    broken = Chain.objects.filter(broken_at__isnull=False).count()
    yield single("carnet_events_unsealed", "Events that wait to be sealed.", unsealed)
    yield single("carnet_trails_broken", "Firms whose trail is not as it was sealed.", broken)
