"""The pages of administrators, and the button of everybody in a dossier."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.audit.models import Event
from carnet.connectors.models import Connection
from carnet.connectors.trouble import CODES
from carnet.deliveries import actions
from carnet.deliveries.models import Delivery, What, When
from carnet.deliveries.parcels import UNFIT
from carnet.deliveries.words import WRONG
from tests import makers as make
from tests.deliveries.cloud import PASSWORD, USER
from tests.deliveries.handed_in import sent_in
from tests.deliveries.test_sending import handed, told


def page(name, destination, *more):
    return reverse(f"deliveries:{name}", args=[destination.uuid, *more])


def posted(url, **more):
    values = {"name": "Cloud", "url": url, "user": USER, "password": PASSWORD}
    chosen = {"what": [What.DOCUMENTS], "when": [When.CLIENT, When.HAND]}
    return {"key": str(uuid4()), **values, **chosen, **more}


def said(response):
    return [str(one) for one in response.context["messages"]]


@pytest.mark.thorough
def test_added_it_is_off_tried_and_switched_on(office, firm, cloud):
    values = posted(cloud.url)
    for _twice in range(2):
        office.post(reverse("deliveries:add_webdav"), values)
    destination = firm.destinations.get()
    assert destination.on_since is None
    tried = office.post(page("try_out", destination), follow=True)
    assert said(tried)[-1] == "It works."
    assert len(cloud.files) == 1
    office.post(page("switch_on", destination))
    destination.refresh_from_db()
    assert destination.on_since
    events = Event.objects.filter(kind="deliveries.destination").order_by("pk")
    assert list(events.values_list("what", flat=True)) == [
        "destination added",
        "destination switched on",
    ]


def test_trying_with_a_wrong_password_says_so(office, firm, cloud):
    office.post(reverse("deliveries:add_webdav"), posted(cloud.url, password="wrong"))
    tried = office.post(page("try_out", firm.destinations.get()), follow=True)
    assert said(tried)[-1].startswith("Carnet is not let in: user name, password or key are wrong.")
    assert cloud.files == {}


@pytest.mark.thorough
def test_no_page_shows_the_password(office, firm, add, cloud):
    destination = add(cloud.url)
    for name in ("destination", "change"):
        response = office.get(page(name, destination))
        assert PASSWORD not in response.content.decode()
    assert cloud.url in response.content.decode()
    assert PASSWORD not in str(Event.objects.values_list("facts", flat=True))


@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/dav", "http://example.org/", "https://u:p@example.org/"]
)
def test_an_address_inside_or_in_clear_is_refused_with_a_sentence(office, firm, settings, url):
    settings.INNER_HOSTS = set()
    response = office.post(reverse("deliveries:add_webdav"), posted(url))
    assert response.context["form"].errors["url"]
    assert not firm.destinations.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": []}, "what"),
        ({"when": []}, "when"),
        ({"what": ["task"]}, "what"),
        ({"user": ""}, "user"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_missing_is_said_where_it_is(office, firm, cloud, changed, field):
    response = office.post(reverse("deliveries:add_webdav"), posted(cloud.url, **changed))
    assert response.context["form"].errors[field]


def test_the_password_stays_for_the_address_it_was_entered_for(office, add, cloud):
    destination = add(cloud.url)
    values = posted(cloud.url, password="", name="Other name")
    office.post(page("change", destination), values)
    destination.refresh_from_db()
    assert (destination.name, destination.settings["password"]) == ("Other name", PASSWORD)
    elsewhere = posted(f"{cloud.url}/elsewhere", password="")
    response = office.post(page("change", destination), elsewhere)
    assert response.context["form"].errors["password"]
    destination.refresh_from_db()
    assert destination.settings["url"] == cloud.url


def test_a_folder_is_only_offered_where_the_operator_allows_one(office, firm, settings, tmp_path):
    assert office.get(reverse("deliveries:add_folder")).status_code == 404
    assert "DELIVERY_FOLDER" in office.get(reverse("deliveries:choose")).content.decode()
    settings.DELIVERY_FOLDER = str(tmp_path)
    values = {"key": str(uuid4()), "name": "Share", "folder": "../../etc"}
    office.post(reverse("deliveries:add_folder"), {**values, "what": ["record"], "when": ["hand"]})
    assert firm.destinations.get().settings == {"folder": "etc"}


def test_software_that_takes_nothing_is_not_offered(office, firm):
    for key in ("csv", "adminpulse", "sold long ago"):
        Connection.objects.create(firm=firm, connector=key, name=f"Our {key}")
    shown = office.get(reverse("deliveries:choose")).content.decode()
    assert [key for key in ("csv", "adminpulse", "sold") if f"Our {key}" in shown] == ["adminpulse"]


@pytest.mark.thorough
def test_the_button_of_a_dossier_is_for_every_colleague(client, accountant, add, cloud, send, firm):
    destination = add(cloud.url, when=[When.HAND])
    submission = sent_in(firm)
    client.force_login(accountant)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    dossier = reverse("reviews:dossier", args=[submission.dossier_id])
    address = page("send", destination, submission.dossier_id)
    assert address in client.get(dossier).content.decode()
    shown = client.post(address, follow=True)
    assert said(shown) == ["On its way to Server."]
    assert address not in shown.content.decode()
    send()
    shown = client.get(dossier).content.decode()
    assert "Sent back to Server: 2 files." in shown
    assert "Marc Lenoir" in shown
    assert address not in shown


@pytest.mark.thorough
def test_what_was_given_up_can_be_sent_from_the_dossier(office, add, firm):
    destination = add("http://127.0.0.1:9/", when=[When.HAND])
    submission = sent_in(firm)
    delivery = handed(destination, submission)
    gone = {"failed_at": timezone.now(), "trouble": "unreachable"}
    Delivery.objects.filter(pk=delivery.pk).update(**gone)
    dossier = reverse("reviews:dossier", args=[submission.dossier_id])
    assert "Nobody is there." in office.get(dossier).content.decode()
    office.post(page("send", destination, submission.dossier_id))
    assert Delivery.objects.get().state == "waiting"


@pytest.mark.thorough
@pytest.mark.parametrize("fields", [{"when": ["client"]}, {"when": ["hand"], "on": False}])
def test_what_has_no_button_cannot_be_pressed(office, add, firm, fields):
    destination = add("http://127.0.0.1:9/", **fields)
    submission = sent_in(firm)
    address = page("send", destination, submission.dossier_id)
    assert office.post(address).status_code == 404
    shown = office.get(reverse("reviews:dossier", args=[submission.dossier_id]))
    assert address not in shown.content.decode()


@pytest.mark.thorough
def test_nothing_sent_yet_shows_nothing_and_sends_nothing(office, add, ann):
    destination = add("http://127.0.0.1:9/", when=[When.HAND])
    dossier = make.dossier(client=ann)
    address = page("send", destination, dossier.pk)
    assert address not in office.get(reverse("reviews:dossier", args=[dossier.pk])).content.decode()
    assert said(office.post(address, follow=True)) == ["Nothing has been sent by the client yet."]


@pytest.mark.thorough
def test_no_destination_and_no_dossier_of_another_firm_meet(office, add, firm, stranger):
    mine = add("http://127.0.0.1:9/", when=[When.HAND])
    theirs = add("http://127.0.0.1:9/", when=[When.HAND], firm=stranger.firm, by=stranger)
    own, foreign = sent_in(firm), sent_in(stranger.firm)
    assert office.post(page("send", mine, foreign.dossier_id)).status_code == 404
    assert office.post(page("send", theirs, own.dossier_id)).status_code == 404
    assert not Delivery.objects.exists()
    handed(theirs, foreign)
    assert office.post(page("again", mine, Delivery.objects.get().pk)).status_code == 404


@pytest.mark.thorough
def test_the_log_says_what_happened_and_sends_again(office, add, cloud, send, firm):
    destination = add(cloud.url)
    submission = sent_in(firm)
    told()
    cloud.moods["PROPFIND"], cloud.text = [507], b"Quota exceeded"
    send()
    shown = office.get(page("destination", destination)).content.decode()
    assert "There is no room left." in shown
    assert "507 Quota exceeded" in shown
    send(minutes=2)
    shown = office.get(page("destination", destination)).content.decode()
    assert submission.reference in shown
    assert "01 Your lease.pdf" in shown
    assert "1 arrived, 0 waiting, 0 given up" in shown
    cloud.files.clear()
    office.post(page("again", destination, Delivery.objects.get().pk))
    send(minutes=2)
    assert len(cloud.files) == 2


@pytest.mark.thorough
def test_all_that_was_given_up_again(office, add, firm):
    destination = add("http://127.0.0.1:9/")
    for _each in range(2):
        handed(destination, sent_in(firm))
    Delivery.objects.update(failed_at=timezone.now())
    shown = office.post(page("again_failed", destination), follow=True)
    assert said(shown) == ["2 dossiers leave again."]
    assert Delivery.objects.waiting().count() == 2


@pytest.mark.thorough
def test_the_log_needs_no_more_queries_when_it_is_longer(
    office, add, firm, django_assert_max_num_queries
):
    destination = add("http://127.0.0.1:9/")
    for _each in range(12):
        handed(destination, sent_in(firm))
    office.get(page("destination", destination))
    with django_assert_max_num_queries(9):
        office.get(page("destination", destination))


@pytest.mark.thorough
def test_removed_it_is_nowhere_but_in_what_was_told(office, add, cloud, send, firm):
    destination = add(cloud.url)
    submission = sent_in(firm)
    told()
    send()
    office.post(page("remove", destination))
    assert office.get(page("destination", destination)).status_code == 404
    shown = office.get(reverse("reviews:dossier", args=[submission.dossier_id])).content.decode()
    assert "Sent back to Server: 2 files." in shown


@pytest.mark.thorough
def test_only_administrators(client, accountant, add):
    destination = add("http://127.0.0.1:9/")
    addresses = [reverse("deliveries:list"), reverse("deliveries:choose")]
    addresses += [page(name, destination) for name in ("destination", "change")]
    assert {client_status(client, accountant, one) for one in addresses} == {403}
    for name in ("switch_off", "remove", "try_out", "again_failed"):
        assert client.post(page(name, destination)).status_code == 403
    destination.refresh_from_db()
    assert destination.on_since


def client_status(client, who, address):
    client.force_login(who)
    return client.get(address).status_code


@pytest.mark.thorough
def test_there_are_ten_at_most(office, firm, add, cloud):
    for _each in range(actions.MOST):
        add(cloud.url)
    response = office.post(reverse("deliveries:add_webdav"), posted(cloud.url))
    assert response.context["form"].non_field_errors()
    assert firm.destinations.count() == actions.MOST


def test_every_trouble_has_its_words():
    assert {*CODES, *UNFIT, "fault"} == WRONG.keys()
