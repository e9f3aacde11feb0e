"""The rows that were left out come back in the layout of their file, and can be imported once corrected."""

import csv
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.clients.models import Client
from carnet.imports import turns
from carnet.imports.actions import decide, receive
from carnet.imports.applying import apply_next
from carnet.imports.files import FileGone
from carnet.imports.lists import table_of
from carnet.imports.planning.choices import Choices
from carnet.imports.plans import plan_of
from carnet.imports.repair import XLSX, error_file
from tests import makers as make
from tests.files import workbooks
from tests.imports.bringing import NOW, applied, ordered, work

HEADERS = ["Prénom*", "Nom", "E-mail", "Langue", "Loisirs", "Remarques"]
TITLE = ["Liste des clients 2026"]
GOOD = ["Jan", "Maes", "jan@example.org", "nl", "échecs", ""]
# What a spreadsheet would compute, and what only looks like it.
TRICKY = ["=1+1", "+32 2 555 01 01", "-5", "@home", "'quoted'", "a=b", '"q"; semi', "''=1"]


def wrong(number, text):
    return [f"Zoé{number}", "D’Hœst", f"zoe{number}", "fr", text, text]


LIST = [TITLE, HEADERS, GOOD, *(wrong(number, text) for number, text in enumerate(TRICKY))]


def text(rows, *, encoding="utf-8", delimiter=";"):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def workbook(rows):
    """All cells text, also those that openpyxl would take for formulas."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell in (cell for row in book.active for cell in row if cell.data_type == "f"):
        cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(firm, data, name="Mes clients.csv"):
    return receive(firm, SimpleUploadedFile(name, data), by=None, keep=True)


def cells(file, delimiter=";", encoding="utf-8"):
    return list(csv.reader(io.StringIO(file.data.decode(encoding)), delimiter=delimiter))


@pytest.mark.parametrize(
    ("encoding", "delimiter", "name", "kind"),
    [
        ("cp1252", ";", "Mes clients.csv", "text/csv"),
        ("utf-8", ",", "clients.txt", "text/csv"),
        ("utf-8-sig", ";", "clients.csv", "text/csv"),
        ("utf-16", "\t", "clients.tsv", "text/tab-separated-values"),
    ],
)
def test_text_comes_back_as_text_of_the_same_kind(firm, encoding, delimiter, name, kind):
    data = text(LIST, encoding=encoding, delimiter=delimiter)
    file = error_file(bring(firm, data, name))
    stem, _dot, suffix = name.rpartition(".")
    assert (file.name, file.content_type.split(";")[0]) == (f"{stem} to repair.{suffix}", kind)
    title, headers, *rows = cells(file, delimiter, encoding)
    assert title == TITLE
    assert headers == [*HEADERS, "Reason (Carnet)"]
    assert len(rows) == len(TRICKY)
    assert all("the @ is missing" in row[-1] for row in rows)
    assert [row[:4] for row in rows] == [row[:4] for row in LIST[3:]]


def test_what_would_be_computed_is_covered_and_read_back_the_same(firm):
    received = bring(firm, text(LIST))
    file = error_file(received)
    shown = [row[4] for row in cells(file)[2:]]
    assert not [text for text in shown if text.startswith(("=", "+", "-", "@"))]
    again = bring(firm, file.data)
    before = [row.cells[:6] for row in table_of(received).rows][1:]
    assert [row.cells[:6] for row in table_of(again).rows] == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_once_corrected_it_is_imported_as_it_is(firm, kind):
    data = text(LIST) if kind == "csv" else workbook(LIST)
    received = applied(bring(firm, data, f"clients.{kind}"))
    assert received.counts["invalid"] == len(TRICKY)
    file = error_file(received)
    if kind == "csv":
        corrected = re.sub(rb"(zoe[0-9])", rb"\1@example.org", file.data)
    else:
        book = openpyxl.load_workbook(io.BytesIO(file.data))
        for line in range(3, 3 + len(TRICKY)):
            book.active[f"C{line}"] = f"zoe{line}@example.org"
        saved = io.BytesIO()
        book.save(saved)
        corrected = saved.getvalue()
    assert applied(bring(firm, corrected, file.name)).counts["new"] == len(TRICKY)
    notes = Client.objects.filter(firm=firm).exclude(notes="").order_by("pk")
    assert [client.notes for client in notes] == TRICKY


def test_workbooks_keep_their_title_their_dates_and_columns_that_were_not_read(firm):
    data = workbooks.libreoffice_list()
    file = error_file(bring(firm, data, "clients.ods.xlsx"))
    assert (file.name, file.content_type) == ("clients.ods to repair.xlsx", XLSX)
    sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
    title, headers, *rows = sheet.values
    assert title[0] == "Liste des clients"
    assert list(headers) == [*workbooks.HEADERS, "Reason (Carnet)"]
    assert len(rows) == len(workbooks.WRONG)
    assert {row[-2] for row in rows} == {"bleu"}
    assert rows[0][12].year < 2010
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_a_second_look_at_the_same_reason_does_not_add_a_column(firm):
    file = error_file(bring(firm, text(LIST)))
    again = error_file(bring(firm, file.data))
    assert cells(again)[1] == [*HEADERS, "Reason (Carnet)"]
    assert cells(again)[2][-1] == cells(file)[2][-1]


def test_what_was_decided_about_the_columns_holds_for_the_corrected_file(firm):
    received = bring(firm, text(LIST))
    decide(received, Choices(columns={4: "city"}), by=None)
    applied(received)
    again = bring(firm, error_file(received).data)
    assert again.mapping["Loisirs"] == "city"


def test_cells_that_were_corrected_on_the_page_come_back_corrected(firm):
    rows = [HEADERS, ["", "D’Hœst", "zoe", "fr", "", ""]]
    received = bring(firm, text(rows))
    decide(received, Choices(fixes={2: {2: "zoe@example.org"}}), by=None)
    [_headers, row] = cells(error_file(received))
    assert row[2] == "zoe@example.org"


def test_it_tells_what_was_wrong_when_it_was_applied(firm):
    """Later nobody can tell: by now the client is known, and the row would be none to repair."""
    rows = [HEADERS, ["Ann", "Peeters", "ann@example.org", "", "", "x"]]
    received = applied(bring(firm, text([*rows, GOOD])))
    make.client(firm=firm, last_name="Peeters", email="ann@example.org")
    assert plan_of(received).counts["invalid"] == 0
    [_headers, row] = cells(error_file(received))
    assert row[:2] == ["Ann", "Peeters"]


def test_rows_that_came_too_late_are_among_them(firm, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0)
    headers = ["Numéro client", *HEADERS]
    received = ordered(bring(firm, text([headers, ["7", *GOOD]])))
    apply_next(NOW)
    make.client(firm=firm, client_number="7")
    work()
    received.refresh_from_db()
    [_headers, row] = cells(error_file(received))
    assert row[:2] == ["7", "Jan"]
    assert "given to another client" in row[-1]


def test_an_old_encoding_never_stands_in_the_way_of_a_reason(firm, monkeypatch):
    file = error_file(bring(firm, text(LIST, encoding="cp1252")))
    assert len(cells(file, encoding="cp1252")) == len(LIST) - 1


def test_without_the_file_there_is_none(firm):
    received = bring(firm, text(LIST))
    received.file = ""
    with pytest.raises(FileGone):
        error_file(received)
