"""What is sent back tells Prometheus (carnet/core/metrics.py)."""

from collections.abc import Iterator
from datetime import datetime

from carnet.core.metrics import Gauge, single
from carnet.deliveries.models import Delivery


def gauges(now: datetime) -> Iterator[Gauge]:
    waiting = Delivery.objects.waiting().count()
    yield single("carnet_deliveries_waiting", "Sent back to firms: still to go.", waiting)
