"""The figures for Prometheus: right, in its format, and of nobody."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from carnet.api.webhooks.models import Delivery
from carnet.audit.models import Event
from carnet.audit.verifying import look_next
from carnet.core import metrics
from carnet.core.metrics import Gauge, single
from carnet.core.models import Beat, Mail
from carnet.imports.models import Import, State
from tests import cast
from tests import makers as make
from tests.audit.trails import happen, seal

SAMPLE = re.compile(r'([a-z_]+(?:\{[a-z]+="[a-z_]+"\})?) (-?[0-9.e+]+)')


@pytest.fixture
def now():
    return timezone.now()


def figures(now):
    """The samples by name and label, as Prometheus would read them."""
    text = metrics.written(metrics.gathered(now))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    read = [SAMPLE.fullmatch(line) for line in lines]
    assert all(read), lines
    return {found[1]: float(found[2]) for found in read}


def test_the_format():
    gauges = [
        single("a_total", "All of it.", 1234567),
        Gauge("b", "By colour.", "colour", {"red": 0.5, "blue": 0}),
    ]
    assert metrics.written(gauges) == (
        "# HELP a_total All of it.\n# TYPE a_total gauge\na_total 1234567\n"
        '# HELP b By colour.\n# TYPE b gauge\nb{colour="red"} 0.5\nb{colour="blue"} 0\n'
    )


def test_mails(db, now):
    for fields in [
        {"next_try_at": now - timedelta(seconds=90)},
        {"next_try_at": now + timedelta(hours=1)},
        {"failed_at": now - timedelta(hours=23)},
        {"failed_at": now - timedelta(hours=25)},
        {"sent_at": now},
    ]:
        Mail.objects.create(to="ann@example.org", **fields)
    found = figures(now)
    assert found["carnet_mails_waiting"] == 2
    assert found["carnet_mails_failed"] == 1
    assert found["carnet_mails_late_seconds"] == 90


def test_workers(db, now):
    for name, seconds, rounds in [("a 1", 20, 5), ("b 1", 40, 7), ("killed 1", 900, 1000)]:
        seen = now - timedelta(seconds=seconds)
        Beat.objects.create(name=name, seen_at=seen, rounds=rounds)
    Beat.objects.create(name="probe", worker=False, seen_at=now)
    found = figures(now)
    assert found["carnet_workers"] == 2
    assert found["carnet_worker_rounds"] == 12
    assert found["carnet_worker_age_seconds"] == 20


def test_dossiers_of_all_firms_by_state(firm, stranger, now):
    for owner, state in [(firm, "sent"), (stranger.firm, "sent"), (firm, "accepted")]:
        make.dossier(client=make.client(firm=owner), state=state)
    found = figures(now)
    assert found['carnet_dossiers{state="sent"}'] == 2
    assert found['carnet_dossiers{state="accepted"}'] == 1
    assert found['carnet_dossiers{state="submitted"}'] == 0


def test_what_the_worker_is_at(firm, colleague, now):
    for number, state in enumerate([State.QUEUED, State.QUEUED, State.UNDOING, State.APPLIED]):
        Import.objects.create(
            firm=firm, name="c", size=1, sha256=f"{number}", file="c", state=state
        )
    cast.a_destination(firm, colleague)
    cast.a_webhook(firm, colleague)
    webhook = firm.webhooks.get()
    Delivery.objects.create(webhook=webhook, message=uuid4(), event="webhook.test", body="{}")
    found = figures(now)
    assert found['carnet_imports_at_work{state="queued"}'] == 2
    assert found['carnet_imports_at_work{state="undoing"}'] == 1
    assert found['carnet_imports_at_work{state="applying"}'] == 0
    assert found["carnet_deliveries_waiting"] == 0
    assert found["carnet_webhooks_waiting"] == 1


def test_more_firms_and_dossiers_are_no_more_questions(
    firm, stranger, now, django_assert_num_queries
):
    with django_assert_num_queries(10):
        figures(now)
    for owner in (firm, stranger.firm):
        make.dossier(client=make.client(firm=owner), state="sent")
    with django_assert_num_queries(10):
        figures(now)


def test_no_figure_names_anybody(firm, ann, now):
    firm.name = "Zq47ary"
    firm.save()
    make.dossier(client=ann)
    assert firm.slug not in metrics.written(metrics.gathered(now))
    assert all(name.startswith("carnet_") for name in figures(now))


def test_trails_that_are_not_as_they_were_sealed_are_told(firm, now):
    happen(firm, 2)
    assert figures(now)["carnet_events_unsealed"] == 2
    seal()
    Event.objects.filter(place=1).update(key="0")
    assert figures(now)["carnet_trails_broken"] == 0
    look_next(now)
    assert (figures(now)["carnet_events_unsealed"], figures(now)["carnet_trails_broken"]) == (0, 1)
