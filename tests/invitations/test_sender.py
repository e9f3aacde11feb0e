import pytest
from django.core.cache import cache

from carnet.audit.models import Event
from carnet.core import lookup
from carnet.invitations import sender_check, sender_checking
from carnet.invitations.route_check import Route
from tests.name_server import open_name_server

DOMAIN = "fiduciaire.be"
HOST, MAIL = f"mail.{DOMAIN}", "84.199.1.5"
OWN = Route(HOST, f"desk@{DOMAIN}")
LONG_KEY = "A" * 300
ENDING = {("be", "NS"): ["a.nsset.be."]}
GOOD = {
    **ENDING,
    (DOMAIN, "MX"): ["10 mail.fiduciaire.be."],
    ("mail.fiduciaire.be", "A"): [MAIL],
    (DOMAIN, "TXT"): ['"google-site-verification=x"', '"v=spf1 mx include:_spf.host.be -all"'],
    ("_spf.host.be", "TXT"): ['"v=spf1 ip4:84.199.7.0/24 ~all"'],
    (f"s1._domainkey.{DOMAIN}", "TXT"): [
        f'"v=DKIM1; k=rsa; p={LONG_KEY[:200]}" "{LONG_KEY[200:]}"'
    ],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=quarantine"'],
}
PAGE = "/firm/mails/sender/"


@pytest.fixture(autouse=True)
def sender(db, settings):
    cache.clear()
    settings.DEFAULT_FROM_EMAIL, settings.MAIL_HOST = OWN.sender, HOST


def states(records, settings, selector="s1", **behaviour):
    with open_name_server(settings, records, **behaviour):
        found = sender_check.look(DOMAIN, selector, OWN, lookup.asking())
    return {line.what: (line.state, line.detail) for line in found}


def test_a_domain_in_order(settings):
    found = states(GOOD, settings)
    assert found.pop("spf") == ("passes", "allowed")
    assert set(found.values()) == {("passes", "")}


def test_a_domain_that_publishes_nothing(settings):
    assert set(states(ENDING, settings).values()) == {("missing", "")}


def test_a_name_server_without_the_internet_behind_it_proves_nothing(settings):
    assert set(states({}, settings).values()) == {("unknown", "unanswered")}


@pytest.mark.parametrize(
    ("name", "kind", "texts", "what", "state"),
    [
        (DOMAIN, "MX", ["0 ."], "mx", ("wrong", "none")),
        (DOMAIN, "TXT", ['"v=spf1 -all"', '"v=spf1 mx -all"'], "spf", ("wrong", "several")),
        (DOMAIN, "TXT", ['"v=spf1 a +all"'], "spf", ("wrong", "open")),
        (DOMAIN, "TXT", ['"v=spf1 all"'], "spf", ("wrong", "open")),
        (DOMAIN, "TXT", ['"v=spf1 mx ?all"'], "spf", ("passes", "allowed")),
        (DOMAIN, "TXT", ['"v=spf10 -all"'], "spf", ("missing", "")),
        (f"s1._domainkey.{DOMAIN}", "TXT", ['"v=DKIM1; p="'], "dkim", ("wrong", "revoked")),
        (f"_dmarc.{DOMAIN}", "TXT", ['"v=DMARC1; p=none"'], "dmarc", ("passes", "watching")),
        (f"_dmarc.{DOMAIN}", "TXT", ['"v=DMARC1;p=none"'] * 2, "dmarc", ("passes", "watching")),
    ],
)
def test_what_is_published_wrongly_is_seen(settings, name, kind, texts, what, state):
    assert states({**GOOD, (name, kind): texts}, settings)[what] == state


def test_dkim_cannot_be_known_without_its_selector(settings):
    assert states(GOOD, settings, selector="")["dkim"] == ("unknown", "selector")


def test_dmarc_of_the_domain_above_counts(settings):
    with open_name_server(settings, GOOD):
        lines = sender_check.look(f"mail.{DOMAIN}", "", OWN, lookup.asking())
    assert lines[-1].state == "passes"


@pytest.mark.thorough
@pytest.mark.parametrize("behaviour", [{"broken": True}, {"silent": True}])
def test_no_answer_is_not_the_same_as_none(settings, monkeypatch, behaviour):
    monkeypatch.setattr(lookup, "EACH", 0.1)
    monkeypatch.setattr(lookup, "ALTOGETHER", 0.3)
    assert set(states(GOOD, settings, **behaviour).values()) == {("unknown", "unanswered")}


def test_the_answer_is_remembered_unless_one_asks_again(settings, firm):
    with open_name_server(settings, GOOD) as server:
        sender_checking.checked(firm)
        asked = len(server.asked)
        assert sender_checking.checked(firm).state == "passes"
        assert len(server.asked) == asked
        sender_checking.checked(firm, again=True)
        assert len(server.asked) > asked


@pytest.mark.parametrize("domain", ["localhost", "carnet.example", "desk.local"])
def test_a_domain_of_nobodys_is_not_asked_for(settings, firm, domain):
    settings.DEFAULT_FROM_EMAIL = f"carnet@{domain}"
    with open_name_server(settings, GOOD) as server:
        assert sender_checking.checked(firm).lines == []
        assert server.asked == []


def test_every_state_has_its_sentence(settings, firm):
    for where in sender_checking.WORDS:
        told = sender_checking.Told(sender_check.Line(*where))
        assert told.sentence != sender_checking.UNANSWERED
        assert told.name
        assert told.word


@pytest.mark.thorough
def test_the_page_says_it_in_words_and_takes_the_selector(settings, office, firm):
    with open_name_server(settings, GOOD):
        page = office.get(PAGE).content.decode()
        assert "Nobody can look it up without its selector." in page
        assert "v=spf1 mx include:_spf.host.be -all" in page
        office.post(PAGE, {"dkim_selector": " S1 "})
        page = office.get(PAGE).content.decode()
    assert "The key is published." in page
    assert Event.objects.get(what="settings changed").facts == {"fields": ["dkim_selector"]}
    refused = office.post(PAGE, {"dkim_selector": "s1 domainkey"}).content.decode()
    assert "A selector is a word" in refused


@pytest.mark.thorough
def test_an_accountant_reads_but_does_not_change_the_selector(settings, client, accountant, firm):
    client.force_login(accountant)
    with open_name_server(settings, GOOD):
        assert client.get(PAGE).status_code == 200
        client.post(PAGE, {"dkim_selector": "s1"})
    firm.refresh_from_db()
    assert firm.dkim_selector == ""


@pytest.mark.thorough
def test_without_a_network_the_page_says_so(settings, office, monkeypatch):
    monkeypatch.setattr(lookup, "ALTOGETHER", 0.2)
    with open_name_server(settings, GOOD, silent=True):
        page = office.get(PAGE).content.decode()
    assert "could not be checked" in page
    assert "This says nothing about your domain: try later." in page
