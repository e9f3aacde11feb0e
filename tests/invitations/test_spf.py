"""SPF records judged against a real name server: the examples of RFC 7208 and the limits it sets."""

import pytest

from carnet.core import lookup
from carnet.invitations import spf
from carnet.invitations.spf import Verdict
from tests.name_server import open_name_server

# Appendix A of RFC 7208.
ZONE = {
    ("example.com", "MX"): ["10 mail-a.example.com.", "20 mail-b.example.com."],
    ("example.com", "A"): ["192.0.2.10", "192.0.2.11"],
    ("amy.example.com", "A"): ["192.0.2.65"],
    ("bob.example.com", "A"): ["192.0.2.66"],
    ("mail-a.example.com", "A"): ["192.0.2.129"],
    ("mail-b.example.com", "A"): ["192.0.2.130"],
    ("example.org", "MX"): ["10 mail-c.example.org."],
    ("mail-c.example.org", "A"): ["192.0.2.140"],
    ("example.net", "TXT"): ['"v=spf1 ip4:198.51.100.7 -all"'],
}
SENDER = "strong-bad@email.example.com"


def judged(settings, record, address="192.0.2.3", more=(), sender=SENDER, domain="example.com"):
    texts = [record] if isinstance(record, str) else record
    zone = {**ZONE, (domain, "TXT"): [f'"{text}"' for text in texts], **dict(more)}
    with open_name_server(settings, zone):
        return spf.judge(address, domain, sender, lookup.asking())


@pytest.mark.parametrize(
    ("record", "passing", "failing"),
    [
        ("v=spf1 +all", ["192.0.2.3", "2001:db8::1"], []),
        ("v=spf1 a -all", ["192.0.2.10", "192.0.2.11"], ["192.0.2.65", "2001:db8::1"]),
        ("v=spf1 a:example.org -all", [], ["192.0.2.10", "192.0.2.140"]),
        ("v=spf1 mx -all", ["192.0.2.129", "192.0.2.130"], ["192.0.2.10"]),
        ("v=spf1 mx:example.org -all", ["192.0.2.140"], ["192.0.2.129"]),
        ("v=spf1 mx mx:example.org -all", ["192.0.2.129", "192.0.2.140"], ["192.0.2.10"]),
        (
            "v=spf1 mx/30 mx:example.org/30 -all",
            ["192.0.2.128", "192.0.2.131", "192.0.2.143"],
            ["192.0.2.132", "192.0.2.144"],
        ),
        ("v=spf1 ip4:192.0.2.128/28 -all", ["192.0.2.129"], ["192.0.2.65", "2001:db8::1"]),
        ("v=spf1 ip6:2001:db8::/32 -all", ["2001:db8:1::2"], ["2001:db9::1", "192.0.2.1"]),
        ("v=spf1 include:example.net -all", ["198.51.100.7"], ["192.0.2.10"]),
        ("v=spf1 redirect=example.net", ["198.51.100.7"], ["192.0.2.10"]),
        ("v=spf1 a:amy.example.com a:bob.example.com/31 -all", ["192.0.2.65", "192.0.2.67"], []),
        ("v=spf1 ip4:192.0.2.65 -all", ["::ffff:192.0.2.65"], ["::ffff:192.0.2.66"]),
        ("V=SPF1 IP4:192.0.2.65 A:AMY.example.com. -ALL", ["192.0.2.65"], ["192.0.2.66"]),
    ],
)
def test_examples_of_the_standard(settings, record, passing, failing):
    for address in passing:
        assert judged(settings, record, address) == Verdict("pass"), address
    for address in failing:
        assert judged(settings, record, address) == Verdict("fail"), address


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1", "neutral"),
        ("v=spf1 ptr -all", "fail"),  # names of addresses are not asked for
        ("v=spf1 -ip4:192.0.2.0/24 +all", "fail"),
        ("v=spf1 exp=explain._spf.%{d} new.thing=x -all", "fail"),
        ("v=spf10 -all", "none"),
        (" v=spf1 -all", "none"),
        ("v=spf1 -all redirect=example.net", "fail"),
    ],
)
def test_each_result(settings, record, result):
    assert judged(settings, record) == Verdict(result)


# A.3 and A.4: lists of addresses and of people, looked up by macros.
USERS = {
    ("example.com", "TXT"): ['"v=spf1 mx include:users._spf.%{d} include:hosts._spf.%{d} -all"'],
    ("users._spf.example.com", "TXT"): ['"v=spf1 exists:%{l1r+}.%{d}"'],
    ("hosts._spf.example.com", "TXT"): ['"v=spf1 exists:%{ir}.%{l1r+}.%{d}"'],
    ("mary.users._spf.example.com", "A"): ["127.0.0.2"],
    ("7.2.0.192.joel.hosts._spf.example.com", "A"): ["127.0.0.2"],
}


@pytest.mark.parametrize(
    ("sender", "address", "result"),
    [
        ("mary@example.com", "192.0.2.7", "pass"),
        ("mary+list@example.com", "192.0.2.9", "pass"),
        ("anna@example.com", "192.0.2.9", "fail"),
        ("joel@example.com", "192.0.2.7", "pass"),
        ("joel@example.com", "192.0.2.8", "fail"),
    ],
)
def test_macros_name_the_sender_and_the_address(settings, sender, address, result):
    with open_name_server(settings, {**ZONE, **USERS}):
        verdict = spf.judge(address, "example.com", sender, lookup.asking())
    assert verdict.result == result


# The examples of 7.4, that of an IPv6 address included.
@pytest.mark.parametrize(
    ("macro", "address", "asked"),
    [
        ("%{s}", "192.0.2.3", r"strong-bad\@email.example.com"),
        ("%{o}", "192.0.2.3", "email.example.com"),
        ("%{d2}", "192.0.2.3", "example.com"),
        ("%{d2r}", "192.0.2.3", "example.email"),
        ("%{l-}", "192.0.2.3", "strong.bad"),
        ("%{lr-}", "192.0.2.3", "bad.strong"),
        ("%{l1r-}", "192.0.2.3", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "192.0.2.3", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "192.0.2.3", "bad.strong.lp._spf.example.com"),
        (
            "%{ir}.%{v}._spf.%{d2}",
            "2001:db8::cb01",
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com",
        ),
    ],
)
def test_macros_of_the_standard(settings, macro, address, asked):
    more = {(asked, "A"): ["127.0.0.2"]}
    found = judged(settings, f"v=spf1 exists:{macro} -all", address, more, domain=SENDER[11:])
    assert found == Verdict("pass")


@pytest.mark.parametrize("term", ["exists:%{h}", "include:%{ir}.%{p}.example.net"])
def test_what_only_a_receiver_can_know_is_not_guessed(settings, term):
    assert judged(settings, f"v=spf1 {term} -all") == Verdict("unjudged", "macro", term)


@pytest.mark.parametrize(
    "term",
    [
        "ip4:192.0.2.0/33",
        "ip4:192.0.2",
        "ip4:192.0.2.1/255.255.255.0",
        "ip4:",
        "ip4",
        "ip6:192.0.2.1",
        "ip6:2001:db8::/129",
        "mx/33",
        "a//129",
        "a/024",
        "include",
        "include:",
        "include:example.net/24",
        "all:example.net",
        "a:mail",
        "a:192.0.2.1",
        "-redirect=example.net",
        "exists:%{x}.example.net",
        "exists:%{d0}.example.net",
        "exists:100%.example.net",
        "ipv4:192.0.2.1",
        "a:pöst.example.net",
        "redirect=",
    ],
)
def test_a_record_that_breaks_the_grammar_is_named_wherever_it_does(settings, term):
    found = judged(settings, f"v=spf1 ip4:192.0.2.3 {term} -all")
    assert found[:2] == ("permerror", "syntax")
    assert found.term[:3] == term[:3]


def chained(number):
    names = [f"n{step}.example.net" for step in range(1, number + 1)]
    texts = [*[f'"v=spf1 include:{name} -all"' for name in names], '"v=spf1 +all"']
    return {
        (name, "TXT"): [text] for name, text in zip(["example.com", *names], texts, strict=True)
    }


@pytest.mark.parametrize(("number", "result"), [(10, "pass"), (11, "permerror")])
def test_ten_look_ups_and_no_more(settings, number, result):
    assert judged(settings, "", more=chained(number)).result == result


def test_a_circle_ends(settings):
    found = judged(settings, "v=spf1 include:example.com -all")
    assert found == Verdict("permerror", "lookups", "include:example.com")


def test_the_limit_holds_over_all_kinds_of_look_ups(settings):
    found = judged(settings, "v=spf1 a mx ptr a mx ptr a mx ptr a mx ptr -all")
    assert found == Verdict("permerror", "lookups", "mx")
    assert judged(settings, "v=spf1 a mx ptr a mx ptr a mx ptr a all").result == "pass"


def test_two_names_without_an_answer_and_no_more(settings):
    two = "v=spf1 a:x.example.com mx:y.example.com"
    assert judged(settings, f"{two} -all") == Verdict("fail")
    found = judged(settings, f"{two} exists:z.example.com -all")
    assert found == Verdict("permerror", "void", "exists:z.example.com")


def test_more_than_ten_mail_servers(settings):
    more = {("example.com", "MX"): [f"{n} mail-a.example.com." for n in range(11)]}
    assert judged(settings, "v=spf1 mx -all", more=more) == Verdict("permerror", "lookups", "mx")


def test_an_include_must_have_a_record(settings):
    found = judged(settings, "v=spf1 include:amy.example.com -all")
    assert found == Verdict("permerror", "include", "include:amy.example.com")
    found = judged(settings, "v=spf1 redirect=amy.example.com")
    assert found == Verdict("permerror", "include", "redirect=amy.example.com")


def test_several_records_are_none(settings):
    found = judged(settings, ["v=spf1 +all", "v=spf1 -all"])
    assert found == Verdict("permerror", "several", "example.com")
    more = {("two.example.net", "TXT"): ['"v=spf1 a"', '"v=spf1 mx"']}
    found = judged(settings, "v=spf1 include:two.example.net ?all", more=more)
    assert found == Verdict("permerror", "include", "include:two.example.net")


def test_no_answer_is_no_verdict(settings):
    with open_name_server(settings, ZONE, broken=True):
        assert spf.judge("192.0.2.1", "example.com", SENDER, lookup.asking()).result == "temperror"


def test_what_lets_somebody_send_is_named_as_written():
    record = "v=spf1 mx A/24 include:_spf.host.be -ip4:192.0.2.1 +ip6:2001:db8::/32 exp=x.be ~all"
    assert spf.allowing(record) == ["mx", "A/24", "include:_spf.host.be", "+ip6:2001:db8::/32"]
    assert spf.allowing("v=spf1 redirect=_spf.host.be") == ["redirect=_spf.host.be"]
    assert spf.allowing("v=spf1 -all") == []
