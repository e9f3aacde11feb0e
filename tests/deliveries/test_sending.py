"""What is sent, once, whatever the other side does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.documents import file_of, place_of
from carnet.answers.models import Document
from carnet.audit.happenings import tell_next
from carnet.audit.models import Event
from carnet.clients.erasure import erase
from carnet.core import sealed_files
from carnet.deliveries import actions, noting, sending
from carnet.deliveries.models import Delivery, SentFile
from carnet.notices.models import Notice
from tests import makers as make
from tests.deliveries.cloud import PASSWORD
from tests.deliveries.handed_in import PAPERS, SENT, sent_in, stored
from tests.exports.sending import hand_in

FIRST, SECOND = "01 Your lease.pdf", "02 Your lease.pdf"


def told():
    while tell_next(timezone.now()):
        pass


def handed(destination, submission, by=None):
    by = by or make.colleague(firm=destination.firm)
    return actions.send_now(submission.dossier, destination, by=by, now=timezone.now())


def folder_of(submission):
    return f"K 12 Ann Zoë/2025 Small {submission.reference}"


@pytest.mark.thorough
def test_what_a_client_sends_goes_there_by_itself(firm, add, cloud, send):
    add(cloud.url)
    submission = sent_in(firm)
    told()
    assert send() == 1
    folder = folder_of(submission)
    assert cloud.names == [f"{folder}/{FIRST}", f"{folder}/{SECOND}"]
    assert sorted(cloud.files.values()) == sorted(PAPERS.values())
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.trouble) == ("done", "")
    [event] = Event.objects.filter(what=noting.SENT_BACK)
    assert event.facts == {"submission": submission.pk, "files": 2}
    assert send(60) == 0


@pytest.mark.thorough
def test_told_twice_or_pressed_twice_it_goes_once(firm, add, cloud, send):
    destination = add(cloud.url, when=["client", "hand"])
    submission = sent_in(firm)
    told()
    for _twice in range(2):
        handed(destination, submission)
    assert send() == 1
    handed(destination, submission)
    assert send(60) == 0
    assert len(cloud.puts) == 2


@pytest.mark.thorough
def test_a_document_added_after_sending_waits_for_the_next_time(firm, add, cloud, send):
    add(cloud.url)
    submission = sent_in(firm)
    stored(submission.dossier, "Later.pdf", b"%PDF later")
    told()
    send()
    assert len(cloud.files) == 2


@pytest.mark.thorough
def test_reopened_and_sent_again_is_another_delivery(firm, add, cloud, send):
    add(cloud.url)
    first = sent_in(firm)
    told()
    send()
    dossier = first.dossier
    dossier.refresh_from_db()
    type(dossier).objects.filter(pk=dossier.pk).update(state="in_progress")
    dossier.refresh_from_db()
    second = hand_in(dossier, SENT + timedelta(days=1))
    told()
    send()
    assert {name.split("/")[1][-11:] for name in cloud.names} == {
        first.reference,
        second.reference,
    }
    assert Delivery.objects.count() == 2
    assert len(cloud.files) == 4


@pytest.mark.thorough
def test_a_retry_sends_only_what_is_missing(firm, add, cloud, send):
    destination = add(cloud.url)
    submission = sent_in(firm)
    told()
    cloud.moods["PUT"] = [409, None, 500]  # made the folder, put the first, refused the second
    send()
    assert [one.done_at is not None for one in SentFile.objects.all()] == [True, False]
    destination.refresh_from_db()
    assert (destination.trouble, destination.failures) == ("broken", 1)
    assert send() == 0
    assert send(minutes=2) == 1
    folder = f"dav/Clients/{folder_of(submission)}"
    assert cloud.puts == [f"{folder}/{FIRST}", f"{folder}/{SECOND}"]
    destination.refresh_from_db()
    assert (destination.trouble, destination.failures) == ("", 0)
    assert Delivery.objects.get().state == "done"


@pytest.mark.thorough
def test_names_stay_the_same_whatever_changes_between_two_tries(firm, add, cloud, send):
    add(cloud.url)
    submission = sent_in(firm)
    told()
    cloud.moods["PUT"] = [409, None, 500]
    send()
    client = submission.dossier.client
    client.last_name, client.client_number = "Married", "77"
    client.save()
    firm.document_names = "{original} {number}"
    firm.save()
    send(minutes=2)
    folder = folder_of(submission)
    assert cloud.names == [f"{folder}/{FIRST}", f"{folder}/{SECOND}"]


@pytest.mark.thorough
def test_what_was_cut_in_the_middle_is_put_again_whole(firm, add, cloud, send):
    add(cloud.url)
    sent_in(firm)
    told()
    cloud.moods["PUT"] = [409, "cut"]
    send()
    assert Delivery.objects.get().trouble == "cut"
    assert len(cloud.files) == 1
    send(minutes=2)
    assert sorted(cloud.files.values()) == sorted(PAPERS.values())


@pytest.mark.thorough
def test_what_arrived_unsaid_is_not_put_twice_and_edits_stay(firm, add, cloud, send):
    add(cloud.url)
    sent_in(firm)
    told()
    cloud.moods["PUT"] = [409, "taken, unsaid"]
    send()
    [name] = cloud.files
    cloud.files[name] += b" and what an accountant wrote on it"
    send(minutes=2)
    assert cloud.files[name].endswith(b"wrote on it")
    assert cloud.puts.count(name) == 1
    assert Delivery.objects.get().state == "done"


@pytest.mark.thorough
def test_a_wrong_password_is_tried_once_for_all_that_waits(firm, add, cloud, send, colleague):
    destination = add(cloud.url, settings_sealed={"url": cloud.url, "user": "x", "password": "no"})
    for _each in range(3):
        sent_in(firm)
    told()
    assert send() == 1
    assert send() == 0
    destination.refresh_from_db()
    assert destination.trouble == "wrong_key"
    assert cloud.calls == [("PROPFIND", "dav/Clients")]
    right = {"settings_sealed": {"url": cloud.url, "token": "s3cret"}}
    actions.change(destination, right, by=colleague)
    assert [send(1), send(1), send(1), send(1)] == [1, 1, 1, 0]
    assert len(cloud.files) == 6


@pytest.mark.thorough
@pytest.mark.parametrize(
    "said",
    [
        ("PROPFIND", 404, "missing"),
        ("PROPFIND", 403, "not_allowed"),
        ("PROPFIND", 405, "odd"),
        ("PROPFIND", 301, "odd"),
        ("PROPFIND", 502, "broken"),
        ("PUT", 507, "full"),
        ("PUT", 403, "not_allowed"),
        ("PUT", 429, "throttled"),
    ],
)
def test_whatever_it_says_has_its_word_and_waits(firm, add, cloud, send, said):
    method, mood, code = said
    destination = add(cloud.url)
    sent_in(firm)
    told()
    cloud.folders |= {"dav/Clients/K 12 Ann Zoë"}
    cloud.moods[method] = [mood]
    send()
    destination.refresh_from_db()
    delivery = Delivery.objects.get()
    assert (destination.trouble, delivery.trouble) == (code, code)
    assert destination.rests_until > timezone.now()
    send(minutes=2)
    assert Delivery.objects.get().state == "done"


@pytest.mark.thorough
def test_it_waits_as_long_as_the_other_side_asks(firm, add, cloud, send):
    destination = add(cloud.url)
    sent_in(firm)
    told()
    cloud.moods["PROPFIND"], cloud.headers = [503], {"Retry_After": "1800"}
    send()
    destination.refresh_from_db()
    assert destination.rests_until > timezone.now() + timedelta(minutes=29)


@pytest.mark.parametrize("said", ["9" * 30, "²", "-5", "Thu, 1 Jan 2099 00:00:00 GMT"])
def test_whatever_time_it_names_it_is_tried_again_within_the_hour(firm, add, cloud, send, said):
    destination = add(cloud.url)
    sent_in(firm)
    told()
    cloud.moods["PROPFIND"], cloud.headers = [503], {"Retry_After": said}
    send()
    destination.refresh_from_db()
    assert destination.trouble == "throttled"
    assert destination.rests_until < timezone.now() + timedelta(minutes=61)


def test_what_is_said_is_kept_without_the_password(firm, add, cloud, send):
    destination = add(cloud.url)
    sent_in(firm)
    told()
    cloud.moods["PROPFIND"], cloud.text = [500], f"no entry for {PASSWORD}".encode()
    send()
    destination.refresh_from_db()
    assert destination.said == "500 no entry for …"


def test_one_file_that_is_refused_holds_up_no_other(firm, add, cloud, send):
    destination = add(cloud.url)
    sent_in(firm)
    told()
    cloud.moods["PUT"] = [409, 413]
    send()
    delivery, files = Delivery.objects.get(), SentFile.objects.all()
    assert [one.problem for one in files] == ["too_large", ""]
    assert (delivery.state, delivery.trouble) == ("failed", "too_large")
    destination.refresh_from_db()
    assert destination.failures == 0
    assert Event.objects.filter(what=noting.GIVEN_UP).count() == 1


@pytest.mark.thorough
def test_nothing_damaged_leaves(firm, add, cloud, send):
    add(cloud.url)
    sent_in(firm)
    told()
    file = file_of(Document.objects.get(name="Lease.pdf"))
    kept = file.read_bytes()
    file.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    send()
    assert Delivery.objects.get().trouble == "unreadable"
    assert list(cloud.files.values()) == [PAPERS["Second.pdf"]]
    file.write_bytes(kept)
    send(minutes=2)
    assert sorted(cloud.files.values()) == sorted(PAPERS.values())


@pytest.mark.thorough
def test_only_what_the_client_saw_when_sending_leaves(firm, add, cloud, send):
    """Sealed in its place, and yet another file."""
    add(cloud.url)
    sent_in(firm)
    told()
    row = Document.objects.get(name="Lease.pdf")
    sealed_files.write(file_of(row), [b"%PDF another"], place_of(row))
    send()
    assert Delivery.objects.get().trouble == "unreadable"
    assert list(cloud.files.values()) == [PAPERS["Second.pdf"]]


@pytest.mark.thorough
def test_after_days_it_is_given_up_and_may_be_sent_again(firm, add, send, colleague, cloud):
    destination = add("http://127.0.0.1:9/dav")
    sent_in(firm)
    told()
    send()
    assert Delivery.objects.get().state == "waiting"
    assert Delivery.objects.update(since=timezone.now() - timedelta(days=6)) == 1
    send(minutes=2)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.trouble) == ("failed", "unreachable")
    told()
    assert [one.kind for one in Notice.objects.filter(colleague=colleague)][-1] == "not_sent_back"
    actions.change(
        destination,
        {"settings_sealed": {"url": cloud.url, "token": "s3cret"}},
        by=colleague,
    )
    deliveries = destination.deliveries.all()
    actions.send_again(destination, deliveries, by=colleague, now=timezone.now())
    assert send(1) == 1
    assert len(cloud.files) == 2


def test_waits_grow_to_an_hour():
    minutes = [noting.pause(number).total_seconds() / 60 for number in (0, 1, 2, 3, 4, 5, 90)]
    assert minutes == [1, 1, 5, 15, 60, 60, 60]


def test_switched_off_it_waits_and_removed_it_never_leaves(firm, add, cloud, send, colleague):
    destination = add(cloud.url)
    sent_in(firm)
    told()
    actions.switch_off(destination, by=colleague)
    assert send() == 0
    actions.switch_on(destination, by=colleague, now=timezone.now())
    actions.remove(destination, by=colleague, now=timezone.now())
    assert send() == 0
    destination.refresh_from_db()
    assert destination.settings == {}
    assert not Delivery.objects.exists()
    assert cloud.calls == []


@pytest.mark.thorough
def test_with_the_client_the_deliveries_are_forgotten(firm, add, cloud, send, colleague):
    add(cloud.url)
    submission = sent_in(firm)
    told()
    [delivery] = sending.claim(timezone.now() + timedelta(seconds=1), 1)
    erase(submission.dossier.client, by=colleague)
    sending.deliver(delivery)
    assert not Delivery.objects.exists()
    assert not SentFile.objects.exists()
    assert cloud.files == {}


@pytest.mark.thorough
def test_of_a_destination_one_goes_after_the_other(firm, add):
    add("http://127.0.0.1:9/")
    for _each in range(2):
        sent_in(firm)
    told()
    now = timezone.now() + timedelta(seconds=1)
    assert len(sending.claim(now, 4)) == 1
    assert sending.claim(now, 4) == []


def test_who_is_taken_over_stops(firm, add, cloud, send):
    add(cloud.url)
    sent_in(firm)
    told()
    now = timezone.now() + timedelta(seconds=1)
    [late] = sending.claim(now, 1)
    assert sending.claim(now, 1) == []
    [taken] = sending.claim(now + sending.CLAIM_LASTS + timedelta(minutes=1), 1)
    sending.deliver(late)
    assert cloud.files == {}
    assert taken.attempts == 2


@pytest.mark.thorough
def test_one_that_kills_its_worker_each_time_is_given_up(firm, add):
    add("http://127.0.0.1:9/")
    submission = sent_in(firm)
    told()
    now = timezone.now() + timedelta(seconds=1)
    days = 0
    while sending.claim(now + timedelta(days=days), 1):
        days += 1
        assert days < 10
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.trouble, days) == ("failed", "fault", 5)
    assert Event.objects.get(what=noting.GIVEN_UP).key == str(submission.dossier.pk)


@pytest.mark.thorough
def test_the_record_goes_as_a_pdf(firm, add, cloud, send):
    add(cloud.url, what=["record", "documents"])
    submission = sent_in(firm)
    told()
    send()
    folder = folder_of(submission)
    record = f"{folder}/2025 Small {submission.reference}.pdf"
    assert cloud.names[0] == f"{folder}/{FIRST}"
    assert cloud.files[f"dav/Clients/{record}"].startswith(b"%PDF-")
    assert len(cloud.files) == 3
