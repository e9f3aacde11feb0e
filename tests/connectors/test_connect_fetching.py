"""Fetching: step by step, at the pace that is allowed, going on after whatever went wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from carnet.connectors import actions, fetching, words
from carnet.connectors.actions import AlreadyRunning, Whom
from carnet.connectors.calling import Pace
from carnet.connectors.models import Connection, FetchedStep, Reference, Run
from carnet.connectors.standin import Reply
from tests import makers as make
from tests.connectors.little import Software, Time, connected, people

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def time():
    return Time(START)


def begun(connection, time, **whom):
    return actions.begin(connection, Whom(**whom), by=None, now=time.now())


def turn(time, *, per_minute=480, pace=None):
    """What the worker does with whatever is due; whether anything was."""
    pace = pace or Pace(per_minute, now=time.monotonic, sleep=time.sleep)
    claimed = fetching.claim(time.now(), 4)
    for run in claimed:
        fetching.take_turn(run, clock=time.now, pace=pace)
    return bool(claimed)


def to_end(run, time, **how):
    """With all its waiting, on a clock that costs none."""
    while run.state == Run.State.FETCHING:
        if not turn(time, **how):
            assert run.wait_until or run.claimed_at
            free = run.wait_until or run.claimed_at + fetching.CLAIM_LASTS + timedelta(seconds=1)
            time.passed = (free - START).total_seconds()
        run.refresh_from_db()


def names(run):
    return [piece[1] for step in run.fetched.all() for piece in step.pieces]


def test_all_pages_are_fetched_and_kept_step_by_step(firm, time, settings):
    with connected(firm, Software(people(5)), settings) as connection:
        run = begun(connection, time)
        to_end(run, time)
    assert (run.state, run.steps, run.done, run.total) == ("fetched", 3, 3, 3)
    assert (run.mark, run.cursor) == ("today", None)
    assert names(run) == ["P1", "P2", "P3", "P4", "P5"]


def test_only_a_group_is_fetched_if_one_was_chosen(firm, time, settings):
    software = Software(people(5), members={"returns": ["P2", "P4"]})
    with connected(firm, software, settings) as connection:
        run = begun(connection, time, group="returns")
        to_end(run, time)
    assert names(run) == ["P2", "P4"]


@pytest.mark.parametrize(
    "wrong",
    [Reply(500, "Oops"), Reply(429, "Slow down"), Reply(body={"people": []}, cut=True)],
)
def test_what_passes_is_tried_again_and_goes_on_where_it_was(firm, time, settings, wrong):
    software = Software(people(5), wrong={2: wrong, 3: wrong})
    with connected(firm, software, settings) as connection:
        run = begun(connection, time)
        turn(time)
        run.refresh_from_db()
        assert (run.state, run.steps, run.tries) == ("fetching", 1, 1)
        assert run.wait_until > time.now()
        assert not turn(time)  # it is left alone until then
        to_end(run, time)
    assert names(run) == ["P1", "P2", "P3", "P4", "P5"]
    assert (software.calls, run.tries, run.trouble) == (5, 0, "")


def test_the_software_says_how_long_to_wait(firm, time, settings):
    software = Software(people(1), wrong={1: Reply(429, "", {"Retry-After": "90"})})
    with connected(firm, software, settings) as connection:
        run = begun(connection, time)
        turn(time)
    run.refresh_from_db()
    assert run.wait_until == START + timedelta(seconds=90)
    assert words.state(run, START) == (
        "Little allows about 480 calls a minute. It goes on in 90 seconds."
    )
    assert words.state(run, START - timedelta(minutes=10)).endswith(
        "It goes on in about 12 minutes."
    )
    run.per_minute = 60  # as it said meanwhile
    assert words.state(run, START).startswith("Little allows about 60 calls a minute.")


@pytest.mark.thorough
def test_waits_grow_and_end_after_two_hours_with_a_sentence(firm, time, settings):
    software = Software(people(1), wrong=dict.fromkeys(range(1, 50), Reply(500, "Oops")))
    with connected(firm, software, settings) as connection:
        run = begun(connection, time)
        to_end(run, time)
    assert timedelta(hours=1.5) < time.now() - START < timedelta(hours=3)
    assert (run.state, software.calls) == ("failed", len(fetching.WAITS) + 1)
    assert words.state(run, time.now()) == "Little has a problem of its own. Try again later."
    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == ("active", "broken")


@pytest.mark.parametrize(
    ("status", "code"), [(401, "wrong_key"), (403, "not_allowed"), (404, "missing")]
)
def test_what_does_not_pass_ends_the_run_and_nothing_is_kept(firm, time, settings, status, code):
    software = Software(people(5), wrong={2: Reply(status, "No.")})
    with connected(firm, software, settings) as connection:
        run = begun(connection, time)
        to_end(run, time)
    connection.refresh_from_db()
    assert (run.state, run.trouble, run.said) == ("failed", code, "No.")
    assert (connection.state, connection.trouble) == ("broken", code)
    assert not FetchedStep.objects.exists()


def test_a_connection_has_one_run_at_a_time(firm, time, settings):
    with connected(firm, Software([]), settings) as connection:
        begun(connection, time)
        with pytest.raises(AlreadyRunning):
            begun(connection, time)


def test_who_stops_a_run_stops_it_between_two_calls(firm, colleague, time, settings):
    with connected(firm, Software(people(5)), settings) as connection:
        run = begun(connection, time)
        (claimed,) = fetching.claim(time.now(), 4)
        actions.cancel(run, by=colleague, now=time.now())
        fetching.take_turn(claimed, clock=time.now)
    run.refresh_from_db()
    assert (run.state, run.steps, FetchedStep.objects.count()) == ("cancelled", 0, 0)
    fetching.forget(time.now() + fetching.KEPT + timedelta(minutes=1))
    assert not Run.objects.exists()


def test_two_who_fetch_the_same_step_keep_it_once(firm, time, settings):
    with connected(firm, Software(people(5)), settings) as connection:
        run = begun(connection, time)
        (first,) = fetching.claim(time.now(), 4)
        second = Run.objects.get(pk=first.pk)
        pace = Pace(1, now=time.monotonic, sleep=time.sleep)
        fetching.take_turn(first, clock=time.now, pace=pace)
        fetching.take_turn(second, clock=time.now, pace=Pace(480))
        run.refresh_from_db()
        assert (run.steps, names(run)) == (1, ["P1", "P2"])
        to_end(run, time)
    assert names(run) == ["P1", "P2", "P3", "P4", "P5"]


def test_a_claim_of_somebody_who_was_killed_lapses(firm, time, settings):
    with connected(firm, Software(people(1)), settings) as connection:
        begun(connection, time)
        assert fetching.claim(time.now(), 4)
        assert not fetching.claim(time.now() + timedelta(minutes=2), 4)
        assert fetching.claim(time.now() + timedelta(minutes=4), 4)


@pytest.mark.thorough
def test_five_thousand_calls_keep_to_480_a_minute(firm, time, settings):
    software = Software(people(5000), size=1)
    with connected(firm, software, settings) as connection:
        run = begun(connection, time)
        pace = Pace(480, now=time.monotonic, sleep=time.sleep)
        to_end(run, time, pace=pace)
    assert (run.state, run.done, len(names(run))) == ("fetched", 5000, 5000)
    # Ten full minutes, and the rest of the eleventh at once.
    assert timedelta(minutes=10) <= time.now() - START < timedelta(minutes=10, seconds=30)


def test_progress_tells_how_long_it_still_takes(firm, settings):
    with connected(firm, Software([]), settings) as connection:
        run = Run(connection=connection, done=100, total=400, started_at=START)
    now = START + timedelta(minutes=2)
    assert words.state(run, now) == "Fetching the clients: 100 of 400 calls."
    assert words.left(run, now) == "About 6 minutes left."


def test_what_is_due_begins_by_itself_once(firm, time, settings):
    with connected(firm, Software([]), settings) as connection:
        assert not fetching.begin_next(START)
        whom = Whom(group="returns", companies=True)
        actions.schedule(connection, when="daily", policy="propose", whom=whom, by=None, now=START)
        assert fetching.begin_next(START)
        assert not fetching.begin_next(START)
    run = connection.runs.get()
    assert (run.scheduled, run.group, run.companies) == (True, "returns", True)
    connection.refresh_from_db()
    assert connection.next_run_at == START + timedelta(days=1)


def test_what_is_broken_is_left_alone(firm, time, settings):
    due = {"schedule": "hourly", "next_run_at": START, "state": Connection.State.BROKEN}
    with connected(firm, Software([]), settings, **due):
        assert not fetching.begin_next(START)


def test_disconnecting_erases_keys_references_and_what_was_fetched(firm, colleague, settings):
    with connected(firm, Software([]), settings) as connection:
        run = actions.begin(connection, Whom(), by=colleague, now=START)
        FetchedStep.objects.create(run=run, number=0, pieces=[["person", "P1", {}]])
        ann = make.client(firm=firm)
        Reference.objects.create(connection=connection, client=ann, ref="P1")
        actions.disconnect(connection, by=colleague)
    left = [model.objects.count() for model in (Connection, Run, FetchedStep, Reference)]
    assert left == [0, 0, 0, 0]
    assert firm.clients.filter(pk=ann.pk).exists()
    events = firm.events.values_list("what", "facts")
    assert all("let-me-in" not in str(facts) for _what, facts in events)
