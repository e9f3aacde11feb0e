"""A whole import is taken back, except where somebody went on since."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from carnet.audit.models import Event
from carnet.clients import actions as clients
from carnet.clients import merging
from carnet.clients.models import Client
from carnet.clients.record import FIELDS, ClientRecord
from carnet.core.models import Mail
from carnet.imports import turns
from carnet.imports.actions import CannotUndo, decide, forget_next, request_undo
from carnet.imports.models import ImportedRow, State
from carnet.imports.planning.choices import Choices
from carnet.imports.undoing import undo_next
from tests import makers as make
from tests.at_once import together
from tests.imports.bringing import HEADERS, LATER, NOW, applied, brought, many, undone, work

OTHER, REPAIRED = "87031400268", "85050100143"
NUMBERS = {"national_number": "85073003328", "birth_date": "1985-07-30"}


def as_it_stands(firm):
    """All of a firm's clients, as far as a person can see them."""
    people = firm.clients.order_by("pk")
    return [
        (one.pk, one.archived_at, one.sort_name, one.search, *(one.value(key) for key in FIELDS))
        for one in people
    ]


def touch(client, **values):
    told = {key: client.value(key) for key in ("first_name", "last_name", "email", "language")}
    record = ClientRecord(**{**told, **values}, told=frozenset(values))
    clients.change_client(client, record, version=client.version, by=None)


@pytest.fixture
def known(firm):
    """Somebody the list speaks of, with everything a row may change."""
    client = make.client(firm=firm, email="ann@example.org", last_name="Peeters", **NUMBERS)
    client.labels.add(make.label(firm=firm, name="Old"))
    return client


WIDE = [
    [*HEADERS, "Date de naissance", "Numéro de registre national"],
    ["Ann", "Peeters", "ann@example.org", "nl", "1", "Claire", "1985-07-31", "85.07.30-033.28"],
    ["Jan", "Maes", "jan@example.org", "nl", "2", "Old, New", "", ""],
]


@pytest.mark.thorough
def test_everything_is_as_before(firm, known, colleague):
    gone = make.client(firm=firm)
    before = as_it_stands(firm)
    received = brought(firm, rows=WIDE)
    decide(received, Choices(archive=frozenset({gone.pk})), by=None)
    applied(received)
    assert as_it_stands(firm) != before
    undone(received, colleague)
    assert as_it_stands(firm) == before
    assert sorted(label.name for label in firm.labels.all()) == ["Old"]
    assert (received.state, received.undone_by, received.undone_at) == ("undone", colleague, LATER)
    assert (received.counts["undone"], received.counts["kept"]) == (3, 0)


@pytest.mark.thorough
def test_undoing_leaves_a_trace_on_everybody(firm, known, colleague):
    received = undone(applied(brought(firm)), colleague)
    event = Event.objects.get(what="import undone")
    assert (event.by, event.facts) == (colleague, {"undone": 2, "left": 0})
    via = f"undoing import {received.pk}"
    told = Event.objects.filter(by=colleague, facts__via=via).order_by("id")
    assert sorted(event.what for event in told) == ["client changed", "client erased"]


@pytest.mark.thorough
def test_whom_somebody_touched_since_is_kept_and_told(firm, known, ann):
    received = applied(brought(firm, rows=many(6)))
    a1, a2, a3, a4, a5, a6 = (
        firm.clients.filter(email__startswith="a").exclude(email="ann@example.org").order_by("pk")
    )
    touch(a1, city="Gent")
    clients.archive(a2, by=None, now=LATER)
    clients.add_note(a3, "Call.", by=None)
    make.dossier(client=a4)
    undone(received)
    assert set(firm.clients.all()) == {known, ann, a1, a2, a3, a4}
    assert {row.client for row in received.kept()} == {a1, a2, a3, a4}
    assert (received.counts["undone"], received.counts["kept"]) == (2, 4)


@pytest.mark.thorough
def test_what_somebody_changed_since_stays_as_it_is(firm, known):
    received = applied(brought(firm, rows=WIDE))
    known.refresh_from_db()
    touch(known, phone="+3225550101")
    undone(received)
    known.refresh_from_db()
    assert (known.language, known.phone) == ("nl", "+3225550101")
    assert [row.client for row in received.kept()] == [known]


@pytest.mark.thorough
def test_a_former_number_that_somebody_else_has_by_now_does_not_come_back(firm, known):
    touch(known, client_number="OLD")
    received = applied(brought(firm, rows=WIDE))
    make.client(firm=firm, client_number="OLD")
    undone(received)
    known.refresh_from_db()
    assert (known.client_number, received.counts["kept"]) == ("1", 1)


@pytest.mark.thorough
@pytest.mark.parametrize("others", [0, 4])
def test_who_takes_a_former_number_at_the_very_last_moment_keeps_it(firm, known, others):
    """After it was looked at who has it: each time it is written, somebody has been faster."""
    touch(known, client_number="OLD")
    received = applied(brought(firm, rows=[*WIDE, *many(others, first=3)[1:]]))

    def faster(execute, sql, params, many, context):
        if sql.startswith('UPDATE "clients_client"') and not firm.clients.filter(
            client_number="OLD"
        ):
            make.client(firm=firm, client_number="OLD")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(faster):
        undone(received)
    known.refresh_from_db()
    assert (known.client_number, received.state) == ("1", State.UNDONE)
    assert [row.client for row in received.kept()] == [known]
    assert received.counts["undone"] == 1 + others


@pytest.mark.thorough
def test_who_was_merged_since_is_left_alone(firm, known, colleague):
    """The note of the one who went is then about the one who stayed."""
    received = applied(brought(firm))
    known.refresh_from_db()
    stays = make.client(firm=firm, city="Mons")
    record = merging.chosen(stays, known, {})
    merging.merge(stays, known, record, by=colleague, now=LATER)
    stays.refresh_from_db()
    assert stays.version == received.imported.get(client=stays).version
    undone(received)
    stays.refresh_from_db()
    assert (stays.city, received.counts["kept"]) == ("Mons", 1)


@pytest.mark.thorough
def test_what_was_archived_again_by_hand_stays_archived(firm, ann):
    received = brought(firm, rows=many(1))
    decide(received, Choices(archive=frozenset({ann.pk})), by=None)
    applied(received)
    ann.refresh_from_db()
    clients.restore(ann, by=None)
    clients.archive(ann, by=None, now=LATER)
    undone(received)
    assert list(firm.clients.all()) == list(firm.clients.archived()) == [ann]
    assert [row.client for row in received.kept()] == [ann]


@pytest.mark.thorough
def test_mails_to_those_who_go_are_erased_like_them(firm, known):
    received = applied(brought(firm))
    for address in ("jan@example.org", "ann@example.org"):
        Mail.objects.create(firm=firm, to=address)
    undone(received)
    assert [mail.to for mail in Mail.objects.all()] == ["ann@example.org"]


@pytest.mark.thorough
def test_a_label_somebody_has_taken_into_use_stays(firm, known):
    received = applied(brought(firm))
    other = make.client(firm=firm)
    other.labels.add(firm.labels.get(name="Claire"))
    undone(received)
    assert sorted(label.name for label in firm.labels.all()) == ["Claire", "Old"]


def test_it_is_offered_for_a_month_and_once(firm):
    received = applied(brought(firm))
    month = NOW + timedelta(days=30)
    assert received.can_be_undone(month - timedelta(minutes=1))
    with pytest.raises(CannotUndo):
        request_undo(received, by=None, now=month)
    request_undo(received, by=None, now=LATER)
    with pytest.raises(CannotUndo):
        request_undo(received, by=None, now=LATER)
    work()
    received.refresh_from_db()
    with pytest.raises(CannotUndo):
        request_undo(received, by=None, now=LATER)
    assert not firm.clients.exists()


def test_an_import_that_was_not_applied_cannot_be_undone(firm):
    with pytest.raises(CannotUndo):
        request_undo(brought(firm), by=None, now=NOW)


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file of the database")
def test_no_national_number_rests_in_clear_anywhere(firm, known, settings):
    """Neither those the list tells, nor those that stood there before, nor in what lies beside the database."""
    touch(known, client_number="1")
    told = {known.national_number, OTHER, REPAIRED}
    rows = [
        *WIDE,
        ["Zoé", "Maes", "z@example.org", "fr", "3", "", "", OTHER],
        ["Eva", "Maes", "e@example.org", "fr", "4", "", "", "?"],
    ]
    rows[1][-1] = "50.01.01-001.56"  # in place of the one that Ann has
    received = brought(firm, rows=rows)
    decide(received, Choices(fixes={5: {7: REPAIRED}}), by=None)
    applied(received)
    assert received.counts == received.counts | {"new": 3, "changed": 1, "invalid": 0}
    _nowhere(told | {"50010100156"}, settings.DATA_DIR)
    undone(received)
    assert firm.clients.get().national_number == known.national_number
    _nowhere(told | {"50010100156"}, settings.DATA_DIR)


def _nowhere(numbers, folder):
    """Plain or as it is printed, in the database, its log, or any file."""
    database = Path(connection.settings_dict["NAME"])
    beside = [*database.parent.glob(f"{database.name}*")]
    assert any(b"ann@example.org" in path.read_bytes() for path in beside)  # so that one would see
    shown = [f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}" for n in numbers]
    for path in (*beside, *(one for one in folder.rglob("*") if one.is_file())):
        data = path.read_bytes()
        assert not [text for text in (*numbers, *shown) if text.encode() in data], path


def test_former_values_are_forgotten_after_a_month(firm, known):
    received = applied(brought(firm))
    late = NOW + timedelta(days=31)
    while forget_next(late):
        pass
    received.refresh_from_db()
    assert not received.undoable
    assert not ImportedRow.objects.exclude(before=None).exists()


@pytest.mark.thorough
def test_an_import_can_be_applied_again_after_its_undoing(firm):
    undone(applied(brought(firm)))
    assert applied(brought(firm)).counts["new"] == 2


@pytest.mark.thorough
def test_an_undone_import_is_undone_chunk_by_chunk(firm, monkeypatch):
    received = applied(brought(firm, rows=many(5)))
    for name in ("FIRST", "FEWEST", "MOST", "ON_POSTGRESQL"):
        monkeypatch.setattr(turns, name, 2)
    monkeypatch.setattr(turns, "TURN", 0)
    request_undo(received, by=None, now=LATER)
    seen = []
    while undo_next(LATER):
        received.refresh_from_db()
        seen.append((received.state, received.done, firm.clients.count()))
    assert seen == [*(("undoing", done, 5 - done) for done in (2, 4, 5)), ("undone", 5, 0)]


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_undo_each_row_once(firm, monkeypatch):
    received = applied(brought(firm, rows=many(20)))
    for name in ("FIRST", "FEWEST", "MOST", "ON_POSTGRESQL"):
        monkeypatch.setattr(turns, name, 2)
    monkeypatch.setattr(turns, "TURN", 0)
    request_undo(received, by=None, now=LATER)
    together(lambda _number: list(iter(lambda: undo_next(LATER), False)), 3)
    received.refresh_from_db()
    assert (received.state, received.counts["undone"]) == (State.UNDONE, 20)
    assert not Client.objects.exists()
    assert Event.objects.filter(what="client erased").count() == 20
