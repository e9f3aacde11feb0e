"""The pages of administrators."""

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.api.webhooks import sending
from carnet.api.webhooks.models import Delivery
from carnet.audit.models import Event
from tests.webhooks.receiver import open_receiver
from tests.webhooks.test_sending import happen, later, make


def page(name, webhook, *more):
    return reverse(f"webhooks:{name}", args=[webhook.uuid, *more])


@pytest.mark.thorough
def test_adding_shows_the_secret_once(office, firm):
    form = office.get(reverse("webhooks:add")).context["form"]
    posted = {
        "key": str(form["key"].value()),
        "url": "http://localhost:9000/x",
        "events": ["client.created", "dossier.submitted"],
    }
    shown = office.post(reverse("webhooks:add"), posted)
    webhook = firm.webhooks.get()
    assert webhook.secret in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    again = office.post(reverse("webhooks:add"), posted)
    assert again.headers["Location"] == page("webhook", webhook)
    for address in ("webhook", "change"):
        assert webhook.secret not in office.get(page(address, webhook)).content.decode()
    assert firm.webhooks.count() == 1


@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/", "http://example.org/", "https://10.1/"]
)
def test_an_address_inside_is_refused_with_a_sentence(office, firm, settings, url):
    settings.DEBUG = False
    key = "00000000-0000-4000-8000-000000000001"
    posted = {"key": key, "url": url, "events": ["client.created"]}
    response = office.post(reverse("webhooks:add"), posted)
    assert response.context["form"].errors["url"]
    assert not firm.webhooks.exists()


@pytest.mark.thorough
def test_the_log_of_a_webhook(office, add, ann):
    with open_receiver(500, "talk") as receiver:
        webhook = add(receiver.url)
        happen("dossier submitted", make.dossier(client=ann))
        sending.send_now(later())
        sending.send_now(later(minutes=2))
    shown = office.get(page("webhook", webhook)).content.decode()
    assert "dossier.submitted" in shown
    assert "arrived" in shown
    told = office.get(page("delivery", webhook, webhook.deliveries.get().pk)).content.decode()
    assert "500" in told
    assert "Thank" in told
    assert "very much" in told


@pytest.mark.thorough
def test_the_log_needs_no_more_queries_when_it_is_longer(
    office, add, ann, django_assert_max_num_queries
):
    webhook = add("http://127.0.0.1:9/")
    for _each in range(30):
        happen("dossier submitted", make.dossier(client=ann))
    office.get(page("webhook", webhook))
    with django_assert_max_num_queries(9):
        assert len(office.get(page("webhook", webhook)).context["page"].rows) == 30


@pytest.mark.thorough
def test_buttons(office, add, receiver, ann):
    webhook = add(receiver.url)
    office.post(page("test", webhook))
    sending.send_now(later())
    assert [one.event for one in webhook.deliveries.all()] == ["webhook.test"]
    office.post(page("pause", webhook))
    webhook.refresh_from_db()
    assert webhook.paused_why == "hand"
    happen("dossier submitted", make.dossier(client=ann))
    assert sending.send_now(later()) == 0
    office.post(page("resume", webhook))
    assert sending.send_now(later()) == 1
    shown = office.post(page("replace_secret", webhook)).content.decode()
    webhook.refresh_from_db()
    assert webhook.secret in shown
    first = webhook.deliveries.earliest("pk")
    office.post(page("send_again", webhook, first.pk))
    assert sending.send_now(later()) == 1
    assert receiver.ids.count(first.name) == 2
    office.post(page("delete", webhook))
    assert not Delivery.objects.exists()
    events = Event.objects.filter(kind="webhooks.webhook").order_by("pk")
    told = list(events.values_list("what", flat=True))
    assert told == [
        "webhook added",
        "webhook paused",
        "webhook resumed",
        "webhook secret replaced",
        "webhook events sent again",
        "webhook deleted",
    ]


@pytest.mark.thorough
def test_the_events_of_some_days_again(office, add, receiver, ann):
    webhook = add(receiver.url)
    for _each in range(3):
        happen("dossier submitted", make.dossier(client=ann))
    sending.send_now(later())
    sending.send_now(later())
    day = timezone.localdate().isoformat()
    days = {"start": day, "end": day}
    office.post(page("send_range_again", webhook), {**days, "failed": "on"})
    assert sending.send_now(later()) == 0
    office.post(page("send_range_again", webhook), days)
    assert sending.send_now(later()) == 2
    office.post(page("send_range_again", webhook), {"start": "", "end": day})
    assert sending.send_now(later()) == 1


def test_an_address_is_changed(office, add):
    webhook = add("http://127.0.0.1:9/")
    posted = {"key": str(webhook.uuid), "url": "http://localhost/y", "events": ["client.created"]}
    office.post(page("change", webhook), posted)
    webhook.refresh_from_db()
    assert (webhook.url, webhook.events) == ("http://localhost/y", ["client.created"])


def test_only_administrators(client, accountant, add):
    webhook = add("http://127.0.0.1:9/")
    client.force_login(accountant)
    addresses = [reverse("webhooks:list"), reverse("webhooks:add"), page("webhook", webhook)]
    assert {client.get(address).status_code for address in addresses} == {403}
    assert client.post(page("delete", webhook)).status_code == 403
