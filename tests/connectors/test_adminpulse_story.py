"""From a key to clients: connected on the page, fetched by the worker, planned, applied; and once more, when somebody
has got another name."""

from uuid import uuid4

import pytest

from carnet.clients.models import Client
from carnet.connectors.adminpulse.standin import CLIENT, CLIENT_SECRET, KEY, Software
from carnet.connectors.models import Connection, FetchedStep, Reference
from carnet.connectors.standin import Reply, running
from tests.connectors.bringing import applied, brought

pytestmark = pytest.mark.thorough
RETURN = "Aangifte PB"


@pytest.fixture
def software(settings):
    software = Software(relations=40, thin=True)
    with running(software) as address:
        settings.INNER_HOSTS, settings.ADMINPULSE_API = {"127.0.0.1"}, address
        yield software


@pytest.fixture
def office(client, colleague):
    client.force_login(colleague)
    client.cookies["language"] = "en"
    return client


def connect(office, **typed):
    values = {"key": uuid4(), "name": "AdminPulse", "set-key": KEY, **typed}
    return office.post("/firm/connections/add/?software=adminpulse", values)


def test_a_key_becomes_a_connection_and_a_wrong_one_a_sentence(software, office, firm):
    response = connect(office, **{"set-key": "wrong"})
    assert "does not accept the key" in response.content.decode()
    assert not firm.connections.exists()
    assert connect(office).status_code == 302
    (connection,) = firm.connections.all()
    assert connection.state == Connection.State.ACTIVE


def test_without_a_key_signing_in_comes_next_where_it_is_offered(software, settings, office, firm):
    assert connect(office, **{"set-key": ""}).status_code == 200
    settings.ADMINPULSE_CLIENT_ID, settings.ADMINPULSE_CLIENT_SECRET = CLIENT, CLIENT_SECRET
    settings.ADMINPULSE_AUTHORIZE_URL = f"{settings.ADMINPULSE_API}/oauth/authorize"
    settings.ADMINPULSE_TOKEN_URL = f"{settings.ADMINPULSE_API}/oauth/token"
    response = connect(office, **{"set-key": ""})
    (connection,) = firm.connections.all()
    assert response["Location"] == f"/firm/connections/adminpulse/{connection.uuid}/sign-in/"


def test_everybody_comes_with_partner_number_and_colleague(software, office, firm, colleague):
    connect(office)
    applied(firm.connections.get(), by=colleague)
    rows = {row["uniqueIdentifier"]: row for row in software.rows}
    person = next(
        one
        for one in Reference.objects.select_related("client")
        if rows[one.ref]["tos"] and rows[one.ref]["nationalNumber"]
    )
    row = rows[person.ref]
    assert (person.client.first_name, person.client.last_name) == (row["firstName"], row["name"])
    assert person.client.national_number == row["nationalNumber"]
    other = rows[row["tos"][0]["uniqueIdentifier"]]
    assert person.client.partner_first_name == other["firstName"]
    assert not FetchedStep.objects.exists()


def test_of_a_template_come_its_own(software, office, firm, colleague):
    connect(office)
    applied(firm.connections.get(), by=colleague, group=RETURN)
    wanted = {
        task["relationUniqueIdentifier"]
        for task in software.tasks
        if task["templateName"] == RETURN and not task["inapplicable"]
    }
    assert set(Reference.objects.values_list("ref", flat=True)) <= wanted
    assert 10 < Client.objects.count() <= len(wanted)


def test_whoever_has_another_name_and_address_is_still_the_same(software, office, firm, colleague):
    connect(office)
    connection = firm.connections.get()
    applied(connection, by=colleague)
    before = Client.objects.count()
    known = Reference.objects.select_related("client").first()
    row = next(row for row in software.rows if row["uniqueIdentifier"] == known.ref)
    row["name"], row["channels"] = "Vandermeersch", []
    row["channels"] = [{"type": "email", "value": "new@example.org", "favourite": True}]
    applied(connection, by=colleague)
    known.client.refresh_from_db()
    assert known.client.last_name == "Vandermeersch"
    assert Client.objects.count() == before


def test_when_it_fails_half_way_nothing_is_imported(software, office, firm, colleague):
    connect(office)
    software.wrong[("relations/APR00031", 0)] = Reply(403, {"error": "relations.read"})
    assert brought(firm.connections.get(), by=colleague) is None
    (run,) = firm.connections.get().runs.all()
    assert (run.state, run.trouble) == ("failed", "not_allowed")
    assert not FetchedStep.objects.exists()
    assert not Client.objects.exists()
