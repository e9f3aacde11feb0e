from datetime import date

import pytest

from carnet.core.reading.rows import Row
from carnet.imports.columns.headers import TITLES
from carnet.imports.columns.meant import country_meant, is_company, kind_meant, language_meant
from carnet.imports.columns.numbers import without_point_zero, written_day
from carnet.imports.columns.table import find_table, read_values
from tests.imports.lists import table, values


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Privat", "person"),
        ("natuurlijke persoon", "person"),
        ("Non", "person"),
        ("indépendant en personne physique", "sole_trader"),
        ("PM", "company"),
        ("SRL", "company"),
        ("Oui", "company"),
        ("particulier", "particulier"),  # clients' own check knows it
        ("zomaar", "zomaar"),
    ],
)
def test_kinds_are_understood_as_programs_write_them(text, kind):
    assert kind_meant(text) == kind


def test_one_and_true_are_companies():
    assert [is_company(text) for text in ("1", "True", "0", "société", "personne")] == [
        *(True, True, False, True, False),
    ]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("BE - Belgique", "BE"),
        ("Belgique (BE)", "BE"),
        ("Grand-Duché de Luxembourg", "LU"),
        ("The Netherlands", "NL"),
        ("BELGIË", "BELGIË"),
        ("BE / FR", "BE / FR"),  # two countries are no country
        ("Atlantide", "Atlantide"),
    ],
)
def test_countries_are_understood_as_programs_write_them(text, country):
    assert country_meant(text) == country


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Langue: FR", "fr"),
        ("NL", "NL"),
        ("FR/NL", "FR/NL"),
        ("lb", "lb"),
        ("italien", "italien"),
    ],
)
def test_languages_are_understood_as_programs_write_them(text, language):
    assert language_meant(text) == language


@pytest.mark.parametrize(
    ("text", "month_first", "day"),
    [
        ("7/30/1985", True, "30/7/1985"),
        ("30/07/1985", False, "30/07/1985"),
        ("19850730", False, "1985-07-30"),
        ("0/0/00", False, ""),
        ("00.00.0000", True, ""),
        ("onbekend", True, "onbekend"),
    ],
)
def test_days_are_written_as_clients_read_them(text, month_first, day):
    assert written_day(text, month_first=month_first) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000.0", "1000"),
        ("1000,00", "1000"),
        ("1000.5", "1000.5"),
        ("8,5E+10", "8,5E+10"),
        ("10", "10"),
    ],
)
def test_only_zeros_behind_the_point_are_taken_away(text, number):
    assert without_point_zero(text) == number


def test_a_column_of_whole_numbers_with_a_point_is_read_without_and_others_are_not():
    lines = [
        ["Maes", "Jan", "1000.0", "1.0"],
        ["Ulm", "Els", "9000.0", "2"],
        ["Peeters", "Ann", "", "3"],
    ]
    found = table(["Nom", "Prénom", "Code postal", "Notes"], *lines)
    read = read_values(found.rows[0], found.columns)
    assert (read["postcode"], read["notes"]) == ("1000", "1.0")


def test_a_row_may_be_shorter_or_longer_than_its_header():
    found = find_table(
        [Row(1, ("Nom", "Prénom", "E-mail")), Row(2, ("Maes",)), Row(3, ("Ulm", "Els", "", "?"))]
    )
    assert read_values(found.rows[0], found.columns) == {"last_name": "Maes"}
    assert read_values(found.rows[1], found.columns) == {"last_name": "Ulm", "first_name": "Els"}


def test_what_a_spreadsheet_made_a_date_of_stays_a_date():
    day = date(1985, 7, 30)
    assert values(["Nom", "Prénom", "N°", "Né le"], ["Maes", "Jan", day, day])["birth_date"] == day
    assert values(["Rue", "N°", "Pays"], ["Rue Haute", day, day]) == {
        "street": "Rue Haute",
        "house_number": day,
        "country": day,
    }


def test_an_address_copied_from_a_mail_is_the_address_alone():
    assert (
        values(["Nom", "E-mail"], ["Maes Jan", "Jan Maes <jan@example.org>"])["email"]
        == "jan@example.org"
    )


HOSTILE = (
    " " * 30_000,
    "1 " * 15_000,
    "a@" * 15_000,
    "(" * 30_000,
    "12 bte " * 4_000,
    "et van " * 4_000,
)


@pytest.mark.thorough
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:7])
def test_cells_as_long_as_spreadsheets_allow_are_read_at_once(text):
    headers = [
        "Nom et prénom",
        "Adresse",
        "Rue",
        "CP Localité",
        "Conjoint",
        "Contact",
        "E-mail",
        "Type",
    ]
    found = table(
        headers, *([text] * len(headers) for _ in range(20)), columns={0: "full_name", 3: "town"}
    )
    read = [read_values(row, found.columns) for row in found.rows]
    assert len(read) == 20


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Mme PETIT", "PETIT"),
        ("M. et Mme Dupont", "Dupont"),
        ("Mevr. Van den Berghe", "Van den Berghe"),
        ("Frau Müller", "Müller"),
        ("Madame", "Madame"),
        ("M Peeters", "M Peeters"),
        ("De Heer Van Hove", "De Heer Van Hove"),  # there are people called De Heer
        ("Monsieur Bricolage SA", "Monsieur Bricolage SA"),
    ],
)
def test_nobody_is_called_madam(cell, name):
    found = table(["Nom", "Prénom"], [cell, "Ann"], ["Mme Maes", "M. Christine"])
    people = [read_values(row, found.columns) for row in found.rows]
    assert people[0].get("last_name", people[0].get("company")) == name
    assert people[1] == {"last_name": "Maes", "first_name": "M. Christine"}


def test_our_own_template_has_nobodys_title_and_comes_back_as_it_is():
    titles = [names["fr"] for names in TITLES.values()]
    cells = ["Mme Maes" if title == TITLES["last_name"]["fr"] else "" for title in titles]
    found = table(titles, cells)
    assert read_values(found.rows[0], found.columns)["last_name"] == "Mme Maes"


def test_days_of_short_years_may_have_the_month_first():
    found = table(["Nom", "Prénom", "Birth date"], ["Maes", "Ann", "7/30/65"])
    assert read_values(found.rows[0], found.columns)["birth_date"] == "30/7/65"
