"""Who was added by hand has a ring of data keys of their own. What opens what is many clients' asks for them once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carnet.answers.gathering import said_in
from carnet.clients import writing
from carnet.clients.writing import Change
from carnet.core import keyrings
from carnet.core.crypto import KeyDestroyed
from carnet.core.models import KeyRing
from tests import makers as make
from tests.clients.resting import another_process
from tests.clients.test_sealing import NUMBER
from tests.imports.bringing import HEADERS, applied, brought, undone

MANY = 7


@pytest.fixture
def clients(firm):
    return [make.client(firm=firm, client_number=str(number)) for number in range(MANY)]


@pytest.fixture
def asked():
    """How often rings are asked for meanwhile, by a process that has read none."""

    def count(work):
        another_process()
        with CaptureQueriesContext(connection) as queries:
            work()
        told = [query["sql"] for query in queries.captured_queries]
        return sum(sql.startswith("SELECT") and 'FROM "core_keyring"' in sql for sql in told)

    return count


def test_the_rings_of_many_clients_are_read_together(clients, asked):
    numbers = [client.data_key for client in clients]
    assert KeyRing.objects.count() == MANY
    assert asked(lambda: keyrings.look_up([None, *numbers])) == 1
    with CaptureQueriesContext(connection) as queries:
        keyrings.look_up(numbers)
        assert len(set(map(keyrings.find, numbers))) == MANY
    assert not queries.captured_queries


def test_who_is_gone_holds_up_none_of_the_others(clients):
    KeyRing.objects.filter(pk=clients[0].data_key // keyrings.PLACES).delete()
    another_process()
    keyrings.look_up(client.data_key for client in clients)
    assert all(keyrings.find(client.data_key) for client in clients[1:])
    with pytest.raises(KeyDestroyed):
        keyrings.find(clients[0].data_key)


def test_answers_of_many_dossiers(firm, clients, asked):
    campaign = make.campaign(firm=firm)
    dossiers = [make.dossier(client=client, campaign=campaign) for client in clients]
    for dossier in dossiers:
        dossier.answers.create(path="x", question="x", status="answered", value="yes")
    found = {}
    assert asked(lambda: found.update(said_in(dossiers))) == 1
    assert {given["x"].value for given in found.values()} == {"yes"}
    assert len(found) == MANY


def test_changes_of_many_clients(firm, clients, asked):
    wanted = [Change(client.pk, 1, {"national_number": NUMBER}) for client in clients]
    assert asked(lambda: writing.changes(firm, wanted)) == 1


def test_an_import_that_changes_many_and_its_undoing(firm, clients, asked):
    rows = [
        [client.first_name, f"{client.last_name} X", client.email, "fr", client.client_number, ""]
        for client in clients
    ]
    received = brought(firm, rows=[HEADERS, *rows])
    assert asked(lambda: applied(received)) == 1
    assert received.counts["changed"] == MANY
    assert asked(lambda: undone(received)) == 1
    assert not firm.clients.filter(last_name__endswith="X").exists()
