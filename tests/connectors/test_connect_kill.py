"""Killed without warning while it fetches, a run goes on at the last step that was kept, and ends as if nobody had."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.connectors import actions, fetching
from carnet.connectors.actions import Whom
from carnet.connectors.models import FetchedStep, Run
from carnet.connectors.standin import Reply
from carnet.imports import from_connection
from carnet.imports.actions import plan_of
from tests.connectors.little import Software, connected, people

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


class Slow(Software):
    def answer(self, request):
        reply = super().answer(request)
        return Reply(reply.status, reply.body, reply.headers, after=0.02)


def in_a_child(work):
    """Its process number; it ends by itself when the work is done, without tidying up."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    with scopes_disabled():
        work()
    os._exit(0)


def fetch(now):
    for run in fetching.claim(now, 1):
        fetching.take_turn(run)


def wait_for_steps(run, count):
    end = time.monotonic() + 30
    while run.steps < count and time.monotonic() < end:
        time.sleep(0.01)
        run.refresh_from_db()


@pytest.mark.parametrize("kept", [1, 7])
def test_killed_in_the_middle_it_goes_on_where_it_was(firm, settings, kept):
    software = Slow(people(40), size=2)
    with connected(firm, software, settings) as connection:
        run = actions.begin(connection, Whom(), by=None, now=timezone.now())
        child = in_a_child(lambda: fetch(timezone.now()))
        wait_for_steps(run, kept)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        run.refresh_from_db()
        done, called = run.steps, software.calls
        assert kept <= done < 20
        assert FetchedStep.objects.count() == done
        assert not fetching.claim(timezone.now(), 1)  # until its claim lapses
        fetch(timezone.now() + fetching.CLAIM_LASTS + timedelta(seconds=1))
    run.refresh_from_db()
    assert run.state == Run.State.FETCHED
    assert software.calls - called == 20 - done  # nothing that was kept is asked for again
    assert from_connection.plan_next(timezone.now())
    plan = plan_of(run.imports.get())
    assert [row.values["last_name"] for row in plan.new] == [f"Peeters{n}" for n in range(1, 41)]


def test_killed_while_the_plan_is_made_it_is_made_once(firm, settings):
    with connected(firm, Software(people(4), size=2), settings) as connection:
        run = actions.begin(connection, Whom(), by=None, now=timezone.now())
        fetch(timezone.now())
    for moment in (0.0, 0.02, 0.05, 0.1):
        child = in_a_child(lambda: from_connection.plan_next(timezone.now()))
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    from_connection.plan_next(timezone.now())
    run.refresh_from_db()
    received = run.imports.get()
    assert (run.state, plan_of(received).counts["new"]) == ("planned", 4)
    assert not FetchedStep.objects.exists()


def test_in_the_worker_a_connector_that_stumbles_ends_its_run(firm, settings, caplog):
    secret = "let-me-in"
    software = Software([{"no": "id", "key": secret}])
    with connected(firm, software, settings) as connection:
        run = actions.begin(connection, Whom(), by=None, now=timezone.now())
        step = fetching.fetcher()
        assert step(timezone.now())
        wait_until_ended(run)
    assert (run.state, run.trouble, run.said) == ("failed", "odd", "KeyError")
    assert "KeyError" in caplog.text
    assert secret not in caplog.text


def wait_until_ended(run):
    end = time.monotonic() + 30
    while run.at_work and time.monotonic() < end:
        time.sleep(0.02)
        run.refresh_from_db()
