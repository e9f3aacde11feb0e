"""What the register sorts and searches by, said once more, slowly: the quick code must write the same words,
or clients already stored would no longer be found."""

import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.clients.search import LETTERS, UMLAUTS, fold, found_by, many_found_by, prepare
from carnet.clients.search import TEXTS as ORDER

SIGNS = "abzAEIOZ019 .-'’/@_éÈüÖäßœÆøłİıµſﬁ½Ωςи日\u0301\u200b\u00a0\t\x1c\x85"
TEXTS = st.one_of(
    st.text(alphabet=SIGNS, max_size=20),
    st.text(max_size=20),
    st.sampled_from(["", "Ann", "Van den Berg", "Müller-Zürcher", "a b c d e", "x" * 90]),
)
FIELDS = (
    *("first_name", "last_name", "company", "email", "client_number", "enterprise_number"),
    *("partner_first_name", "partner_last_name", "partner_email"),
)


def folded(text):
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    spaced = "".join(sign if sign.isalnum() else " " for sign in bare)
    return " ".join(spaced.casefold().translate(LETTERS).split())


def words_of_name(text):
    words = folded(text).split()
    joined = ["".join(words)] if 2 <= len(words) <= 4 else []
    foreign = unicodedata.normalize("NFC", text.casefold()).translate(UMLAUTS)
    return words + joined + (folded(foreign).split() if not text.isascii() else [])


def words_of(client):
    words = []
    for key in ("first_name", "last_name", "company", "partner_first_name", "partner_last_name"):
        words += words_of_name(getattr(client, key))
    for key in ("client_number", "enterprise_number", "email", "partner_email"):
        words += folded(getattr(client, key)).split()
    for key in ("client_number", "enterprise_number"):
        words.append(folded(getattr(client, key)).replace(" ", ""))
    return list(dict.fromkeys(word[:40] for word in words if word))


@pytest.mark.thorough
@given(TEXTS)
def test_a_text_is_folded_as_ever(text):
    assert fold(text) == folded(text)


@given(st.lists(st.tuples(st.sampled_from(["person", "company"]), *[TEXTS] * len(FIELDS))))
def test_many_clients_are_found_by_the_same_words_as_one(several):
    clients = [
        SimpleNamespace(firm_id=12, kind=kind, **dict(zip(ORDER, texts, strict=True)))
        for kind, *texts in several
    ]
    kinds, *columns = zip(*several, strict=True) if several else [()] * (1 + len(ORDER))
    found = many_found_by(12, kinds, columns)
    assert found == list(map(found_by, clients))


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXTS)), st.sampled_from(["person", "company"]))
def test_a_client_is_sorted_and_found_by_the_same_words_as_ever(values, kind):
    client = SimpleNamespace(firm_id=12, kind=kind, **values)
    prepare(client)
    person = f"{client.last_name} {client.first_name}"
    first = kind == "company" and client.company.strip()
    whole = f"{client.company} {person}" if first else f"{person} {client.company}"
    assert client.sort_name == folded(whole)[:200].rstrip()
    assert client.search == " ".join(f"12@{word}" for word in words_of(client))
