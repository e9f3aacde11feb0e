"""Runs against the software that stands in, over HTTP: whom they bring, in which calls, and where they go on."""

import json
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from carnet.clients.fields import check
from carnet.connectors.contract import Scope
from carnet.connectors.trouble import Trouble
from tests.connectors.consult import desk, fetched, records, steps

SINCE = datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001  on the clock of their wall


@pytest.mark.thorough
def test_everybody_comes_with_what_is_known_of_them(settings):
    with desk(settings, 60) as office:
        found = records(office.session())
    assert len(found) == 60
    assert found["1"].values == {
        **{"kind": "person", "first_name": "Isabelle", "last_name": "Fontaine", "language": "FR"},
        **{"email": "c1@example.org", "phone": "+32 (81) 220001", "mobile": "+32 (470) 000001"},
        **{"client_number": "5001", "national_number": "67112000209", "birth_date": "1967-11-20"},
        **{"street": "Chaussée de Louvain", "house_number": "167", "postcode": "7000"},
        **{"city": "Mons", "country": "BE", "nationality": "BE", "label": "Els Wouters"},
        **{"partner_first_name": "Élodie", "partner_last_name": "Lambert"},
        **{"partner_email": "c2@example.org", "partner_language": "FR"},
        "partner_national_number": "79122200313",
    }
    assert (found["1"].partner_ref, found["2"].partner_ref) == ("2", "1")
    assert [ref for ref, record in found.items() if not record.active] == [
        "12",
        "24",
        "36",
        "48",
        "60",
    ]
    assert Counter(record.values["kind"] for record in found.values()).keys() == {
        *("person", "sole_trader", "company")
    }


@pytest.mark.thorough
def test_only_what_is_wrong_there_is_wrong_here(settings):
    with desk(settings, 85) as office:
        found = records(office.session())
    wrong = {
        ref: sorted(errors)
        for ref, record in found.items()
        if (errors := check(record.values, country="BE", today=date(2026, 11, 26))[1])
    }
    assert {ref for ref, fields in wrong.items() if fields == ["email"]} >= {"25", "50"}
    number = [ref for ref, fields in wrong.items() if "national_number" in fields]
    assert number
    assert all(int(ref) % 40 == 0 for ref in number)
    assert set().union(*map(set, wrong.values())) <= {
        *("email", "national_number", "partner_national_number")
    }


@pytest.mark.parametrize("most", [7, 10, 31])
def test_pages_bring_everybody_once(settings, most):
    """Thirty customers: the last page may be a part, full, or the only one."""
    with desk(settings, most=most) as office:
        pieces, _mark = fetched(office.session())
    found = [piece.key for piece in pieces if piece.kind == "customer"]
    assert sorted(found, key=int) == [str(ref) for ref in range(1, 31)]
    assert len(office.asked("customers")) - len(office.asked("private")) == -(-30 // most)


def test_who_comes_twice_as_the_list_moved_is_one_client(settings):
    with desk(settings, most=7, moving=True) as office:
        pieces, _mark = fetched(office.session())
        found = list(office.session().records(pieces))
    keys = [piece.key for piece in pieces if piece.kind == "customer"]
    assert len(keys) > len(set(keys))
    assert len(found) == len({record.ref for record in found}) == 30
    assert max(Counter(office.asked("private")).values()) == 1


@pytest.mark.parametrize("nothing", [404, 204])
def test_an_office_without_customers_is_empty_and_no_error(settings, nothing):
    with desk(settings, 0, nothing=nothing) as office:
        assert records(office.session()) == {}
        assert office.session().groups()


@pytest.mark.thorough
def test_remarks_and_identity_cards_are_not_even_fetched_to_the_end(settings):
    with desk(settings) as office:
        pieces, _mark = fetched(office.session())
    told = json.dumps([piece.data for piece in pieces])
    assert "Betaalt laat" not in told
    assert "592-0000000" not in told


@pytest.mark.thorough
def test_of_a_taskflow_only_those_who_take_part_and_their_partners_are_asked_for(settings):
    with desk(settings, 60) as office:
        session = office.session()
        assert [group.name for group in session.groups()] == ["PB aangifte", "VenB aangifte"]
        found = records(session, Scope(group="15"))
        persons = [row["CustomerId"] for row in office.software.office.data[15]]
    assert found.keys() == {str(ref) for ref in persons}
    assert all(int(ref) % 3 for ref in found)
    asked = {int(path.split("/")[1]) for path in office.asked("private")}
    couples = {int(record.partner_ref) for record in found.values() if record.partner_ref}
    # Somebody's partner takes no part: known by name, but no client of their own.
    assert couples - set(persons)
    assert asked <= set(persons) | couples
    assert couples <= asked
    assert all(
        record.values["partner_last_name"] for record in found.values() if record.partner_ref
    )


def test_a_taskflow_of_other_years_has_nobody(settings):
    with desk(settings) as office:
        for row in office.software.office.data[15]:
            row["Deadline"] = "2019-10-15T00:00:00"
        assert records(office.session(), Scope(group="15")) == {}
    assert not office.asked("customers")


@pytest.mark.thorough
def test_the_next_run_asks_for_those_who_changed_and_their_partners(settings):
    with desk(settings, 60) as office:
        _pieces, mark = fetched(office.session())
        since = datetime.fromisoformat(mark.split(";")[0])
        office.software.office.change(1, since + timedelta(hours=1), Email="new@example.org")
        office.software.office.change(7, since - timedelta(hours=1), Email="old@example.org")
        del office.software.calls[:]
        found = records(office.session(), Scope(since=mark))
    assert found.keys() == {"1", "2"}
    assert found["1"].values["email"] == found["2"].values["partner_email"] == "new@example.org"
    assert set(office.asked("private")) == {"customers/1/private", "customers/2/private"}


@pytest.mark.thorough
def test_besides_those_who_could_not_be_taken_are_asked_for(settings):
    with desk(settings, 60) as office:
        _pieces, mark = fetched(office.session())
        found = records(office.session(), Scope(since=mark, also=["7", "8"]))
    assert {"7", "8"} <= found.keys()
    assert len(found) < 6  # and their partners


@pytest.mark.thorough
def test_where_nothing_changed_hardly_anything_is_asked(settings):
    with desk(settings) as office:
        _pieces, mark = fetched(office.session())
        del office.software.calls[:]
        assert records(office.session(), Scope(since=mark)) == {}
        assert office.asked() == ["apisettings", "customer/changes"]


@pytest.mark.thorough
def test_the_mark_overlaps_by_hours_and_remembers_the_last_full_run(settings):
    with desk(settings) as office:
        now = datetime.now()  # noqa: DTZ005
        _pieces, mark = fetched(office.session())
        _pieces, later = fetched(office.session(), Scope(since=mark))
    since, full, _whom = mark.split(";")
    behind = now - datetime.fromisoformat(since)
    assert timedelta(hours=3) - timedelta(minutes=1) < behind <= timedelta(hours=3, seconds=1)
    assert full == later.split(";")[1] == now.date().isoformat()


@pytest.mark.thorough
def test_a_thousand_changes_may_be_more_so_everybody_is_asked_for_and_the_mark_says_so(settings):
    with desk(settings, most=1000) as office:
        yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011
        mark = f"{SINCE:%Y-%m-%d %H:%M:%S};{yesterday};"
        office.software.office.change(3, SINCE + timedelta(minutes=1))
        office.software.office.tables["customer/changes"] *= 1001
        pieces, new = fetched(office.session(), Scope(since=mark))
    assert sum(piece.kind == "customer" for piece in pieces) == 30
    assert new.split(";")[1] == date.today().isoformat()  # noqa: DTZ011


@pytest.mark.thorough
def test_the_mark_of_another_taskflow_is_none(settings):
    with desk(settings) as office:
        _pieces, mark = fetched(office.session(), Scope(group="15"))
        assert len(records(office.session(), Scope(since=mark))) == 30
        assert not office.asked("changes")


@pytest.mark.thorough
def test_a_server_that_ignores_a_filter_brings_nobody_who_was_not_asked_for(settings):
    with desk(settings) as office:
        found = records(office.session(), Scope(group="15"))
        tables = office.software.office.tables
        office.software._where = lambda path, _filter: tables[path]
        assert records(office.session(), Scope(group="15")) == found


@pytest.mark.thorough
@pytest.mark.parametrize("mark", ["", "x", "2026-11-20 12:00:00;2026-11-01;", "now;then;15:1"])
def test_with_a_mark_that_is_none_or_old_everybody_is_asked_for(settings, mark):
    with desk(settings) as office:
        assert len(records(office.session(), Scope(since=mark))) == 30
        assert not office.asked("changes")


@pytest.mark.thorough
def test_who_was_added_to_a_taskflow_is_found_though_nothing_else_of_them_changed(settings):
    scope = Scope(group="15")
    with desk(settings) as office:
        pieces, mark = fetched(office.session(), scope)
        assert fetched(office.session(), Scope("15", since=mark))[0] == []
        rows = office.software.office.data[15]
        rows.append(rows[-1] | {"CustomerId": 3, "Id": 999})
        found = records(office.session(), Scope("15", since=mark))
    assert "3" in found
    assert len(found) == 1 + sum(piece.kind == "customer" for piece in pieces)


@pytest.mark.thorough
def test_an_address_that_is_too_long_is_asked_in_parts(settings):
    with desk(settings, longest=40) as office:
        found = records(office.session(), Scope(group="15"))
    with desk(settings) as easy:
        assert records(easy.session(), Scope(group="15")) == found
    assert len(office.asked("customers")) > len(easy.asked("customers"))


def test_an_address_that_stays_too_long_is_trouble(settings):
    with desk(settings, longest=3) as office, pytest.raises(Trouble) as trouble:
        fetched(office.session(), Scope(group="15"))
    assert trouble.value.code == "odd"


SCOPES = st.sampled_from(["", "15", "16"])


@pytest.fixture
def office(settings):
    with desk(settings, 25, rate=1_000_000, most=6) as office:
        yield office


@pytest.mark.thorough
@pytest.mark.parametrize("group", ["", "15"])
def test_a_run_that_is_killed_ends_as_one_that_is_not(office, group):
    scope = Scope(group=group)
    assert interrupted(office, scope, {0, 3, 9}) == records(office.session(), scope)


@pytest.mark.thorough
@settings_of(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(group=SCOPES, kills=st.sets(st.integers(0, 20)))
def test_a_run_that_is_killed_after_any_step_ends_as_one_that_is_not(office, group, kills):
    """The state is all that the next worker has; what the killed step brought is lost with it."""
    scope = Scope(group=group)
    assert interrupted(office, scope, kills) == records(office.session(), scope)


def interrupted(office, scope, kills):
    pieces, state, at = [], None, 0
    while True:
        step = office.session().fetch(scope, state)
        if at in kills:
            kills = kills - {at}
            continue
        pieces += step.pieces
        at += 1
        if step.state is None:
            return {record.ref: record for record in office.session().records(pieces)}
        state = json.loads(json.dumps(step.state))


@pytest.mark.thorough
def test_progress_is_told_in_calls_as_soon_as_it_can_be(settings):
    with desk(settings, 60, most=20) as office:
        told = [(step.done, step.total) for step in steps(office.session())]
        made = len(office.software.calls)
    assert told[-1] == (made, made)
    known = [(done, total) for done, total in told if total is not None]
    assert all(done <= total for done, total in known)
    # From the customers on, what is foreseen is not far off.
    assert all(abs(total - made) <= made / 10 for _done, total in known)
    assert len(known) > len(told) - 6


@pytest.mark.thorough
def test_what_was_said_of_some_persons_is_kept_when_the_next_cannot_be_asked_for(settings):
    with desk(settings) as office:
        session, state = office.session(), None
        while not state or state["stage"] != "private":
            state = session.fetch(Scope(), state).state
        office.software.switches["cut"] = len(office.software.calls) + 4
        step = session.fetch(Scope(), state)
        assert len(step.pieces) == 3
        office.software.switches["cut"] = len(office.software.calls) + 1
        with pytest.raises(Trouble) as trouble:
            session.fetch(Scope(), step.state)
        assert trouble.value.code == "cut"
        assert session.fetch(Scope(), step.state).pieces[0].key not in {
            piece.key for piece in step.pieces
        }


def test_what_the_pace_does_not_allow_at_once_is_left_for_the_next_step(settings):
    """Nobody sleeps in the middle of a step: the worker has others to do meanwhile."""
    with desk(settings) as office:
        session, state = office.session(), None
        while not state or state["stage"] != "private":
            state = session.fetch(Scope(), state).state
        office.clock.sleep(60)
        step = session.fetch(Scope(), state | {"rate": 5})
        assert (len(step.pieces), office.clock.seconds) == (4, 60)


@pytest.mark.thorough
def test_a_run_keeps_to_the_pace_the_server_tells(settings):
    """Which throttles whoever makes a call too many in any minute."""
    with desk(settings, rate=20) as office:
        office.pace.per_minute = 20
        records(office.session())
        calls, minutes = len(office.software.calls), office.clock.seconds / 60
    assert calls / 20 - 1 < minutes < calls / 18


@pytest.mark.thorough
def test_persons_who_left_are_not_asked_for_one_by_one(settings):
    with desk(settings, 60) as office:
        found = records(office.session())
    asked = {path.split("/")[1] for path in office.asked("private")}
    assert not asked & {
        ref for ref, each in found.items() if not each.active and not each.partner_ref
    }
    assert not asked & {ref for ref, each in found.items() if each.values["kind"] == "company"}


@pytest.mark.thorough
def test_five_thousand_customers_at_the_pace_the_server_allows(settings):
    """Not one call too many in any minute, and about as fast as may be. A token lasts four minutes."""
    with desk(settings, 5000, rate=480, most=500, lasts=240) as office:
        found = records(office.session())
        calls, minutes = len(office.software.calls), office.clock.seconds / 60
    assert len(found) == 5000
    assert calls > 3600
    assert calls / 480 - 1 < minutes < calls / 480 * 1.08
    assert office.tokens >= 2
