"""Signing in at AdminPulse, and the page on which names of its fields are corrected, with the stand-in behind them."""

import time
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from django.urls import reverse

from carnet.audit.models import Event
from carnet.connectors.adminpulse.standin import CLIENT, CLIENT_SECRET, KEY, Software
from carnet.connectors.fields_page import harmless
from carnet.connectors.models import Connection
from carnet.connectors.opening import session_of
from carnet.connectors.standin import Reply, running
from carnet.connectors.trouble import Trouble
from tests.connectors.adminpulse import fetched, records_of

CALLBACK = "/firm/connections/adminpulse/callback/"


@pytest.fixture
def software(settings):
    software = Software(relations=30)
    with running(software) as address:
        settings.INNER_HOSTS, settings.ADMINPULSE_API = {"127.0.0.1"}, address
        settings.ADMINPULSE_CLIENT_ID, settings.ADMINPULSE_CLIENT_SECRET = CLIENT, CLIENT_SECRET
        settings.ADMINPULSE_AUTHORIZE_URL = f"{address}/oauth/authorize"
        settings.ADMINPULSE_TOKEN_URL = f"{address}/oauth/token"
        yield software


@pytest.fixture
def connection(firm):
    return Connection.objects.create(
        firm=firm, connector="adminpulse", name="Ours", settings_sealed={"key": KEY}
    )


@pytest.fixture
def office(client, colleague):
    client.force_login(colleague)
    client.cookies["language"] = "en"
    return client


def signed_out(connection):
    connection.settings_sealed, connection.state = {"key": ""}, Connection.State.BROKEN
    connection.trouble = "expired"
    connection.save()
    return connection


def go_there(office, connection):
    """The way back AdminPulse gives who allows it, as path and query."""
    there = office.get(reverse("adminpulse:sign_in", args=[connection.uuid])).context["address"]
    back = httpx.get(there).headers["Location"]
    assert back.startswith("http://localhost:8000" + CALLBACK)
    return back.removeprefix("http://localhost:8000")


def said(response):
    return [str(message) for message in response.wsgi_request._messages]


def kept(connection):
    return Connection.objects.get(pk=connection.pk).settings_sealed


@pytest.mark.thorough
def test_signing_in_gives_tokens_that_open_the_relations(software, settings, office, connection):
    settings.SITE_URL = "http://localhost:8000"
    signed_out(connection)
    response = office.get(go_there(office, connection))
    assert response["Location"] == f"/firm/connections/{connection.uuid}/"
    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == ("active", "")
    with session_of(connection) as session:
        assert len(records_of(session, fetched(session))) == 30


@pytest.mark.thorough
def test_tokens_that_are_renewed_are_kept_with_the_connection(
    software, settings, office, connection
):
    settings.SITE_URL = "http://localhost:8000"
    office.get(go_there(office, signed_out(connection)))
    before = kept(connection)
    software.expire()
    connection.refresh_from_db()
    with session_of(connection) as session:
        session.check()
    assert kept(connection)["access_token"] not in (before["access_token"], "")
    with session_of(Connection.objects.get(pk=connection.pk)) as session:
        session.check()


@pytest.mark.thorough
def test_another_name_signs_nobody_out_and_a_key_takes_the_place_of_tokens(
    software, settings, office, connection
):
    settings.SITE_URL = "http://localhost:8000"
    office.get(go_there(office, signed_out(connection)))
    address, tokens = reverse("connections:change", args=[connection.uuid]), kept(connection)
    response = office.post(address, {"key": uuid4(), "name": "Theirs", "set-key": ""})
    assert response.status_code == 302
    assert kept(connection) == tokens
    office.post(address, {"key": uuid4(), "name": "Theirs", "set-key": KEY})
    assert kept(connection) == {"key": KEY}


def test_the_address_to_sign_in_proves_what_comes_back(software, office, connection):
    there = office.get(reverse("adminpulse:sign_in", args=[connection.uuid])).context["address"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    pending = office.session["adminpulse_sign_in"]
    assert query["state"] == pending["state"]
    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"].endswith(CALLBACK)
    assert pending["verifier"] not in there
    assert CLIENT_SECRET not in there


def refuse(office, connection, address):
    response = office.get(address)
    assert said(response), address
    assert not kept(connection).get("access_token")
    return said(response)[0]


def changed_state(way):
    return way.replace("state=", "state=x")


def without_state(way):
    return way.split("&state")[0]


@pytest.mark.parametrize("spoil", [changed_state, without_state])
def test_a_way_back_with_another_state_is_refused(software, settings, office, connection, spoil):
    """Somebody else's code, in a link, would connect this firm to their relations."""
    settings.SITE_URL = "http://localhost:8000"
    way = go_there(office, signed_out(connection))
    assert "no longer valid" in refuse(office, connection, spoil(way))
    assert ("POST", "oauth/token") not in software.calls


def test_a_way_back_nobody_asked_for_is_refused(software, office, connection):
    signed_out(connection)
    assert "no longer valid" in refuse(office, connection, f"{CALLBACK}?code=a&state=b")


@pytest.mark.thorough
def test_a_way_back_works_once(software, settings, office, connection):
    settings.SITE_URL = "http://localhost:8000"
    way = go_there(office, signed_out(connection))
    office.get(way)
    tokens = kept(connection)
    assert "no longer valid" in said(office.get(way))[-1]
    assert kept(connection) == tokens


@pytest.mark.thorough
def test_whoever_took_too_long_begins_again(software, settings, office, connection):
    settings.SITE_URL = "http://localhost:8000"
    way = go_there(office, signed_out(connection))
    session = office.session
    session["adminpulse_sign_in"] = {**session["adminpulse_sign_in"], "until": time.time() - 1}
    session.save()
    assert "no longer valid" in refuse(office, connection, way)


def test_whoever_says_no_there_is_not_signed_in(software, settings, office, connection):
    settings.SITE_URL = "http://localhost:8000"
    way = go_there(office, signed_out(connection))
    denied = f"{CALLBACK}?error=access_denied&state={parse_qs(urlsplit(way).query)['state'][0]}"
    assert "nobody allowed it" in refuse(office, connection, denied)


@pytest.mark.thorough
def test_a_code_that_is_refused_says_so(software, settings, office, connection):
    settings.SITE_URL = "http://localhost:8000"
    way = go_there(office, signed_out(connection))
    software.codes.clear()
    assert "Sign in there again" in refuse(office, connection, way)


def test_only_administrators_sign_in(software, client, accountant, connection):
    client.force_login(accountant)
    assert client.get(reverse("adminpulse:sign_in", args=[connection.uuid])).status_code == 403
    assert client.get(CALLBACK).status_code == 403


def test_nobody_signs_in_where_the_operator_has_not_registered(
    software, settings, office, connection
):
    settings.ADMINPULSE_CLIENT_ID = ""
    assert office.get(reverse("adminpulse:sign_in", args=[connection.uuid])).status_code == 404


def test_the_trail_knows_that_somebody_signed_in_and_no_secret(
    software, settings, office, connection
):
    settings.SITE_URL = "http://localhost:8000"
    office.get(go_there(office, signed_out(connection)))
    (event,) = Event.objects.filter(what="signed in to software")
    tokens = kept(connection)
    assert not [text for text in tokens.values() if text and text in str(vars(event))]


def page(office, connection, **posted):
    address = reverse("connection_fields:fields", args=[connection.uuid])
    return office.post(address, posted) if posted else office.get(address)


def line(response, key):
    return next(line for line in response.context["lines"] if line.name.name == key)


@pytest.mark.thorough
def test_each_field_stands_beside_what_comes(software, office, connection):
    response = page(office, connection)
    first = software.rows[0]
    assert line(response, "first_name").values[0] == first["firstName"]
    assert line(response, "first_name").standing == "assumed"
    assert line(response, "client_number").standing == "seen"
    assert line(response, "client_number").values[0] == first["code"]
    assert "Person → person" in line(response, "kind").values
    assert "false → active" in line(response, "active").values


@pytest.mark.thorough
def test_colleagues_are_shown_by_name(software, office, connection):
    assert line(page(office, connection), "label").values[0] in {
        user["name"] for user in software.users
    }
    software.no_right = ("users",)
    assert line(page(office, connection), "label").values[0] in {"1", "2", "3"}


@pytest.mark.thorough
def test_no_national_number_is_on_the_page(software, office, connection):
    text = page(office, connection).content.decode()
    assert "•••" in text
    numbers = [row["nationalNumber"] for row in software.rows if row.get("nationalNumber")]
    assert numbers
    assert not [number for number in numbers if number in text]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("84030910123", "84•••"),
        ("84.03.09-101.23", "84•••"),
        ("BE68 5390 0754 7034", "BE•••"),
        ("+32470001122", "+32470001122"),
        ("0470 00 11 22", "0470 00 11 22"),
        ("Bruul 96", "Bruul 96"),
    ],
)
def test_what_looks_like_somebodys_number_is_hidden(value, shown):
    assert harmless(value) == shown


def test_names_are_corrected_by_what_is_seen(software, office, connection):
    software.renamed = {"firstName": "voornaam", "relationType": "soort"}
    assert not line(page(office, connection), "first_name").values
    offered = page(office, connection).context["suggestions"]
    assert offered["voornaam"] == software.rows[0]["firstName"]
    looked = page(office, connection, first_name="voornaam", kind="soort", look="1")
    assert line(looked, "first_name").values[0] == software.rows[0]["firstName"]
    connection.refresh_from_db()
    assert connection.mapping == {}
    page(office, connection, first_name="voornaam", kind="soort", notes="-")
    connection.refresh_from_db()
    assert connection.mapping == {
        "names": {"first_name": "voornaam", "kind": "soort", "notes": ""},
        "meanings": {},
    }
    assert line(page(office, connection), "first_name").standing == "yours"
    with session_of(connection) as session:
        found = records_of(session, fetched(session))
    assert found[0].values["first_name"] == software.rows[0]["firstName"]


@pytest.mark.thorough
def test_codes_are_given_a_meaning(software, office, connection):
    for row in software.rows:
        row["relationType"] = {"Person": 1, "Sole proprietor": 2, "Company": 3}[row["relationType"]]
    before = line(page(office, connection), "kind")
    assert "1 → ?" in before.values
    page(office, connection, **{"meaning:kind:3": "company", "meaning:kind:2": "sole_trader"})
    after = line(page(office, connection), "kind")
    assert "3 → company" in after.values or "2 → sole trader" in after.values
    connection.refresh_from_db()
    assert connection.mapping["meanings"] == {"kind": {"3": "company", "2": "sole_trader"}}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "posted",
    [
        {"first_name": "a..b"},
        {"first_name": "x" * 201},
        {"meaning:kind:1": "king"},
        {"first_name": "a[b]"},
    ],
)
def test_what_cannot_be_a_name_is_refused_with_a_sentence(software, office, connection, posted):
    response = page(office, connection, **posted)
    assert response.context["form"].errors
    connection.refresh_from_db()
    assert connection.mapping == {}


def test_all_names_go_back_to_the_usual_ones(software, office, connection):
    connection.mapping = {"names": {"email": "x"}, "document": {"relation": "r"}}
    connection.save()
    office.post(reverse("connection_fields:reset", args=[connection.uuid]))
    connection.refresh_from_db()
    assert connection.mapping == {"names": {}, "meanings": {}, "document": {"relation": "r"}}


def test_where_nothing_comes_the_page_says_why_and_names_can_still_be_saved(
    software, office, connection
):
    software.wrong[("relations", 0)] = Reply(500, "")
    response = page(office, connection)
    assert response.status_code == 200
    assert "has a problem of its own" in response.content.decode()
    page(office, connection, first_name="voornaam")
    connection.refresh_from_db()
    assert connection.mapping["names"] == {"first_name": "voornaam"}


def test_a_firm_without_relations_has_nothing_to_compare(software, office, connection):
    software.rows = []
    assert "no clients to compare" in page(office, connection).content.decode()


def test_a_software_that_names_its_fields_has_no_such_page(office, connection):
    connection.connector = "another"
    connection.save()
    assert page(office, connection).status_code == 404


def test_only_administrators_correct_names(software, client, accountant, connection):
    client.force_login(accountant)
    assert page(client, connection).status_code == 403


def test_a_key_that_is_wrong_is_trouble_for_the_connection(software, connection):
    connection.settings_sealed = {"key": "another"}
    with session_of(connection) as session, pytest.raises(Trouble) as told:
        session.check()
    assert told.value.code == "wrong_key"
