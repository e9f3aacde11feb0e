import pytest
from django.http import QueryDict

from carnet.questionnaires.definition import Choice, Item
from carnet.questionnaires.given import ESCAPES, Status
from carnet.questionnaires.kinds import KINDS, fits, posted_at, read, show
from carnet.questionnaires.reading import read as read_document
from tests.questionnaires.builders import document
from tests.questionnaires.builders import item as written

A, B = Choice("a", {"en": "Apple", "fr": "Pomme"}), Choice("b", {"en": "Pear", "fr": "Poire"})


def reading(kind, posted, **fields):
    if KINDS[kind].chooses:
        fields.setdefault("choices", (A, B))
    return read(Item("x", kind, **fields), QueryDict(posted), "x")


@pytest.mark.parametrize(
    ("kind", "posted", "value"),
    [
        ("yes_no", "x=no", "no"),
        ("one", "x=a", "a"),
        ("many", "x=b&x=a", ["a", "b"]),
        ("text", "x= Ann ", "Ann"),
        ("text", "x=a%00b", "ab"),
        ("long_text", "x=one%0Atwo", "one\ntwo"),
        ("number", "x=12,5", "12.5"),
        ("number", "x=1 234", "1234"),
        ("number", "x=-3", "-3"),
        ("money", "x=1.234,50", "1234.50"),
        ("money", "x=1 234,50", "1234.50"),
        ("money", "x=1%C2%A0234,50", "1234.50"),
        ("money", "x=1%E2%80%AF234,50", "1234.50"),
        ("money", "x=1,234.50", "1234.50"),
        ("money", "x=1'234.50", "1234.50"),
        ("money", "x=1.234.567", "1234567"),
        ("money", "x=1.250", "1250"),
        ("money", "x=€ 99,9", "99.9"),
        ("money", "x=250 CHF", "250"),
        ("money", "x=250.-", "250"),
        ("money", "x=٣٤٥", "345"),
        ("money", "x=0", "0"),
        ("percent", "x=12,5 %25", "12.5"),
        ("date", "x-day=3&x-month=1&x-year=2025", "2025-01-03"),
        ("date", "x=2025-01-03", "2025-01-03"),
        ("date", "x=3/1/2025", "2025-01-03"),
        ("date", "x=03.01.2025", "2025-01-03"),
        ("month", "x-month=6&x-year=2025", "2025-06"),
        ("month", "x=2025-06", "2025-06"),
        ("year", "x=2025", 2025),
        ("email", "x=Ann@Example.org", "Ann@example.org"),
        ("phone", "x=%2B3225551212", "+32 2 555 12 12"),
        ("phone", "x=0032 2 555 12 12", "+32 2 555 12 12"),
        ("phone", "x=02/555.12.12", "02/555.12.12"),
        ("country", "x=be", "BE"),
        ("bank_account", "x=be68 5390 0754 7034", "BE68539007547034"),
        ("declaration", "x-agreed=yes&x-name=Ann", {"name": "Ann"}),
        (
            "address",
            "x-street=Rue Haute&x-house_number=1&x-postcode=1000&x-city=Bruxelles&x-country=BE",
            {
                "street": "Rue Haute",
                "house_number": "1",
                "postcode": "1000",
                "city": "Bruxelles",
                "country": "BE",
            },
        ),
    ],
)
def test_what_people_type_is_understood(kind, posted, value):
    assert reading(kind, posted.replace("+", "%2B")).given.value == value


@pytest.mark.parametrize(
    ("kind", "posted", "told"),
    [
        ("yes_no", "x=maybe", "Pick one"),
        ("many", "x=a&x=q", "Pick one"),
        ("number", "x=1.234", "1234 or 1.2340"),
        ("number", "x=12 34", "in figures"),
        ("number", "x=1,23,4", "in figures"),
        ("money", "x=1.25.00", "in figures"),
        ("money", "x=12.3456", "two decimals"),
        ("money", "x=0.500", "two decimals"),
        ("money", "x=twelve", "in figures"),
        ("money", "x=1234567890123456", "too long"),
        ("date", "x-day=31&x-month=2&x-year=2025", "31/2/2025 is not a day"),
        ("date", "x-day=3", "the month and the year"),
        ("date", "x-day=3&x-month=1&x-year=25", "four figures"),
        ("date", "x=tomorrow", "day, month and year"),
        ("month", "x-month=13&x-year=2025", "1 to 12"),
        ("year", "x=25", "four figures"),
        ("email", "x=ann@", "not an e-mail address"),
        ("phone", "x=call me", "telephone number"),
        ("phone", "x=%2B32", "telephone number"),
        ("country", "x=XX", "Pick a country"),
        ("bank_account", "x=BE68539007547035", "not a valid IBAN"),
        ("declaration", "x-name=Ann", "Tick the box"),
        ("declaration", "x-agreed=yes", "first and last name"),
        ("address", "x-street=Rue Haute", "postcode, city"),
    ],
)
def test_what_is_not_understood_is_kept_and_answered_with_a_sentence(kind, posted, told):
    found = reading(kind, posted)
    assert found.given.status is Status.INVALID
    assert found.given.raw
    assert told in found.problem


@pytest.mark.parametrize(
    ("format_", "number", "valid"),
    [
        ("be_national", "85.07.30-033.28", True),
        ("be_national", "85.07.30-033.29", False),
        ("be_enterprise", "0403.019.261", True),
        ("be_enterprise", "0403.019.262", False),
        ("national", "756.1234.5678.97", True),
        ("national", "123", False),
        ("lu_national", "1893 1201 05732", True),
        ("lu_national", "1893 1201 05733", False),
        ("ch_national", "756.1234.5678.97", True),
        ("ch_enterprise", "CHE-100.155.212", True),
        ("fr_enterprise", "552 008 443", True),
        ("fr_tax", "07 01 987 765 432", False),
        ("be_communication", "+++090/9337/55493+++", True),
        ("", "anything 123", True),
    ],
)
def test_official_numbers_have_check_digits(format_, number, valid):
    found = reading("id_number", f"x={number}", format=format_)
    assert (found.given.status is Status.ANSWERED) is valid


def test_bounds_lengths_and_patterns():
    assert "Write 0 or more." in reading("number", "x=-1", min=0, max=10).problem
    assert "Write 10 or less." in reading("number", "x=11", min=0, max=10).problem
    assert "at most 3" in reading("text", "x=abcd", max_length=3).problem
    assert "expected form" in reading("text", "x=ab1", pattern="[a-z]+").problem
    assert reading("text", "x=ab", pattern="[a-z]+").given.value == "ab"


def test_a_pattern_that_explodes_elsewhere_ends_in_time():
    assert reading("text", "x=" + "a" * 900 + "!", pattern="(a+)+b").problem


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].asks])
def test_nothing_typed_is_blank(kind):
    assert reading(kind, "x=&x-day= &x-country=BE&x-here=1").given.status is Status.BLANK


def test_a_pressed_way_out_wins_and_stays_until_something_is_typed():
    escapes = (Status.DONT_KNOW, Status.ASK_ACCOUNTANT)
    pressed = reading("money", "x=12&x-escape=ask_accountant&x-remark=Which?", escapes=escapes)
    assert pressed.given.status is Status.ASK_ACCOUNTANT
    assert pressed.remark == "Which?"
    assert reading("money", "x=&x-kept=dont_know", escapes=escapes).given.status == "dont_know"
    assert reading("money", "x=5&x-kept=dont_know", escapes=escapes).given.value == "5"
    assert reading("money", "x-escape=later", escapes=escapes).given.status is Status.BLANK


def test_a_confirmed_warning_is_read():
    assert reading("money", "x=5&x-right=yes").given.confirmed
    assert not reading("money", "x=5").given.confirmed


def test_a_question_says_that_it_was_on_the_page():
    assert posted_at(QueryDict("x-here=1"), "x")
    assert not posted_at(QueryDict("y-here=1"), "x")


def test_choices_that_went_are_refused():
    item = Item("x", "one", choices=(A, B))
    assert read(item, QueryDict("x=a"), "x", choices=(B,)).given.status is Status.INVALID


@pytest.mark.parametrize(
    ("kind", "value", "language", "words"),
    [
        ("yes_no", "yes", "fr", "Oui"),
        ("yes_no", "no", "de", "Nein"),
        ("one", "a", "fr", "Pomme"),
        ("one", "a", "nl", "Apple"),
        ("many", ["a", "b"], "en", "Apple, Pear"),
        ("date", "2026-03-03", "fr", "3 mars 2026"),
        ("date", "2026-03-03", "de", "3. März 2026"),
        ("month", "2025-06", "nl", "juni 2025"),
        ("country", "BE", "de", "Belgien"),
        ("bank_account", "BE68539007547034", "en", "BE68 5390 0754 7034"),
        ("declaration", {"name": "Ann"}, "en", "Ann"),
        ("year", 2025, "fr", "2025"),
        ("calc", True, "nl", "Ja"),
        ("calc", "1234.5", "en", "1,234.5"),
        ("address", {"street": "Rue Haute", "box": "2", "country": "BE"}, "fr", "Rue Haute 2, Belgique"),
    ],
)  # fmt: skip
def test_answers_are_shown_as_each_country_writes_them(kind, value, language, words):
    fields = {"choices": (A, B)} if KINDS[kind].chooses else {}
    assert show(Item("x", kind, **fields), value, language) == words


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "1 234,50 €"), ("nl", "€ 1.234,50"), ("en", "€1,234.50")]
)
def test_amounts_carry_their_currency(language, words):
    shown = show(Item("x", "money"), "1234.50", language)
    assert shown.replace("\u202f", " ").replace("\xa0", " ") == words


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].parts != ("",)])
def test_what_is_stored_can_be_typed_again(kind):
    examples = {
        "date": "2025-01-03",
        "month": "2025-06",
        "declaration": {"name": "Ann"},
        "address": {"street": "Rue Haute", "postcode": "1000", "city": "Bruxelles"},
    }
    boxes = KINDS[kind].boxes(examples[kind], "fr")
    query = QueryDict(mutable=True)
    query.update({f"x-{part}": text for part, text in boxes.items()})
    assert read(Item("x", kind), query, "x").given.value == examples[kind]


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("amount", ["0.05", "7", "1234.50", "1234567.89"])
def test_a_shown_amount_is_read_back_unchanged(language, amount):
    (typed,) = KINDS["money"].boxes(amount, language).values()
    assert float(reading("money", f"x={typed}").given.value) == float(amount)


@pytest.mark.parametrize(
    ("posted", "day"),
    [
        ("x-kept=later&x-promised=2026-05-01", "2026-05-01"),
        ("x-kept=later&x-promised=soon", None),
        ("x-kept=later", None),
        ("x-kept=not_have&x-promised=2026-05-01", None),
    ],
)
def test_a_document_that_comes_later_has_a_day(posted, day):
    found = reading("file", posted, escapes=ESCAPES)
    assert found.given.value == day


@pytest.mark.parametrize(
    ("kind", "value", "fit"),
    [
        ("date", "2025-01-31", True),
        ("date", "yes", False),
        ("one", "home", True),
        ("one", "gone", False),
        ("many", ["home"], True),
        ("many", ["home", "gone"], False),
        ("many", "home", False),
        ("money", "12.50", True),
        ("money", "many", False),
        ("address", {"street": "Rue Haute", "postcode": "1000", "city": "Bruxelles"}, True),
        ("address", {"street": "Rue Haute"}, False),
        ("address", "Rue Haute", False),
        ("year", 2025, True),
        ("yes_no", True, False),
    ],
)
def test_only_what_could_have_been_typed_fits(kind, value, fit):
    definition, problems = read_document(document(written("x", kind)))
    assert fits(definition.item("x"), value) is fit


def test_every_kind_fits_its_own_samples():
    for kind, made in KINDS.items():
        if made.asks and made.prefills and not made.chooses and kind != "yes_no":
            definition, _problems = read_document(document(written("x", kind)))
            assert all(fits(definition.item("x"), sample) for sample in made.samples), kind
