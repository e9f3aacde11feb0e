"""What the worker does with a plan somebody ordered to be applied."""

import json

import pytest
from django.db import connection
from django.utils import timezone

from carnet.audit.models import Event
from carnet.clients import actions as clients
from carnet.clients.record import ClientRecord
from carnet.core.models import Mail
from carnet.imports import files, staging, turns
from carnet.imports.actions import decide
from carnet.imports.applying import apply_next, run_now
from carnet.imports.models import Import, ImportedRow, State
from carnet.imports.planning.choices import Choices
from tests import makers as make
from tests.at_once import together
from tests.imports.bringing import NOW, applied, brought, many, ordered, work

ANN = ["Ann", "Peeters", "ann@example.org", "nl", "1", "Claire"]


@pytest.fixture
def small_steps(monkeypatch):
    """So that a short list takes several chunks."""
    monkeypatch.setattr(turns, "FIRST", 2)
    monkeypatch.setattr(turns, "FEWEST", 2)
    monkeypatch.setattr(turns, "MOST", 2)
    monkeypatch.setattr(turns, "ON_POSTGRESQL", 2)
    monkeypatch.setattr(staging, "BLOCK", 3)


def change(client, **values):
    told = {key: client.value(key) for key in ("first_name", "last_name", "email", "language")}
    record = ClientRecord(**{**told, **values}, told=frozenset(values))
    clients.change_client(client, record, version=client.version, by=None)


@pytest.mark.thorough
def test_applying_adds_and_changes_exactly_what_the_plan_says(firm, colleague, ann):
    received = applied(brought(firm, colleague), colleague)
    assert received.counts == {
        **{"rows": 3, "new": 1, "changed": 1, "unchanged": 0, "invalid": 1},
        **{"late": 0, "archived": 0},
    }
    ann.refresh_from_db()
    assert (ann.language, ann.client_number) == ("nl", "1")
    jan = firm.clients.get(email="jan@example.org")
    assert [label.name for label in jan.labels.all()] == ["Claire"]
    assert firm.clients.count() == 2
    rows = received.imported.values_list("line", "client", "what")
    assert list(rows) == [(2, ann.pk, "changed"), (3, jan.pk, "added")]
    assert set(received.clients()) == {ann, jan}


def test_nothing_is_written_before_the_worker_comes(firm):
    received = ordered(brought(firm))
    assert not firm.clients.exists()
    assert (received.state, received.total, received.done) == (State.QUEUED, 2, 0)
    assert apply_next(NOW)
    received.refresh_from_db()
    assert (received.state, received.done, received.started_at) == (State.APPLIED, 2, NOW)
    assert not apply_next(NOW)


@pytest.mark.thorough
def test_who_pressed_stands_in_the_trail_and_nothing_is_sent(firm, colleague, accountant):
    received = applied(brought(firm, accountant), colleague)
    event = Event.objects.get(what="clients imported")
    assert (event.by, event.key, event.facts["new"]) == (colleague, str(received.pk), 2)
    added = Event.objects.filter(what="client added")
    assert {(e.by, e.facts["via"]) for e in added} == {(colleague, f"import {received.pk}")}
    assert not Mail.objects.exists()


@pytest.mark.thorough
def test_many_chunks_end_as_one(firm, small_steps):
    received = applied(brought(firm, rows=many(20)))
    assert (received.done, received.counts["new"]) == (20, 20)
    numbers = firm.clients.order_by("pk").values_list("client_number", flat=True)
    assert list(numbers) == [str(number) for number in range(1, 21)]
    assert firm.labels.count() == 3
    assert Event.objects.filter(what="client added").count() == 20


@pytest.mark.thorough
def test_progress_is_written_with_each_chunk(firm, small_steps, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0)
    received = ordered(brought(firm, rows=many(5)))
    seen = []
    while apply_next(NOW):
        received.refresh_from_db()
        seen.append((received.state, received.done, firm.clients.count()))
    assert seen == [
        ("applying", 0, 0),
        *(("applying", done, done) for done in (2, 3, 5)),
        ("applied", 5, 5),
    ]


@pytest.mark.thorough
def test_the_staged_plan_is_deleted_at_the_end_and_what_was_left_out_stays(firm):
    received = ordered(brought(firm))
    assert files.exists(received.staged)
    work()
    assert not files.exists(received.file + ".plan")
    assert list(json.loads(files.load(received.file + ".left"))) == ["4"]


@pytest.mark.thorough
def test_what_happens_beside_does_not_disturb(firm, colleague):
    """Somebody signs in or brings another file: the plan is looked at again, and still holds."""
    received = ordered(brought(firm))
    brought(firm, rows=many(2, first=100))
    work()
    received.refresh_from_db()
    assert received.state == State.APPLIED


@pytest.mark.thorough
def test_a_plan_that_no_longer_holds_goes_back_to_the_person(firm, ann):
    received = ordered(brought(firm))
    change(ann, email="other@example.org")
    make.client(firm=firm, first_name="Jan", last_name="Maes", email="jan@example.org")
    before = list(firm.clients.order_by("pk").values_list("email", "version"))
    work()
    received.refresh_from_db()
    assert (received.state, received.staged, received.applied_at) == (State.PLANNED, "", None)
    assert received.surprises == [
        {"line": 2, "then": "changed", "now": "new"},
        {"line": 3, "then": "new", "now": "changed"},
    ]
    assert list(firm.clients.order_by("pk").values_list("email", "version")) == before
    assert not files.exists(received.file + ".plan")
    assert applied(received).state == State.APPLIED
    assert received.surprises == []


@pytest.mark.thorough
def test_a_change_the_plan_does_not_touch_is_no_surprise_and_stays(firm, ann):
    received = ordered(brought(firm))
    change(ann, city="Gent")
    work()
    received.refresh_from_db()
    ann.refresh_from_db()
    assert (received.state, received.counts["changed"]) == (State.APPLIED, 1)
    assert (ann.city, ann.language, ann.version) == ("Gent", "nl", 3)


@pytest.mark.thorough
def test_whoever_changes_a_client_while_it_is_applied_wins(firm, small_steps, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0)
    people = [make.client(firm=firm, client_number=str(number)) for number in range(1, 5)]
    received = ordered(brought(firm, rows=many(4)))
    apply_next(NOW)
    apply_next(NOW)
    change(people[3], phone="+3225550101")
    people[2].delete()
    work()
    received.refresh_from_db()
    assert received.counts["changed"] == 2
    assert received.counts["late"] == 2
    people[3].refresh_from_db()
    assert people[3].email != "a4@example.org"
    left = received.left_out().order_by("line").values_list("line", "what", "client")
    assert list(left) == [(4, "late", None), (5, "late", people[3].pk)]
    assert people[3] not in received.clients()


@pytest.mark.thorough
def test_a_number_somebody_gave_away_meanwhile_leaves_that_row_out(firm, small_steps, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0)
    known = make.client(firm=firm, first_name="A1", last_name="P1", email="a1@example.org")
    received = ordered(brought(firm, rows=many(4)))
    apply_next(NOW)
    make.client(firm=firm, client_number="1")
    make.client(firm=firm, client_number="4")
    work()
    received.refresh_from_db()
    assert {key: received.counts[key] for key in ("new", "changed", "late", "rows")} == {
        **{"new": 2, "changed": 0, "late": 2, "rows": 4}
    }
    known.refresh_from_db()
    assert known.client_number == ""
    left = received.left_out().order_by("line").values_list("line", "what", "client")
    assert list(left) == [(2, "taken", known.pk), (5, "taken", None)]


@pytest.mark.thorough
def test_clients_ticked_to_be_archived_are_archived(firm, ann):
    received = brought(firm, rows=many(2))
    stays = make.client(firm=firm)
    decide(received, Choices(archive=frozenset({ann.pk})), by=None)
    applied(received)
    assert list(firm.clients.archived()) == [ann]
    assert received.counts["archived"] == 1
    assert stays in firm.clients.active()
    assert [row.client for row in received.imported.filter(what="archived")] == [ann]


def test_temporary_clients_get_their_end_date(firm):
    applied(brought(firm, keep=False))
    ends = set(firm.clients.values_list("erase_on", flat=True))
    assert ends == {clients.first_end(firm, timezone.localdate(NOW))}


def test_a_staged_plan_that_is_gone_before_it_began_is_looked_at_again(firm):
    received = ordered(brought(firm))
    files.delete(received.staged)
    work()
    received.refresh_from_db()
    assert (received.state, received.surprises) == ("planned", [{"line": 0, "then": "", "now": ""}])


def test_a_staged_plan_that_is_gone_half_way_ends_the_import(firm, small_steps, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0)
    received = ordered(brought(firm, rows=many(5)))
    apply_next(NOW)
    apply_next(NOW)
    files.delete(received.staged)
    work()
    received.refresh_from_db()
    assert received.state == State.APPLIED
    assert [received.counts[key] for key in ("rows", "new", "late")] == [5, 2, 3]


def test_the_command_line_does_not_need_the_worker(firm):
    received = ordered(brought(firm))
    run_now(received, NOW)
    assert received.state == State.APPLIED
    assert firm.clients.count() == 2


@pytest.mark.thorough
def test_an_import_without_anything_to_do_ends_at_once(firm):
    applied(brought(firm))
    again = applied(brought(firm))
    assert (again.total, again.counts["unchanged"]) == (0, 2)


@pytest.mark.thorough
def test_former_values_are_kept_sealed_for_undo(firm, ann):
    received = applied(brought(firm))
    row = received.imported.get(client=ann)
    assert row.before == {"language": "fr", "client_number": "", "label": []}
    assert row.version == 2


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_write_each_row_once(firm, small_steps, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0)
    received = ordered(brought(firm, rows=many(40)))

    def tire(_number):
        return sum(1 for _turn in iter(lambda: apply_next(NOW), False))

    together(tire, 3)
    received.refresh_from_db()
    assert (received.state, received.done, received.counts["new"]) == (State.APPLIED, 40, 40)
    numbers = firm.clients.order_by("pk").values_list("client_number", flat=True)
    assert list(numbers) == [str(number) for number in range(1, 41)]
    assert ImportedRow.objects.count() == 40
    assert Event.objects.filter(what="clients imported").count() == 1
    assert Event.objects.filter(what="client added").count() == 40


@pytest.mark.thorough
def test_in_a_firm_one_import_goes_on_after_the_other(firm, stranger, small_steps, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0)
    first, second = (ordered(brought(firm, rows=many(4, first=n))) for n in (1, 11))
    apply_next(NOW)
    assert sorted(_states(first, second)) == ["applying", "queued"]
    other = ordered(brought(stranger.firm, rows=many(1)))
    steps = 0
    while "applying" in _states(first, second):
        assert sorted(_states(first, second)) == ["applying", "queued"]
        apply_next(NOW)
        steps += 1
    work()
    assert _states(first, second, other) == ["applied"] * 3
    assert steps > 2


def _states(*imports):
    return [Import.objects.get(pk=one.pk).state for one in imports]


@pytest.mark.thorough
def test_the_second_of_two_that_do_the_same_goes_back_to_the_person(firm):
    first, second = (ordered(brought(firm, rows=many(3))) for _each in range(2))
    work()
    assert sorted(_states(first, second)) == ["applied", "planned"]
    assert firm.clients.count() == 3


@pytest.mark.thorough
@pytest.mark.skipif(connection.vendor != "sqlite", reason="tells how SQLite goes about it")
@pytest.mark.django_db(transaction=True)
def test_after_a_turn_the_connection_is_as_careful_as_before(firm):
    def told():
        with connection.cursor() as cursor:
            return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in turns.HURRIED]

    before = told()
    applied(brought(firm, rows=many(20)))
    assert firm.clients.count() == 20
    assert told() == before
