"""What browsers report about our pages: counted, told once, and nothing of a person kept."""

import json
import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.core import csp, metrics
from carnet.core.models import Violation

SECRET = "h7dJx02bQ.s3cr3t-of-Anns-link"
HOST = "https://desk.example.org"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(csp, "meter", csp.Meter(csp.A_MINUTE))


def old(page="/q/", directive="script-src-elem", blocked="inline"):
    """As Firefox and Safari send it."""
    said = {
        "document-uri": HOST + page,
        "referrer": f"{HOST}/q/{SECRET}/?mail=ann@example.org",
        "violated-directive": directive,
        "effective-directive": directive,
        "original-policy": "default-src 'none'",
        "blocked-uri": blocked,
        "source-file": f"{HOST}/q/{SECRET}/",
        "script-sample": "alert('Ann Peeters')",
    }
    return {"csp-report": said}


def new(page="/q/", directive="script-src-elem", blocked="inline"):
    """As Chrome sends it."""
    body = {
        "documentURL": HOST + page,
        "effectiveDirective": directive,
        "blockedURL": blocked,
        "sample": "alert('Ann Peeters')",
        "sourceFile": f"{HOST}/q/{SECRET}/",
    }
    return {"type": "csp-violation", "age": 1, "url": HOST + page, "body": body}


def send(client, told, kind="application/csp-report", **more):
    content = told if isinstance(told, bytes) else json.dumps(told).encode()
    return client.post(csp.PATH, content, content_type=kind, **more)


def counted():
    return {(row.route, row.directive, row.blocked): row.times for row in Violation.objects.all()}


def told(caplog):
    return [r.getMessage() for r in caplog.records if r.name == "carnet.core.csp"]


@pytest.mark.parametrize(
    ("message", "kind"),
    [(old(f"/q/{SECRET}/"), "application/csp-report"),
     ([new(f"/q/{SECRET}/")], "application/reports+json")],
    ids=["report-uri", "report-to"],
)  # fmt: skip
def test_a_report_is_counted_and_told_by_its_route(client, db, caplog, message, kind):
    """Nobody is signed in, no token comes along, and no firm has been set up yet."""
    client.handler.enforce_csrf_checks = True
    for _each in range(3):
        answer = send(client, message, kind)
        assert (answer.status_code, answer.content, dict(answer.cookies)) == (204, b"", {})
    (key,) = counted()
    assert counted() == {key: 3}
    assert key[0].startswith("q/<")
    assert told(caplog) == [f"CSP: script-src-elem forbids inline on {key[0]}"]


def test_nothing_of_a_person_is_kept_or_told(client, db, caplog):
    caplog.set_level(logging.DEBUG)
    mean = [
        old(f"/q/{SECRET}/uploads/?mail=ann@example.org"),
        old("/clients/?q=Peeters", blocked=f"{HOST}/q/{SECRET}/"),
        old("/nowhere/Ann-Peeters/", directive="Ann Peeters", blocked="Ann Peeters"),
        old(blocked="https://ann:Peeters@evil.example/Peeters?ann"),
        old(blocked="data:text/html,Peeters"),
        old(blocked="https://Ann Peeters/\r\nFORGED LINE"),
        old(blocked="mailto:ann@example.org"),
    ]
    for one in mean:
        assert send(client, one).status_code == 204
    kept = repr(sorted(counted())) + "\n".join(told(caplog))
    for word in ("Ann", "ann", "Peeters", SECRET, "s3cr3t", "example.org", "FORGED", "alert"):
        assert word not in kept
    assert {blocked for _route, _directive, blocked in counted()} == {
        "inline", "self", "other", "evil.example", "data"
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b" ", b"{", b"null", b"7", b'["a"]', b"\xff\xfe", b"[" * 15000],
    ids=["nothing", "half", "null", "number", "words", "no text", "deep"],
)
def test_what_is_no_report_is_refused(client, db, content):
    assert send(client, content).status_code == 400
    assert not counted()


@pytest.mark.parametrize(
    "told", [{}, [], [{"type": "deprecation", "body": {}}], {"csp-report": []}]
)
def test_other_reports_are_taken_and_left(client, db, told):
    assert send(client, told).status_code == 204
    assert not counted()


def test_values_that_are_no_texts_harm_nothing(client, db):
    for odd in (None, 7, [], {}, "http://[", "x" * 4000):
        one = {"document-uri": odd, "effective-directive": odd, "blocked-uri": odd}
        assert send(client, {"csp-report": one}).status_code == 204
    assert counted() == {("-", "other", "other"): 6}


def test_a_large_one_is_refused_before_it_is_read(client, db):
    assert send(client, b" " * (csp.LARGEST + 1)).status_code == 413
    assert send(client, json.dumps(old()).encode().ljust(csp.LARGEST)).status_code == 204


def test_other_kinds_and_methods_are_refused(client, db):
    assert send(client, old(), "text/plain").status_code == 415
    assert client.get(csp.PATH).status_code == 405


def test_many_in_one_message_count_as_so_many_and_no_more(client, db):
    send(client, [new()] * 50, "application/reports+json")
    assert list(counted().values()) == [csp.AT_ONCE]


def test_who_sends_too_many_is_held_up_for_a_minute(client, db, monkeypatch):
    monkeypatch.setattr(csp, "meter", csp.Meter(2))
    moment = [60.0]
    monkeypatch.setattr(csp.time, "monotonic", lambda: moment[0])
    statuses = [send(client, old()).status_code for _each in range(4)]
    moment[0] = 121.0
    assert [*statuses, send(client, old()).status_code] == [204, 204, 429, 429, 204]


def test_made_up_ones_are_counted_together_in_the_end(client, db, monkeypatch, caplog):
    monkeypatch.setattr(csp, "MOST", 3)
    for number in range(6):
        send(client, old(blocked=f"https://{number}.example/"))
    assert len(counted()) == 4
    assert counted()["-", "script-src-elem", "other"] == 3
    assert len(told(caplog)) == 3


def test_the_figures_say_how_many(client, db):
    for directive in ("script-src-elem", "script-src-elem", "img-src", "made-up"):
        send(client, old(directive=directive))
    text = metrics.written(metrics.gathered(timezone.now()))
    for line in (
        'carnet_csp_reports{directive="script-src-elem"} 2\n',
        'carnet_csp_reports{directive="img-src"} 1\n',
        'carnet_csp_reports{directive="other"} 1\n',
    ):
        assert line in text


def test_what_was_not_seen_for_a_month_is_forgotten(db):
    now = timezone.now()
    for days, blocked in ((29, "inline"), (31, "eval")):
        csp.note(csp.Seen("q/", "script-src", blocked), now - timedelta(days=days))
    assert csp.forget(now) == 1
    assert list(counted()) == [("q/", "script-src", "inline")]
