import io
from datetime import date

import openpyxl
import pytest

from carnet.clients.fields import check
from carnet.clients.record import FIELDS, PARTNER, REQUIRED
from carnet.core.reading.rows import Sheet
from carnet.imports.columns import context
from carnet.imports.columns.aside import ASIDE
from carnet.imports.columns.column import TOGETHER
from carnet.imports.columns.headers import TITLES
from carnet.imports.columns.heading import KNOWN
from carnet.imports.columns.synonyms import SYNONYMS
from carnet.imports.columns.table import find_table
from carnet.imports.columns.words import word_set
from carnet.imports.reading.sheet import read_source
from carnet.imports.template import write_template
from tests.imports.lists import column, mapping, rows, table


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
        ("Prénom\nVoornaam", "first_name"),
        ("Firstname / Voornaam", "first_name"),
        ("Langue | Taal", "language"),
        ("Home Country/Region", "country"),
        ("Date de naissance du contribuable", "birth_date"),
        ("NISS de la conjointe", "partner_national_number"),
        ("Klant: e-mailadres", "email"),
        ("Contribuable 1 - NISS", "national_number"),
        ("Contribuable 2 - NISS", "partner_national_number"),
        ("Address 1 - Postal Code", "postcode"),
        ("Name, Vorname", "full_name"),
        ("PLZ / Ort", "town"),
        ("Gezinsnummer", "household"),
    ],
)
def test_headers_are_known_whatever_their_signs(header, field):
    found = mapping([header, "Commune" if field != "city" else "GSM"], ["x", "y"])
    assert found[" ".join(header.replace("*", "").split())] == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Rijksregisternumer", "national_number"),
        ("Famillienaam", "last_name"),
        ("Code psotal", "postcode"),
    ],
)
def test_a_misspelt_header_is_a_guess(header, field):
    found = column([header, "E-mail", "Prénom"], ["x", "a@b.be", "Ann"])
    assert (found.field, found.how, found.guess) == (field, "header", True)


@pytest.mark.parametrize("header", ["Ville 3", "Couleur", "Nombre", "Naamloos", "Téléphone 9"])
def test_a_header_that_is_only_near_a_known_one_is_not_believed(header):
    assert column([header, "E-mail", "Prénom"], ["x", "a@b.be", "Ann"]).field == "ignore"


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
        (["BSN", "E-mail"], ["123456782", "a@b.nl"], "BSN", "ignore"),
        (["RPR", "E-mail"], ["Antwerpen", "a@b.be"], "RPR", "ignore"),
        (["RPR", "E-mail"], ["0403.170.701", "a@b.be"], "RPR", "enterprise_number"),
        (["Code", "Localité", "E-mail"], ["1000", "Bruxelles", "a@b.be"], "Code", "postcode"),
        (["Code", "E-mail"], ["FR", "a@b.be"], "Code", "language"),
        (["Nummer", "E-mail"], ["85.07.30-033.28", "a@b.be"], "Nummer", "national_number"),
        (["Nummer", "E-mail"], ["12", "a@b.be"], "Nummer", "ignore"),
        (["Partner", "E-mail"], ["oui", "a@b.be"], "Partner", "ignore"),
        (["Partner", "E-mail"], ["Garage Dupont SRL", "a@b.be"], "Partner", "ignore"),
        (["Type", "E-mail"], ["SRL", "a@b.be"], "Type", "kind"),
        (["Titre", "E-mail"], ["Mme", "a@b.be"], "Titre", "ignore"),
        (["Label", "E-mail"], ["Claire", "a@b.be"], "Label", "label"),
        (["Land", "E-mail"], ["België", "a@b.be"], "Land", "country"),
        (["Statut", "E-mail"], ["actif", "a@b.be"], "Statut", "ignore"),
        (["Statut", "E-mail"], ["indépendant", "a@b.be"], "Statut", "kind"),
        (["Statut", "E-mail"], ["prospect", "a@b.be"], "Statut", "ignore"),
        (["Entity", "E-mail"], ["Garage Dupont", "a@b.be"], "Entity", "company"),
        (["UID", "E-mail"], ["CHE-107.787.577", "a@b.ch"], "UID", "enterprise_number"),
        (["UID", "E-mail"], ["7f3a", "a@b.ch"], "UID", "ignore"),
        (["Klant", "E-mail"], ["Maes Jan", "a@b.be"], "Klant", "full_name"),
        (["Klant", "E-mail"], ["K0012", "a@b.be"], "Klant", "client_number"),
        (["Klant", "Naam", "E-mail"], ["Maes", "Maes", "a@b.be"], "Klant", "ignore"),
        (["Société", "Contact", "E-mail"], ["Noël", "Jan Maes", "a@b.be"], "Contact", "full_name"),
        (["Nom", "Contact", "E-mail"], ["Noël", "Jan Maes", "a@b.be"], "Contact", "contact"),
        (["Adresse", "Rue", "E-mail"], ["Rue X 3", "Rue X", "a@b.be"], "Rue", "street"),
        (["Adresse", "Rue", "E-mail"], ["Rue X 3", "Rue X", "a@b.be"], "Adresse", "address"),
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


# -- Where the list begins and ends ----------------------------------------------------------------

CLIENT = ["Maes", "Jan", "jan@example.org", "Rue Haute"]
HEADER = ["Nom", "Prénom", "E-mail", "Rue"]


def test_title_lines_above_the_header_are_skipped():
    found = table(["Liste des clients"], ["au 12/03/2026", "", "Société X"], [], HEADER, CLIENT)
    assert (found.header_lines, [row.line for row in found.rows]) == ((4,), [5])


def test_groups_over_the_headers_tell_whose_they_are():
    found = table(
        ["Contribuable", "", "", "Conjoint", "", "", "Adresse", ""],
        ["Nom", "Prénom", "NISS", "Nom", "Prénom", "NISS", "Rue", "E-mail"],
        [
            "Maes",
            "Jan",
            "87.03.14-002.68",
            "Peeters",
            "Ann",
            "85.07.30-033.28",
            "Rue Haute",
            "a@b.be",
        ],
    )
    assert found.header_lines == (1, 2)
    assert found.mapping == {
        "Contribuable: Nom": "last_name",
        "Contribuable: Prénom": "first_name",
        "Contribuable: NISS": "national_number",
        "Conjoint: Nom": "partner_last_name",
        "Conjoint: Prénom": "partner_first_name",
        "Conjoint: NISS": "partner_national_number",
        "Rue": "street",
        "E-mail": "email",
    }


def test_what_stands_right_of_the_partner_may_be_told_once_for_both():
    groups = ["Partner 1", "", "Partner 2", "", "", ""]
    headers = ["Naam", "Voornaam", "Naam", "Voornaam", "E-mail", "Beheerder"]
    found = table(groups, headers, ["Maes", "Jan", "Peeters", "Ann", "a@b.be", "Claire"])
    assert list(found.mapping.values())[2:] == [
        *("partner_last_name", "partner_first_name", "email", "label"),
    ]


def test_merged_cells_tell_how_far_a_group_goes():
    groups = ["Client", "", "Partner", "", ""]
    headers = ["Naam", "Voornaam", "Naam", "Voornaam", "E-mail"]
    lines = rows(groups, headers, ["Maes", "Jan", "Peeters", "Ann", "a@b.be"])

    def last(right):
        merged = ((1, 0, 1, 1), (1, 2, 1, right))
        return find_table(Sheet("", False, tuple(lines), merged)).columns[-1].field

    assert (last(3), last(4)) == ("email", "partner_email")


def test_titles_may_stand_in_either_of_two_lines():
    found = table(
        ["Nom", "Prénom", "Adresse", "", "", "E-mail"],
        ["", "", "Rue", "CP", "Localité", ""],
        ["Maes", "Jan", "Rue Haute", "1000", "Bruxelles", "a@b.be"],
        ["Ulm", "Els", "Rue Haute", "1000", "Bruxelles", "c@d.be"],
    )
    assert list(found.mapping) == ["Nom", "Prénom", "Rue", "CP", "Localité", "E-mail"]
    assert "ignore" not in found.mapping.values()


def test_a_header_in_two_languages_is_one_header():
    found = table(HEADER, ["Naam", "Voornaam", "E-mailadres", "Straat"], CLIENT, CLIENT)
    assert (found.header_lines, len(found.rows)) == ((1, 2), 2)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["Total: 312"], "total"),
        (["Totaal", "", "", "312"], "total"),
        (["Nombre de clients", "312"], "total"),
        (["Imprimé le 12/03/2026"], "footer"),
        (["Pagina 1 van 3"], "footer"),
        (["Liste des clients", "", "", "Page 2/3"], "footer"),
        (["* champs obligatoires"], "footer"),
        (["M"], "letter"),
        (HEADER, "header"),
    ],
)
def test_lines_that_are_no_client_are_left_out_and_told(line, why):
    found = table(HEADER, CLIENT, line, CLIENT)
    assert [row.line for row in found.rows] == [2, 4]
    assert [(one.line, one.why) for one in found.left_out] == [(3, why)]
    assert str(found.left_out[0].reason).endswith(".")


@pytest.mark.parametrize(
    "line",
    [
        ["Lister", "Jan"],
        ["Page", "Ann", "", "Rue Haute"],
        ["Total", "", "info@total.example.org"],
        ["Somme"],
        ["Totalité", "Jan", "a@b.be", "Rue Haute"],
    ],
)
def test_people_with_few_cells_stay(line):
    assert len(table(HEADER, CLIENT, line).rows) == 2


def test_a_line_that_explains_the_headers_is_no_client():
    found = table(HEADER, ["obligatoire", "obligatoire", "obligatoire", "facultatif"], CLIENT)
    assert [one.why for one in found.left_out] == ["hint"]


def test_both_lines_of_a_header_may_come_again():
    groups = ["Contribuable", "", "Conjoint", ""]
    headers = ["Nom", "Prénom", "Nom", "Prénom"]
    line = ["Maes", "Jan", "Peeters", "Ann"]
    found = table(groups, headers, line, groups, headers, line)
    assert [row.line for row in found.rows] == [3, 6]


def test_empty_columns_and_lines_are_nobodys_concern():
    found = table(
        ["Nom", "", "Prénom", "E-mail"], [], ["Maes", "", "Jan", "a@b.be"], ["", "", "", ""]
    )
    assert (list(found.mapping), len(found.rows)) == (["Nom", "Prénom", "E-mail"], 1)


def test_a_list_is_sure_when_nothing_was_guessed_and_nothing_is_missing():
    assert table(HEADER, CLIENT).sure
    assert table(HEADER[:2], CLIENT[:2]).missing == ("email",)
    assert table(["", *HEADER[1:]], CLIENT).missing == ()
    assert not table(["", *HEADER[1:]], CLIENT).sure


def test_every_synonym_means_one_field():
    meanings = {}
    for tables in (SYNONYMS, ASIDE):
        for field, words in tables.items():
            for word in word_set(words):
                assert meanings.setdefault(word, field) == field, word
    assert not meanings.keys() & context.RULES.keys()
    by_rules = {*PARTNER, "contact", "partner_full_name"}
    assert set(SYNONYMS) == {*FIELDS, *TOGETHER, "household"} - by_rules
    assert set(KNOWN.values()) == set(SYNONYMS)


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_template_is_read_back_whole(language):
    headers, *_ = read_source(write_template(language)).sheets[0].rows
    starred = {header.rstrip("*") for header in headers.cells if header.endswith("*")}
    found = mapping(headers.cells)
    assert list(found.values()) == list(TITLES)
    assert sorted(TITLES) == sorted(FIELDS)
    assert {found[header] for header in starred} == set(REQUIRED)
    assert list(found.values())[14] == "partner_national_number"  # column O, as in AccountOn


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_whatever_the_drop_downs_offer_is_understood(language):
    book = openpyxl.load_workbook(io.BytesIO(write_template(language)))
    offered = zip(["kind", "language", "country"], book.worksheets[2].iter_cols(), strict=True)
    words = [(field, cell.value) for field, cells in offered for cell in cells if cell.value]
    assert len(words) > 200
    for field, word in words:
        _clean, errors = check({field: word}, country="BE", today=date(2026, 3, 3))
        assert field not in errors, word
