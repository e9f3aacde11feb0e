"""Whether the SPF record lets the host mail that Carnet hands its mails to, in the words people read."""

import pytest
from django.core.cache import cache

from carnet.invitations import sender_checking
from tests.name_server import open_name_server

DOMAIN, HOST = "fiduciaire.be", "mail.fiduciaire.be"
NET = {
    ("be", "NS"): ["a.nsset.be."],
    (DOMAIN, "A"): ["84.199.1.4"],
    (DOMAIN, "MX"): ["10 mx.fiduciaire.be."],
    ("mx.fiduciaire.be", "A"): ["84.199.1.9"],
    (HOST, "A"): ["84.199.1.5"],
    ("smtp.host.be", "A"): ["84.199.7.7"],
    ("six.fiduciaire.be", "A"): ["84.199.1.5"],
    ("six.fiduciaire.be", "AAAA"): ["2a02:a00::5"],
    ("inside.fiduciaire.be", "A"): ["10.0.0.5"],
    ("_spf.host.be", "TXT"): ['"v=spf1 ip4:84.199.7.0/28 ~all"'],
    ("_spf.else.be", "TXT"): ['"v=spf1 ip4:84.199.8.0/28 ~all"'],
}


@pytest.fixture(autouse=True)
def sender(db, settings):
    cache.clear()
    settings.DEFAULT_FROM_EMAIL, settings.MAIL_HOST = f"desk@{DOMAIN}", HOST


def told(settings, firm, record, host=HOST, domain=DOMAIN):
    settings.MAIL_HOST = host
    with open_name_server(settings, {**NET, (domain, "TXT"): [f'"{record}"']}):
        line = next(told for told in sender_checking.checked(firm).lines if told.line.what == "spf")
    return line.state, line.sentence


@pytest.mark.parametrize(
    ("record", "host"),
    [
        ("v=spf1 a:mail.fiduciaire.be -all", HOST),
        ("v=spf1 mx ip4:84.199.1.0/24 ~all", HOST),
        ("v=spf1 include:_spf.host.be -all", "smtp.host.be"),
        ("v=spf1 ip4:84.199.1.5 ip6:2a02:a00::/32 -all", "six.fiduciaire.be"),
        ("v=spf1 ip4:84.199.1.5 -all", "84.199.1.5"),
    ],
)
def test_a_host_that_is_allowed(settings, firm, record, host):
    sentence = f"It allows {host}, through which Carnet sends."
    assert told(settings, firm, record, host) == ("passes", sentence)


@pytest.mark.parametrize("end", ["-all", "~all", "?all", ""])
def test_a_host_of_ones_own_that_is_not(settings, firm, end):
    state, sentence = told(settings, firm, f"v=spf1 mx include:_spf.host.be {end}")
    assert state == "wrong"
    assert sentence == (
        "Mails that Carnet sends through mail.fiduciaire.be are not allowed by the SPF record of "
        "fiduciaire.be. Ask the person who runs the domain to add ip4:84.199.1.5."
    )


def test_only_the_address_that_is_missing_is_asked_for(settings, firm):
    state, sentence = told(settings, firm, "v=spf1 ip4:84.199.1.5 -all", "six.fiduciaire.be")
    assert state == "wrong"
    assert sentence.endswith("to add ip6:2a02:a00::5.")


def test_a_provider_may_send_from_elsewhere(settings, firm):
    state, sentence = told(settings, firm, "v=spf1 mx include:_spf.else.be -all", "smtp.host.be")
    assert state == "unknown"
    assert sentence == (
        "We cannot know from which address smtp.host.be sends; the record of fiduciaire.be allows "
        "mx include:_spf.else.be. Ask your mail provider whether that includes its servers."
    )


def test_a_record_that_names_nobody_elses_servers_lacks_the_provider(settings, firm):
    state, sentence = told(settings, firm, "v=spf1 a mx -all", "smtp.host.be")
    assert (state, sentence[-19:]) == ("wrong", "add ip4:84.199.7.7.")


@pytest.mark.parametrize("host", ["localhost", "mailserver", "127.0.0.1", "inside.fiduciaire.be"])
def test_the_way_out_of_a_host_inside_the_house_is_not_known(settings, firm, host):
    state, sentence = told(settings, firm, "v=spf1 mx -all", host)
    assert state == "unknown"
    assert sentence.startswith(f"We cannot know from which address {host} sends;")
    cache.clear()
    state, sentence = told(settings, firm, "v=spf1 -all", host)
    assert (state, sentence[:45]) == ("wrong", "The SPF record of fiduciaire.be allows nobody")


@pytest.mark.parametrize(
    ("record", "state", "words"),
    [
        ("v=spf1 ipv4:84.199.1.5 -all", "wrong", "cannot read it, for its part “ipv4:84.199.1.5”"),
        ("v=spf1 include:fiduciaire.be -all", "wrong", "It leads to more than ten other names"),
        ("v=spf1 a:x.be a:y.be a:z.be -all", "wrong", "Ask to remove “a:z.be” and other old parts"),
        ("v=spf1 include:old.be -all", "wrong", "Its part “include:old.be” leads to a domain"),
        ("v=spf1 exists:%{h} -all", "unknown", "Its part “exists:%{h}” depends on more than we"),
    ],
)
@pytest.mark.parametrize("host", [HOST, "localhost"])
def test_a_record_that_cannot_be_used_says_why(settings, firm, record, state, words, host):
    found = told(settings, firm, record, host)
    assert found[0] == state
    assert words in found[1]


def test_without_a_mail_server_there_is_nothing_to_judge(settings, firm):
    state, sentence = told(settings, firm, "v=spf1 -all", "")
    assert (state, sentence[:13]) == ("passes", "There is one.")


def test_it_is_the_domain_on_the_envelope_that_is_judged(settings, firm):
    settings.BOUNCE_ADDRESS = "back@bounces.be"
    state, sentence = told(settings, firm, "v=spf1 mx -all", domain="bounces.be")
    assert state == "wrong"
    assert "are not allowed by the SPF record of bounces.be." in sentence
