"""What webhooks tell Prometheus (carnet/core/metrics.py)."""

from collections.abc import Iterator
from datetime import datetime

from carnet.api.webhooks.models import Delivery
from carnet.core.metrics import Gauge, single


def gauges(now: datetime) -> Iterator[Gauge]:
    waiting = Delivery.objects.waiting().count()
    yield single("carnet_webhooks_waiting", "Events webhooks still have to hear.", waiting)
