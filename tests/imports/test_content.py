from datetime import date

import pytest

from carnet.core.reading.rows import Row
from carnet.imports.columns.content import MOST, sampled
from carnet.imports.columns.table import find_table
from tests.imports.lists import column, mapping, rows, table

NISS = ("85.07.30-033.28", "87.03.14-002.68")
PEOPLE = (
    ("Peeters", "Ann", "ann@example.org", "0470 12 34 56", NISS[0], "30/07/1985"),
    ("Maes", "Jan", "jan@example.org", "0471 12 34 56", NISS[1], "14/03/1987"),
    ("Dubois", "Claire", "claire@example.org", "0472 12 34 56", "", "02/01/1990"),
)


def of_unknown(*cells):
    """What is made of a column with a header that says nothing, beside one of e-mail addresses."""
    lines = [[cell, f"a{number}@example.org"] for number, cell in enumerate(cells)]
    return column(["Kolom 1", "E-mail"], *lines)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["85.07.30-033.28", "87031400268"], "national_number"),
        (["5073003326", "87031400268"], "national_number"),  # a leading zero was lost
        (["85073003328.0", "87031400268.0"], "national_number"),
        (["1893120105732"], "national_number"),  # Luxembourg
        (["BE68 5390 0754 7034", "FR1420041010050500013M02606"], "iban"),
        (["0403.170.701", "BE0403170701", "BE 403.170.701"], "enterprise_number"),
        (["CHE-107.787.577 MWST"], "enterprise_number"),
        (["0470 12 34 56", "+32 471/12.34.56", "0032472123456"], "mobile"),
        (["02 512 34 56", "+32 2 512 34 57"], "phone"),
        (["30/07/1985", "1987-03-14"], "birth_date"),
        ([date(1985, 7, 30), date(1987, 3, 14)], "birth_date"),
        ([date(2024, 7, 30), date(2025, 3, 14)], "ignore"),  # nobody of ours was born yesterday
        (["FR", "NL", "NL"], "language"),
        (["Frans", "Nederlands"], "language"),
        (["BE", "LU", "FR"], "country"),
        (["Belgique", "Italie"], "country"),
        (["particulier", "indépendant", "société"], "kind"),
        (["Garage Dupont SRL", "Bakkerij Maes BV"], "company"),
        (["Rue Haute 12, 1000 Bruxelles", "Rue Basse 3 4000 Liège"], "address"),
        (["Rue Haute 12", "Rue Basse 3 bte 4"], "street"),
        (["Peeters Ann", "Maes Jan"], "full_name"),
        (["blauw", "groen"], "ignore"),
        (["12.5", "13"], "ignore"),
    ],
)
def test_a_column_without_a_header_is_told_by_its_values(cells, field):
    found = of_unknown(*cells)
    assert (found.field, found.guess) == (field, field != "ignore")
    assert found.how == ("content" if field != "ignore" else "")


def test_four_cells_of_five_are_enough_and_three_are_not():
    good = [NISS[0], NISS[1], NISS[0], NISS[1]]
    assert of_unknown(*good, "?").field == "national_number"
    assert of_unknown(*good[:3], "?", "-").field == "ignore"


def test_numbers_that_only_look_like_national_numbers_are_none():
    assert of_unknown("85073003329", "87031400269").field == "ignore"


def test_a_list_without_any_header_is_read_by_its_values():
    found = table(*PEOPLE)
    fields = ("last_name", "first_name", "email", "mobile", "national_number", "birth_date")
    assert found.header_lines == ()
    assert found.mapping == dict(zip("ABCDEF", fields, strict=True))
    assert [row.line for row in found.rows] == [1, 2, 3]
    assert not found.sure


def test_a_list_without_header_may_have_a_title():
    found = table(["Clients 2025"], [], *PEOPLE)
    assert [row.line for row in found.rows] == [3, 4, 5]


def test_places_are_told_by_the_order_in_which_they_stand():
    lines = [
        ["Peeters", "Ann", "a@example.org", "Rue Haute", "12", "1000", "Bruxelles"],
        ["Maes", "Jan", "j@example.org", "Kerkstraat", "3A", "9000", "Gent"],
    ]
    fields = ("last_name", "first_name", "email", "street", "house_number", "postcode", "city")
    assert table(*lines).mapping == dict(zip("ABCDEFG", fields, strict=True))


def test_unknown_headers_above_data_are_still_headers():
    found = table(["Imię", "Nazwisko", "Poczta"], *([p[1], p[0], p[2]] for p in PEOPLE))
    assert found.header_lines == (1,)
    assert found.mapping == {"Imię": "first_name", "Nazwisko": "last_name", "Poczta": "email"}


@pytest.mark.parametrize("lines", [[], [["Ann", "Peeters"]], [["Prix", "Total"], ["12", "13"]]])
def test_what_is_no_list_of_clients_is_no_table(lines):
    assert table(*lines) is None


def test_names_of_colleagues_are_not_taken_for_names_of_clients():
    managers = [["Claire Dubois" if n % 2 else "Els Maes", f"a{n}@example.org"] for n in range(8)]
    assert column(["Wie", "E-mail"], *managers).field == "ignore"


def test_the_first_name_is_found_beside_a_last_name():
    found = mapping(["Nom", "", "E-mail"], *(p[:3] for p in PEOPLE))
    assert found == {"Nom": "last_name", "B": "first_name", "E-mail": "email"}


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("Téléphone", ["a@example.org", "b@example.org"], "email"),
        ("Nom", [*NISS], "national_number"),
        ("Référence", [*NISS], "national_number"),
        ("Adresse", ["BE68 5390 0754 7034", "BE68539007547034"], "iban"),
        ("Société", ["oui", "non", "non"], "kind"),
        ("GSM", ["oui", "non", "oui"], "ignore"),
        ("Gestionnaire", ["claire@example.org", "els@example.org"], "label"),
        ("Notes", [*NISS], "notes"),
        ("E-mail", ["85.07.30-033.28", "a@example.org"], "email"),  # too mixed to say
    ],
)
def test_a_header_that_is_clearly_wrong_is_not_believed(header, cells, field):
    found = column([header, "Prénom", "Localité"], *([cell, "Ann", "Gent"] for cell in cells))
    assert found.field == field


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("Portable", ["02 512 34 56", "02 512 34 57"], "phone"),
        ("Mobile", ["0470 12 34 56", "0471 12 34 56"], "mobile"),
        ("Mobile", ["06 12 34 56 78", "06 22 34 56 78"], "mobile"),  # France
        ("Téléphone", ["0470 12 34 56", "0471 12 34 56"], "phone"),
    ],
)
def test_phones_and_mobiles_are_told_apart_by_value(header, cells, field):
    assert (
        column([header, "Prénom", "Nom"], *([cell, "Ann", "Maes"] for cell in cells)).field == field
    )


def test_a_second_phone_column_with_mobiles_is_the_mobile():
    lines = [["02 512 34 56", "0470 12 34 56", "Ann"], ["02 512 34 57", "0471 12 34 56", "Jan"]]
    assert list(mapping(["Tél. 1", "Tél. 2", "Prénom"], *lines).values())[:2] == ["phone", "mobile"]


def test_a_second_address_of_mail_is_left_out_and_told():
    found = column(["", "E-mail", "Nom"], ["a@example.org", "b@example.org", "Maes"])
    assert (found.field, found.note) == ("ignore", "second_email")
    assert "first" in str(found.reason)


def test_samples_are_few_and_from_the_whole_list():
    cells = [(str(number),) for number in range(10_000)]
    [samples] = sampled(cells, 1)
    assert len(samples) <= MOST
    assert int(samples.cells[-1]) > 9_900


def test_a_rare_value_keeps_a_column_from_being_empty():
    lines = [["Nom", "Prénom", "Bte"], *(["Maes", "Jan", ""] for _ in range(1_000))]
    lines[777][2] = "4"
    found = find_table(rows(*lines))
    assert found.columns[2].samples == ("4",)


def test_dates_with_the_month_first_are_read_as_such():
    found = find_table(
        [
            Row(1, ("First Name", "Last Name", "Birthday")),
            Row(2, ("Ann", "Maes", "7/30/1985")),
            Row(3, ("Jan", "Maes", "3/4/1987")),
            Row(4, ("Els", "Maes", "0/0/00")),
        ]
    )
    assert found.columns[2].month_first
