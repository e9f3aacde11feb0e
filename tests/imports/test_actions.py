import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.audit.models import Event
from carnet.clients.models import Client
from carnet.core.models import Mail
from carnet.imports.actions import AlreadyApplied, ClientsChanged, apply, forget_next, make, receive
from carnet.imports.files import FileGone, load
from carnet.imports.models import Import
from tests import makers as make_
from tests.files import workbooks

HEADERS = ["Prénom", "Nom", "E-mail", "Langue", "Numéro client", "Étiquette"]
LIST = [
    HEADERS,
    ["Ann", "Peeters", "ann@example.org", "nl", "1", "Claire"],
    ["Jan", "Maes", "jan@example.org", "nl", "2", "Claire"],
    ["Zoé", "D’Hœst", "zoe", "fr", "3", ""],
]


def brought(firm, by=None, rows=LIST, keep=True):
    file = SimpleUploadedFile("clients.csv", workbooks.text(rows))
    return receive(firm, file, by=by, keep=keep)


def applied(received, by=None):
    apply(received, expected_digest=make(received).digest, by=by, now=timezone.now())
    return received


def test_applying_adds_and_changes_exactly_what_the_plan_says(firm, colleague, ann):
    received = applied(brought(firm, colleague), colleague)
    assert received.counts == {"rows": 3, "new": 1, "changed": 1, "unchanged": 0, "invalid": 1}
    ann.refresh_from_db()
    assert (ann.language, ann.client_number) == ("nl", "1")
    jan = firm.clients.get(email="jan@example.org")
    assert [label.name for label in jan.labels.all()] == ["Claire"]
    assert jan.sort_name
    assert firm.clients.count() == 2
    rows = received.imported.values_list("line", "client", "what")
    assert list(rows) == [(2, ann.pk, "changed"), (3, jan.pk, "added")]


def test_importing_leaves_a_trace_and_sends_nothing(firm, colleague):
    received = applied(brought(firm, colleague), colleague)
    event = Event.objects.get(what="clients imported")
    assert (event.by, event.key, event.facts["new"]) == (colleague, str(received.pk), 2)
    assert not Mail.objects.exists()


def test_the_same_file_twice_changes_nothing(firm):
    applied(brought(firm))
    again = brought(firm)
    assert make(again).counts == {"rows": 3, "new": 0, "changed": 0, "unchanged": 2, "invalid": 1}
    applied(again)
    assert firm.clients.count() == 2


def test_temporary_clients_get_their_end_date(firm):
    applied(brought(firm, keep=False))
    today = timezone.localdate()
    ends = set(firm.clients.values_list("erase_on", flat=True))
    assert ends == {today + timedelta(days=firm.idle_days)}


def test_two_clicks_apply_once(firm):
    received = brought(firm)
    digest = make(received).digest
    apply(received, expected_digest=digest, by=None, now=timezone.now())
    with pytest.raises(AlreadyApplied):
        apply(received, expected_digest=digest, by=None, now=timezone.now())
    assert firm.clients.count() == 2


def test_clients_that_changed_meanwhile_stop_everything(firm, ann):
    received = brought(firm)
    digest = make(received).digest
    ann.language = "de"
    ann.save()
    with pytest.raises(ClientsChanged):
        apply(received, expected_digest=digest, by=None, now=timezone.now())
    received.refresh_from_db()
    assert received.applied_at is None
    assert firm.clients.count() == 1


def test_an_import_killed_in_the_middle_leaves_everything_untouched(firm, ann):
    received = brought(firm)
    digest = make(received).digest

    def killed_near_the_end(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "imports_importedrow" in sql:
            raise SystemExit
        return execute(sql, params, many, context)

    with connection.execute_wrapper(killed_near_the_end), pytest.raises(SystemExit):
        apply(received, expected_digest=digest, by=None, now=timezone.now())
    received.refresh_from_db()
    assert received.applied_at is None
    assert list(firm.clients.all()) == [ann]
    ann.refresh_from_db()
    assert ann.language == "fr"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_apply_once(firm):
    received = brought(firm)
    digest = make(received).digest
    outcomes = []

    def press():
        with scopes_disabled():
            mine = Import.objects.select_related("firm").get(pk=received.pk)
            try:
                apply(mine, expected_digest=digest, by=None, now=timezone.now())
                outcomes.append("applied")
            except AlreadyApplied:
                outcomes.append("late")
        connection.close()

    people = [threading.Thread(target=press) for _each in range(3)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(outcomes) == ["applied", "late", "late"]
    assert firm.clients.count() == 2


def test_the_stored_file_is_sealed_and_deleted_after_a_month(firm, tmp_path):
    received = brought(firm)
    [stored] = (tmp_path / "files" / str(firm.uuid) / "imports").iterdir()
    assert b"ann@example.org" not in stored.read_bytes()
    assert b"ann@example.org" in load(received.file)
    assert not forget_next(timezone.now() + timedelta(days=29))
    assert forget_next(timezone.now() + timedelta(days=31))
    assert not forget_next(timezone.now() + timedelta(days=31))
    assert not stored.exists()
    received.refresh_from_db()
    with pytest.raises(FileGone):
        make(received)


def test_another_firms_clients_are_not_touched(firm, stranger):
    theirs = make_.client(firm=stranger.firm, last_name="Peeters", email="ann@example.org")
    applied(brought(firm))
    theirs.refresh_from_db()
    assert theirs.language == "fr"
    assert firm.clients.count() == 2


def test_planning_takes_the_same_number_of_queries_for_few_and_many(
    firm, django_assert_num_queries
):
    def rows(count):
        people = [
            ["Ann", f"P{i}", f"a{i}@example.org", "nl", str(i), "Claire"] for i in range(count)
        ]
        return brought(firm, rows=[HEADERS, *people])

    few, many = rows(3), rows(60)
    applied(many)
    for received in (few, many):
        make(received)
        with django_assert_num_queries(6):
            make(received)


@pytest.mark.slow
def test_a_list_of_300_from_libreoffice_with_12_wrong_rows(firm):
    file = SimpleUploadedFile("clients.xlsx", workbooks.libreoffice_list())
    received = receive(firm, file, by=None, keep=True)
    plan = make(received)
    assert plan.counts == {"rows": 300, "new": 288, "changed": 0, "unchanged": 0, "invalid": 12}
    found = {problem.line: problem.column for problem in plan.problems}
    assert found == {line: header.rstrip("*") for line, (header, _cell) in workbooks.WRONG.items()}
    assert received.mapping["Couleur préférée"] == "ignore"
    applied(received)
    first = firm.clients.get(email="klient0@example.org")
    assert (first.client_number, first.house_number, first.postcode) == ("00000", "0", "1000")
    assert (first.birth_date.isoformat(), first.national_number) == ("1950-01-01", "50010100156")
    assert Client.objects.count() == 288


def test_rotating_keys_seals_the_files_again(firm, settings, capsys):
    settings.ENCRYPTION_KEYS = "o" * 32
    received = brought(firm)
    before = load(received.file)
    settings.ENCRYPTION_KEYS = "n" * 32 + "," + "o" * 32
    call_command("rotate_keys")
    assert "imports.Import.file: 1 values" in capsys.readouterr().out
    call_command("rotate_keys")
    assert "imports.Import.file: 0 values" in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = "n" * 32
    assert load(received.file) == before
