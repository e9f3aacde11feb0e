import json

import pytest
from django.core.management import CommandError, call_command

from carnet.imports.models import Import, State
from tests import makers as make
from tests.files import workbooks
from tests.imports.bringing import brought, many, ordered

HEADERS = ["Prénom", "Nom", "E-mail", "Langue", "Loisirs"]
LIST = [
    HEADERS,
    ["Ann", "Peeters", "ann@example.org", "nl", "échecs"],
    ["Zoé", "D’Hœst", "zoe", "fr", ""],
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "clients.csv"
    path.write_bytes(workbooks.text(LIST, encoding="cp1252"))
    return path


@pytest.fixture
def told(firm, file, capsys):
    """What the command answers in JSON."""

    def run(*args, name=file):
        call_command("import_clients", "--firm", "dubois", str(name), "--json", *map(str, args))
        return json.loads(capsys.readouterr().out)

    return run


def answer(capsys, *args):
    call_command("import_clients", *map(str, args))
    return capsys.readouterr().out


@pytest.mark.thorough
def test_json_has_counts_problems_mapping_and_the_number_to_undo_it_by(firm, told):
    facts = told()
    numbers = ["rows", "new", "changed", "unchanged", "invalid"]
    assert list(facts) == [*numbers, "problems", "mapping", "id", "couples", "archived"]
    assert [facts[key] for key in numbers] == [2, 1, 0, 0, 1]
    [problem] = facts["problems"]
    assert (problem["line"], problem["column"]) == (3, "E-mail")
    assert "the @ is missing" in problem["reason"]
    assert facts["mapping"] == {
        "Prénom": "first_name",
        "Nom": "last_name",
        "E-mail": "email",
        "Langue": "language",
        "Loisirs": "ignore",
    }
    assert facts["id"] == str(firm.imports.get().uuid)
    assert firm.clients.get().first_name == "Ann"


@pytest.mark.thorough
def test_a_dry_run_writes_nothing(firm, file, capsys):
    words = answer(capsys, "--firm", "dubois", file, "--dry-run")
    assert words.startswith("2 rows: 1 new, 0 changed, 0 unchanged, 1 to repair.")
    assert "Row 3, E-mail: " in words
    assert not firm.clients.exists()
    assert not Import.objects.exists()


@pytest.mark.thorough
def test_the_second_run_finds_everything_unchanged(told):
    told()
    facts = told()
    assert (facts["new"], facts["unchanged"]) == (0, 1)


@pytest.mark.thorough
def test_new_clients_may_be_temporary(firm, told):
    told("--temporary")
    assert firm.clients.get().temporary


@pytest.mark.thorough
def test_columns_are_given_by_their_headers(firm, told, tmp_path):
    told("--mapping", "Loisirs=notes", "--dry-run")
    told("--mapping", "loisirs =notes")
    assert firm.clients.get().notes == "échecs"
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"Loisirs": "city"}')
    told("--mapping", f"@{mapping}")
    assert firm.clients.get().city == "échecs"


@pytest.mark.thorough
def test_how_known_clients_are_treated_can_be_chosen(firm, told):
    ann = make.client(firm=firm, last_name="Peeters", email="ann@example.org", language="fr")
    assert told("--policy", "skip")["unchanged"] == 1
    assert told("--never", "language")["unchanged"] == 1
    assert told("--key", "client_number", "--dry-run")["new"] == 1
    assert told("--policy", "update", "--dry-run")["changed"] == 0  # as last time: never
    ann.refresh_from_db()
    assert ann.language == "fr"


@pytest.mark.thorough
def test_clients_who_are_not_in_the_file_are_archived_only_when_asked(firm, told):
    make.client(firm=firm)
    assert told()["archived"] == 0
    assert told("--archive-missing")["archived"] == 1
    assert [client.email for client in firm.clients.active()] == ["ann@example.org"]


@pytest.mark.thorough
def test_an_import_is_taken_back_by_its_number(firm, told, capsys):
    facts = told()
    words = answer(capsys, "--firm", "dubois", "--undo", facts["id"])
    assert words.startswith("clients.csv is undone: ")
    assert not firm.clients.exists()
    with pytest.raises(CommandError, match="cannot be undone"):
        call_command("import_clients", "--firm", "dubois", "--undo", facts["id"])


@pytest.mark.thorough
def test_who_was_touched_since_is_named(firm, told, capsys):
    facts = told()
    make.dossier(client=firm.clients.get())
    words = answer(capsys, "--firm", "dubois", "--undo", facts["id"])
    assert "Left as it is, since somebody went on: Ann Peeters (row 2)" in words


@pytest.mark.thorough
def test_an_interrupted_import_is_finished(firm, capsys):
    received = ordered(brought(firm, rows=many(3)))
    words = answer(capsys, "--firm", "dubois", "--resume", received.uuid)
    assert words.startswith("clients.csv is applied: rows 3, new 3")
    received.refresh_from_db()
    assert received.state == State.APPLIED


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--mapping", "Loisirs"], "is no mapping"),
        (["--mapping", "Hobby=notes"], "No column is called “Hobby”"),
        (["--mapping", "Loisirs=hobby"], "“hobby” is no field"),
        (["--mapping", "@nowhere.json"], "cannot be read as JSON"),
        (["--never", "hobby"], "“hobby” is no field"),
        (["--undo", "no"], "has no import “no”"),
        (["--resume", "7f3e7c1e-2222-4444-8888-000000000000"], "has no import"),
    ],
)
def test_what_is_not_known_is_told(told, args, sentence):
    with pytest.raises(CommandError, match=sentence):
        told(*args)


def test_without_a_file_there_is_nothing_to_import(firm):
    with pytest.raises(CommandError, match="Name the file"):
        call_command("import_clients", "--firm", "dubois")


def test_an_import_that_nobody_applied_cannot_be_resumed(firm):
    received = brought(firm)
    with pytest.raises(CommandError, match="Run the command again"):
        call_command("import_clients", "--firm", "dubois", "--resume", str(received.uuid))


@pytest.mark.parametrize(
    ("firm_slug", "name", "data", "sentence"),
    [
        ("nobody", "clients.csv", b"", "There is no firm"),
        ("dubois", "letter.pdf", b"%PDF", "is not a spreadsheet"),
        ("dubois", "clients.xlsx", workbooks.far_cell(), "at most 200 columns are read"),
        ("dubois", "missing.csv", None, "cannot be read"),
    ],
)
def test_what_cannot_be_imported_fails_with_a_sentence(
    firm, tmp_path, firm_slug, name, data, sentence
):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_clients", "--firm", firm_slug, str(path))
