"""Before what matters most, a colleague shows once more that it is them; then it goes on with all that was typed."""

import re
from contextlib import closing
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from carnet.api.keys.actions import make as make_key
from carnet.api.keys.models import Key
from carnet.audit.models import Event
from carnet.clients.models import Client
from carnet.firms.again import ASKED, always
from tests import cast
from tests.firms.test_signin import PASSWORD, code_for, sign_in, turn_on_codes
from tests.test_routes import ROUTES

ASK, GO_ON = "/account/reauthenticate/", "/firm/again/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
CHOSEN = {
    "action": "export",
    "uuid": "1",
}  # what the routes look at that ask only for some of their buttons


@pytest.fixture
def claire(client, colleague):
    colleague.set_password(PASSWORD)
    colleague.language = "en"
    colleague.save()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client)
    return colleague


def later(client, minutes):
    """As if so long had passed since somebody last showed who they are."""
    session = client.session
    moment = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    session["signed_in_at"] = moment
    for record in session.get("account_authentication_methods", []):
        record["at"] = moment
    session.save()


def confirm(client, answer):
    """Types the password on the page one was sent to, and gives the page after it."""
    [wanted] = parse_qs(urlsplit(answer.headers["Location"]).query)["next"]
    sent = client.post(ASK, {"password": PASSWORD, "next": wanted})
    assert sent.headers["Location"] == wanted
    return wanted


def kept_at(client):
    return f"{GO_ON}?key={client.session['kept']['key']}"


def go_on(client):
    """Presses the button of the page that sends what was kept."""
    page = client.get(kept_at(client)).content.decode()
    method, action = re.search(r'method="(\w+)" action="([^"]+)" data-again', page).groups()
    [form] = re.findall(r"data-again>(.*?)</form>", page, re.DOTALL)
    fields = {}
    for name, value in HIDDEN.findall(form):
        fields.setdefault(name, []).append(unescape(value))
    send = client.post if method == "post" else client.get
    return page, send(unescape(action), fields)


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(ASKED))
def test_what_matters_waits_for_the_password(client, claire, firm, name):
    keys = ROUTES[name]
    address = reverse(name, kwargs=cast.arguments(name, keys, firm=firm, by=claire) if keys else {})
    events = Event.objects.count()
    later(client, 5.1)
    answer = client.post(address, CHOSEN)
    assert answer.headers["Location"].startswith(ASK), name
    if ASKED[name] is always:
        assert client.get(address).headers["Location"].startswith(ASK), name
    assert Event.objects.count() == events
    later(client, 4.9)
    absent = reverse(name, kwargs=cast.never_existed(keys))
    with closing(client.post(absent, CHOSEN)) as answer:
        assert not answer.headers.get("Location", "").startswith(ASK), name


@pytest.mark.thorough
def test_pages_to_read_and_buttons_that_close_something_do_not(client, claire, ann):
    later(client, 30)
    for address in ("/clients/", f"/clients/{ann.pk}/", "/firm/keys/", "/firm/colleagues/"):
        assert client.get(address).status_code == 200
    key, _secret = make_key(
        claire.firm, name="Old", scopes=[], expires_at=timezone.now() + timedelta(1), by=claire
    )
    client.post(f"/firm/keys/{key.pk}/revoke/")
    key.refresh_from_db()
    assert key.revoked_at


@pytest.mark.thorough
def test_what_was_typed_is_done_after_the_password(client, claire):
    later(client, 6)
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    typed = {
        "name": "Mein “Büro” & Co",
        "scopes": ["clients:read", "clients:write"],
        "last_day": day,
    }
    answer = client.post("/firm/keys/", typed)
    assert not Key.objects.exists()
    assert confirm(client, answer) == kept_at(client)
    page, done = go_on(client)
    assert "It is you." in page
    key = Key.objects.get()
    assert (key.name, sorted(key.scopes)) == (typed["name"], typed["scopes"])
    assert done.context["secret"] in done.content.decode()


@pytest.mark.thorough
def test_a_wrong_password_does_nothing(client, claire, ann):
    later(client, 6)
    client.post(f"/clients/{ann.pk}/erase/")
    assert "This is not your password." in client.post(ASK, {"password": "wrong"}).content.decode()
    assert client.get(kept_at(client)).headers["Location"] == "/"
    assert Client.objects.filter(pk=ann.pk).exists()


@pytest.mark.thorough
def test_what_was_kept_is_sent_once(client, claire, ann):
    later(client, 6)
    confirm(client, client.post(f"/clients/{ann.pk}/erase/"))
    address = kept_at(client)
    go_on(client)
    assert not Client.objects.filter(pk=ann.pk).exists()
    assert client.get(address).headers["Location"] == "/"


def test_a_link_of_another_site_does_not_set_off_what_was_kept(client, claire, ann):
    later(client, 6)
    client.post(f"/clients/{ann.pk}/erase/")
    later(client, 0)
    for address in (GO_ON, f"{GO_ON}?key=guessed"):
        assert client.get(address).headers["Location"] == "/"


@pytest.mark.thorough
def test_a_page_is_where_one_is_after_the_password(client, claire, ann):
    later(client, 6)
    address = f"/clients/{ann.pk}/erase/?from=list"
    assert confirm(client, client.get(address)) == address
    assert client.get(address).status_code == 200


@pytest.mark.thorough
def test_a_file_comes_and_the_page_before_is_one_press_away(client, claire, ann):
    later(client, 6)
    host = {"Referer": "http://testserver/campaigns/dossiers/?state=sent"}
    confirm(client, client.get("/exports/follow-up/?state=sent", headers=host))
    page, file = go_on(client)
    assert 'href="/campaigns/dossiers/?state=sent"' in page
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.wsgi_request.GET["state"] == "sent"


ELSEWHERE = [
    *("https://evil.example/x", "//evil.example/x", "nonsense:", "http://[", ""),
    *("http://testserver//evil.example/x", "javascript://testserver/%0aalert(1)"),
]


@pytest.mark.thorough
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_to_another_site(client, claire, elsewhere):
    later(client, 6)
    confirm(client, client.post("/firm/events/file/", headers={"Referer": elsewhere}))
    page, file = go_on(client)
    file.close()
    back = re.search(r'class="button plain" href="([^"]*)"', page)[1]
    assert back == "/" or elsewhere.startswith("javascript")
    assert not back.startswith(("//", "javascript"))


def test_a_number_shown_in_place_asks_too(client, claire, ann):
    later(client, 6)
    answer = client.post(f"/clients/{ann.pk}/number/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith(ASK)
    assert answer.content == b""


@pytest.mark.thorough
def test_a_code_of_the_phone_is_as_good_as_the_password(client, claire):
    secret = turn_on_codes(client)
    client.post("/account/2fa/recovery-codes/")
    later(client, 6)
    client.get("/exports/follow-up/")
    cache.clear()  # the code of this half minute has turned it on
    client.post("/account/2fa/reauthenticate/", {"code": code_for(secret), "next": GO_ON})
    assert go_on(client)[1].status_code == 200
