"""The server of the stand-ins itself, spoken to by httpx and not by ours."""

import httpx
import pytest

from carnet.connectors.standin import Reply, running


class Parrot:
    """Answers with what it is given, and keeps the requests."""

    def __init__(self, *replies):
        self.replies, self.requests = list(replies), []

    def answer(self, request):
        self.requests.append(request)
        return self.replies.pop(0) if self.replies else Reply()


def test_what_is_asked_arrives_whole():
    parrot = Parrot()
    with running(parrot) as address:
        httpx.put(
            f"{address}/a%20b?x=1&x=2&empty=", json={"ü": 1}, headers={"Authorization": "Bearer k"}
        )
    (request,) = parrot.requests
    assert (request.method, request.path) == ("PUT", "/a b")
    assert request.query == {"x": ["1", "2"], "empty": [""]}
    assert (request.one("x"), request.one("none", "-")) == ("2", "-")
    assert request.headers["authorization"] == "Bearer k"
    assert request.json() == {"ü": 1}


@pytest.mark.parametrize(
    ("body", "kind", "content"),
    [
        (b"%PDF", "text/plain", b"%PDF"),
        ("Trop vite", "text/plain", b"Trop vite"),
        ([{"id": 0}], "application/json", b'[{"id": 0}]'),
    ],
)
def test_bodies_say_what_they_are(body, kind, content):
    with running(Parrot(Reply(418, body, {"Retry-After": "7"}))) as address:
        answer = httpx.get(address)
    assert (answer.status_code, answer.content) == (418, content)
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["retry-after"] == "7"


def test_an_empty_answer_and_one_without_a_body_leave_the_line_usable():
    with (
        running(Parrot(Reply(204), Reply(200, "x"), Reply(200, "y"))) as address,
        httpx.Client() as line,
    ):
        assert line.get(address).status_code == 204
        assert line.head(address).headers["content-length"] == "1"
        assert line.get(address).text == "y"


def test_a_cut_answer_ends_in_the_middle_and_the_next_one_is_whole():
    with running(Parrot(Reply(body="a" * 1000, cut=True), Reply(body="whole"))) as address:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(address)
        assert httpx.get(address).text == "whole"


def test_who_waits_in_vain_does_not_hold_up_the_end():
    with running(Parrot(Reply(after=3600.0))) as address, pytest.raises(httpx.ReadTimeout):
        httpx.get(address, timeout=0.05)


def test_a_form_is_read():
    parrot = Parrot()
    with running(parrot) as address:
        httpx.post(address, data={"code": "a&b", "scope": ""})
    assert parrot.requests[0].form() == {"code": "a&b", "scope": ""}
