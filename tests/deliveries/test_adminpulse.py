"""Sending back to AdminPulse's stand-in, over real HTTP: how it takes documents is assumed."""

from base64 import b64decode
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.connectors.adminpulse.sending import A_MINUTE
from carnet.connectors.calling import Pace
from carnet.connectors.models import Connection, Reference
from carnet.connectors.opening import paces
from carnet.deliveries.abilities import abilities_of
from carnet.deliveries.models import Delivery, Kind
from tests.deliveries.handed_in import PAPERS, sent_in
from tests.deliveries.test_sending import told

pytest.importorskip("carnet.connectors.adminpulse", reason="comes from another branch")


@pytest.fixture
def adminpulse(settings):
    from carnet.connectors.adminpulse.standin import Software  # noqa: PLC0415
    from carnet.connectors.standin import running  # noqa: PLC0415

    software = Software(relations=20)
    with running(software) as base:
        settings.ADMINPULSE_API = base
        settings.CONNECTORS = ["carnet.connectors.adminpulse"]
        yield software


@pytest.fixture
def connection(firm, adminpulse):
    from carnet.connectors.adminpulse.standin import KEY  # noqa: PLC0415

    values = {"connector": "adminpulse", "name": "AdminPulse", "settings_sealed": {"key": KEY}}
    return Connection.objects.create(firm=firm, **values)


@pytest.fixture
def destination(add, connection, adminpulse):
    abilities = abilities_of(connection)
    assert (abilities.documents, abilities.tasks, abilities.assumed) == (True, True, True)
    template = next(task["templateName"] for task in adminpulse.tasks if task["status"] != 2)
    assert template in {one.key for one in abilities.groups}
    return add(
        kind=Kind.CONNECTION,
        connection=connection,
        what=["documents", "task"],
        settings_sealed={"group": template},
    )


@pytest.fixture
def submission(firm, connection, destination, adminpulse):
    """Of a client who has an open task of that template."""
    group = destination.settings["group"]
    waiting = [one for one in adminpulse.tasks if one["status"] != 2 and not one["inapplicable"]]
    ref = next(
        task["relationUniqueIdentifier"] for task in waiting if task["templateName"] == group
    )
    made = sent_in(firm)
    Reference.objects.create(connection=connection, client=made.dossier.client, ref=ref)
    told()
    return made


@pytest.mark.thorough
def test_documents_arrive_and_the_task_is_done(submission, adminpulse, send):
    done = [task["status"] for task in adminpulse.tasks].count(2)
    assert send() == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.trouble, delivery.ticked) == ("done", "", True)
    contents = [b64decode(one["content"]) for one in adminpulse.documents]
    assert contents == list(PAPERS.values())
    assert [task["status"] for task in adminpulse.tasks].count(2) == done + 1


@pytest.mark.thorough
def test_what_was_taken_but_not_said_is_there_once(submission, adminpulse, send):
    adminpulse.lost = {("documents/add", 1), ("documents/add", 3)}
    for minutes in (0, 2, 10, 30):
        send(minutes)
    assert Delivery.objects.get().state == "done"
    assert len(adminpulse.documents) == 2


def test_at_the_limit_of_documents_the_rest_goes_a_minute_later(
    submission, connection, adminpulse, send, destination
):
    at = [0.0]
    paces[connection.pk] = Pace(480, now=lambda: at[0], sleep=at.append)
    lane = paces[connection.pk].lane("documents", A_MINUTE)
    for _each in range(A_MINUTE - 1):
        lane.wait()
    assert send() == 1
    delivery = Delivery.objects.get()
    destination.refresh_from_db()
    assert len(adminpulse.documents) == 1
    assert (delivery.state, delivery.trouble, delivery.attempts) == ("waiting", "", 0)
    assert (destination.failures, destination.trouble) == (0, "")
    assert destination.rests_until - timezone.now() > timedelta(seconds=50)
    assert send(0) == 0
    at[0] = 61
    assert send(2) == 1
    assert Delivery.objects.get().state == "done"
    assert len(adminpulse.documents) == 2


def test_a_key_that_is_refused_rests(submission, connection, adminpulse, send, destination):
    connection.settings_sealed = {"key": "wrong"}
    connection.save()
    send()
    destination.refresh_from_db()
    assert (destination.trouble, adminpulse.documents) == ("wrong_key", [])
