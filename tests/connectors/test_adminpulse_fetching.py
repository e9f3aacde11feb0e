"""A firm's relations, asked for over real HTTP from a software that keeps to what is publicly known, or does not."""

import json

import pytest

from carnet.connectors.adminpulse.fetching import AT_ONCE
from carnet.connectors.contract import Scope
from carnet.connectors.standin import Reply
from carnet.connectors.trouble import Trouble
from tests.connectors.adminpulse import Clock, at_standin, fetched, pieces_of, records_of

RETURN = "Aangifte PB"


def trouble(call):
    with pytest.raises(Trouble) as told:
        call()
    return told.value


@pytest.mark.thorough
def test_everybody_is_fetched_once_over_several_pages(settings):
    with at_standin(settings, relations=900) as (software, session):
        steps = fetched(session)
        found = records_of(session, steps)
    assert [record.ref for record in found] == [row["uniqueIdentifier"] for row in software.rows]
    assert [path for _method, path in software.calls].count("relations") == 3


@pytest.mark.thorough
def test_the_last_page_may_be_exactly_full(settings):
    with at_standin(settings, relations=800) as (software, session):
        assert len(records_of(session, fetched(session))) == 800
    assert [path for _method, path in software.calls].count("relations") == 2


def test_a_firm_without_relations(settings):
    with at_standin(settings, relations=0) as (_software, session):
        steps = fetched(session)
        assert records_of(session, steps) == []
        assert session.groups() == []


def test_lists_without_an_envelope_are_read_too(settings):
    with at_standin(settings, bare=True) as (_software, session):
        session.check()
        assert len(records_of(session, fetched(session))) == 30


@pytest.mark.thorough
def test_a_list_that_moves_gives_nobody_twice_and_loses_nobody(settings):
    with at_standin(settings, relations=900, move_after=0) as (software, session):
        found = records_of(session, fetched(session))
    assert len({record.ref for record in found}) == len(found) == 900
    assert [path for _method, path in software.calls].count("relations") > 3


@pytest.mark.thorough
def test_what_the_list_leaves_out_each_relation_is_asked_for(settings):
    with at_standin(settings) as (_software, session):
        whole = records_of(session, fetched(session))
    with at_standin(settings, thin=True) as (software, session):
        steps = fetched(session)
        assert records_of(session, steps) == whole
    details = [path for _method, path in software.calls if path.startswith("relations/")]
    assert len(set(details)) == 30
    assert steps[-1].done == len(software.calls)
    assert steps[-1].total == steps[-1].done


def test_where_the_list_tells_all_three_are_asked_for_and_no_more(settings):
    with at_standin(settings) as (software, session):
        fetched(session)
    assert len([1 for _method, path in software.calls if path.startswith("relations/")]) == 3


@pytest.mark.thorough
def test_whoever_is_gone_meanwhile_stays_as_the_list_told_them(settings):
    gone = {("relations/APR00002", 0): Reply(404, "")}
    with at_standin(settings, thin=True, wrong=gone) as (_software, session):
        found = {record.ref: record for record in records_of(session, fetched(session))}
    assert len(found) == 30
    assert found["APR00002"].values["last_name"]
    assert "national_number" not in found["APR00002"].values


@pytest.mark.thorough
@pytest.mark.parametrize("switches", [{}, {"thin": True}])
def test_a_run_that_stops_after_any_step_goes_on_to_the_same(settings, switches):
    """Each step is done by another session, from what JSON kept of the one before."""
    with at_standin(settings, relations=24, **switches) as (_software, session):
        scope = Scope(group=RETURN)
        whole = records_of(session, fetched(session, scope))
        state, pieces = None, []
        while True:
            session.fetch(scope, state)  # killed before anything of it was kept
            step = session.fetch(scope, state)
            pieces += step.pieces
            if step.state is None:
                break
            state = json.loads(json.dumps(step.state))
        assert list(session.records(pieces)) == whole


def test_the_templates_of_tasks_are_the_groups(settings):
    with at_standin(settings) as (_software, session):
        assert [group.name for group in session.groups()] == [
            "Aangifte PB",
            "Aangifte VenB",
            "Btw-aangifte",
        ]


@pytest.mark.thorough
def test_of_very_many_tasks_some_pages_are_read(settings):
    with at_standin(settings) as (software, session):
        task = software.tasks[0]
        software.tasks = [dict(task, templateName=f"T{at // 12_000}") for at in range(400 * 90)]
        assert [group.name for group in session.groups()] == ["T0", "T1", "T2"]
    assert len(software.calls) <= 40


def test_of_one_template_come_only_its_relations_and_their_partners_as_partners(settings):
    with at_standin(settings) as (software, session):
        software.tasks = [task for task in software.tasks if task["id"] == 2]
        (task,) = software.tasks
        steps = fetched(session, Scope(group=task["templateName"]))
        (record,) = records_of(session, steps)
    mine = task["relationUniqueIdentifier"]
    row = next(row for row in software.rows if row["uniqueIdentifier"] == mine)
    assert record.ref == mine
    assert record.partner_ref == row["tos"][0]["uniqueIdentifier"]
    assert record.values["partner_last_name"]
    kinds = {piece.kind: piece.key for piece in pieces_of(steps) if piece.kind != "user"}
    assert kinds == {"relation": mine, "linked": record.partner_ref}


def test_a_task_that_does_not_apply_does_not_count(settings):
    with at_standin(settings) as (software, session):
        for task in software.tasks:
            task["inapplicable"] = True
        assert session.groups() == []
        assert records_of(session, fetched(session, Scope(group=RETURN))) == []


def test_a_key_that_may_not_see_users_imports_without_their_names(settings):
    with at_standin(settings, no_right=("users",)) as (_software, session):
        assert records_of(session, fetched(session))[0].values["label"] in ("1", "2", "3")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(400, "page"), "odd"),
        (Reply(401, ""), "wrong_key"),
        (Reply(403, {"error": "scope"}), "not_allowed"),
        (Reply(404, "<html>"), "missing"),
        (Reply(429, ""), "throttled"),
        (Reply(500, "Object reference not set"), "broken"),
        (Reply(502, "<html>Bad gateway"), "broken"),
        (Reply(302, "", {"Location": "/login"}), "odd"),
        (Reply(200, "<html>Please sign in</html>"), "odd"),
        (Reply(200, {"rows": []}), "odd"),
        (Reply(200, ["a"]), "odd"),
        (Reply(200, {"results": [1]}), "odd"),
        (Reply(200, b"x" * 200, cut=True), "cut"),
    ],
)
def test_what_goes_wrong_has_a_name_and_brings_nothing(settings, reply, code):
    with at_standin(settings, wrong={("relations", 0): reply}) as (_software, session):
        assert trouble(session.check).code == code
        state = session.fetch(Scope(), None).state
        assert trouble(lambda: session.fetch(Scope(), state)).code == code


@pytest.mark.thorough
def test_a_slow_answer_is_given_up(settings, monkeypatch):
    monkeypatch.setattr("carnet.connectors.calling.TIMES", 0.1)
    slow = {("relations", 0): Reply(200, {}, after=3600.0)}
    with at_standin(settings, wrong=slow) as (_software, session):
        assert trouble(session.check).code == "slow"


@pytest.mark.parametrize(("header", "wait"), [("", 30.0), ("7", 7.0), ("soon", 30.0)])
def test_how_long_to_wait_is_as_it_says_or_as_others_do(settings, header, wait):
    with at_standin(settings, throttle_after=1, retry_after=header) as (_software, session):
        session.check()
        assert trouble(session.check).wait == wait


def test_what_came_before_the_limit_is_kept(settings):
    with at_standin(settings, thin=True, throttle_after=10) as (software, session):
        state = session.fetch(Scope(), None).state
        state = session.fetch(Scope(), state).state
        step = session.fetch(Scope(), state)
        assert 0 < len(step.pieces) < AT_ONCE
        assert trouble(lambda: session.fetch(Scope(), step.state)).code == "throttled"
        software.release()
        assert session.fetch(Scope(), step.state).pieces[0].key not in {
            piece.key for piece in step.pieces
        }


def test_a_step_does_not_sleep_a_minute_for_its_last_calls(settings):
    clock = Clock()
    with at_standin(settings, thin=True, pace=10, clock=clock) as (_software, session):
        state = session.fetch(Scope(), None).state
        state = session.fetch(Scope(), state).state
        step = session.fetch(Scope(), state)
        assert 0 < len(step.pieces) < AT_ONCE
        assert clock.at == 0


@pytest.mark.thorough
def test_five_thousand_relations_at_the_pace_that_is_allowed(settings):
    """One call each, 480 in any minute: eleven minutes on the clock, and never faster than allowed."""
    clock = Clock()
    with at_standin(settings, relations=5000, thin=True, clock=clock) as (software, session):
        found = records_of(session, fetched(session))
    assert len(found) == 5000
    assert len(software.calls) == 5000 + 13 + 3 + 1
    assert clock.at == pytest.approx((len(software.calls) - 1) // 480 * 60)
