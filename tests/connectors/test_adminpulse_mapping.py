"""What AdminPulse says of relations, made into records: no network, no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.clients.fields import check
from carnet.connectors.adminpulse.invented import relations
from carnet.connectors.adminpulse.mapping import Reading, records
from carnet.connectors.adminpulse.names import FIELDS
from carnet.connectors.adminpulse.paths import Unreadable, found, parsed, readable
from carnet.connectors.adminpulse.samples import names_in
from carnet.connectors.contract import Piece

TODAY = date(2026, 11, 26)
USUAL = Reading({}, TODAY)
ANN = {
    "uniqueIdentifier": "APR00001",
    "code": "1001",
    "relationType": "Person",
    "name": "Peeters",
    "firstName": "Ann",
    "language": "NL",
    "channels": [
        {"type": "email", "value": "old@example.org", "favourite": False},
        {"type": "email", "value": "ann@example.org", "favourite": True},
        {"type": "mobile", "value": "0470 00 00 11", "favourite": True},
    ],
    "addresses": [{"street": "Bruul", "number": 96, "postalCode": 2800, "city": "Mechelen"}],
    "profiles": [{"profile": "responsible", "userId": 2}],
    "nationalNumber": "84.03.09-101.23",
    "birthDate": "1984-03-09T00:00:00",
    "tos": [],
}


def read(*said, reading=USUAL, users=()):
    pieces = [Piece("user", key, {"name": name}) for key, name in users]
    pieces += [Piece("relation", one["uniqueIdentifier"], one) for one in said]
    return list(records(pieces, reading))


def one(reading=USUAL, users=(), **over):
    return read({**ANN, **over}, reading=reading, users=users)[0]


DATA = {
    "Code": " 12  a ",
    "emails": [{"value": "a", "type": "x"}, {"value": "b", "isFavourite": True, "type": "Y.z"}],
    "company": {"id": 3, "name": "N"},
    "n": 2.0,
    "b": False,
    "none": None,
    "tags": ["p", "q"],
}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("code", ["12 a"]),
        ("emails.value", ["a", "b"]),
        ("emails[favourite].value", ["b", "a"]),
        ("emails[type=y.z].value", ["b"]),
        ("emails[type=x, favourite].value", ["a"]),
        ("emails[type=w].value", []),
        ("company", ["N"]),
        ("company.id", ["3"]),
        ("company[id=3].name", ["N"]),
        ("n", ["2"]),
        ("b", ["false"]),
        ("none", []),
        ("none.more", []),
        ("code.more", []),
        ("tags", ["p", "q"]),
    ],
)
def test_a_path_finds_what_stands_there(path, values):
    assert found(DATA, path) == values


@pytest.mark.parametrize(
    "path", ["", "a..b", ".a", "a.", "a[", "a]", "a[b", "a[b]", "[x]", "a=b", "a" * 201]
)
def test_what_is_no_path_is_refused(path):
    assert not readable(path)
    with pytest.raises(Unreadable):
        parsed(path)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@pytest.mark.thorough
@given(st.lists(st.dictionaries(st.text(), ANYTHING)))
def test_every_name_that_is_suggested_finds_its_value(sample):
    for name, value in names_in(sample).items():
        assert value in [said for one in sample for said in found(one, name)]


@given(ANYTHING)
def test_whatever_comes_is_read_without_stumbling(data):
    said = (
        {**data, "uniqueIdentifier": "A"} if isinstance(data, dict) else {"uniqueIdentifier": "A"}
    )
    (record,) = read(said)
    assert all(isinstance(value, str) for value in record.values.values())


@pytest.mark.thorough
@given(
    st.dictionaries(
        st.sampled_from([*(field.names[0] for field in FIELDS if field.names)]), ANYTHING
    )
)
def test_known_names_may_hold_anything(data):
    read({**data, "uniqueIdentifier": "A"})


def test_a_person_becomes_the_cells_of_a_row():
    record = one(users=[("2", "Marc Lenoir")])
    assert record.values == {
        "kind": "person",
        "first_name": "Ann",
        "last_name": "Peeters",
        "email": "ann@example.org",
        "language": "nl",
        "mobile": "0470 00 00 11",
        "street": "Bruul",
        "house_number": "96",
        "postcode": "2800",
        "city": "Mechelen",
        "client_number": "1001",
        "label": "Marc Lenoir",
        "national_number": "84.03.09-101.23",
        "birth_date": "1984-03-09",
    }
    assert record.active
    assert not record.partner_ref


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        ({}, "person"),
        ({"relationType": "Persoon"}, "person"),
        ({"relationType": "Sole proprietor"}, "sole_trader"),
        ({"relationType": "Eenmanszaak"}, "sole_trader"),
        ({"relationType": "Bedrijf"}, "company"),
        ({"relationType": 1}, "person"),
        ({"relationType": 2}, "person"),
        ({"relationType": True}, "person"),
        ({"relationType": 2, "legalForm": "BV"}, "company"),
        ({"relationType": None, "vatNumber": "0123456749"}, "sole_trader"),
        ({"relationType": None, "vatNumber": "0123456749", "firstName": ""}, "company"),
    ],
)
def test_the_kind_is_what_it_says_or_what_follows_from_the_rest(over, kind):
    assert one(**over).values["kind"] == kind


def test_a_company_has_its_name_and_no_ones():
    values = one(relationType="Company", name="Bakkerij Yılmaz BV", vatNumber="0123.456.749").values
    assert values["company"] == "Bakkerij Yılmaz BV"
    assert values["enterprise_number"] == "0123.456.749"
    assert not {"first_name", "last_name"} & values.keys()


def test_a_sole_trader_has_both():
    values = one(relationType="Sole proprietor", commercialName="Peeters & Co").values
    assert (values["last_name"], values["company"]) == ("Peeters", "Peeters & Co")


@pytest.mark.parametrize("whole", ["Ann Peeters", "Peeters Ann", "Peeters"])
def test_a_whole_name_loses_the_first(whole):
    assert one(name=whole).values["last_name"] == "Peeters"


@pytest.mark.parametrize(
    ("over", "active"),
    [
        ({}, True),
        ({"inactive": False, "status": "Klant"}, True),
        ({"inactive": True}, False),
        ({"isActive": True}, True),
        ({"isActive": False}, False),
        ({"status": "Prospect"}, False),
        ({"status": "Eigen Bedrijf"}, False),
        ({"status": 3}, True),
        ({"endDate": "2025-12-31T00:00:00"}, False),
        ({"endDate": "2027-12-31T00:00:00"}, True),
        ({"endDate": "0001-01-01T00:00:00"}, True),
        ({"inactive": False, "endDate": "2025-12-31T00:00:00"}, False),
    ],
)
def test_who_is_still_a_client(over, active):
    assert one(**over).active is active


@pytest.mark.parametrize("empty", [None, "", "0001-01-01T00:00:00", [], {}])
def test_what_is_empty_is_not_told(empty):
    assert "birth_date" not in one(birthDate=empty).values


def bob(**over):
    more = {"uniqueIdentifier": "APR00002", "firstName": "Bob", "name": "Claes"}
    return {**ANN, **more, **over}


def link(ref, kind=5):
    return {"linkType": kind, "uniqueIdentifier": ref}


def test_a_couple_is_known_from_either_side():
    ann, other = read({**ANN, "tos": [link("APR00002")]}, bob())
    assert (ann.partner_ref, other.partner_ref) == ("APR00002", "APR00001")
    assert ann.values["partner_first_name"] == "Bob"
    assert other.values["partner_national_number"] == ANN["nationalNumber"]


@pytest.mark.parametrize(
    "links",
    [
        [link("APR00002", 1)],  # a contact
        [link("APR00001")],  # oneself
        [link("APR00002"), link("APR00003")],  # partners in business
        [link("APR00009")],  # nobody we know
    ],
)
def test_whoever_may_be_no_spouse_is_none(links):
    third = bob(uniqueIdentifier="APR00003")
    ann, *_others = read({**ANN, "tos": links}, bob(), third)
    assert not ann.partner_ref
    assert "partner_first_name" not in ann.values


def test_a_company_is_nobodys_spouse():
    ann, _firm = read({**ANN, "tos": [link("APR00002")]}, bob(relationType="Company"))
    assert not ann.partner_ref


def test_a_partner_who_was_not_asked_for_is_no_client():
    pieces = [
        Piece("relation", "APR00001", {**ANN, "tos": [link("APR00002")]}),
        Piece("linked", "APR00002", bob()),
    ]
    (ann,) = records(pieces, USUAL)
    assert ann.values["partner_last_name"] == "Claes"


def test_the_detail_is_on_top_of_the_row_but_not_where_it_is_empty():
    pieces = [
        Piece("relation", "APR00001", ANN),
        Piece(
            "detail", "APR00001", {"firstName": "Anna", "name": None, "iban": "BE68539007547034"}
        ),
    ]
    (record,) = records(pieces, USUAL)
    assert record.values["first_name"] == "Anna"
    assert record.values["last_name"] == "Peeters"
    assert record.values["iban"] == "BE68539007547034"


def test_the_same_relation_twice_counts_as_it_came_last():
    (record,) = read(ANN, {**ANN, "firstName": "Anna"})
    assert record.values["first_name"] == "Anna"


def test_a_corrected_name_replaces_the_usual_ones():
    reading = Reading({"names": {"first_name": "voornaam", "email": ""}}, TODAY)
    values = one(reading, voornaam="Anneke").values
    assert values["first_name"] == "Anneke"
    assert "email" not in values


def test_a_corrected_meaning_goes_before_what_words_say():
    meanings = {"kind": {"2": "company"}, "language": {"7": "de"}, "active": {"4": "no"}}
    reading = Reading({"meanings": meanings}, TODAY)
    record = one(reading, relationType=2, language=7, status=4)
    assert (record.values["kind"], record.values["language"]) == ("company", "de")
    assert not record.active


def test_a_number_nobody_knows_the_meaning_of_is_left_for_the_plan_to_show():
    assert one(language=7).values["language"] == "7"


def test_a_wrong_national_number_is_left_as_it_stands():
    assert one(nationalNumber="84.03.09-101.24").values["national_number"] == "84.03.09-101.24"


def test_nearly_all_invented_relations_could_become_clients():
    said = relations(200, seed=3)
    wrong = {}
    for record in read(*said):
        _clean, errors = check(record.values, country="BE", today=TODAY)
        for key in errors:
            wrong.setdefault(key, []).append(record.ref)
    assert set(wrong) == {"email", "national_number", "partner_national_number"}
    assert all(len(refs) < 12 for refs in wrong.values())
