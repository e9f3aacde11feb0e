"""What a Sentry server is told of faults: that there was one and where, and nothing of a person. The server is a real
one as far as HTTP goes (sentry_office.py), and what breaks are real processes where it matters."""

import logging
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.urls import include, path

from carnet.core import env, reports, worker
from tests.core.breaking import ADDRESS, CANARIES, NUMBER, REQUEST_ID
from tests.core.sentry_office import KEY, open_office

ROOT = Path(__file__).resolve().parents[2]
WORD = "zqpage47"
# What a report may consist of, all of it.
EVENT = {"event_id", "timestamp", "platform", "sdk", "release", "environment", "level", "logger"}
EVENT |= {"logentry", "exception", "transaction", "tags"}
FRAME = {"filename", "lineno", "function", "in_app"}


@login_not_required
def broken(request, token):
    variable = [request.user, WORD]
    raise RuntimeError(f"{WORD} {ADDRESS}", variable)


@login_not_required
def refused(request):
    raise PermissionDenied(WORD)


urlpatterns = [
    path("broken/<token>/", broken),
    path("refused/", refused),
    path("", include("config.urls")),
]


@pytest.fixture
def server():
    with open_office() as office:
        yield office


@pytest.fixture
def told(server):
    """What arrived, once all of it has."""
    handler = reports.Reports(server.dsn)
    logging.getLogger().addHandler(handler)

    def events():
        handler.client.flush(timeout=30)
        return server.events()

    yield events
    logging.getLogger().removeHandler(handler)
    handler.client.close(timeout=30)


@pytest.fixture
def pages(client, firm, colleague, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    client.force_login(colleague)
    return client


def run(folder, *words, **surroundings):
    given = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "BEHIND_PROXY": "1"}
    given["DJANGO_SETTINGS_MODULE"] = "config.settings"
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=given | surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def arrived(server):
    """Everything that went over the line, unpacked."""
    return "\n".join(server.letters + server.heads)


def places(event):
    frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
    return [(frame["filename"], frame["function"]) for frame in frames]


def test_a_page_that_breaks_is_reported_with_its_route_and_id(pages, told, server):
    answer = pages.post(f"/broken/{WORD}/?q={WORD}", {"name": WORD}, headers={"x-word": WORD})
    (event,) = told()
    assert answer.status_code == 500
    assert event["transaction"] == "broken/<token>/"
    assert event["logentry"] == {"formatted": "Internal Server Error: POST broken/<token>/"}
    assert event["tags"] == {
        "process": "web",
        "method": "POST",
        "status": "500",
        "request_id": answer.headers["X-Request-Id"],
    }
    assert places(event)[-1] == ("core/test_reports.py", "broken")
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    assert (event["release"], event["environment"]) == ("carnet@0.1.0", "development")


def test_it_consists_of_what_is_allowed_and_nothing_else(pages, told, server, colleague):
    pages.get(f"/broken/{WORD}/")
    (event,) = told()
    assert set(event) == EVENT
    (one,) = event["exception"]["values"]
    assert set(one) == {"type", "module", "stacktrace"}
    assert all(set(frame) == FRAME for frame in one["stacktrace"]["frames"])
    for word in (
        WORD,
        colleague.email,
        colleague.name,
        socket.gethostname(),
        "testserver",
        str(ROOT),
    ):
        assert word not in arrived(server)
    assert f"sentry_key={KEY}" in arrived(server)


def test_a_step_of_the_worker_that_breaks_is_reported(told):
    def broken_step(now):
        raise ValueError(WORD)

    worker.one_round([broken_step], threading.Event())
    (event,) = told()
    assert event["logentry"] == {"formatted": "broken_step failed"}
    assert event["logger"] == "carnet.core.worker"
    assert places(event) == [("core/worker.py", "_repeat"), ("core/test_reports.py", "broken_step")]


def test_who_was_refused_is_no_fault(pages, told):
    assert pages.get("/refused/").status_code == 403
    assert pages.get("/clients/999999/").status_code == 404
    # Which Django's log calls an error.
    assert pages.get("/clients/", headers={"host": f"{WORD}.example"}).status_code == 400
    logging.getLogger("carnet.x").warning("%s", WORD)
    assert told() == []


def test_the_words_of_a_library_stay_here(told):
    logging.getLogger("elsewhere").error("no room for %s", WORD)
    logging.getLogger("carnet.x").error("mail to %s bounced", ADDRESS)
    found = [event["logentry"]["formatted"] for event in told()]
    assert found == ["a fault that elsewhere tells of", "mail to [address] bounced"]


def test_a_thousand_times_the_same_is_one_report(pages, told):
    for _ in range(3):
        pages.get(f"/broken/{WORD}/")
    for number in range(1000):
        logging.getLogger("carnet.x").error("delivery %s", number)
    assert [event["logger"] for event in told()] == ["django.request", "carnet.x"]


def test_many_different_ones_are_so_many_and_no_more():
    seldom = reports.Seldom()
    assert sum(seldom.allows(number) for number in range(1000)) == reports.MOST


def test_what_was_said_long_ago_may_be_said_again():
    seldom = reports.Seldom()
    assert [seldom.allows("x"), seldom.allows("x")] == [True, False]
    seldom.said = {what: at - reports.PAUSE for what, at in seldom.said.items()}
    assert seldom.allows("x")


def test_a_server_that_is_away_is_told_once_and_pages_go_on(pages, server, told, caplog):
    server.shutdown()
    server.server_close()
    assert pages.get(f"/broken/{WORD}/").status_code == 500
    logging.getLogger("carnet.x").error("another fault")
    told()
    assert server.letters == []
    lost = [line.getMessage() for line in caplog.records if line.name == "carnet.core.reports"]
    assert lost == ["a report of a fault could not be sent: network"]
    assert pages.get("/clients/").status_code == 200


def test_nobody_waits_for_a_server_that_is_slow(pages, server, told, caplog):
    """Who had waited would have waited until the report was given up."""
    server.open.clear()
    assert pages.get(f"/broken/{WORD}/").status_code == 500
    assert server.letters == []
    assert "could not be sent" not in caplog.text
    server.open.set()
    assert len(told()) == 1


@pytest.mark.parametrize("status", [403, 429, 500])
def test_what_a_server_refuses_is_not_sent_again(pages, server, told, caplog, status):
    server.status = status
    pages.get(f"/broken/{WORD}/")
    assert len(told()) == 1
    assert f"could not be sent: status_{status}" in caplog.text


def test_a_line_that_cannot_be_told_breaks_nothing(told, caplog, monkeypatch):
    monkeypatch.setattr(
        logging, "raiseExceptions", False
    )  # the console's complaint of the same line
    logging.getLogger("carnet.x").error("%s and %s", "one")
    assert told() == []
    assert "a fault could not be reported: TypeError" in caplog.text


@pytest.mark.thorough
def test_what_breaks_a_process_leaves_none_of_its_words(server, tmp_path):
    """A page with everything a person can bring along, a library, a thread, and the end of the process."""
    ended = run(tmp_path, "-m", "tests.core.breaking", SENTRY_DSN=server.dsn)
    assert ended.returncode == 1
    found = arrived(server)
    words = [*CANARIES.values(), ADDRESS, NUMBER, socket.gethostname(), str(ROOT)]
    assert [word for word in words if word in found] == []
    events = server.events()
    assert [event["logentry"]["formatted"] for event in events] == [
        "Internal Server Error: POST broken/<token>/",
        "a fault that elsewhere tells of",
        "a thread ended",
        "a process ended",
    ]
    assert events[0]["tags"]["request_id"] == REQUEST_ID
    kinds = [
        [one["type"] for one in event.get("exception", {"values": []})["values"]]
        for event in events
    ]
    assert kinds == [["KeyError", "RuntimeError"], [], ["LookupError"], ["ValueError"]]


@pytest.mark.thorough
@pytest.mark.parametrize(("people", "kept"), [("", {"cookie"}), ("1", set())])
def test_left_to_itself_the_library_would_tell_them(server, tmp_path, people, kept):
    """Otherwise the test before would prove nothing. Cookies it spares until it is told to send people, too."""
    run(tmp_path, "-m", "tests.core.breaking", DEFAULTS=server.dsn, WITH_PEOPLE=people)
    found = arrived(server)
    assert {place for place, word in CANARIES.items() if word not in found} == kept
    assert all(word in found for word in (ADDRESS, NUMBER, socket.gethostname(), str(ROOT)))


@pytest.mark.thorough
def test_a_command_that_breaks_is_reported_before_it_ends(server, tmp_path):
    """On a database without a table."""
    ended = run(
        tmp_path, "manage.py", "check_sealed", "--sample", "474747474747", SENTRY_DSN=server.dsn
    )
    assert ended.returncode == 1
    (event,) = server.events()
    assert event["tags"] == {"process": "command"}
    assert event["exception"]["values"][-1]["type"] == "OperationalError"
    assert "no such table" not in arrived(server)
    assert "474747474747" not in arrived(server)


@pytest.mark.thorough
def test_the_worker_reports_what_breaks(server, tmp_path):
    """On a database without a table, too: each of its steps fails, for the same reason at the same place."""
    given = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SENTRY_DSN": server.dsn}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    words = [sys.executable, "manage.py", "work"]
    with subprocess.Popen(words, cwd=ROOT, env=given, **quiet) as process:
        came = server.came.wait(60)
        process.terminate()
    assert came
    first = server.events()[0]
    assert first["tags"] == {"process": "worker"}
    assert first["logentry"] == {"formatted": "send_next failed"}
    assert first["exception"]["values"][-1]["type"] == "OperationalError"


@pytest.mark.thorough
def test_without_the_setting_nothing_is_loaded(tmp_path):
    tell = "import config.wsgi, sys; print('sentry_sdk' in sys.modules)"
    assert run(tmp_path, "-c", tell).stdout == "False\n"
    assert run(tmp_path, "-c", tell, SENTRY_DSN="http://key@127.0.0.1:1/1").stdout == "True\n"


@pytest.mark.thorough
def test_whoever_sets_it_up_can_try_it_out(server, tmp_path):
    dsn = server.dsn
    assert "has arrived" in run(tmp_path, "manage.py", "try_report", SENTRY_DSN=dsn).stdout
    assert server.events()[0]["logentry"] == {"formatted": "a report to try it out, no fault"}
    server.status = 403
    assert "refused the report" in run(tmp_path, "manage.py", "try_report", SENTRY_DSN=dsn).stderr
    away = run(tmp_path, "manage.py", "try_report", SENTRY_DSN="http://key@127.0.0.1:1/1")
    assert "cannot be reached" in away.stderr
    assert "is not set" in run(tmp_path, "manage.py", "try_report").stderr


@pytest.mark.parametrize(
    ("dsn", "wrong"),
    [
        ("zqkey47", "is no web address with a key"),
        ("https://sentry.example.org/1", "is no web address with a key"),
        ("ftp://zqkey47@sentry.example.org/1", "is no web address with a key"),
        ("https://zqkey47@/1", "is no web address with a key"),
        ("https://zqkey47@sentry.example.org:port/1", "is no web address with a key"),
        ("https://zqkey47@[sentry/1", "is no web address with a key"),
        ("https://zqkey47@sentry example.org/1", "is no web address with a key"),
        ("https://zqkey47@sentry.example.org", "does not end with the number of a project"),
        ("https://zqkey47@sentry.example.org/project", "does not end with the number of a project"),
        ("https://zqkey47@sentry.example.org/٣", "does not end with the number of a project"),
        ("https://zqkey47@sentry.example.org/1?x=zqkey47", "does not end with the number"),
    ],
)
def test_a_wrong_address_is_refused_with_a_sentence_without_its_key(monkeypatch, dsn, wrong):
    monkeypatch.setenv("SENTRY_DSN", dsn)
    with pytest.raises(env.WrongSetting) as stopped:
        env.sentry("SENTRY_DSN")
    assert str(stopped.value).startswith(f"SENTRY_DSN {wrong}")
    assert "Copy the whole DSN" in str(stopped.value)
    assert "zqkey47" not in str(stopped.value)


@pytest.mark.parametrize(
    "dsn", ["", "https://key@sentry.example.org/1", "http://key:old@sentry:9000/below/17"]
)
def test_a_right_one_is_taken(monkeypatch, dsn):
    monkeypatch.setenv("SENTRY_DSN", dsn)
    assert env.sentry("SENTRY_DSN") == dsn
