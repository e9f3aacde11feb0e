from datetime import date

import pytest

from carnet.clients.duplicates import SAME_EMAIL, SAME_NAME, SAME_NUMBER, SAME_PERSON, likely
from carnet.clients.hints import better_address
from tests import makers as make

BORN = date(1985, 7, 30)


@pytest.fixture
def known(firm):
    return make.client(
        firm=firm,
        first_name="Françoise",
        last_name="De Smet",
        email="fr@example.org",
        birth_date=BORN,
        national_number="85073003328",
    )


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"national_number": "85073003328"}, (SAME_NUMBER,)),
        ({"email": "fr@example.org"}, (SAME_EMAIL,)),
        ({"first_name": "francoise", "last_name": "DE SMET"}, (SAME_NAME,)),
        ({"first_name": "De Smet", "last_name": "Françoise"}, (SAME_NAME,)),
        (
            {"first_name": "Francoise", "last_name": "Desmedt", "birth_date": BORN},
            (),
        ),
        (
            {"first_name": "Françoise", "last_name": "De Smeth", "birth_date": BORN},
            (SAME_PERSON,),
        ),
        (
            {"first_name": "Françoise", "last_name": "De Smet", "birth_date": date(1990, 1, 1)},
            (),
        ),
        ({"first_name": "Françoise"}, ()),
        ({}, ()),
    ],
)
def test_who_may_be_the_same(firm, known, typed, reasons):
    assert [one.reasons for one in likely(firm, typed)] == ([reasons] if reasons else [])


def test_a_partners_number_counts_too(firm):
    couple = make.client(firm=firm, partner_national_number="85073003328")
    assert [one.client for one in likely(firm, {"national_number": "85073003328"})] == [couple]


def test_one_is_no_duplicate_of_oneself(firm, known):
    assert likely(firm, {"email": known.email}, known.pk) == []


def test_it_asks_as_often_among_many(firm, known, django_assert_max_num_queries):
    typed = {"first_name": "F", "last_name": "De Smet", "email": "x@example.org"}
    with django_assert_max_num_queries(6):
        likely(firm, {**typed, "birth_date": BORN, "national_number": "85073003328"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ann@gmial.com", "ann@gmail.com"),
        ("ann@hotmial.com", "ann@hotmail.com"),
        ("ann@skynet.bee", "ann@skynet.be"),
        ("ann@telnet.be", "ann@telenet.be"),
        ("ann@hotmial.fr", "ann@hotmail.fr"),
        ("ann@gmail.fr", "ann@gmail.com"),
        ("ann@outlok.be", "ann@outlook.be"),
        ("ann@skynet.b", "ann@skynet.be"),
        ("ann@mail.com", ""),
        ("ann@yahoo.it", ""),
        ("ann@gmx.eu", ""),
        ("ann@bfr.fr", ""),
        ("ann@gmail.com", ""),
        ("ann@fiduciaire-dubois.be", ""),
        ("ann", ""),
    ],
)
def test_a_misspelt_domain_is_recognised(typed, meant):
    assert better_address(typed) == meant
