"""Keys: what opens the API, for how long and how far, and that nothing else does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carnet.api.contract import rate
from carnet.api.keys.actions import revoke
from carnet.api.keys.models import Key, fingerprint
from carnet.audit.models import Event
from carnet.firms.models import Role
from tests.api.calling import BASE, Program, secret_of

PAGE = "/firm/keys/"
TOMORROW = timezone.localdate() + timedelta(days=1)
SENT = {"name": "Sync", "scopes": ["clients:read"], "last_day": TOMORROW.isoformat()}


@pytest.mark.thorough
def test_a_key_is_shown_once_and_only_its_fingerprint_is_kept(office, firm):
    page = office.post(PAGE, SENT)
    secret = page.context["secret"]
    key = Key.objects.get()
    assert secret.startswith(key.public + "_")
    assert len(secret) - len(key.public) > 43
    assert key.fingerprint == fingerprint(secret)
    assert secret not in str(vars(key))
    assert secret not in office.get(PAGE).content.decode()
    assert Program(secret).get("clients").status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"scopes": []}, "Tick at least one."),
        ({"last_day": (TOMORROW + timedelta(days=366)).isoformat()}, "Choose a day within a year"),
        ({"last_day": "2020-01-01"}, "Choose a day within a year"),
    ],
)
def test_a_key_needs_a_name_a_right_and_an_end(office, changes, sentence):
    assert sentence in office.post(PAGE, SENT | changes).content.decode()
    assert not Key.objects.exists()


def test_only_administrators_make_keys(client, accountant):
    client.force_login(accountant)
    assert client.post(PAGE, SENT).status_code == 403


def stopped(colleague, secret, how):
    key = Key.objects.get(fingerprint=fingerprint(secret))
    past = timezone.now() - timedelta(seconds=1)
    changes = {
        "revoked": lambda: revoke(key, by=colleague, now=past),
        "expired": lambda: Key.objects.update(expires_at=past),
        "its maker has left": lambda: change(colleague, left_at=past),
        "its maker is no administrator": lambda: change(colleague, role=Role.ACCOUNTANT),
    }
    changes[how]()


def change(colleague, **values):
    for name, value in values.items():
        setattr(colleague, name, value)
    colleague.save()


@pytest.mark.parametrize(
    "how", ["revoked", "expired", "its maker has left", "its maker is no administrator"]
)
def test_a_key_that_stopped_looks_like_one_that_never_was(colleague, how):
    secret = secret_of(colleague)
    program = Program(secret)
    assert program.get("clients").status_code == 200
    stopped(colleague, secret, how)
    refused, never = program.get("clients"), Program("carnet_00000000_nothing").get("clients")
    assert (refused.status_code, refused.content) == (401, never.content)
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert Program().get("clients").content == refused.content


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eA==", "Bearer é", "bearer x y"]
)
def test_a_header_that_holds_no_key_opens_nothing(db, header):
    assert Client(headers={"authorization": header}).get(f"{BASE}clients").status_code == 401


def test_being_signed_in_opens_nothing(office):
    assert office.get(f"{BASE}clients").status_code == 401
    assert office.post(f"{BASE}clients", {}, "application/json").status_code == 401


def test_a_key_may_do_what_it_was_made_for(limited, ann):
    reader, writer = limited("clients:read"), limited("clients:write")
    assert reader.get("clients").status_code == 200
    refused = reader.post(f"clients/{ann.uuid}/archive")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "It lacks the right clients:write."
    assert writer.get("clients").status_code == 403


def test_what_a_key_does_stands_in_the_trail_as_the_key_s(program, colleague, ann):
    program.post(f"clients/{ann.uuid}/archive")
    event = Event.objects.get(what="client archived")
    assert (event.by, event.facts) == (colleague, {"key": Key.objects.get().pk})


def test_the_last_use_is_noted_now_and_then(program, django_assert_num_queries):
    program.get("clients")
    noted = Key.objects.get().used_at
    program.get("clients")
    assert noted == Key.objects.get().used_at
    assert noted is not None


@pytest.mark.thorough
def test_a_key_is_revoked_on_the_page(office, colleague):
    program = Program(secret_of(colleague))
    assert "Revoke" in office.get(PAGE).content.decode()
    office.post(f"{PAGE}{Key.objects.get().pk}/revoke/")
    assert program.get("clients").status_code == 401
    assert "revoked" in office.get(PAGE).content.decode()


def test_who_asks_too_often_waits(colleague, settings):
    settings.API_REQUESTS_A_MINUTE = 1
    program, other = Program(secret_of(colleague)), Program(secret_of(colleague))
    first, late = program.get("clients"), program.get("clients")
    assert (first.status_code, late.status_code) == (200, 429)
    assert 0 < int(late.headers["Retry-After"]) <= 60
    assert late.json()["type"] == "urn:carnet:problem:too-many"
    assert other.get("clients").status_code == 200


def test_a_minute_s_worth_may_come_at_once_and_then_one_by_one():
    waits = [rate.wait(1, 60, at=100.0) for _n in range(62)]
    assert waits == [0] * 60 + [1, 1]
    assert rate.wait(1, 60, at=100.5) == 1
    assert rate.wait(1, 60, at=101.1) == 0
    assert [rate.wait(1, 60, at=10_000.0) for _n in range(61)] == [0] * 60 + [1]


@pytest.mark.parametrize("path", ["", "nothing", "clients/x", "clients/"])
def test_what_is_no_operation_is_a_problem_too(program, path):
    found = program.get(path)
    if path:
        assert (found.status_code, found.json()["status"]) == (404, 404)
    else:
        assert found.status_code == 200  # the page for people
    assert Program().client.get("/api/").status_code == 401


def test_a_method_that_is_not_known_is_a_problem_too(program):
    found = program.client.delete(f"{BASE}clients")
    assert (found.status_code, found.headers["Allow"]) == (405, "GET, POST")


def test_programs_are_not_led_to_the_set_up_page(client, db):
    assert client.get(f"{BASE}clients").status_code == 401


def test_security_headers_stay(program):
    headers = program.get("clients").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert not program.client.cookies


def test_without_a_language_of_its_own_a_program_reads_the_firm_s(colleague, firm):
    firm.languages = ["nl", "fr"]
    firm.save()
    quiet = Program(secret_of(colleague), language="")
    assert quiet.get("clients/x").headers["Content-Language"] == "nl"


def test_what_a_browser_sends_along_does_not_count(program):
    program.client.cookies["language"] = "de"
    assert program.get("clients").headers["Content-Language"] == "en"


def test_the_contract_is_public_and_tells_of_no_firm(client, db):
    told = client.get(f"{BASE}openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["paths"][f"{BASE}clients"]["get"]["security"] == [{"key": ["clients:read"]}]
    assert "GET /api/v1/clients" in client.get(BASE).content.decode().replace("<wbr>", "")
