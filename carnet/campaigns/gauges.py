"""What dossiers tell Prometheus (carnet/core/metrics.py)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from carnet.campaigns.models import Dossier
from carnet.clients.states import State
from carnet.core.metrics import Gauge


def gauges(now: datetime) -> Iterator[Gauge]:
    """States in which there is none are told, too: a line that ends looks like a fault."""
    rows = Dossier.objects.order_by().values_list("state").annotate(Count("pk"))
    samples = {state.value: 0 for state in State} | dict(rows)
    yield Gauge("carnet_dossiers", "Dossiers of all firms, by state.", "state", samples)
