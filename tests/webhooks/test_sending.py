"""From what was done to what arrives, with all that goes wrong on the way."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from carnet.api.webhooks import actions, sending, signing
from carnet.api.webhooks.forgetting import forget
from carnet.api.webhooks.models import Attempt, Delivery, Pause, Webhook
from carnet.audit.happenings import EVENTS, tell_next
from carnet.audit.models import Event, Untold
from carnet.audit.record import record, record_all
from carnet.clients.models import Client
from carnet.core.acting import through
from carnet.core.mail import LETTERS
from carnet.core.models import Mail
from tests import makers as make
from tests.webhooks.receiver import open_receiver

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def happen(what, thing, **facts):
    record(what, thing, firm=thing.firm, by=None, **facts)
    tell_next(timezone.now())


def later(**much):
    return timezone.now() + timedelta(seconds=1, **much)


def test_what_is_done_is_told_signed_and_thin(add, receiver, ann, colleague):
    webhook = add(receiver.url, ["dossier.submitted"])
    dossier = make.dossier(client=ann)
    happen("dossier submitted", dossier, submission=7)
    assert sending.send_now(later()) == 1
    [call] = receiver.calls
    [delivery] = webhook.deliveries.all()
    assert (delivery.state, delivery.last.status) == ("done", 204)
    headers = call.headers
    moment = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signing.signature(
        webhook.secret, headers["webhook-id"], moment, call.body
    )
    told = json.loads(call.body)
    api = "http://localhost:8000/api/v1"
    assert told == {
        "type": "dossier.submitted",
        "id": headers["webhook-id"],
        "timestamp": told["timestamp"],
        "firm": str(ann.firm.uuid),
        "data": {
            "client": {"id": str(ann.uuid), "url": f"{api}/clients/{ann.uuid}"},
            "campaign": {
                "id": dossier.campaign.pk,
                "url": f"{api}/campaigns/{dossier.campaign.pk}",
            },
            "dossier": {"id": dossier.pk, "url": f"{api}/dossiers/{dossier.pk}"},
            "details": {"counts": {"submission": 7}},
        },
    }
    assert "Peeters" not in call.body


def test_nothing_is_queued_that_nobody_listens_to(add, ann, django_assert_num_queries):
    with django_assert_num_queries(2):  # the look who listens, and the trail
        record("client changed", ann, firm=ann.firm, by=None)
    with django_assert_num_queries(1):  # what is no event costs nothing
        record("note added", ann, firm=ann.firm, by=None)
    dossier = make.dossier(client=ann)
    with django_assert_num_queries(2):  # what colleagues may hear of is queued without a look
        record("dossier submitted", dossier, firm=ann.firm, by=None)
    assert list(Untold.objects.values_list("name", flat=True)) == ["dossier.submitted"]
    add("http://127.0.0.1:9/", ["client.updated"])
    record("client changed", ann, firm=ann.firm, by=None)
    assert Untold.objects.filter(name="client.updated").count() == 1


@pytest.mark.thorough
def test_many_at_once_are_queued_with_few_statements(add, firm, django_assert_max_num_queries):
    add("http://127.0.0.1:9/", ["client.created"])
    people = make.clients(300, firm=firm)
    keys = [person.pk for person in people]
    with django_assert_max_num_queries(12):
        record_all("client added", Client, keys, firm=firm, by=None)
    with django_assert_max_num_queries(40):
        while tell_next(timezone.now()):
            pass
    told = {json.loads(one.body)["data"]["client"]["id"] for one in Delivery.objects.all()}
    assert told == {str(person.uuid) for person in people}


def test_who_was_erased_is_named_by_what_they_were_called(add, receiver, ann):
    add(receiver.url, ["client.erased"])
    uuid = ann.uuid
    record("client erased", ann, firm=ann.firm, by=None)
    Client.objects.filter(pk=ann.pk).delete()
    tell_next(timezone.now())
    sending.send_now(later())
    assert json.loads(receiver.calls[0].body)["data"] == {"client": {"id": str(uuid), "gone": True}}


def test_words_of_people_stay_inside_whatever_the_trail_holds(add, receiver, ann):
    add(receiver.url, ["dossier.reopened"])
    happen("dossier reopened", make.dossier(client=ann), reason="Ann forgot her house", count=2)
    sending.send_now(later())
    assert json.loads(receiver.calls[0].body)["data"]["details"] == {"counts": {"count": 2}}


def test_a_program_knows_its_own_doing(add, receiver, ann):
    add(receiver.url, ["client.updated"])
    with through(key=7):
        happen("client changed", ann, fields=["phone"])
    sending.send_now(later())
    told = json.loads(receiver.calls[0].body)["data"]["details"]
    assert told == {"fields": ["phone"], "key": 7}


def test_each_webhook_hears_what_it_wants(add, ann):
    changes = add("http://127.0.0.1:9/", ["client.updated"])
    ends = add("http://127.0.0.1:9/", ["client.archived"])
    happen("client changed", ann)
    happen("client archived", ann)
    assert [one.event for one in changes.deliveries.all()] == ["client.updated"]
    assert [one.event for one in ends.deliveries.all()] == ["client.archived"]


def test_another_firm_hears_nothing(add, receiver, ann, stranger):
    add(receiver.url, EVENTS, firm=stranger.firm, by=stranger)
    happen("dossier submitted", make.dossier(client=ann))
    assert sending.send_now(later()) == 0


@pytest.mark.thorough
def test_who_says_no_is_asked_again_later_and_under_the_same_id(add, ann):
    with open_receiver(500, 503, 204) as receiver:
        webhook = add(receiver.url)
        happen("dossier submitted", make.dossier(client=ann))
        assert sending.send_now(later()) == 1
        assert sending.send_now(later()) == 0
        assert sending.send_now(later(minutes=1)) == 1
        assert sending.send_now(later(minutes=4)) == 0
        assert sending.send_now(later(minutes=7)) == 1
        assert len(set(receiver.ids)) == 1
    [delivery] = webhook.deliveries.all()
    statuses = list(delivery.tries.values_list("status", flat=True))
    assert (delivery.state, statuses) == ("done", [500, 503, 204])


@pytest.mark.thorough
def test_after_three_days_it_is_given_up_and_can_be_sent_again(add, ann, colleague, now):
    with open_receiver(500, 204) as receiver:
        webhook = add(receiver.url)
        happen("dossier submitted", make.dossier(client=ann))
        webhook.deliveries.update(attempts=sending.MOST_ATTEMPTS - 1)
        sending.send_now(later())
        [delivery] = webhook.deliveries.all()
        assert delivery.state == "failed"
        assert sending.send_now(later(days=9)) == 0
        again = webhook.deliveries.failed()
        assert actions.send_again(webhook, again, by=colleague, now=timezone.now()) == 1
        assert sending.send_now(later()) == 1
        assert len(set(receiver.ids)) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("done", 1)


def test_what_is_under_way_is_not_sent_again(add, receiver, ann, colleague):
    webhook = add(receiver.url)
    happen("dossier submitted", make.dossier(client=ann))
    sending.claim(later(), 1)
    deliveries = webhook.deliveries.all()
    assert actions.send_again(webhook, deliveries, by=colleague, now=timezone.now()) == 0


@pytest.mark.thorough
def test_who_is_gone_is_left_alone_and_the_administrators_are_told(add, ann, accountant):
    with open_receiver(410, 204) as receiver:
        webhook = add(receiver.url)
        happen("dossier submitted", make.dossier(client=ann))
        sending.send_now(later())
        webhook.refresh_from_db()
        assert webhook.paused_why == Pause.GONE
        [row] = Mail.objects.filter(letter="webhook")
        assert row.to == "claire@example.org"
        letter = LETTERS["webhook"].compose(row)
        assert "gone" in letter.text
        assert f"/firm/webhooks/{webhook.uuid}/" in letter.html
        # Meanwhile it collects.
        happen("dossier submitted", make.dossier(client=ann))
        assert sending.send_now(later(days=1)) == 0
        actions.resume(webhook, by=None, now=timezone.now())
        assert sending.send_now(later()) == 2
        assert LETTERS["webhook"].compose(row) is None
    assert webhook.deliveries.all().counts() == {"done": 2, "failed": 0, "waiting": 0}


def test_ten_days_without_success_are_enough(add, ann):
    with open_receiver(500) as receiver:
        webhook = add(receiver.url)
        happen("dossier submitted", make.dossier(client=ann))
        sending.send_now(later())
        old = timezone.now() - 10 * DAY - MINUTE
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=old)
        sending.send_now(later(minutes=2))
    webhook.refresh_from_db()
    assert webhook.paused_why == Pause.FAILING
    assert Event.objects.filter(what="webhook paused", by=None).count() == 1


@pytest.mark.thorough
def test_a_success_in_between_begins_the_ten_days_anew(add, ann):
    with open_receiver(500, 204) as receiver:
        webhook = add(receiver.url)
        happen("dossier submitted", make.dossier(client=ann))
        sending.send_now(later())
        webhook.refresh_from_db()
        assert webhook.failing_since
        sending.send_now(later(minutes=2))
    webhook.refresh_from_db()
    assert (webhook.failing_since, webhook.failures, webhook.rests_until) == (None, 0, None)


@pytest.mark.thorough
def test_a_receiver_in_trouble_gets_one_call_and_not_the_whole_queue(add, ann):
    with open_receiver(500) as receiver:
        webhook = add(receiver.url)
        for _each in range(8):
            happen("dossier submitted", make.dossier(client=ann))
        sending.send_now(later())
        sending.send_now(later())
        assert len(receiver.calls) == 4
        assert sending.send_now(later()) == 0
        assert sending.send_now(later(minutes=20)) == 1
        webhook.refresh_from_db()
        assert webhook.rests_until > timezone.now()


@pytest.mark.thorough
def test_a_firm_has_few_calls_under_way_and_leaves_room_for_others(add, ann, stranger):
    for number in range(5):
        add(f"http://127.0.0.1:{9000 + number}/")
    for _each in range(5):
        happen("dossier submitted", make.dossier(client=ann))
    add("http://127.0.0.1:9009/", firm=stranger.firm, by=stranger)
    happen("dossier submitted", make.dossier(client=make.client(firm=stranger.firm)))
    now = later()
    claimed = sending.claim(now, sending.THREADS)
    firms = [one.webhook.firm_id for one in claimed]
    assert firms.count(ann.firm_id) == sending.OF_A_FIRM
    assert firms.count(stranger.firm_id) == 1
    assert sending.claim(now, sending.THREADS) == []


@pytest.mark.thorough
def test_who_has_thousands_to_tell_lets_others_through(add, ann, stranger):
    mine = add("http://127.0.0.1:9/")
    happen("dossier submitted", make.dossier(client=ann))
    [one] = mine.deliveries.all()
    Delivery.objects.bulk_create(
        Delivery(webhook=mine, message=uuid4(), event=one.event, body=one.body)
        for _each in range(2000)
    )
    theirs = add("http://127.0.0.1:9/", firm=stranger.firm, by=stranger)
    happen("dossier submitted", make.dossier(client=make.client(firm=stranger.firm)))
    claimed = sending.claim(later(), sending.THREADS)
    assert [item.webhook for item in claimed].count(theirs) == 1
    assert [item.webhook for item in claimed].count(mine) == sending.OF_A_WEBHOOK


@pytest.mark.thorough
def test_no_firm_is_always_the_last(add, ann, stranger):
    add("http://127.0.0.1:9/")
    add("http://127.0.0.1:9/", firm=stranger.firm, by=stranger)
    for client in (ann, make.client(firm=stranger.firm)):
        happen("dossier submitted", make.dossier(client=client))
    now, first = later(), set()
    for _each in range(40):
        [taken] = sending.claim(now, 1)
        first.add(taken.webhook.firm_id)
        Delivery.objects.update(claimed_at=None)
    assert first == {ann.firm_id, stranger.firm_id}


def test_a_claim_that_lapsed_is_taken_by_another_worker(add, receiver, ann):
    """The first was killed in the middle: the event arrives all the same, and a double carries the same id."""
    webhook = add(receiver.url)
    happen("dossier submitted", make.dossier(client=ann))
    [first] = sending.claim(later(), 1)
    sending.calling.post(webhook.url, first.body, {"webhook-id": first.name})  # and dies
    assert sending.claim(later(), 1) == []
    assert sending.send_now(later(minutes=3)) == 1
    assert receiver.ids == [first.name] * 2


def test_who_wakes_up_late_changes_nothing_of_another_workers_call(add, receiver, ann):
    add(receiver.url)
    happen("dossier submitted", make.dossier(client=ann))
    [frozen] = sending.claim(later(), 1)
    [awake] = sending.claim(later(minutes=3), 1)
    sending.note(frozen, sending.Answer(500, 1), timezone.now())
    held = Delivery.objects.get()
    assert (held.claimed_at, held.state) == (awake.claimed_at, "waiting")


def test_an_answer_for_a_webhook_that_was_deleted_meanwhile(add, receiver, ann, colleague):
    webhook = add(receiver.url)
    happen("dossier submitted", make.dossier(client=ann))
    [claimed] = sending.claim(later(), 1)
    actions.delete(webhook, by=colleague)
    sending.deliver(claimed)
    assert not Attempt.objects.exists()


def test_while_a_secret_is_replaced_both_sign(add, receiver, ann, colleague, now):
    webhook = add(receiver.url)
    former = webhook.secret
    fresh = actions.replace_secret(webhook, by=colleague, now=now)
    assert webhook.secrets(now) == [fresh, former]
    assert webhook.secrets(now + DAY) == [fresh]
    happen("dossier submitted", make.dossier(client=ann))
    sending.send_now(later())
    [call] = receiver.calls
    headers = call.headers
    expected = [
        signing.signature(one, headers["webhook-id"], int(headers["webhook-timestamp"]), call.body)
        for one in (fresh, former)
    ]
    assert headers["webhook-signature"].split() == expected


def test_a_secret_that_was_replaced_is_forgotten(add, colleague, now):
    webhook = add("http://127.0.0.1:9/")
    actions.replace_secret(webhook, by=colleague, now=now)
    forget(now + timedelta(hours=23))
    webhook.refresh_from_db()
    assert webhook.former_secret
    forget(now + timedelta(hours=25))
    webhook.refresh_from_db()
    assert (webhook.former_secret, webhook.former_until) == ("", None)


def test_secrets_and_addresses_rest_sealed(add):
    webhook = add("http://127.0.0.1:9/token-in-the-address")
    row = Webhook.objects.filter(pk=webhook.pk).values().get()
    kept = json.dumps(
        row,
        default=lambda value: (
            bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
        ),
    )  # noqa: E501
    for word in (webhook.secret, "token-in-the-address"):
        assert word not in kept
        assert word.encode().hex() not in kept
    trail = str(list(Event.objects.values_list("facts", flat=True)))
    assert "token" not in trail


def test_pressing_twice_adds_one(firm, colleague):
    key = uuid4()
    same = {"url": "http://127.0.0.1:9/", "events": EVENTS, "key": key, "by": colleague}
    webhook, secret = actions.add(firm, **same)
    assert actions.add(firm, **same) == (webhook, "")
    assert secret.startswith("whsec_")
    assert firm.webhooks.count() == 1


@pytest.mark.thorough
def test_a_firm_has_twenty_at_most(add):
    for _each in range(actions.MOST):
        add("http://127.0.0.1:9/")
    with pytest.raises(actions.TooMany):
        add("http://127.0.0.1:9/")


def test_who_chooses_other_events_hears_of_those(add, ann, colleague):
    webhook = add("http://127.0.0.1:9/", ["client.updated"])
    actions.change(webhook, url=webhook.url, events=["client.archived"], by=colleague)
    happen("client changed", ann)
    happen("client archived", ann)
    assert [one.event for one in webhook.deliveries.all()] == ["client.archived"]
    actions.delete(webhook, by=colleague)
    record("client archived", ann, firm=ann.firm, by=None)
    assert not Untold.objects.exists()


def test_what_was_told_a_month_ago_is_forgotten(add, ann, now):
    webhook = add("http://127.0.0.1:9/")
    happen("client archived", ann)
    assert forget(now + 29 * DAY) == 0
    assert forget(now + 31 * DAY) == 1
    assert not webhook.deliveries.exists()
