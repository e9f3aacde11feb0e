"""What machines that watch over Carnet are told."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from carnet.core import health, pulse
from carnet.core.models import Beat, Mail

PROBES = sorted(health.PATHS - {"/metrics"})
READY, WELL = "/healthz/ready", "/healthz/well"
TOKEN = "t0ken-of-the-operator-and-of-nobody-else"
READ_ONLY = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET TRANSACTION READ ONLY"}


@pytest.fixture
def at_work(db):
    """A worker that moves."""
    return Beat.objects.create(name="desk 1", seen_at=timezone.now(), rounds=7)


def a_mail(**fields):
    return Mail.objects.create(to="ann@example.org", subject="Hello", text="Hello.", **fields)


def ago(**units):
    return timezone.now() - timedelta(**units)


def answers(client, path, *, status):
    response = client.get(path)
    assert response.status_code == status, response.content
    return response.json()


def noes(client, path=WELL, *, status):
    return [name for name, word in answers(client, path, status=status).items() if word == "no"]


def test_all_is_well(client, at_work):
    yes = dict.fromkeys(["database", "migrations", "disk", "worker", "outbox"], "yes")
    assert answers(client, WELL, status=200) == answers(client, READY, status=200) == yes


@pytest.mark.parametrize("path", PROBES)
def test_probes_leave_no_session_and_come_as_they_are(client, at_work, path):
    """By IP address, before the first set-up, without a cookie."""
    response = client.get(path, headers={"host": "10.0.0.7"})
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", [*PROBES, "/metrics"])
def test_probes_change_nothing_at_anybodys_wish(client, at_work, path):
    assert client.post(path).status_code == 405


def test_that_it_lives_it_says_without_the_database(client):
    """No database is set up for this test, and a cookie of a session is not looked at."""
    client.cookies["session"] = "anything"
    assert answers(client, "/healthz/live", status=200) == {"live": "yes"}


@pytest.fixture
def read_only(at_work):
    """As a copy that only follows another. Its own way in: Django's is shut after an error."""
    connection.connection.execute(READ_ONLY[connection.vendor])
    yield
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA query_only = OFF")


@pytest.mark.parametrize("path", [READY, WELL])
def test_a_database_that_takes_nothing_is_not_ready(client, read_only, path):
    assert noes(client, path, status=503) == ["database", "migrations", "worker", "outbox"]


@pytest.mark.parametrize("path", [READY, WELL])
def test_a_migration_that_is_missing_is_not_ready(client, at_work, path):
    MigrationRecorder.Migration.objects.filter(app="core").latest("id").delete()
    assert noes(client, path, status=503) == ["migrations"]


def test_a_migration_of_a_newer_program_is_no_harm(client, at_work):
    MigrationRecorder.Migration.objects.create(app="core", name="0999_of_next_year")
    assert noes(client, status=200) == []


def test_a_full_disk_is_told_and_visitors_go_on(client, at_work, settings):
    settings.KEEP_FREE_GIGABYTES = 10**6
    assert noes(client, status=503) == ["disk"]
    assert noes(client, READY, status=200) == ["disk"]


def test_a_worker_that_does_not_move_is_told(client, at_work):
    Beat.objects.update(seen_at=timezone.now() - pulse.LATELY - timedelta(seconds=1))
    assert noes(client, status=503) == ["worker"]
    assert noes(client, READY, status=200) == ["worker"]


def test_a_probe_is_no_worker(client, db):
    answers(client, READY, status=200)
    assert Beat.objects.filter(name=health.PROBE).exists()
    assert noes(client, status=503) == ["worker"]


STUCK = {
    "somebody waits for it": {"urgent": True, "next_try_at": ago(minutes=16)},
    "nobody's firm": {"next_try_at": ago(minutes=16)},
    "server away": {"attempts": 3, "problem": "connection ConnectionRefusedError"},
    "wrong password": {"attempts": 5, "problem": "signin 535"},
}
MOVING = {
    "due": {"urgent": True, "next_try_at": ago(minutes=3)},
    "first try": {"attempts": 2, "problem": "connection TimeoutError"},
    "one address is full": {"urgent": True, "attempts": 30, "problem": "recipient 452"},
    "given up": {"failed_at": ago(hours=1), "attempts": 76, "problem": "connection TimeoutError"},
    "left": {"sent_at": ago(hours=1), "urgent": True, "next_try_at": ago(hours=1)},
}


@pytest.mark.parametrize("fields", STUCK.values(), ids=STUCK)
def test_an_outbox_that_is_stuck_is_told_and_visitors_go_on(client, at_work, fields):
    a_mail(**fields)
    assert noes(client, status=503) == ["outbox"]
    assert noes(client, READY, status=200) == ["outbox"]


@pytest.mark.parametrize("fields", MOVING.values(), ids=MOVING)
def test_an_outbox_that_moves_is_well(client, at_work, fields):
    a_mail(**fields)
    assert noes(client, status=200) == []


def test_mails_over_their_firms_limit_wait_on_purpose(client, at_work, firm):
    a_mail(firm=firm, next_try_at=ago(hours=5))
    assert noes(client, status=200) == []


def test_asking_often_writes_once(client, at_work, django_assert_num_queries):
    answers(client, WELL, status=200)
    a_mail(urgent=True)
    with django_assert_num_queries(4) as asked:
        answers(client, WELL, status=200)
    assert all(one["sql"].startswith("SELECT") for one in asked.captured_queries)
    Beat.objects.filter(name=health.PROBE).update(seen_at=ago(seconds=6))
    with django_assert_num_queries(5):
        answers(client, WELL, status=200)


def test_it_says_nothing_but_yes_and_no(client, at_work, firm):
    a_mail(firm=firm, urgent=True, next_try_at=ago(hours=2), problem="connection secret.example")
    words = json.loads(client.get(WELL).content).values()
    assert set(words) == {"yes", "no"}


def bring(token):
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "given", [{}, bring(""), bring("wrong"), bring("é"), {"authorization": ""}]
)
@pytest.mark.parametrize("token", ["", TOKEN])
def test_without_the_token_there_are_no_figures(client, db, settings, token, given):
    settings.METRICS_TOKEN = token
    response = client.get("/metrics", headers=given)
    assert (response.status_code, response.content) == (404, b"")


def test_with_the_token_there_are(client, at_work, settings):
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", headers=bring(TOKEN))
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'carnet_well{check="worker"} 1\n' in response.content.decode()
    assert not response.cookies
