import io
from datetime import date

import openpyxl
import pytest

from carnet.clients.fields import check
from carnet.clients.record import FIELDS, PARTNER, REQUIRED
from carnet.imports.columns import context
from carnet.imports.columns.aside import ASIDE
from carnet.imports.columns.column import TOGETHER
from carnet.imports.columns.headers import TITLES
from carnet.imports.columns.heading import KNOWN
from carnet.imports.columns.synonyms import SYNONYMS
from carnet.imports.columns.table import Row, find_table, read_values
from carnet.imports.columns.words import word_set
from carnet.imports.reading.sheet import read_source
from carnet.imports.template import write_template


def mapping(headers, *rows):
    lines = [Row(1, tuple(headers)), *(Row(2 + i, tuple(row)) for i, row in enumerate(rows))]
    return find_table(lines).mapping


def values(headers, row):
    table = find_table([Row(1, tuple(headers)), Row(2, tuple(row))])
    return read_values(table.rows[0], table.columns)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("N° de Registre\nnational *", "national_number"),
        ("Rijksregisternummer partner", "partner_national_number"),
        ("HouseNr", "house_number"),
        ("E-mail (privé)", "email"),
        ("Rue (domicile)", "street"),
        ("N° BCE", "enterprise_number"),
        ("Straße", "street"),
        ("USt-IdNr", "enterprise_number"),
        ("dossiermedewerker(s)", "label"),
        ("PRENOM", "first_name"),
        ("Partner’s e-mail", "partner_email"),
        ("E-mail 1 - Value", "email"),
        ("Pays d’exercice", "country_of_practice"),
        ("Klantnummer:", "client_number"),
        ("bank_ids/acc_number", "iban"),
    ],
)
def test_headers_are_known_whatever_their_signs(header, field):
    assert (
        mapping([header, "Commune" if field != "city" else "GSM"])[
            " ".join(header.replace("*", "").split())
        ]
        == field
    )


@pytest.mark.parametrize(
    ("headers", "row", "header", "field"),
    [
        (["Nom", "Prénom"], ["Peeters", "Ann"], "Nom", "last_name"),
        (["Nom", "E-mail"], ["Peeters Ann", "a@b.be"], "Nom", "full_name"),
        (["Rue", "N°"], ["Rue Haute", "3"], "N°", "house_number"),
        (["N°", "Rue"], ["3", "Rue Haute"], "N°", "ignore"),
        (
            ["Partner", "E-mail"],
            ["85.07.30-033.28", "a@b.be"],
            "Partner",
            "partner_national_number",
        ),
        (["Partner", "E-mail"], ["Jan Maes", "a@b.be"], "Partner", "partner_full_name"),
        (["Code", "E-mail"], ["A1", "a@b.be"], "Code", "client_number"),
        (["Code", "Code client", "E-mail"], ["A1", "B2", "a@b.be"], "Code", "ignore"),
        (["Type", "E-mail"], ["société", "a@b.be"], "Type", "kind"),
        (["Type", "E-mail"], ["Work", "a@b.be"], "Type", "ignore"),
        (["Responsable", "E-mail"], ["Claire", "a@b.be"], "Responsable", "label"),
        (["Responsable", "E-mail", "Suffixe"], ["Claire", "a@b.be", ""], "Responsable", "ignore"),
        (["Matricule", "E-mail"], ["1893120105732", "a@b.lu"], "Matricule", "national_number"),
        (["Matricule", "E-mail"], ["42", "a@b.lu"], "Matricule", "ignore"),
        (["N° AVS", "E-mail"], ["756.9217.0769.85", "a@b.ch"], "N° AVS", "ignore"),
        (["RPR", "E-mail"], ["Antwerpen", "a@b.be"], "RPR", "ignore"),
    ],
)
def test_ambiguous_headers_are_settled_by_context(headers, row, header, field):
    assert mapping(headers, row)[header] == field


def test_equal_headers_stay_apart_and_the_one_that_holds_something_counts():
    found = mapping(["Titre", "Titre", "E-mail", "E-mail"], ["Mme", "CEO", "", "a@b.be"])
    assert found == {
        "Titre": "ignore",
        "Titre.2": "ignore",
        "E-mail": "ignore",
        "E-mail.2": "email",
    }


def test_a_column_without_header_is_listed_by_its_letter():
    assert mapping(["Nom", "", "E-mail"], ["x", "y", "z"])["B"] == "ignore"


def test_title_lines_and_group_headers_above_are_skipped():
    rows = [["Client", "", "Adresse"], ["Nom", "Prénom", "Rue"], ["Peeters", "Ann", "Rue Haute"]]
    table = find_table([Row(4 + i, tuple(row)) for i, row in enumerate(rows)])
    assert [row.line for row in table.rows] == [6]


def test_no_header_no_table():
    assert find_table([Row(1, ("Ann", "Peeters"))]) is None


def test_every_synonym_means_one_field():
    meanings = {}
    for tables in (SYNONYMS, ASIDE):
        for field, words in tables.items():
            for word in word_set(words):
                assert meanings.setdefault(word, field) == field, word
    assert not meanings.keys() & context.RULES.keys()
    assert set(SYNONYMS) == {*FIELDS, *TOGETHER} - {*PARTNER, "contact", "partner_full_name"}
    assert set(KNOWN.values()) == set(SYNONYMS)


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_template_is_read_back_whole(language):
    headers, *_ = read_source(write_template(language)).sheets[0].rows
    starred = {header.rstrip("*") for header in headers.cells if header.endswith("*")}
    found = mapping(headers.cells)
    assert list(found.values()) == list(TITLES)
    assert sorted(TITLES) == sorted(FIELDS)
    assert {found[header] for header in starred} == set(REQUIRED)
    assert list(found.values())[14] == "partner_national_number"  # column O, as in AccountOn


@pytest.mark.parametrize(
    ("header", "cell", "first", "last"),
    [
        ("Nom et prénom", "Van den Berg Jan", "Jan", "Van den Berg"),
        ("Prénom et nom", "Jan Van den Berg", "Jan", "Van den Berg"),
        ("Full name", "Marie-Claire Dubois", "Marie-Claire", "Dubois"),
        ("Nom complet", "Peeters, Ann Marie", "Ann Marie", "Peeters"),
        ("Nom complet", "Jan VAN DEN BERG", "Jan", "VAN DEN BERG"),
        ("Nom complet", "Madonna", "", "Madonna"),
    ],
)
def test_a_whole_name_is_split(header, cell, first, last):
    found = values([header, "E-mail"], [cell, "a@b.be"])
    assert (found.get("first_name", ""), found["last_name"]) == (first, last)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        (
            "Rue de la Loi 16 bte 3, 1000 Bruxelles",
            ["Rue de la Loi", "16", "3", "1000", "Bruxelles", None],
        ),
        ("Kerkstraat 12A bus 2 9000 Gent", ["Kerkstraat", "12A", "2", "9000", "Gent", None]),
        (
            "Grote Markt 1/4, B-2000 Antwerpen, België",
            ["Grote Markt", "1", "4", "2000", "Antwerpen", "België"],
        ),
        (
            "12 bis rue de la Paix\n75002 Paris",
            ["rue de la Paix", "12 bis", None, "75002", "Paris", None],
        ),
        ("Bahnhofstrasse 12, 8001 Zürich", ["Bahnhofstrasse", "12", None, "8001", "Zürich", None]),
        ("Place du 4 Août", ["Place du 4 Août", None, None, None, None, None]),
    ],
)
def test_a_whole_address_is_split(cell, parts):
    found = values(["Adresse", "E-mail"], [cell, "a@b.be"])
    keys = ("street", "house_number", "box", "postcode", "city", "country")
    assert [found.get(key) for key in keys] == parts


def test_parts_of_their_own_win_over_the_whole_line():
    found = values(
        ["Adresse", "Code postal", "E-mail"], ["Rue Haute 3, 1000 Bruxelles", "1050", "a@b.be"]
    )
    assert (found["street"], found["postcode"]) == ("Rue Haute", "1050")


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_whatever_the_drop_downs_offer_is_understood(language):
    book = openpyxl.load_workbook(io.BytesIO(write_template(language)))
    offered = zip(["kind", "language", "country"], book.worksheets[2].iter_cols(), strict=True)
    words = [(field, cell.value) for field, cells in offered for cell in cells if cell.value]
    assert len(words) > 200
    for field, word in words:
        _clean, errors = check({field: word}, country="BE", today=date(2026, 3, 3))
        assert field not in errors, word
