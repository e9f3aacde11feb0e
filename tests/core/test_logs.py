"""What the log says of requests and faults, and that it says nothing of a person."""

import io
import json
import logging
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from carnet.api.keys.actions import make as make_key
from carnet.core import logs, mail
from carnet.core.models import Mail
from carnet.core.request_ids import current
from tests import cast
from tests import makers as make
from tests.portal.conftest import enter
from tests.test_routes import OFFICE, ROUTES

CANARY, LONG_NUMBER = "zq47ary", "85.07.30-033.28"
RAW = logging.Formatter("%(message)s")


@pytest.fixture
def told(settings):
    """What is written, by shape: as programs read it, as people do, and as it would be without us."""
    settings.LOG_FORMAT = "json"
    shapes = {"json": logs.Json(), "line": logs.Line(), "raw": RAW}
    handlers = {}
    for name, shape in shapes.items():
        handlers[name] = logging.StreamHandler(io.StringIO())
        handlers[name].setFormatter(shape)
        logging.getLogger().addHandler(handlers[name])
    yield {name: handler.stream for name, handler in handlers.items()}
    for handler in handlers.values():
        logging.getLogger().removeHandler(handler)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def record(message, *args, **fields):
    made = logging.LogRecord("carnet.x", logging.ERROR, "x.py", 1, message, args, None)
    made.__dict__.update(fields)
    return made


def test_each_request_is_one_line_with_its_route(office, ann, told):
    response = office.get(reverse("clients:card", args=[ann.pk]) + "?q=Peeters")
    (line,) = lines(told["json"])
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["route"] == "clients/<int:pk>/"
    assert line["ms"] >= 0
    assert line["event"] == "request"


def test_without_json_requests_are_not_told(office, settings, told):
    settings.LOG_FORMAT = "line"
    office.get("/clients/")
    assert told["line"].getvalue() == ""


def test_a_refused_page_is_told_with_the_same_id(office, told):
    response = office.get("/clients/999999/")
    assert response.status_code == 404
    found = lines(told["json"])
    assert [line["event"] for line in found] == ["request", "Not Found: GET clients/<int:pk>/"]
    assert {line["request_id"] for line in found} == {response.headers["X-Request-Id"]}


def test_a_probe_that_fails_is_told(client, db, told):
    client.get("/healthz/well")
    assert lines(told["json"])[-1]["event"] == "Service Unavailable: GET healthz/well"


def test_probes_are_not_told(client, db, told):
    assert client.get("/healthz/live").headers["X-Request-Id"]
    assert told["json"].getvalue() == ""


@pytest.mark.parametrize(
    ("behind_proxy", "given", "taken"),
    [
        (True, "3f2a9c41-77aa_b.0", True),
        (True, "short", False),
        (True, "a" * 65, False),
        (True, "ann@example.org", False),
        (True, "two words", False),
        (False, "3f2a9c41-77aa_b.0", False),
    ],
)
def test_the_proxys_id_is_taken_over_if_it_is_harmless(
    client, db, settings, behind_proxy, given, taken
):
    settings.BEHIND_PROXY = behind_proxy
    answered = client.get("/healthz/live", headers={"x-request-id": given}).headers["X-Request-Id"]
    assert (answered == given) is taken
    assert len(answered) >= 8
    assert current.get() == answered


@pytest.mark.parametrize("address", [f"/q/{CANARY}.secret/", f"/{CANARY}/?name={CANARY}"])
def test_a_missing_page_is_told_without_its_address(client, firm, colleague, told, address):
    client.get(address)
    assert CANARY in told["raw"].getvalue()
    for shape in ("json", "line"):
        assert CANARY not in told[shape].getvalue()
        assert "Not Found: GET" in told[shape].getvalue() or "Gone" in told[shape].getvalue()


def test_a_method_nobody_knows_is_not_repeated(client, firm, colleague, told):
    client.generic(CANARY, "/nowhere/")
    assert lines(told["json"])[-1]["event"].endswith(": - -")
    assert CANARY not in told["json"].getvalue() + told["line"].getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"550 <{CANARY}@example.org> unknown", "550 <[address]> unknown"),
        (f"mail to {CANARY}@straße.be: no", "mail to [address] no"),
        (f"GET https://desk.example/q/{CANARY}.x/ 410", "GET https://desk.example/q/[link] 410"),
        (f"/clients/?q={CANARY}&page=2 failed", "/clients/?[query] failed"),
        (f"number {LONG_NUMBER} is taken", "number [number] is taken"),
        ("call +32 478 12 34 56 now", "call [number] now"),
        ("uuid 0f8fad5b-d9cb-469f-a165-70867728950e", "uuid 0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("dossier 1234567 moved in 12 ms", "dossier 1234567 moved in 12 ms"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_looks_personal_is_taken_out(said, kept):
    assert logs.event(record("%s", said)) == kept
    assert json.loads(logs.Json().format(record("%s", said)))["event"] == kept
    assert logs.Line().format(record("%s", said)).endswith(f"ERROR carnet.x {kept}")


def test_an_exception_says_where_and_not_what():
    try:
        try:
            {}[CANARY]
        except KeyError as inner:
            raise ValueError(f"{CANARY} {LONG_NUMBER}") from inner
    except ValueError as outer:
        found = record("step failed", exc_info=(type(outer), outer, outer.__traceback__))
    for shape in (logs.Json(), logs.Line()):
        text = shape.format(found)
        assert CANARY not in text
        assert "ValueError in core/test_logs.py:" in text
        assert "because of KeyError in core/test_logs.py:" in text
        assert "\n" not in text


TEXT = (models.CharField, models.TextField)


def sown_in(model, field, word):
    """False where only one may have it, and where there is none."""
    with suppress(IntegrityError), transaction.atomic():
        return model._base_manager.update(**{field.attname: word}) > 0
    return False


def sow():
    """The canary in every column that people fill, of all that there is."""
    kept = {"slug", "language", "state", "lookup", "file", "sha256", "reference", "path", "event"}
    kept |= {
        "connector",
        "partner_language",
        "country",
        "nationality",
        "key",
        "search",
        "digest",
        "password",
    }
    sown = 0
    for model in make.Firm._meta.apps.get_models():
        if not model.__module__.startswith("carnet."):
            continue
        for field in model._meta.local_concrete_fields:
            if not isinstance(field, TEXT) or field.choices or field.unique or field.name in kept:
                continue
            if type(field) in (models.CharField, models.TextField, models.EmailField):
                word = f"{CANARY}@{CANARY}.be" if isinstance(field, models.EmailField) else CANARY
                if (field.max_length or 99) >= len(word) and not field.primary_key:
                    sown += sown_in(model, field, word)
    return sown


WORDS = [
    "name",
    "first_name",
    "last_name",
    "email",
    "q",
    "notes",
    "text",
    "subject",
    "phone",
    "url",
]
TYPED = {word: CANARY for word in WORDS} | {"national_number": LONG_NUMBER, "iban": LONG_NUMBER}


def walk(browser, names, made):
    """How many pages could be read."""
    browser.raise_request_exception, read = False, 0
    for name in names:
        address = reverse(name, kwargs=made[name])
        shown = browser.get(address, TYPED)
        read += shown.status_code == 200
        wrong = browser.post(address, TYPED, headers={"referer": f"https://x.example/{CANARY}"})
        for answer in (shown, wrong):
            if answer.streaming:  # read to its end, a file is closed
                b"".join(answer.streaming_content)
    return read


@pytest.mark.thorough
def test_a_walk_through_all_pages_leaves_no_word_of_anybody(
    office, firm, colleague, told, settings
):
    """Every page of the office and of clients, called rightly and wrongly, with the canary in every field and column;
    the API; and a mail that cannot leave."""
    ways_out = {name for name in OFFICE if "deactivate" in name or "sign_out" in name}
    pages = [name for name in OFFICE if name not in ways_out]
    made = {
        name: cast.arguments(name, ROUTES[name], firm=firm, by=colleague) if ROUTES[name] else {}
        for name in pages
    }
    _key, secret = make_key(
        firm,
        name="Sync",
        scopes=["clients:read"],
        expires_at=timezone.now() + timedelta(days=1),
        by=colleague,
    )
    assert sow() > 40
    assert walk(office, pages, made) > len(pages) / 3
    portal = [name for name in ROUTES if name.startswith("portal:")]
    links = {name: cast.never_existed(ROUTES[name]) for name in portal}
    links = {
        name: {
            key: f"{CANARY}.secret" if key == "token" else value for key, value in kwargs.items()
        }
        for name, kwargs in links.items()
    }
    somebody = make.client(firm=firm, first_name=CANARY, last_name=CANARY, email=f"{CANARY}@x.be")
    campaign = make.campaign(firm=firm, name=CANARY)
    visitor = enter(make.dossier(client=somebody, campaign=campaign, language="en"))
    assert walk(visitor.client, portal, links) > 3
    office.get(f"/api/v1/clients?q={CANARY}", headers={"authorization": f"Bearer {secret}"})
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", 1
    Mail.objects.create(to=f"{CANARY}@example.org", subject=CANARY, text=CANARY, urgent=True)
    mail.send_some(timezone.now())
    written = told["json"].getvalue() + told["line"].getvalue()
    assert len(lines(told["json"])) > 2 * len(pages)
    assert CANARY in told["raw"].getvalue(), "the walk was too harmless to prove anything"
    found = [line for line in written.splitlines() if CANARY in line or LONG_NUMBER in line]
    assert found == []
    assert secret not in written
