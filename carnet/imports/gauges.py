"""What imports tell Prometheus (carnet/core/metrics.py)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from carnet.core.metrics import Gauge
from carnet.imports.models import AT_WORK, Import


def gauges(now: datetime) -> Iterator[Gauge]:
    working = Import.objects.order_by().filter(state__in=AT_WORK)
    samples = {state.value: 0 for state in AT_WORK}
    samples |= dict(working.values_list("state").annotate(Count("pk")))
    yield Gauge("carnet_imports_at_work", "Imports the worker is at, by state.", "state", samples)
