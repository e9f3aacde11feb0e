from datetime import date

import pytest
from django.utils import translation

from carnet.clients.fields import LONGEST, check
from carnet.clients.models import Client

TODAY = date(2026, 11, 22)
ANN = {"first_name": "Ann", "last_name": "Peeters", "email": "ann@example.org", "language": "fr"}


def checked(**values):
    return check({**ANN, **values}, country="BE", today=TODAY)


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("first_name", "  Zoë \u200b  Anna\x00", "Zoë Anna"),
        ("email", "Ann@Example.ORG", "ann@example.org"),
        ("email", "<o'neil@exämple.be>", "o'neil@exämple.be"),
        ("language", "Néerlandais", "nl"),
        ("language", "fr-BE", "fr"),
        ("language", "Duits", "de"),
        ("kind", "zelfstandige", "sole_trader"),
        ("kind", "Natuurlijk persoon", "person"),
        ("country", "Belgique", "BE"),
        ("country", "Zwitserland", "CH"),
        ("country", "LUX", "LU"),
        ("nationality", "belge", "BE"),
        ("phone", "016 20 55 90", "+3216205590"),
        ("phone", "0041 22 730 61 11", "+41227306111"),
        ("mobile", "0475/12.34.56", "+32475123456"),
        ("birth_date", "30.07.1985", date(1985, 7, 30)),
        ("birth_date", "1985-07-30 00:00:00", date(1985, 7, 30)),
        ("iban", "be68 5390 0754 7034", "BE68539007547034"),
        ("enterprise_number", "BE 403.170.701", "0403.170.701"),
        ("enterprise_number", "TVA BE0403170701", "0403.170.701"),
        ("enterprise_number", "che107787577 tva", "CHE-107.787.577"),
        ("enterprise_number", "FR40 303 265 045", "FR40303265045"),
        ("enterprise_number", "LU 150 274 42", "LU15027442"),
        ("enterprise_number", "DE136695976", "DE136695976"),
        ("national_number", "85.07.30-033.28", "85073003328"),
        ("national_number", "98.47.28-997.65", "98472899765"),
        ("label", "Claire; Marc ;claire", ("Claire", "Marc")),
        ("notes", " one\r\n\r\ntwo  words ", "one\n\ntwo words"),
    ],
)
def test_values_are_kept_in_their_normal_form(key, typed, kept):
    clean, errors = checked(**{key: typed})
    assert errors == {}
    assert clean[key] == kept


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("first_name", " ", "Please fill in: First name."),
        ("last_name", "x" * 81, "Please shorten this to 80 characters: it has 81."),
        ("email", "ann", "The e-mail address ann is not valid: the @ is missing."),
        (
            "email",
            "ann@example",
            "The e-mail address ann@example is not valid: after the @ an ending such as .com or"
            " .be is missing.",
        ),
        (
            "email",
            "ann@a.be, bob@b.be",
            "The e-mail address ann@a.be, bob@b.be is not valid. Write one address, without"
            " spaces or commas.",
        ),
        (
            "language",
            "Klingon",
            "“Klingon” is none of our languages. Choose French, Dutch, German or English.",
        ),
        (
            "country",
            "Belgistan",
            "“Belgistan” is not a country we know. Write its name or its code, such as BE.",
        ),
        (
            "kind",
            "robot",
            "“robot” is no kind of client. Write person, sole trader or company.",
        ),
        (
            "phone",
            "12",
            "The phone number 12 is not valid in Belgium. Start a foreign number with + and its"
            " country code.",
        ),
        (
            "birth_date",
            "30/7/85",
            "The birth date 30/7/85 cannot be read. Write day, month and year: 30/07/1985.",
        ),
        ("birth_date", "31/02/1985", "31/02/1985 is not a date that exists."),
        (
            "birth_date",
            "01/01/2027",
            "The birth date 01/01/2027 cannot be right. Please check the year.",
        ),
        (
            "iban",
            "BE68 5390 0754 703",
            "The IBAN BE68 5390 0754 703 is not valid: it should have 16 characters and has 15.",
        ),
        (
            "iban",
            "BE68 5390 0754 7035",
            "The IBAN BE68 5390 0754 7035 is not valid: its check digits do not match. One looks"
            " like BE68 5390 0754 7034.",
        ),
        (
            "enterprise_number",
            "0403.170.700",
            "The enterprise number 0403170700 is not valid: the last 2 digits should be 01.",
        ),
        (
            "enterprise_number",
            "CHE-107.787.578",
            "The enterprise number CHE107787578 is not valid: the last digit should be 7.",
        ),
        (
            "enterprise_number",
            "12",
            "The enterprise number 12 is not valid. A Belgian one has ten digits, as in"
            " 0403.170.701.",
        ),
        (
            "national_number",
            "85.07.30-033.29",
            "The national register number 85.07.30-033.29 is not valid: the last two digits"
            " should be 28.",
        ),
        (
            "national_number",
            "05.07.30-033.29",
            "The national register number 05.07.30-033.29 is not valid: the last two digits"
            " should be 94, or 26 for somebody born since 2000.",
        ),
        (
            "national_number",
            "850730",
            "The national register number 850730 is not valid: it should have 11 digits, as in"
            " 85.07.30-033.28.",
        ),
        (
            "national_number",
            "756.9217.0769.85",
            "Swiss AVS numbers may not be kept here: the law reserves them for certain bodies.",
        ),
        (
            "national_number",
            "2 95 10 99 126 111 93",
            "French social security numbers may not be kept here. You may write the tax number"
            " (13 digits) instead.",
        ),
        (
            "national_number",
            "1985073003328",
            "The Luxembourg national number 1985073003328 is not valid: the last two digits"
            " should be 53.",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(key, typed, sentence):
    _clean, errors = checked(**{key: typed})
    assert errors == {key: [sentence]}


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("national_number", "8,50730E+10"),
        ("partner_national_number", "8.5073E+10"),
        ("enterprise_number", "4,03171E+08"),
        ("phone", "3,2475E+10"),
        ("mobile", "3.2475e+10"),
        ("client_number", "2E+15"),
        ("iban", "5,39008E+11"),
    ],
)
def test_a_number_that_excel_shortened_is_lost(key, typed):
    assert checked(**{key: typed})[1] == {
        key: [
            "Excel shortened this number and its last digits are lost. Format the column as text"
            " and write the number again."
        ]
    }


def test_a_client_number_may_look_like_a_power_of_ten():
    assert checked(client_number="2E15")[0]["client_number"] == "2E15"


def test_a_phone_number_is_read_as_one_of_the_clients_country():
    assert checked(country="Suisse", phone="022 730 61 11")[0]["phone"] == "+41227306111"


def test_a_luxembourg_number_with_both_check_digits_is_kept():
    assert checked(national_number="1985 0730 033 53")[0]["national_number"] == "1985073003353"


def test_digits_of_other_scripts_are_no_digits_here():
    _clean, errors = checked(national_number="198507300²353", nationality="LU")
    assert "is not valid" in errors["national_number"][0]


def test_another_nationality_brings_another_number():
    clean, errors = checked(nationality="IT", national_number="RSSMRA85L30H501Z")
    assert errors == {}
    assert clean["national_number"] == "RSSMRA85L30H501Z"


def test_a_number_that_tells_a_coming_birth_date_is_refused():
    digits = "261231001"
    number = f"{digits}{97 - int('2' + digits) % 97:02}"
    _clean, errors = checked(national_number=number)
    assert "still to come" in errors["national_number"][0]


def test_a_company_needs_its_name():
    assert checked(kind="Société")[1] == {"company": ["Please give the company's name."]}


def test_only_what_was_told_is_looked_at():
    clean, errors = checked()
    assert errors == {}
    assert set(clean) == set(ANN)


def test_every_wrong_field_has_its_own_sentence():
    _clean, errors = checked(email="ann", phone="12", iban="x")
    assert set(errors) == {"email", "phone", "iban"}


def test_the_lengths_are_those_of_the_columns():
    columns = {field.name: field.max_length for field in Client._meta.concrete_fields}
    assert {key: columns[key] for key in LONGEST if columns.get(key)} == {
        key: longest for key, longest in LONGEST.items() if columns.get(key)
    }


def test_country_names_of_all_languages_are_read_whatever_the_readers_language():
    with translation.override("fr"):
        assert checked(nationality="Belgien")[0]["nationality"] == "BE"


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [("FR", "1000", "01000"), ("FR", "75001", "75001"), ("BE", "1000", "1000")],
)
def test_french_postcodes_get_back_the_zero_a_spreadsheet_took(country, typed, kept):
    clean, _errors = check({"country": country, "postcode": typed}, country="BE", today=TODAY)
    assert clean["postcode"] == kept
