"""What happens to a file from its coming until somebody presses Apply, and what is kept of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from carnet.audit.models import Event
from carnet.clients.models import Client
from carnet.core.crypto import SealBroken
from carnet.imports import files, lists, plans
from carnet.imports.actions import (
    AlreadyApplied,
    PlanChanged,
    decide,
    forget_next,
    layout_of,
    receive,
    request_apply,
    store,
)
from carnet.imports.files import FileGone
from carnet.imports.lists import choices_of, source_of, table_of
from carnet.imports.models import Different, Import, State
from carnet.imports.planning.choices import Choices
from carnet.imports.plans import plan_of
from carnet.imports.surprises import UNKNOWN, Surprise
from tests import makers as make
from tests.at_once import together
from tests.files import workbooks
from tests.imports.bringing import HEADERS, LATER, NOW, applied, brought, many, ordered
from tests.imports.judging import read_here

OTHER = 5  # the column of labels in LIST


def test_a_file_is_read_once_and_what_it_says_kept_beside_it(firm, tmp_path):
    received = brought(firm)
    files.delete(received.file)
    lists.forget()
    assert [row.line for row in table_of(received).rows] == [2, 3, 4]
    assert source_of(received).sheets[0].rows[0].cells == tuple(HEADERS)


def test_who_brought_a_list_looks_at_it_without_opening_it_again(firm):
    received = brought(firm)
    files.delete(received.file + ".rows")
    assert plan_of(received).counts["new"] == 2
    assert [sheet.name for sheet in source_of(received).sheets] == [""]
    plans.forget()
    with pytest.raises(FileGone):
        plan_of(received)


def test_another_list_meanwhile_takes_nothing_from_the_first(firm):
    received, other = brought(firm), brought(firm, rows=many(3))
    assert (plan_of(received).counts["rows"], plan_of(other).counts["rows"]) == (3, 3)
    assert {row.values["first_name"] for row in plan_of(received).new} == {"Ann", "Jan"}


def test_one_that_is_fetched_anew_takes_the_place_of_the_former(firm):
    received = brought(firm)
    assert len(table_of(received).rows) == 3
    data = workbooks.text(many(1))
    store(received, data, read_here(data))
    assert [row.cells[0] for row in table_of(received).rows] == ["A1"]
    assert plan_of(received).counts["rows"] == 1


def test_nothing_of_a_list_stays_at_hand_once_its_plan_is_ordered(firm):
    received = ordered(brought(firm))
    files.delete(received.file + ".rows")
    for ask in (source_of, table_of, plan_of):
        with pytest.raises(FileGone):
            ask(received)


@pytest.mark.thorough
def test_dates_and_empty_cells_survive_being_kept(firm):
    file = SimpleUploadedFile("clients.xlsx", workbooks.libreoffice_list(rows=12))
    received = receive(firm, file, by=None, keep=True)
    lists.forget()
    first, *_others = table_of(received).rows
    assert "1950-01-01" in [cell.isoformat() for cell in first.cells if not isinstance(cell, str)]
    assert "" in first.cells


def test_the_same_plan_is_worked_out_once_until_something_happens(firm, ann):
    received = brought(firm)
    plan = plan_of(received)
    assert plan_of(received) is plan
    decide(received, Choices(policy="skip"), by=None)
    assert plan_of(received) is not plan
    decide(received, Choices(), by=None)
    later = plan_of(received)
    call = make.client(firm=firm, first_name="Jan", last_name="Maes", email="jan@example.org")
    Event.objects.create(firm=firm, what="client added", kind="clients.client", key=str(call.pk))
    assert plan_of(received).counts != later.counts


@pytest.mark.thorough
def test_planning_takes_the_same_number_of_queries_for_few_and_many(
    firm, django_assert_max_num_queries
):
    few, more = brought(firm, rows=many(3)), brought(firm, rows=many(60))
    applied(more)
    for received in (few, brought(firm, rows=many(60))):
        with django_assert_max_num_queries(10):
            plan_of(received)


def test_decisions_are_kept_until_somebody_presses_apply(firm):
    received = brought(firm)
    choices = Choices(policy="fill", fixes={4: {2: "zoe@example.org"}})
    decide(received, choices, by=None)
    received.refresh_from_db()
    assert choices_of(received) == choices
    assert plan_of(received).counts["new"] == 3
    ordered(received)
    with pytest.raises(AlreadyApplied):
        decide(received, Choices(), by=None)


def test_a_column_somebody_corrected_shows_in_the_mapping(firm):
    received = brought(firm)
    decide(received, Choices(columns={OTHER: "notes"}), by=None)
    received.refresh_from_db()
    assert received.mapping["Étiquette"] == "notes"


def test_who_is_said_to_be_somebody_else_is_never_asked_about_again(firm, colleague):
    rows = [
        [*HEADERS, "Date de naissance"],
        ["Anelies", "Peeters", "a@example.org", "nl", "", "", "1980-01-02"],
    ]
    ann = make.client(
        firm=firm, first_name="Annelies", last_name="Peeters", birth_date="1980-01-02"
    )
    received = brought(firm, rows=rows)
    [row] = plan_of(received).new
    assert [one.client for one in row.alike] == [ann.pk]
    decide(received, Choices(same={2: 0}), by=colleague)
    assert Different.objects.get().client == ann
    assert Event.objects.get(what="not the person in a file").by == colleague
    [row] = plan_of(brought(firm, rows=rows)).new
    assert not row.alike


def test_two_clicks_order_once(firm):
    received = brought(firm)
    digest = plan_of(received).digest
    again = firm.imports.get(pk=received.pk)
    request_apply(received, digest=digest, by=None, now=NOW)
    for late in (received, again):
        with pytest.raises(AlreadyApplied):
            request_apply(late, digest=digest, by=None, now=NOW)
    received.refresh_from_db()
    assert (received.state, received.total, received.started_at) == (State.QUEUED, 2, NOW)


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_people_at_the_same_moment_order_once(firm):
    received = brought(firm)
    digest = plan_of(received).digest

    def press(_number):
        mine = firm.imports.select_related("firm").get(pk=received.pk)
        try:
            return request_apply(mine, digest=digest, by=None, now=NOW) or "ordered"
        except AlreadyApplied:
            return "late"

    assert sorted(together(press, 3)) == ["late", "late", "ordered"]
    received.refresh_from_db()
    assert received.state == State.QUEUED


def test_a_plan_that_changed_is_not_ordered_and_tells_which_lines(firm, ann):
    received = brought(firm)
    digest = plan_of(received).digest
    ann.delete()
    make.client(firm=firm, first_name="Jan", last_name="Maes", email="jan@example.org")
    Event.objects.create(firm=firm, what="clients merged", kind="clients.client", key="0")
    with pytest.raises(PlanChanged) as changed:
        request_apply(received, digest=digest, by=None, now=NOW)
    assert changed.value.lines == [Surprise(2, "changed", "new"), Surprise(3, "new", "changed")]
    received.refresh_from_db()
    assert received.state == State.PLANNED


def test_a_plan_nobody_was_shown_is_not_ordered(firm):
    with pytest.raises(PlanChanged) as changed:
        request_apply(brought(firm), digest="0" * 64, by=None, now=NOW)
    assert changed.value.lines == [UNKNOWN]


@pytest.mark.thorough
def test_how_a_file_was_read_is_remembered_for_the_next_with_these_headers(firm):
    first = brought(firm)
    assert layout_of(first, table_of(first)) is None
    choices = Choices(
        columns={OTHER: "notes"}, key="email_name", policy="fill", never=frozenset({"phone"})
    )
    decide(first, choices.with_(same={2: 0}, repairs=True), by=None)
    applied(first)
    second = brought(firm, rows=many(2), name="next.csv")
    assert choices_of(second) == choices
    assert second.mapping["Étiquette"] == "notes"
    assert layout_of(second, table_of(second)).name == "clients.csv"
    decide(second, Choices(), by=None)
    assert layout_of(second, table_of(second)) is None
    other = brought(firm, rows=[["Voornaam", "Naam", "E-mail"], ["A", "B", "a@example.org"]])
    assert choices_of(other) == Choices()


@pytest.mark.thorough
def test_another_firm_reads_by_its_own_layouts(firm, stranger):
    received = brought(firm)
    decide(received, Choices(columns={OTHER: "notes"}), by=None)
    applied(received)
    assert choices_of(brought(stranger.firm)) == Choices()


@pytest.mark.thorough
def test_another_firms_clients_are_not_touched(firm, stranger):
    theirs = make.client(firm=stranger.firm, last_name="Peeters", email="ann@example.org")
    applied(brought(firm))
    theirs.refresh_from_db()
    assert theirs.language == "fr"
    assert firm.clients.count() == 2


def test_the_stored_files_are_sealed_and_deleted_after_a_month(firm, tmp_path):
    received = brought(firm)
    plan_of(received)
    folder = tmp_path / "files" / str(firm.uuid) / "imports"
    (folder / f".{received.uuid}.rows.0123").write_bytes(b"half")
    assert not any(b"ann@example.org" in one.read_bytes() for one in folder.iterdir())
    assert b"ann@example.org" in files.load(received.file)
    now = timezone.now()
    assert not forget_next(now + timedelta(days=29))
    assert forget_next(now + timedelta(days=31))
    assert not forget_next(now + timedelta(days=31))
    assert list(folder.iterdir()) == []
    received.refresh_from_db()
    with pytest.raises(FileGone):
        plan_of(received)


def test_a_file_that_cannot_be_kept_leaves_nothing_behind(firm, tmp_path):
    folder = tmp_path / "files" / str(firm.uuid) / "imports"
    received = Import(firm=firm, name="clients.csv", size=9)
    (folder / f"{received.uuid}.rows").mkdir(parents=True)  # where a file would be
    data = workbooks.text(many(1))
    with pytest.raises(IsADirectoryError):
        store(received, data, read_here(data))
    assert not firm.imports.exists()
    assert [path.name for path in folder.iterdir()] == [f"{received.uuid}.rows"]


def test_files_of_an_import_at_work_are_not_deleted(firm):
    received = ordered(brought(firm))
    assert not forget_next(timezone.now() + timedelta(days=31))
    assert files.exists(received.staged)


@pytest.mark.thorough
def test_the_same_file_twice_changes_nothing(firm):
    applied(brought(firm))
    again = brought(firm)
    assert plan_of(again).counts == {
        "rows": 3,
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "invalid": 1,
    }
    assert list(again.same_file()) == list(firm.imports.exclude(pk=again.pk))


@pytest.mark.thorough
@pytest.mark.slow
def test_a_list_of_300_from_libreoffice_with_12_wrong_rows(firm):
    file = SimpleUploadedFile("clients.xlsx", workbooks.libreoffice_list())
    received = receive(firm, file, by=None, keep=True)
    plan = plan_of(received)
    assert plan.counts == {"rows": 300, "new": 288, "changed": 0, "unchanged": 0, "invalid": 12}
    found = {problem.line: problem.column for problem in plan.problems}
    assert found == {line: header.rstrip("*") for line, (header, _cell) in workbooks.WRONG.items()}
    assert received.mapping["Couleur préférée"] == "ignore"
    applied(received)
    first = firm.clients.get(email="klient0@example.org")
    assert (first.client_number, first.house_number, first.postcode) == ("00000", "0", "1000")
    assert (first.birth_date.isoformat(), first.national_number) == ("1950-01-01", "50010100156")
    assert Client.objects.count() == 288


@pytest.mark.thorough
def test_rotating_keys_seals_the_files_again(firm, settings, capsys):
    settings.ENCRYPTION_KEYS = "o" * 32
    received = ordered(brought(firm, rows=many(5)), now=LATER)
    before = files.load(received.file)
    settings.ENCRYPTION_KEYS = "n" * 32 + "," + "o" * 32
    call_command("rotate_keys")
    assert "imports.Import.file: 5 values" in capsys.readouterr().out
    call_command("rotate_keys")
    assert "imports.Import.file: 0 values" in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = "n" * 32
    assert files.load(received.file) == before
    assert len(list(files.load_all(received.staged))) == 3


def test_a_file_opens_only_under_its_own_name(firm):
    received, other = brought(firm), brought(firm)
    paths = [default_storage.path(one.file) for one in (received, other)]
    Path(paths[0]).write_bytes(Path(paths[1]).read_bytes())
    with pytest.raises(SealBroken):
        files.load(received.file)


def test_of_a_long_list_a_plan_keeps_only_the_rows_that_something_is_wrong_with(firm, monkeypatch):
    monkeypatch.setattr(lists, "LONG", 1)
    received = brought(firm)
    assert [row.line for row in plan_of(received).invalid] == [4]
    assert not {*lists._read, *lists._found}  # the same rows would be held twice
    assert [row.line for row in lists.head_of(received).rows] == [4]
    assert [row.line for row in table_of(received).rows] == [2, 3, 4]  # opened again when asked
