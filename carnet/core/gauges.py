"""What the outbox and the workers tell Prometheus (carnet/core/metrics.py)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min, Sum

from carnet.core import pulse
from carnet.core.metrics import Gauge, single
from carnet.core.models import Mail, Violation

DAY = timedelta(days=1)


def gauges(now: datetime) -> Iterator[Gauge]:
    waiting = Mail.objects.waiting().aggregate(many=Count("pk"), first=Min("next_try_at"))
    failed = Mail.objects.filter(failed_at__gte=now - DAY).count()
    yield single("carnet_mails_waiting", "Mails in the outbox.", waiting["many"])
    yield single("carnet_mails_failed", "Mails given up in the last 24 hours.", failed)
    late = _seconds_since(waiting["first"], now)
    yield single("carnet_mails_late_seconds", "How long the first has been due.", late)
    yield from _of_workers(now)
    yield _of_browsers()


def _of_browsers() -> Gauge:
    counted = Violation.objects.values_list("directive").annotate(Sum("times"))
    about = "Reports of browsers that something broke the page's policy, of the last 30 days."
    return Gauge("carnet_csp_reports", about, "directive", dict(counted.order_by("directive")))


def _of_workers(now: datetime) -> Iterator[Gauge]:
    """How old the last sign of life is cannot be told of workers that never were."""
    alive = pulse.workers(now, DAY)
    lately = [beat for beat in alive if now - beat.seen_at < pulse.LATELY]
    yield single("carnet_workers", "Workers seen in the last minutes.", len(lately))
    rounds = sum(beat.rounds for beat in lately)
    yield single("carnet_worker_rounds", "Rounds of these since they began.", rounds)
    for beat in alive[:1]:
        age = _seconds_since(beat.seen_at, now)
        yield single("carnet_worker_age_seconds", "Since a worker's last sign of life.", age)


def _seconds_since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
