"""The same set of headers with every answer there is: each route, each refusal, files, probes, the API."""

from contextlib import suppress
from itertools import product

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from carnet.core import csp
from carnet.core.headers import POLICY, REPORTS
from tests import cast
from tests.isolation.asking import undone
from tests.test_routes import PARTS, ROUTES

ALWAYS = {
    "Content-Security-Policy": f"{POLICY}; {REPORTS}",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "Reporting-Endpoints": 'csp="/reports/csp"',
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
# A mail as a mail program shows it, in a frame that runs nothing: mails have their styles inline.
FRAMES = {"core:outbox_frame", "invitations:look"}
FRAME = {"X-Frame-Options": "SAMEORIGIN"}
# Mail programs show it from another site.
LOGO = {"Cross-Origin-Resource-Policy": "cross-origin"}
OWN = {"firms:logo": LOGO, **dict.fromkeys(FRAMES, FRAME)}
# Files that belong to no person, under an address that carries their version.
KEPT = {"firms:logo", "firms:style"}


@pytest.fixture
def visitor(settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


def check(response, name="-"):
    headers = dict(response.headers)
    policy = headers["Content-Security-Policy"]
    wanted = {**ALWAYS, **(OWN.get(name, {}) if response.status_code == 200 else {})}
    if policy != wanted["Content-Security-Policy"]:
        wanted["Content-Security-Policy"] = policy
        is_stricter(policy, name)
    assert {key: headers.get(key) for key in wanted} == wanted, name
    if name not in KEPT:
        assert "no-store" in headers["Cache-Control"], name
    assert "X-Request-Id" in headers
    assert "Access-Control-Allow-Origin" not in headers


def is_stricter(policy, name):
    """A view's own: of what a client handed in, or a mail in its frame."""
    rules = dict(rule.split(" ", 1) if " " in rule else (rule, "") for rule in policy.split("; "))
    assert rules["default-src"] == "'none'", name
    assert "sandbox" in rules, name
    assert rules["frame-ancestors"] == ("'self'" if name in FRAMES else "'none'"), name
    assert policy.endswith(REPORTS), name
    assert not any("script" in rule for rule in rules), name
    assert "'unsafe-inline'" not in policy or name in FRAMES, name


def address_of(name, firm, by):
    """Of a real object where there is one, otherwise of what never existed."""
    keys = ROUTES[name]
    if name == "account_reset_password_from_key":  # a pattern of allauth's, without converters
        return reverse(name, kwargs={"uidb36": "1", "key": "a-b"})
    try:
        return reverse(name, kwargs=cast.arguments(name, keys, firm=firm, by=by))
    except KeyError:
        made_up = (999_999, "11111111-2222-4333-8444-555555555555", "nothing", "no.such-link")
        for values in product(made_up, repeat=len(keys)):
            with suppress(NoReverseMatch):
                return reverse(name, kwargs=dict(zip(keys, values, strict=True)))
        raise


@pytest.mark.thorough
@pytest.mark.sqlite
@pytest.mark.parametrize("part", range(PARTS))
def test_every_route_to_who_is_in_and_who_is_not(visitor, firm, colleague, part):
    for name in sorted(ROUTES)[part::PARTS]:
        with undone():
            visitor.cookies.clear()
            address = address_of(name, firm, colleague)
            for method in (visitor.get, visitor.post, visitor.delete):
                check(method(address, secure=True), name)
            visitor.force_login(colleague)
            check(visitor.get(address, secure=True), name)


def refusals(visitor):
    strict = Client(enforce_csrf_checks=True)
    return {
        400: visitor.get("/account/login/", secure=True, headers={"host": "elsewhere.example"}),
        403: strict.post("/account/login/", secure=True),
        404: visitor.get("/nothing/here", secure=True),
        405: visitor.delete("/healthz/live", secure=True),
        413: visitor.post(csp.PATH, b" " * 20000, content_type="application/json", secure=True),
        415: visitor.post(csp.PATH, b"", content_type="text/plain", secure=True),
    }


def test_refusals(visitor, firm, colleague):
    for status, response in refusals(visitor).items():
        assert response.status_code == status
        check(response)


def test_an_accountant_who_is_refused_a_page(visitor, accountant):
    visitor.force_login(accountant)
    refused = visitor.get("/outbox/", secure=True)
    assert refused.status_code == 403
    check(refused)


def test_too_many(visitor, db, monkeypatch):
    monkeypatch.setattr(csp, "meter", csp.Meter(0))
    held = visitor.post(csp.PATH, b"{}", content_type="application/json", secure=True)
    assert held.status_code == 429
    check(held)


def test_a_fault_of_ours(visitor):
    """No database is set up for this test: the page cannot be made."""
    broken = visitor.get("/account/login/", secure=True)
    assert broken.status_code == 500
    assert b"Carnet" in broken.content
    check(broken)


def test_files_that_belong_to_every_page(visitor, db, settings):
    settings.WHITENOISE_USE_FINDERS = True
    found = visitor.get("/static/core/ui.css", secure=True)
    assert found.status_code == 200
    check(found, "firms:style")
    found.close()
    check(visitor.get("/static/core/nothing.css", secure=True), "firms:style")


def test_the_api(visitor, firm, colleague):
    for address in ("/api/v1/clients/", "/api/v1/nothing", "/api/"):
        check(visitor.get(address, secure=True))
        check(visitor.options(address, secure=True))


def test_nothing_on_our_pages_is_inline():
    """What the policy lets run or shape a page is a file of ours: no exception, no nonce, no hash, no other host."""
    for rule in POLICY.split("; "):
        words = rule.split()[1:]
        allowed = {"'self'", "'none'"} | (
            {"data:", "blob:"} if rule.startswith("img-src") else set()
        )
        assert set(words) <= allowed, rule
