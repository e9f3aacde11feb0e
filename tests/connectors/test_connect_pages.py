"""Connecting, what is wrong in words, trying again, changing a key, disconnecting; and importing from it."""

from uuid import uuid4

import pytest
from django.db import connection as connection_of_database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.connectors import actions
from carnet.connectors.models import Connection, Run
from carnet.connectors.standin import Reply, running
from tests import makers as make
from tests.connectors.bringing import work
from tests.connectors.little import KEY, Software, connected, install, people

LIST = "/firm/connections/"
ADD = "/firm/connections/add/?software=little"


@pytest.fixture
def software():
    return Software(people(3), members={"returns": ["P2"], "vat": ["P1"]})


@pytest.fixture
def base(software, settings):
    install(settings)
    with running(software) as address:
        yield address


@pytest.fixture
def connection(firm, software, settings):
    with connected(firm, software, settings) as made:
        yield made


def typed(base, **more):
    return {"key": uuid4(), "name": "Our Little", "set-url": base, "set-key": KEY, **more}


def text(response):
    return " ".join(response.content.decode().split())


def page(connection, kind=""):
    return f"{LIST}{connection.uuid}/{kind}"


@pytest.mark.thorough
def test_connecting_tries_it_and_keeps_it_sealed(office, firm, base):
    response = office.post(ADD, typed(base), follow=True)
    made = firm.connections.get()
    assert response.redirect_chain[-1][0] == page(made)
    assert (made.name, made.state, made.settings_sealed["key"]) == ("Our Little", "active", KEY)
    assert KEY not in text(response)
    assert "Our Little" in text(office.get(LIST))


def test_pressing_twice_connects_once(office, firm, base):
    twice = typed(base)
    office.post(ADD, twice)
    office.post(ADD, twice)
    assert firm.connections.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"set-key": "guess"}, "Little does not accept the key. Enter a new one."),
        ({"set-url": "http://127.0.0.1:9/"}, "Little cannot be reached."),
        ({"set-url": "https://10.0.0.7/"}, "Carnet may not call this address."),
        ({"set-url": "ftp://example.org"}, "Carnet may not call this address."),
        ({"set-key": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_stands_at_the_form_and_nothing_is_kept(office, firm, base, wrong, sentence):
    response = office.post(ADD, typed(base, **wrong))
    assert sentence in text(response)
    assert not firm.connections.exists()
    assert wrong.get("set-key", KEY) == "" or wrong.get("set-key", KEY) not in text(response)


def test_there_is_no_page_for_software_nobody_knows(office, settings):
    assert office.get("/firm/connections/add/?software=nothing").status_code == 404


def test_only_administrators_see_connections(client, accountant, connection):
    client.force_login(accountant)
    assert client.get(LIST).status_code == 403
    assert client.get(page(connection)).status_code == 403
    assert client.post(page(connection, "disconnect/")).status_code == 403


@pytest.mark.thorough
def test_the_key_is_changed_and_never_shown(office, connection, base):
    assert KEY not in text(office.get(page(connection, "change/")))
    response = office.post(page(connection, "change/"), typed(base, **{"set-key": "guess"}))
    assert "Little does not accept the key" in text(response)
    same = connection.settings_sealed["url"]
    office.post(page(connection, "change/"), typed(same, **{"set-key": ""}))
    connection.refresh_from_db()
    assert (connection.name, connection.settings_sealed["key"]) == ("Our Little", KEY)


def test_a_key_is_not_sent_to_an_address_it_was_not_entered_for(office, connection):
    elsewhere = Software([])
    with running(elsewhere) as other:
        response = office.post(page(connection, "change/"), typed(other, **{"set-key": ""}))
    assert "Enter it again for the new address." in text(response)
    assert elsewhere.calls == 0


@pytest.mark.thorough
def test_what_is_wrong_is_said_until_trying_again_works(office, connection):
    Connection.objects.update(trouble="wrong_key", state="broken", said="Who are you?")
    response = text(office.get(page(connection)))
    assert "Little does not accept the key. Enter a new one." in response
    assert "Who are you?" in response
    assert "stopped" in text(office.get(LIST))
    office.post(page(connection, "try/"))
    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == ("active", "")


def test_trying_again_in_vain_says_why(office, connection, software):
    connection.settings_sealed = {**connection.settings_sealed, "key": "old"}
    connection.save()
    response = office.post(page(connection, "try/"), follow=True)
    assert "Little does not accept the key. Enter a new one." in text(response)


def test_disconnecting_says_what_goes_and_does_it(office, connection):
    office.post(page(connection, "disconnect/"))
    assert not Connection.objects.exists()


def test_a_schedule_is_chosen_for_one_group(office, connection):
    assert "Returns" in text(office.get(page(connection, "schedule/")))
    chosen = {"schedule": "daily", "policy": "apply", "group": "returns", "inactive": "archive"}
    office.post(page(connection, "schedule/"), chosen)
    connection.refresh_from_db()
    assert (connection.schedule, connection.policy) == ("daily", "apply")
    assert (connection.group, connection.group_name) == ("returns", "Returns")
    assert connection.next_run_at <= timezone.now()


def test_when_groups_cannot_be_had_the_former_ones_are_offered(office, connection):
    actions.groups_of(connection, timezone.now())
    connection.settings_sealed = {"url": "http://127.0.0.1:9", "key": KEY}
    connection.groups_at = None
    connection.save()
    response = text(office.get(page(connection, "schedule/")))
    assert "Little cannot be reached." in response
    assert "Returns" in response


@pytest.mark.thorough
def test_who_may_import_starts_one_and_waits_on_its_page(client, firm, accountant, connection):
    firm.accountants_import = True
    firm.save()
    client.force_login(accountant)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    start = f"/imports/connections/{connection.uuid}/"
    assert start in text(client.get("/imports/"))
    response = client.post(start, {"group": "returns", "inactive": "leave"}, follow=True)
    run = Run.objects.get()
    assert (run.by, run.group_name) == (accountant, "Returns")
    assert "Fetching the clients." in text(response)
    work(timezone.now())
    response = client.get(f"/imports/runs/{run.uuid}/", follow=True)
    assert response.redirect_chain[-1][0] == f"/imports/{run.uuid}/"
    assert "Peeters2" in text(response)


def test_starting_twice_leads_to_the_one_that_runs(office, connection):
    start = f"/imports/connections/{connection.uuid}/"
    for _each in range(2):
        office.post(start, {"inactive": "leave"})
    assert Run.objects.count() == 1
    assert office.get(start)["Location"] == f"/imports/runs/{Run.objects.get().uuid}/"


def test_a_run_is_stopped(office, connection):
    office.post(f"/imports/connections/{connection.uuid}/", {"inactive": "leave"})
    run = Run.objects.get()
    response = office.post(f"/imports/runs/{run.uuid}/stop/", follow=True)
    assert "Stopped by a colleague. Nothing was imported." in text(response)


@pytest.mark.thorough
def test_a_run_that_failed_says_why(office, connection, software):
    software.wrong = {1: Reply(403, "No valid configuration")}
    office.post(f"/imports/connections/{connection.uuid}/", {"inactive": "leave"})
    work(timezone.now())
    response = text(office.get(f"/imports/runs/{Run.objects.get().uuid}/"))
    assert "The key may not read this in Little." in response
    assert "No valid configuration" in response


@pytest.mark.thorough
def test_what_a_schedule_proposes_is_told_where_clients_are_imported(office, connection):
    Connection.objects.update(schedule="daily", next_run_at=timezone.now())
    work(timezone.now())
    response = text(office.get("/imports/"))
    assert "3 new, 0 changed. Nothing is written until you apply it." in response
    assert "Nothing is written until you apply it" in response


def test_a_list_of_connections_costs_the_same_for_many(office, firm):
    def queries():
        with CaptureQueriesContext(connection_of_database) as counted:
            office.get(LIST)
        return len(counted)

    make.connection(firm=firm)
    queries()
    one = queries()
    for _each in range(5):
        make.connection(firm=firm)
    assert queries() == one
