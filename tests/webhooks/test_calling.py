"""One call to a real receiver that behaves as it likes."""

import ssl
import threading
from http.server import HTTPServer

import pytest

from carnet.api.webhooks import calling
from carnet.api.webhooks.calling import Answer, cleaned, post
from tests.certificates import self_signed
from tests.webhooks.receiver import Handler, open_receiver


def test_the_body_arrives_as_it_was_signed(receiver):
    answer = post(receiver.url + "?a=1", '{"a":1}', {"webhook-id": "msg_1"})
    assert (answer.status, answer.problem, answer.taken) == (204, "", True)
    [call] = receiver.calls
    assert (call.path, call.body) == ("/hook?a=1", '{"a":1}')
    assert call.headers["Host"] == f"127.0.0.1:{receiver.server_port}"
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize("status", [400, 410, 429, 500, 503])
def test_only_a_yes_counts(status):
    with open_receiver(status) as receiver:
        answer = post(receiver.url, "{}", {})
    assert (answer.status, answer.taken, answer.gone) == (status, False, status == 410)


def test_nobody_is_led_away():
    with open_receiver("lead away") as receiver:
        answer = post(receiver.url, "{}", {})
    assert (answer.status, answer.taken) == (302, False)
    assert [call.path for call in receiver.calls] == ["/hook"]


def test_a_proxy_of_the_environment_is_not_asked(receiver, monkeypatch):
    with open_receiver() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        assert post(receiver.url, "{}", {}).taken
        assert (len(receiver.calls), len(proxy.calls)) == (1, 0)


def test_who_talks_is_listened_to_for_a_moment():
    with open_receiver("talk") as receiver:
        answer = post(receiver.url, "{}", {})
    assert answer.taken
    assert answer.said.startswith("[31mThank you � very much very much")
    assert len(answer.said) <= calling.SHOWN


def test_what_is_shown_of_an_answer_is_harmless():
    said = "‮ evil\x00 \x1b[2J <script>\u2028 end".encode()
    assert cleaned(said) == "evil [2J <script> end"


def test_nobody_there(receiver):
    url = receiver.url
    receiver.shutdown()
    receiver.server_close()
    assert post(url, "{}", {}).problem == "connection"


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["hang", "drip"])
@pytest.mark.parametrize("fast", [True, False])
def test_who_takes_for_ever_is_left(monkeypatch, how, fast):
    monkeypatch.setattr(calling, "EACH", 0.3)
    monkeypatch.setattr(calling, "ALTOGETHER", 0.5)
    with open_receiver(how) as receiver:
        receiver.fast_drip = fast
        answer = post(receiver.url, "{}", {})
    assert (answer.status, answer.problem) == (None, "timeout")


def test_who_hangs_up_said_nothing():
    with open_receiver("cut") as receiver:
        assert post(receiver.url, "{}", {}).problem == "cut"


def test_a_yes_whose_end_is_missing_is_a_yes():
    with open_receiver("cut in the body") as receiver:
        assert post(receiver.url, "{}", {}).taken


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A receiver with a certificate for 127.0.0.1, which is trusted."""
    certificate, key = self_signed(tmp_path, "127.0.0.1")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.calls, server.answers = [], [204]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_args: None
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    server.certificate = certificate
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_certificate_that_is_trusted_and_names_the_host(secure, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(secure.certificate))
    answer = post(f"https://127.0.0.1:{secure.server_port}/", "{}", {})
    assert answer == Answer(204, answer.ms)


def test_a_certificate_of_another_name(secure, monkeypatch):
    """The address is the same, so it is the name that is compared."""
    monkeypatch.setenv("SSL_CERT_FILE", str(secure.certificate))
    answer = post(f"https://localhost:{secure.server_port}/", "{}", {})
    assert answer.problem == "encryption"
    assert secure.calls == []


@pytest.mark.thorough
def test_a_certificate_nobody_vouches_for(secure):
    answer = post(f"https://127.0.0.1:{secure.server_port}/", "{}", {})
    assert answer.problem == "encryption"
    assert secure.calls == []
