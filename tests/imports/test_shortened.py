"""Headers whose words are cut short, as narrow columns make people write them."""

import pytest

from carnet.imports.columns import heading
from carnet.imports.columns.heading import KNOWN, LEFT_OUT, read_heading
from tests.imports.lists import column


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date naiss.", "birth_date"),
        ("Date de naiss.", "birth_date"),
        ("Num. nat.", "national_number"),
        ("N° nat.", "national_number"),
        ("Code post.", "postcode"),
        ("Tél. port.", "mobile"),
        ("Tél. priv.", "phone"),  # also “téléfax privé”, if “tél.” were not a word by itself
        ("Gest.", "label"),
        ("Resp. doss.", "label"),
        ("Dén.", "company"),
        ("N° entr.", "enterprise_number"),
        ("Voorn.", "first_name"),
        ("Geb.datum", "birth_date"),
        ("Staatsang.", "nationality"),
        ("Gem. (adres)", "city"),
        ("Prénom conj.", "partner_first_name"),
        ("Rijksregisternr. echtg.", "partner_national_number"),
    ],
)
def test_a_word_cut_short_by_a_point_is_known_if_it_can_mean_but_one_thing(header, field):
    found = column([header, "E-mail", "Rue"], ["", "a@b.be", "Rue Haute"])
    assert (found.field, found.how, found.guess) == (field, "header", False)


def test_what_is_left_out_on_purpose_is_known_too():
    found = column(["Forme jur.", "E-mail", "Rue"], ["SRL", "a@b.be", "Rue Haute"])
    assert (found.field, found.note) == ("ignore", "legal_form")


def test_without_a_point_it_is_a_guess():
    found = column(["Date naiss", "E-mail", "Rue"], ["", "a@b.be", "Rue Haute"])
    assert (found.field, found.guess) == ("birth_date", True)


# Nationality or national number; city or language; commune, company or comment; one word without a point.
@pytest.mark.parametrize("header", ["Nat.", "Loc.", "Com.", "Naiss", "Couleur.", "C. P. T."])
def test_what_could_mean_several_things_means_none(header):
    assert not read_heading(header).known


@pytest.mark.parametrize("field", sorted({*KNOWN.values(), *LEFT_OUT.values()}))
def test_no_known_header_cut_short_is_surely_taken_for_another(field):
    names = [name for name, its in (KNOWN | LEFT_OUT).items() if its == field]
    for name in names:
        own = heading._meaning(read_heading(name))
        words = name.split()
        for at, word in enumerate(words):
            for length in {3, len(word) // 2, len(word) - 1} - {0, 1, len(word)}:
                cut = " ".join([*words[:at], f"{word[:length]}.", *words[at + 1 :]])
                found = read_heading(cut)
                known_by_itself = heading.is_known(cut)
                assert (
                    not found.known
                    or found.misspelt
                    or known_by_itself
                    or heading._meaning(found) == own
                )


def test_a_header_that_could_be_thousands_is_given_up():
    assert not read_heading(" ".join(["ab.", "co.", "de.", "pr.", "na."] * 5)).known
