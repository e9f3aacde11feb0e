"""Documents to a client's place in the firm's software, and its task ticked."""

from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.connectors.models import Connection, Reference
from carnet.deliveries import actions, telling
from carnet.deliveries.models import Delivery, Kind
from tests.deliveries.handed_in import sent_in
from tests.deliveries.software import open_software
from tests.deliveries.test_sending import told


@pytest.fixture
def software(settings):
    settings.CONNECTORS = ["tests.deliveries.software", "tests.deliveries.taking_nothing"]
    with open_software() as opened:
        yield opened


@pytest.fixture
def connection(firm, software):
    return Connection.objects.create(
        firm=firm, connector="takes", name="Takes", settings_sealed={"url": software.url}
    )


@pytest.fixture
def destination(add, connection):
    return add(
        kind=Kind.CONNECTION,
        connection=connection,
        what=["documents", "task"],
        settings_sealed={"group": "t7"},
    )


def known(connection, submission):
    Reference.objects.create(connection=connection, client=submission.dossier.client, ref="R1")


def paths(software):
    return [unquote(path) for path, _headers, _body in software.calls if path != "/check"]


@pytest.mark.thorough
def test_documents_lie_with_the_client_and_the_task_is_ticked(
    firm, destination, connection, software, send
):
    submission = sent_in(firm)
    known(connection, submission)
    told()
    assert send() == 1
    assert paths(software) == [
        "/clients/R1/01 Your lease.pdf",
        "/clients/R1/02 Your lease.pdf",
        "/tasks/t7/R1",
    ]
    _path, headers, _body = software.calls[-1]
    assert headers["Period"] == f"{submission.dossier.campaign.period_end}"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.ticked) == ("done", True)
    assert [one.reference for one in delivery.files.all()] == ["D-2", "D-3"]
    [(_number, moment)] = telling.told([submission.dossier])
    assert moment.text == "Sent back to Server: 2 files. The task was ticked."


@pytest.mark.thorough
def test_after_trouble_only_the_rest_is_sent_under_the_same_keys(
    firm, destination, connection, software, send
):
    submission = sent_in(firm)
    known(connection, submission)
    told()
    software.says = [200, 200, 200, 500]  # the task
    send()
    assert Delivery.objects.get().state == "waiting"
    software.says = [200, 503]  # the task again
    send(minutes=2)
    send(minutes=10)
    assert len(paths(software)) == 3
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.ticked) == ("done", True)
    keys = {headers["Key"] for path, headers, _body in software.calls if path != "/check"}
    assert keys == {str(delivery.key), *(str(one.key) for one in delivery.files.all())}


@pytest.mark.thorough
def test_sent_again_the_task_is_not_ticked_again(
    firm, destination, connection, software, send, colleague
):
    submission = sent_in(firm)
    known(connection, submission)
    told()
    send()
    everything = destination.deliveries.all()
    actions.send_again(destination, everything, by=colleague, now=timezone.now())
    send()
    assert [path.split("/")[1] for path in paths(software)] == [
        *["clients"] * 2,
        "tasks",
        *["clients"] * 2,
    ]


@pytest.mark.thorough
def test_a_client_who_was_not_imported_from_it_is_told_at_once(firm, destination, software, send):
    sent_in(firm)
    told()
    send()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.trouble) == ("failed", "unknown_client")
    assert paths(software) == []


@pytest.mark.thorough
def test_a_client_known_to_another_connection_only_is_unknown_here(
    firm, destination, connection, software, send
):
    other = Connection.objects.create(firm=firm, connector="takes", name="Other")
    submission = sent_in(firm)
    known(other, submission)
    told()
    send()
    assert Delivery.objects.get().trouble == "unknown_client"


@pytest.mark.thorough
def test_a_connection_that_is_gone_is_told(firm, destination, connection, send, office):
    sent_in(firm)
    told()
    connection.delete()
    send()
    assert Delivery.objects.get().trouble == "gone"
    page = office.get(reverse("deliveries:change", args=[destination.uuid]), follow=True)
    assert "The connection is gone." in page.content.decode()
    assert actions.try_out(type(destination).objects.get()).code == "gone"


def test_trying_a_connection_puts_nothing_into_it(destination, software):
    assert actions.try_out(destination).code == ""
    assert paths(software) == []


def test_the_page_offers_what_it_can_and_says_what_is_assumed(office, firm, connection):
    address = reverse("deliveries:add_connection", args=[connection.uuid])
    page = office.get(address)
    assert "does not say in public how documents are taken" in page.content.decode()
    assert "Tax return 2025" in page.content.decode()
    posted = {
        "key": str(uuid4()),
        "name": "Software",
        "what": ["record", "task"],
        "when": ["client"],
    }
    refused = office.post(address, posted)
    assert refused.context["form"].errors["group"] == ["Choose which task is ticked."]
    office.post(address, {**posted, "group": "t7"})
    destination = firm.destinations.get()
    assert (destination.connection, destination.settings) == (connection, {"group": "t7"})
    assert destination.on_since is None


def test_software_that_takes_nothing_says_so(office, firm, connection):
    connection.connector = "nothing"
    connection.save()
    page = office.get(reverse("deliveries:add_connection", args=[connection.uuid]))
    assert "takes nothing back" in page.content.decode()


def test_software_that_is_away_can_be_chosen_all_the_same(office, firm, connection, destination):
    connection.connector = "uninstalled"
    connection.save()
    address = reverse("deliveries:change", args=[destination.uuid])
    assert "notice warning" in office.get(address).content.decode()
    posted = {"key": str(uuid4()), "name": "New name", "what": ["task"], "when": ["client"]}
    office.post(address, {**posted, "group": "t7"})
    destination.refresh_from_db()
    assert (destination.name, destination.settings) == ("New name", {"group": "t7"})


@pytest.mark.thorough
def test_switching_on_gives_all_its_time_again(firm, destination, colleague, connection):
    sent_in(firm)
    told()
    actions.switch_off(destination, by=colleague)
    now = timezone.now()
    actions.switch_on(destination, by=colleague, now=now)
    assert Delivery.objects.get().since == now
