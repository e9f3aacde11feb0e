"""Numbers that check digits prove, and how often chance proves a wrong one."""

import os
import random
from datetime import date, timedelta
from itertools import islice

import pytest
from stdnum import iban as stdnum_iban

from carnet.clients.fields import check
from carnet.clients.repairs import repair

COUNT = 5_000 if os.environ.get("HYPOTHESIS_FULL") else 1_000
TODAY = date(2026, 11, 22)


def repaired(field, text, country="BE", birth_date=None):
    return repair(field, text, country=country, today=TODAY, birth_date=birth_date)


@pytest.mark.parametrize(
    ("field", "country", "text", "meant"),
    [
        ("national_number", "BE", "1020310167", "01020310167"),
        ("national_number", "BE", "10210169", "00010210169"),
        ("national_number", "BE", "85.07.03-033.28", "85073003328"),
        ("partner_national_number", "FR", "85.07.30-033.82", "85073003328"),
        ("national_number", "LU", "1985 0730 033 35", "1985073003353"),
        ("national_number", "FR", "123456789211", "0123456789211"),
        ("enterprise_number", "BE", "0403.107.701", "0403.170.701"),
        ("enterprise_number", "BE", "430170701", "0403.170.701"),
        ("enterprise_number", "FR", "TVA BE 0403.170.710", "0403.170.701"),
        ("enterprise_number", "FR", "12345674", "012 345 674"),
        ("enterprise_number", "FR", "1234567400019", "012 345 674 00019"),
        ("enterprise_number", "FR", "732 829 320 00047", "732 829 320 00074"),
        ("enterprise_number", "BE", "FR 40 303 256 045", "FR40303265045"),
        ("enterprise_number", "LU", "15027424", "LU15027442"),
        ("iban", "BE", "BE68 5390 0754 7043", "BE68539007547034"),
        ("iban", "BE", "BE68 539O O754 7O34", "BE68539007547034"),
        ("national_number", "BE", "O1.02.03-1O1.67", "01020310167"),
        ("national_number", "BE", "0I020310I67", "01020310167"),
        ("enterprise_number", "BE", "BE O4O3.I70.701", "0403.170.701"),
        ("iban", "BE", "be86 5390 0754 7034", "BE68539007547034"),
    ],
)
def test_lost_zeros_a_swapped_pair_and_letters_for_digits_are_put_right(
    field, country, text, meant
):
    assert repaired(field, text, country) == meant


@pytest.mark.parametrize(
    ("field", "country", "text"),
    [
        ("national_number", "BE", "85.07.30-033.28"),
        ("national_number", "BE", "85.07.30-034.28"),
        ("national_number", "BE", "8,50730E+10"),
        ("national_number", "BE", "8.5073003328E+10"),
        ("national_number", "BE", "756.9217.0769.85"),
        ("national_number", "BE", "２850730033"),
        ("national_number", "BE", ""),
        ("national_number", "LU", "2985073003353"),
        ("national_number", "LU", "1003073003393"),
        ("enterprise_number", "CH", "CHE-107.787.757"),
        ("enterprise_number", "FR", "303 256 045"),
        ("enterprise_number", "FR", "1234566"),
        ("enterprise_number", "FR", "73282932000009"),
        ("enterprise_number", "DE", "DE 136 695 967"),
        ("enterprise_number", "BE", "4.0317E+08"),
        ("postcode", "FR", "1000"),
        ("phone", "BE", "457123456"),
        ("client_number", "BE", "2E+15"),
    ],
)
def test_what_is_right_lost_or_not_proven_is_left_alone(field, country, text):
    assert repaired(field, text, country) is None


def test_the_birth_date_of_the_row_must_agree():
    assert repaired("national_number", "85.07.03-033.28", birth_date=date(1985, 7, 30))
    assert repaired("national_number", "85.07.03-033.28", birth_date=date(1985, 7, 3)) is None


def test_nobody_is_born_tomorrow():
    assert repaired("national_number", "26122400153") is None
    assert repair("national_number", "26122400153", country="BE", today=date(2027, 1, 1)) is None


def with_check_digits(start, later=False):
    return f"{start}{97 - int(('2' if later else '') + start) % 97:02}"


def a_birth_date(chance):
    return date(1935, 1, 1) + timedelta(days=chance.randrange(32_000))


def a_national_number(chance, born):
    return with_check_digits(f"{born:%y%m%d}{chance.randrange(1, 998):03}", born.year >= 2000)


def an_enterprise_number(chance, born):
    return with_check_digits(f"0{chance.randrange(2_000_000, 8_000_000)}")


def a_belgian_iban(chance, born):
    bank = f"{chance.randrange(10**9, 10**10)}"
    account = f"{bank}{int(bank) % 97 or 97:02}"
    return f"BE{stdnum_iban.calc_check_digits('BE00' + account)}{account}"


def a_french_iban(chance, born):
    account = f"{chance.randrange(10**22, 10**23)}"
    return f"FR{stdnum_iban.calc_check_digits('FR00' + account)}{account}"


MADE = [
    # Of a hundred numbers with one wrong digit, fewer than so many get a wrong proof.
    ("national_number", a_national_number, 8),
    ("enterprise_number", an_enterprise_number, 10),
    ("iban", a_belgian_iban, 9),
    ("iban", a_french_iban, 25),
]


def wrong_ones(field, made, spoil):
    """Numbers as they should be and as they are: spoilt in a way their check notices."""
    chance = random.Random(field)
    while True:
        born = a_birth_date(chance)
        right = made(chance, born)
        wrong = spoil(chance, right)
        if field in check({field: wrong}, country="BE", today=TODAY)[1]:
            yield born, right, wrong


def with_a_swapped_pair(chance, number):
    at = chance.randrange(2, len(number) - 1)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def with_a_wrong_digit(chance, number):
    at = chance.randrange(2, len(number))
    return number[:at] + chance.choice("0123456789") + number[at + 1 :]


@pytest.mark.thorough
@pytest.mark.parametrize(("field", "made"), [row[:2] for row in MADE])
def test_a_swapped_pair_is_never_repaired_wrongly(field, made):
    repairs = [
        (repaired(field, wrong), check({field: right}, country="BE", today=TODAY)[0][field])
        for _born, right, wrong in islice(wrong_ones(field, made, with_a_swapped_pair), COUNT)
    ]
    assert {answer for answer, right in repairs if answer != right} <= {None}
    assert sum(answer == right for answer, right in repairs) >= 0.75 * COUNT


@pytest.mark.thorough
@pytest.mark.parametrize(("field", "made", "of_a_hundred"), MADE)
def test_chance_seldom_proves_a_number_with_a_wrong_digit(field, made, of_a_hundred):
    numbers = islice(wrong_ones(field, made, with_a_wrong_digit), COUNT)
    proven = [wrong for _born, _right, wrong in numbers if repaired(field, wrong)]
    assert 0 < len(proven) < of_a_hundred / 100 * COUNT


@pytest.mark.thorough
def test_with_a_birth_date_beside_it_chance_proves_next_to_nothing():
    numbers = wrong_ones("national_number", a_national_number, with_a_wrong_digit)
    proven = [
        wrong
        for born, _right, wrong in islice(numbers, COUNT)
        if repaired("national_number", wrong, birth_date=born)
    ]
    assert len(proven) < 0.02 * COUNT
