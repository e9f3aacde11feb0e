"""Finding a client by what somebody types, on either database; nobody of another firm, whatever is typed."""

import pytest
from django.db import connection

from carnet.clients import paging
from carnet.clients.criteria import Criteria
from carnet.clients.listing import listing
from carnet.clients.models import Client
from carnet.clients.search import fold, found_by, matches, typed_words
from carnet.clients.word_index import TRIGGERS, in_index, prepare_search
from tests import makers as make


@pytest.fixture(params=["small", "large"])
def firm_size(request, monkeypatch):
    """In a large firm the word index is asked."""
    if request.param == "large":
        monkeypatch.setattr(paging, "LOOK", 0)


def found(firm, typed):
    ids = paging.fetch(listing(firm, Criteria(q=typed), by=None)).ids
    return [Client.objects.get(pk=pk).last_name for pk in ids]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zoë D’Hœst-Müller", "zoe d hoest muller"),
        ("STRAẞE", "strasse"),
        ("İstanbul Łódź Ørsted Þór", "istanbul lodz orsted thor"),
        ("  O'Brien,\tÉlise\n", "o brien elise"),
        ("ﬁn ½", "fin 1 2"),
        ('100% *" 🤷', "100"),
        ("", ""),
        ("Ναύτης", "ναυτησ"),
    ],
)
def test_accents_case_and_punctuation_do_not_matter(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("first", "last", "company", "kind", "under"),
    [
        ("Ann", "Van Dyck", "", "person", "van dyck ann"),
        ("Ann", "Van Dyck", "Zon BV", "company", "zon bv van dyck ann"),
        ("", "", "Zon BV", "person", "zon bv"),
        ("x" * 300, "y" * 300, "", "person", "y" * 200),
    ],
)
def test_people_stand_under_their_last_name_and_companies_under_theirs(
    first, last, company, kind, under
):
    client = Client(firm_id=1, first_name=first, last_name=last, company=company, kind=kind)
    assert found_by(client)[0] == under


def test_a_number_is_one_word_however_it_is_written():
    assert typed_words("0403.170.701 2024-0012 C-12") == ["0403170701", "20240012", "c", "12"]


def test_many_or_long_words_are_cut():
    assert typed_words("ab " * 5000) == ["ab"]
    assert len(typed_words(" ".join("abcdefghijklmnop"))) == 8
    assert typed_words("é" * 10_000) == ["e" * 40]


def test_a_word_counts_from_its_beginning():
    assert matches(["jan", "pe"], "1@peeters 1@jan")
    assert not matches(["eeters"], "1@peeters 1@jan")
    assert not matches(["1"], "1@peeters 1@jan")


@pytest.fixture
def lea(firm):
    """Somebody with everything one can be found by, among others."""
    make.client(firm=firm, first_name="Luc", last_name="Dupont", email="luc@example.net")
    return make.client(
        firm=firm,
        first_name="Léa",
        last_name="Van den Bœrg-Müller",
        company="Éts Soleil & Fils",
        email="lea.soleil@example.org",
        client_number="2024-0012",
        enterprise_number="0403170701",
        partner_first_name="Günther",
        partner_last_name="O’Neill",
    )


LEA = [
    *("lea", "LÉA", "van den boerg", "boerg lea", "LEA BŒRG", "muller", "Mueller", "müll"),
    *("ets", "soleil fils", "lea.soleil@example.org", "lea.sol", "example.org lea", "soleil"),
    *("2024-0012", "2024 0012", "20240012", "0012", "2024-0", "0403.170.701", "0403170701", "0403"),
    *("gunther", "guenther", "o'neill", "oneill", "vandenboerg", "  léa  ", "l v m s"),
]


@pytest.mark.thorough
def test_a_client_is_found_by_what_people_type(firm, lea, firm_size):
    missed = [typed for typed in LEA if found(firm, typed) != ["Van den Bœrg-Müller"]]
    assert missed == []


def test_somebody_else_is_not(firm, lea, firm_size):
    for typed in ["ea", "oerg", "lea dupont", "xq", "lea2", "0012x"]:
        assert found(firm, typed) == []


HOSTILE = [
    *("'", '"', '""', "'; DROP TABLE clients_client; --", "*", "lea*", "a OR b", "NOT lea"),
    *(
        "NEAR(lea soleil)",
        "lea AND",
        "search:lea",
        "{lea}",
        "^lea",
        "lea + dupont",
        "-lea",
        "(",
        ")",
    ),
    *("%", "_", "l_a", "%lea%", "\\", "lea\\", ":*", "'lea':*", "!lea", "lea & !luc", "lea | luc"),
    *("@1", "@", "🤷", "👩‍👩‍👧", "\x00lea\x00", "\ud800", "‮lea", "a" * 10_000, "é " * 5_000, "١٢٣"),
]


@pytest.mark.thorough
def test_nothing_typed_is_read_as_a_command(office, firm, lea, firm_size):
    texts = dict(Client.objects.values_list("pk", "search"))
    for typed in HOSTILE:
        response = office.get("/clients/", {"q": typed.encode("utf-8", "replace")})
        assert response.status_code == 200
        expected = {pk for pk, text in texts.items() if matches(typed_words(typed), text)}
        assert set(response.context["page"].found.ids) == expected
    assert Client.objects.count() == 2


def test_nobody_of_another_firm_is_found(firm, stranger, firm_size):
    for number in range(5):
        make.client(firm=stranger.firm, last_name="Peeters", email=f"zed{number}@example.org")
    mine = make.client(firm=firm, last_name="Peeters", email="zed@example.org")
    for typed in ["peeters", "p", "ann peeters", "@", "zed@", "example"]:
        page = paging.fetch(listing(firm, Criteria(q=typed), by=None))
        assert (page.ids, page.count.number) == ([mine.pk], 1)


def test_the_index_keeps_the_words_of_the_firms_apart(firm, stranger, ann):
    theirs = make.client(firm=stranger.firm, last_name="Peeters")
    asked = in_index(stranger.firm.pk, ["peeters"])
    assert list(Client.objects.filter(asked)) == [theirs]


NUMBER = "85073003328"


@pytest.mark.parametrize("typed", [NUMBER, "85.07.30-033.28", "85 07 30 033 28"])
def test_a_national_number_typed_in_full_finds_its_owner_or_partner(office, firm, ann, typed):
    ann.national_number = NUMBER
    ann.save()
    partner = make.client(firm=firm, last_name="Zwart", partner_national_number=NUMBER)
    make.client(firm=firm, last_name="Else")
    response = office.get("/clients/", {"q": typed}, headers={"HX-Request": "true"})
    assert set(response.context["page"].found.ids) == {ann.pk, partner.pk}
    assert response["HX-Push-Url"] == "false"


def test_part_of_a_national_number_finds_nobody(firm, ann, firm_size):
    ann.national_number = NUMBER
    ann.save()
    assert found(firm, NUMBER[:10]) == []


def test_the_owner_of_a_number_in_another_firm_stays_unknown(firm, ann, stranger):
    theirs = make.client(firm=stranger.firm)
    theirs.national_number = NUMBER
    theirs.save()
    assert found(firm, NUMBER) == []


def test_a_changed_name_is_found_and_the_former_is_forgotten(firm, ann, firm_size):
    ann.last_name = "Zwart"
    ann.save(update_fields=["last_name"])
    assert found(firm, "peeters") == []
    assert found(firm, "zwart") == ["Zwart"]


def test_an_erased_client_is_not_in_the_index(firm, ann):
    ann.delete()
    assert not Client.objects.filter(in_index(firm.pk, ["peeters"])).exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            peeters = f'"{firm.pk}@peeters"'
            cursor.execute(
                "SELECT rowid FROM clients_search WHERE clients_search MATCH %s", [peeters]
            )
            assert cursor.fetchall() == []


def test_the_index_follows_the_table_after_all_migrations(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            assert {name for (name,) in cursor.fetchall()} >= TRIGGERS
        else:
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'clients_search'")
            assert cursor.fetchone()
            cursor.execute(
                "SELECT collation_name FROM information_schema.columns"
                " WHERE table_name = 'clients_client' AND column_name = 'sort_name'"
            )
            assert cursor.fetchone() == ("C",)


def test_the_index_can_be_made_anew(firm, ann, monkeypatch):
    prepare_search(connection)
    monkeypatch.setattr(paging, "LOOK", 0)
    assert found(firm, "peet") == ["Peeters"]
