"""Where a webhook may lead. Whatever spelling an inner address has, it is not called."""

import socket
import sys
import threading

import dns.flags
import dns.message
import dns.rrset
import pytest

from carnet.api.webhooks import calling
from carnet.core.lookup import asking
from carnet.core.targets import Refused, Unresolved, parse, resolve
from tests.name_server import NameServer, open_name_server
from tests.webhooks.receiver import open_receiver


@pytest.fixture(autouse=True)
def in_earnest(settings):
    settings.DEBUG = False


INSIDE = [
    # This machine, in every way of writing it that some library reads as an address.
    *("127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "0", "0.0.0.0", "0.0.0.1"),
    *("2130706433", "017700000001", "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1"),
    *("0177.0.0.01", "127.0.0.1.", "127.000.000.001", "00127.0.0.1", "3232235521", "0xA9FEA9FE"),
    *("１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1", "localhost", "LOCALHOST."),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[::1%25lo]"),
    # Networks of one's own, of a provider, of one cable.
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.1.1"),
    *("100.64.0.1", "100.100.100.200", "100.127.255.254", "169.254.0.1", "169.254.169.254"),
    *("[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]"),
    *("[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::ffff:10.0.0.1]", "2852039166"),
    # What wraps another address: NAT64, 6to4, Teredo.
    *("[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::1]", "[2002:7f00:1::]"),
    *("[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[2001:0:a9fe:a9fe::1]", "[2001:10::1]"),
    # For tests and books, for everybody at once, for nobody.
    *("192.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.19.255.254", "198.51.100.1"),
    *("203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "168.63.129.16", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]"),
    *("[5f00::1]", "[4000::1]", "[::2]", "intranet", "router.", "printer", "metadata"),
]  # fmt: skip


def test_there_are_enough_spellings():
    assert len(set(INSIDE)) >= 80


@pytest.mark.parametrize("host", INSIDE)
def test_no_spelling_of_an_inner_address_is_called(settings, host):
    with open_name_server(settings) as server, pytest.raises((Refused, Unresolved)):
        resolve(parse(f"https://{host}/"), asking())
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org"),
        *("", "https://", "https:///path", "//example.org/", "example.org", "javascript:alert(1)"),
        *("https://me:secret@example.org/", "https://127.0.0.1@example.org/", "https://@example.org"),
        *("https://example.org:22/", "https://example.org:0/x", "https://example.org:99999/"),
        *("https://example.org\\@127.0.0.1/", "https://exa mple.org/", "https://example.org/\r\nX: y"),
        *("https://-x.org/", "https://example..org/", "https://[::1", "https://[1.2.3.4]/"),
        *("https://" + "x" * 64 + ".org/", "https://example.org/" + "x" * 600, "https://%31%32.org/"),
    ],
)  # fmt: skip
def test_what_is_no_address_to_call_is_refused(url):
    with pytest.raises(Refused):
        parse(url)


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://example.org", "example.org", 443, "/"),
        ("https://Example.ORG./a?b=c#d", "example.org", 443, "/a?b=c"),
        ("https://büro.example/x", "xn--bro-hoa.example", 443, "/x"),
        ("https://example.org:8443/", "example.org", 8443, "/"),
        ("https://1.1.1.1/", "1.1.1.1", 443, "/"),
        ("https://[2606:4700::1111]/", "2606:4700::1111", 443, "/"),
    ],
)
def test_what_is_called_is_taken_apart_once(url, host, port, path):
    place = parse(url)
    assert (place.host, place.port, place.path) == (host, port, path)


def test_only_in_development_this_machine_may_be_called(settings):
    with pytest.raises(Refused):
        parse("http://localhost:8000/")
    settings.DEBUG = True
    assert parse("http://localhost:8000/").local
    with pytest.raises(Refused):
        parse("http://example.org/")


@pytest.mark.parametrize(
    ("records", "raises"),
    [
        ({("hook.example", "A"): ["10.0.0.1"]}, Refused),
        ({("hook.example", "A"): ["1.1.1.1", "127.0.0.1"]}, Refused),
        ({("hook.example", "A"): ["1.1.1.1"], ("hook.example", "AAAA"): ["::1"]}, Refused),
        ({("hook.example", "AAAA"): ["::ffff:169.254.169.254"]}, Refused),
        ({}, Unresolved),
    ],
)
def test_a_name_with_one_inner_address_is_not_called(settings, records, raises):
    with open_name_server(settings, records), pytest.raises(raises):
        resolve(parse("https://hook.example/"), asking())


@pytest.mark.parametrize("behaviour", [{"broken": True}])
def test_a_name_server_that_fails_is_no_reason_to_guess(settings, behaviour):
    with open_name_server(settings, {}, **behaviour), pytest.raises(Unresolved):
        resolve(parse("https://hook.example/"), asking())


HEARD = None


def listen(event, arguments):
    """What Python does with sockets, told by Python itself."""
    if HEARD is not None and event in {"socket.connect", "socket.getaddrinfo"}:
        HEARD.append((event, arguments))


sys.addaudithook(listen)


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setitem(globals(), "HEARD", [])
    return HEARD


class Flipping(NameServer):
    """Says an outer address once and the inner one ever after, with no time to keep it."""

    def _answer(self, query):
        response, asked = dns.message.make_response(query), query.question[0]
        response.flags |= dns.flags.RA
        self.asked.append(dns.rdatatype.to_text(asked.rdtype))
        if self.asked[-1] == "AAAA" and self.asked.count("AAAA") == 1:
            # Documented as reachable nowhere from here: the connection fails at once, and goes to it alone.
            response.answer.append(dns.rrset.from_text(asked.name, 0, "IN", "AAAA", "2a00::1"))
        elif self.asked[-1] == "A" and self.asked.count("A") > 1:
            response.answer.append(dns.rrset.from_text(asked.name, 0, "IN", "A", "127.0.0.1"))
        return response


@pytest.mark.thorough
def test_a_name_that_changes_its_mind_leads_nowhere_else(settings, monkeypatch, heard):
    monkeypatch.setattr(calling, "CONNECT", 0.5)
    server = Flipping()
    server.thread = threading.Thread(target=server._serve, daemon=True)
    server.thread.start()
    settings.NAME_SERVER = server.address
    with open_receiver() as receiver:
        url = f"https://hook.example:{receiver.server_port}/"
        first, second = calling.post(url, "{}", {}), calling.post(url, "{}", {})
        assert server.asked == ["A", "AAAA"] * 2
        assert first.problem in {"connection", "timeout"}
        assert second.problem == "refused"
        assert receiver.calls == []
    # Nobody but our own resolver was asked for the name, and the call went to what it had said.
    names = {arguments[0] for event, arguments in heard if event == "socket.getaddrinfo"}
    assert names == {"2a00::1"}
    called = {arguments[1][0] for event, arguments in heard if event == "socket.connect"}
    assert called <= {"2a00::1", "127.0.0.1"}
    assert ("127.0.0.1", receiver.server_port) not in [
        arguments[1] for event, arguments in heard if event == "socket.connect"
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
        knock.sendto(b"stop", server.address)
    server.thread.join(5)
    server.socket.close()
