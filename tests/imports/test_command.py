import json

import pytest
from django.core.management import CommandError, call_command

from carnet.imports.models import Import
from tests.files import workbooks

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


def answer(capsys, *args):
    call_command("import_clients", *map(str, args))
    return capsys.readouterr().out


def test_json_has_counts_problems_and_mapping(firm, file, capsys):
    told = json.loads(answer(capsys, "--firm", "dubois", file, "--json"))
    assert list(told) == ["rows", "new", "changed", "unchanged", "invalid", "problems", "mapping"]
    assert [told[key] for key in list(told)[:5]] == [2, 1, 0, 0, 1]
    [problem] = told["problems"]
    assert (problem["line"], problem["column"]) == (3, "E-mail")
    assert "the @ is missing" in problem["reason"]
    assert told["mapping"] == {
        "Prénom": "first_name",
        "Nom": "last_name",
        "E-mail": "email",
        "Langue": "language",
        "Loisirs": "ignore",
    }
    assert firm.clients.get().first_name == "Ann"


def test_a_dry_run_writes_nothing(firm, file, capsys):
    words = answer(capsys, "--firm", "dubois", file, "--dry-run")
    assert words.startswith("2 rows: 1 new, 0 changed, 0 unchanged, 1 to repair.")
    assert "Row 3, E-mail: " in words
    assert not firm.clients.exists()
    assert not Import.objects.exists()


def test_the_second_run_finds_everything_unchanged(firm, file, capsys):
    answer(capsys, "--firm", "dubois", file)
    told = json.loads(answer(capsys, "--firm", "dubois", file, "--json"))
    assert (told["new"], told["unchanged"]) == (0, 1)


def test_new_clients_may_be_temporary(firm, file, capsys):
    answer(capsys, "--firm", "dubois", file, "--temporary")
    assert firm.clients.get().temporary


@pytest.mark.parametrize(
    ("firm_slug", "name", "data", "sentence"),
    [
        ("nobody", "clients.csv", b"", "There is no firm"),
        ("dubois", "letter.pdf", b"%PDF", "is not a spreadsheet"),
        ("dubois", "clients.xlsx", workbooks.far_cell(), "very far from the list"),
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
