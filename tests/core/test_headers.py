"""What every answer carries and what no answer does, whatever the page: the browser's part in keeping people apart."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import include, path

ROOT = Path(__file__).resolve().parents[2]
CANARY = "zanzibar"
PASSWORD = "a sentence only we know"


@login_not_required
def broken(request):
    raise RuntimeError(CANARY)


urlpatterns = [path("broken/", broken), path("", include("config.urls"))]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/clients/", 200), ("/clients/999999/", 404), (f"/{CANARY}/", 404), ("/q/a.b", 410),
     ("/api/v1/clients", 401), ("/account/login/", 302), ("/broken/", 500)],
)  # fmt: skip
def test_every_answer_carries_the_same_protection(office, settings, address, status):
    settings.ROOT_URLCONF = __name__
    office.raise_request_exception = False
    response = office.get(address)
    headers = response.headers
    assert response.status_code == status
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["base-uri"]) == ("'none'", "'none'")
    assert policy["frame-ancestors"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]


def test_no_answer_lets_another_origin_read_it(office, client, firm, colleague):
    other = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    answers = [
        client.options("/api/v1/clients", headers=other),
        client.get("/api/v1/clients", headers=other),
        office.get("/clients/", headers=other),
        office.options("/clients/", headers=other),
    ]
    for answer in answers:
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_what_breaks_tells_nothing_of_itself(client, firm, colleague, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    said = response.content.decode()
    assert CANARY not in said
    assert "Traceback" not in said
    assert "RuntimeError" not in said


@pytest.mark.parametrize(
    "address", ["/.git/config", "/manage.py", "/config/settings.py", "/static/", "/static/core/"]
)
def test_nothing_but_pages_and_static_files_is_served(office, address):
    assert office.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/clients/", "/account/login/", "/api/v1/clients"])
def test_trace_echoes_nothing(colleague, address):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(colleague)
    response = browser.trace(address, headers={"x-word": CANARY})
    assert CANARY not in response.content.decode() + str(response.headers)


def test_a_form_of_another_site_is_refused(colleague):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(colleague)
    assert browser.post("/firm/account/sessions/").status_code == 403
    assert browser.get("/firm/account/").status_code == 200


@pytest.fixture
def claire(colleague):
    colleague.set_password(PASSWORD)
    colleague.save()
    return colleague


def sign_in(browser, where=""):
    return browser.post(
        f"/account/login/{where}", {"login": "claire@example.org", "password": PASSWORD}
    )


@pytest.mark.thorough
def test_cookies_cannot_be_read_by_scripts(client, claire):
    cookies = client.get("/account/login/").cookies | sign_in(client).cookies
    for name in ("session", "csrftoken"):
        assert cookies[name]["httponly"], name
    chosen = client.post("/language/", {"language": "nl"}).cookies
    for name, cookie in (cookies | chosen).items():
        assert cookie["samesite"] == "Lax", name


def test_signing_in_changes_the_session(client, claire):
    client.session.save()  # one that somebody else may have put into this browser
    planted = client.cookies["session"].value
    sign_in(client)
    own = client.cookies["session"].value
    assert own != planted
    assert len(own) >= 32
    thief = Client()
    thief.cookies["session"] = planted
    assert thief.get("/firm/account/").status_code == 302


def test_who_signed_out_cannot_come_back_with_the_old_cookie(client, claire):
    sign_in(client)
    kept = client.cookies["session"].value
    client.post("/account/logout/")
    thief = Client()
    thief.cookies["session"] = kept
    assert thief.get("/firm/account/").status_code == 302


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(client, claire, there):
    assert sign_in(client, f"?next={there}").headers["Location"] == "/"


def test_under_another_name_nobody_answers(office):
    assert office.get("/clients/", headers={"host": "elsewhere.example"}).status_code == 400


ASK = """
import json, django; django.setup()
from django.conf import settings
from django.test import Client
at = Client(headers={"host": "desk.example"})
answers = {word: at.get("/healthz/live", secure=word == "https") for word in ("http", "https")}
print(json.dumps({
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE],
    "readable": [settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY],
    "status": [answer.status_code for answer in answers.values()],
    "hsts": answers["https"].headers.get("Strict-Transport-Security"),
    "hosts": settings.ALLOWED_HOSTS,
}))
"""


def in_production(tmp_path, **more):
    secrets = dict.fromkeys(("SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY"), "k" * 48)
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PRODUCTION": "1"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "HOSTS": "desk.example"}
    return subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment | secrets | more,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.thorough
@pytest.mark.slow
def test_in_production_cookies_are_bound_to_the_host_and_https_is_remembered(tmp_path):
    done = in_production(tmp_path)
    found = json.loads(done.stdout)
    assert found["names"] == ["__Host-session", "__Host-csrf"]
    assert found["secure"] == [True] * 3
    assert found["readable"] == [True] * 2
    assert found["status"] == [
        200,
        200,
    ]  # HTTP is led nowhere: a program would not notice that it spoke in clear
    assert found["hsts"] == "max-age=31536000; includeSubDomains"
    assert found["hosts"] == ["desk.example"]


@pytest.mark.thorough
@pytest.mark.slow
def test_debug_is_refused_in_production(tmp_path):
    done = in_production(tmp_path, DEBUG="1")
    assert done.returncode == 1
    assert "DEBUG and PRODUCTION are both set." in done.stderr
