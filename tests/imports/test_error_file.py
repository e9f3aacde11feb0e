"""The rows that were left out come back in the layout of their file, and can be imported once corrected."""

import csv
import io
import re
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.clients.models import Client
from carnet.imports import opendocument, turns
from carnet.imports.actions import decide, receive
from carnet.imports.applying import apply_next
from carnet.imports.files import FileGone
from carnet.imports.lists import table_of
from carnet.imports.opendocument import spreadsheet
from carnet.imports.planning.choices import Choices
from carnet.imports.plans import plan_of
from carnet.imports.repair import XLSX, another_format, error_file
from tests import makers as make
from tests.files import workbooks
from tests.imports.bringing import NOW, applied, ordered, work
from tests.imports.judging import read_here

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


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_what_would_be_computed_is_covered_and_read_back_the_same(firm):
    received = bring(firm, text(LIST))
    file = error_file(received)
    shown = [row[4] for row in cells(file)[2:]]
    assert not [text for text in shown if text.startswith(("=", "+", "-", "@"))]
    again = bring(firm, file.data)
    before = [row.cells[:6] for row in table_of(received).rows][1:]
    assert [row.cells[:6] for row in table_of(again).rows] == before


@pytest.mark.thorough
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


ODD = [*TRICKY, "  two  spaces ", "a\tb", "two\nlines", "<&>", "\ufffe"]


def cards(rows):
    """Of three ages, as address books write them."""
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{last};{first};;Mme;\r\nFN:{first} {last}\r\nEMAIL:{email}\r\n"
        f"LANG:fr\r\nBDAY:1985-07-30\r\nTEL;TYPE=CELL:0470 12 34 56\r\n"
        f"ADR:;;Rue de l’Été 7;Liège;;4000;BE\r\n{note}END:VCARD\r\n"
        for first, last, email, note in rows
    ).encode()


def read(data):
    return [row.cells for row in read_here(data).sheets[0].rows]


@pytest.mark.thorough
def test_open_document_comes_back_as_such(firm):
    rows = [TITLE, HEADERS, GOOD, *(wrong(number, text) for number, text in enumerate(ODD))]
    received = bring(firm, spreadsheet("Clients", rows), "Clients.ods")
    file = error_file(received)
    assert (file.name, file.content_type) == ("Clients to repair.ods", opendocument.MIMETYPE)
    again = bring(firm, file.data, file.name)
    told = [row.cells for row in table_of(received).rows][1:]
    assert [row.cells[:6] for row in table_of(again).rows] == told
    assert table_of(again).rows[0].cells[4] == TRICKY[0]
    assert "the @ is missing" in read(file.data)[2][-1]
    assert "table:formula" not in ZipFile(io.BytesIO(file.data)).read("content.xml").decode()


def test_open_document_keeps_its_dates(firm):
    rows = [["Prénom", "Nom", "E-mail", "Né le"], ["Ann", "Peeters", "ann", date(1985, 7, 30)]]
    file = error_file(bring(firm, spreadsheet("Clients", rows), "Clients.ods"))
    assert read(file.data)[1][3] == date(1985, 7, 30)


@pytest.mark.thorough
def test_cards_come_back_as_cards_and_are_imported_once_corrected(firm):
    said = "NOTE:Likes; chess\\nand tea\r\n"
    people = [("Jan", "Maes", "jan@example.org", ""), ("Zoé", r"D’Hœst\; fils", "zoe", said)]
    received = applied(bring(firm, cards([*people, ("Eva", "Maes", "eva", "")]), "Contacts.vcf"))
    file = error_file(received)
    assert (file.name, file.content_type.split(";")[0]) == ("Contacts to repair.vcf", "text/vcard")
    assert max(map(len, file.data.split(b"\r\n"))) <= 75
    assert b"NOTE:Reason (Carnet): " in file.data
    told = [row.cells for row in table_of(received).rows][1:]
    assert [row.cells for row in table_of(bring(firm, file.data, file.name)).rows] == told
    corrected = re.sub(rb"EMAIL:(zoe|eva)", rb"EMAIL:\1@example.org", file.data)
    assert applied(bring(firm, corrected, file.name)).counts["new"] == 2
    notes = dict(Client.objects.filter(firm=firm).values_list("first_name", "notes"))
    assert notes == {"Jan": "", "Zoé": "Likes; chess\nand tea", "Eva": ""}


@pytest.mark.thorough
def test_a_note_that_an_address_book_has_joined_to_another_is_still_ours(firm):
    file = error_file(bring(firm, cards([("Zoé", "Maes", "zoe", "")]), "Contacts.vcf"))
    joined = file.data.replace(b"NOTE:Reason", b"NOTE:Likes tea\\nReason")
    received = bring(firm, joined, file.name)
    assert "Likes tea" in table_of(received).rows[0].cells
    assert error_file(received).data.count(b"Reason (Carnet)") == 1


@pytest.mark.thorough
def test_what_was_corrected_on_the_page_stands_on_the_card(firm):
    received = bring(firm, cards([("Zoé", "Maes", "zoe", "")]), "Contacts.vcf")
    headers = [column.header for column in table_of(received).columns]
    fixes = {headers.index("Birth date"): "14/03/1986", headers.index("Mobile"): "x"}
    decide(received, Choices(fixes={1: fixes}), by=None)
    again = bring(firm, error_file(received).data, "again.vcf")
    told_ = dict(zip(headers, table_of(again).rows[0].cells, strict=False))
    assert (told_["Birth date"], told_["Mobile"]) == ("14/03/1986", "x")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "said"),
    [("Clients.xls", "a web page that only has the name of a workbook"), ("Clients.csv", "")],
)
def test_where_rows_come_back_in_another_format_it_is_said_why(firm, name, said):
    page = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in LIST)
    data = f"<html><table>{page}</table></html>".encode() if said else text(LIST)
    received = bring(firm, data, name)
    assert said in another_format(received)
    assert bool(another_format(received)) == (error_file(received).content_type == XLSX)


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_a_second_look_at_the_same_reason_does_not_add_a_column(firm):
    file = error_file(bring(firm, text(LIST)))
    again = error_file(bring(firm, file.data))
    assert cells(again)[1] == [*HEADERS, "Reason (Carnet)"]
    assert cells(again)[2][-1] == cells(file)[2][-1]


@pytest.mark.thorough
def test_what_was_decided_about_the_columns_holds_for_the_corrected_file(firm):
    received = bring(firm, text(LIST))
    decide(received, Choices(columns={4: "city"}), by=None)
    applied(received)
    again = bring(firm, error_file(received).data)
    assert again.mapping["Loisirs"] == "city"


def test_told_that_were_corrected_on_the_page_come_back_corrected(firm):
    rows = [HEADERS, ["", "D’Hœst", "zoe", "fr", "", ""]]
    received = bring(firm, text(rows))
    decide(received, Choices(fixes={2: {2: "zoe@example.org"}}), by=None)
    [_headers, row] = cells(error_file(received))
    assert row[2] == "zoe@example.org"


@pytest.mark.thorough
def test_it_tells_what_was_wrong_when_it_was_applied(firm):
    """Later nobody can tell: by now the client is known, and the row would be none to repair."""
    rows = [HEADERS, ["Ann", "Peeters", "ann@example.org", "", "", "x"]]
    received = applied(bring(firm, text([*rows, GOOD])))
    make.client(firm=firm, last_name="Peeters", email="ann@example.org")
    assert plan_of(received).counts["invalid"] == 0
    [_headers, row] = cells(error_file(received))
    assert row[:2] == ["Ann", "Peeters"]


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_what_stands_for_the_row_above_is_written_out(firm):
    headers = ["Nom", "Prénom", "E-mail", "Langue", "Adresse"]
    rows = [["Maes", "Jan", "jan@example.org", "nl", "Rue Haute 1"]]
    rows += [["idem", "An", "an@example.org", "nl", "idem"]]
    rows += [["id.", "Lou", "lou@example.org", "nl", ""], ["Noël", "Léa", "lea", "fr", ""]]
    received = applied(bring(firm, workbook([headers, *rows]), "Familles.xlsx"))
    [sheet] = read_here(error_file(received).data).sheets
    assert [row.cells[:5] for row in sheet.rows[1:]] == [
        ("Maes", "An", "an@example.org", "nl", "Rue Haute 1"),
        ("Maes", "Lou", "lou@example.org", "nl", ""),
        ("Noël", "Léa", "lea", "fr", ""),
    ]


def test_an_old_encoding_never_stands_in_the_way_of_a_reason(firm, monkeypatch):
    file = error_file(bring(firm, text(LIST, encoding="cp1252")))
    assert len(cells(file, encoding="cp1252")) == len(LIST) - 1


@pytest.mark.thorough
def test_without_the_file_there_is_none(firm):
    received = bring(firm, text(LIST))
    received.file = ""
    with pytest.raises(FileGone):
        error_file(received)
