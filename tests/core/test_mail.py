import threading
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.core import mail
from carnet.core.models import Mail
from tests.post_office import free_port, open_post_office


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


@pytest.fixture
def told():
    """A letter whose text may be changed by the test, and what its listeners were told."""
    told = {"letter": mail.Letter("Hello", "Good day."), "sent": [], "refused": []}
    mail.LETTERS["test"] = mail.Composing(
        compose=lambda row: told["letter"],
        sent=lambda row: told["sent"].append(row.pk),
        refused=lambda row: told["refused"].append(row.pk),
    )
    yield told
    del mail.LETTERS["test"]


def queue(firm, to="ann@example.org"):
    return mail.post("test", about=firm, to=to, language="en", firm=firm)


def send_all(now=None):
    while mail.send_next(now):
        pass


def test_a_queued_letter_is_sent_once(firm, post_office, told):
    row = queue(firm)
    send_all()
    send_all()
    assert [(m["To"], m["Subject"]) for m in post_office.mails] == [("ann@example.org", "Hello")]
    assert told["sent"] == [row.pk]


def test_nothing_is_queued_when_the_rest_fails(firm, told):
    with transaction.atomic():
        queue(firm)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_a_refusal_for_now_is_tried_again_under_the_same_message_id(firm, post_office, told):
    row = queue(firm)
    now = timezone.now()
    post_office.answers = ["451 come back later"]
    send_all(now)
    assert post_office.mails == []
    send_all(now + timedelta(minutes=2))
    assert [m["Message-ID"] for m in post_office.tries] == [row.message_id] * 2
    assert len(post_office.mails) == 1


@pytest.mark.thorough
def test_pauses_grow_and_after_three_days_a_person_is_told(firm, post_office, told):
    row = queue(firm)
    post_office.answers = ["451 come back later"] * 100
    now, pauses = timezone.now(), []
    while Mail.objects.waiting().exists():
        mail.send_next(now)
        row.refresh_from_db()
        pauses.append((row.next_try_at - now).total_seconds() / 60)
        now = row.next_try_at
    assert pauses[:5] == [1, 5, 15, 60, 60]
    assert 70 * 60 < sum(pauses) < 76 * 60
    assert told["refused"] == [row.pk]
    assert row.reason == "The mail server refused the text of this mail (451)."


@pytest.mark.parametrize("where", ["answers", "recipient_answers"])
def test_a_refusal_for_good_is_not_tried_again(firm, post_office, told, where):
    row = queue(firm)
    setattr(post_office, where, ["550 no such person"])
    send_all()
    send_all(timezone.now() + timedelta(days=1))
    assert post_office.mails == []
    assert told["refused"] == [row.pk]


def test_our_own_faults_do_not_count_against_the_recipient(firm, settings, told):
    row = queue(firm)
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", free_port()
    send_all()
    row.refresh_from_db()
    assert row.state == "waiting"
    assert row.reason == "The mail server could not be reached (ConnectionRefusedError)."


def test_names_and_subjects_cannot_smuggle_headers(firm, post_office, told):
    evil = "Hello\r\nBcc: evil@example.org\n\nbody"
    told["letter"] = mail.Letter(evil, "Text.", sender='Du"bois\r\nBcc: evil@example.org')
    queue(firm)
    send_all()
    sent = post_office.mails[0]
    assert sent.recipients == ["ann@example.org"]
    assert sent["Bcc"] is None
    assert sent["From"].addresses[0].addr_spec == "desk@example.org"


def test_an_address_that_cannot_be_written_fails_and_lets_others_pass(firm, post_office, told):
    bad = queue(firm, to="ann@example.org\nBcc: evil@example.org")
    queue(firm)
    send_all()
    bad.refresh_from_db()
    assert bad.state == "failed"
    assert len(post_office.mails) == 1


def test_what_is_no_longer_wanted_is_dropped(firm, post_office, told):
    row = queue(firm)
    told["letter"] = None
    send_all()
    row.refresh_from_db()
    assert (row.state, post_office.mails) == ("dropped", [])


def nobody_writes(firm):
    return mail.post("nobody writes this", about=firm, to="a@example.org", language="en", firm=firm)


@pytest.mark.thorough
def test_a_letter_that_cannot_be_composed_is_given_up_in_the_end(firm, post_office):
    row = nobody_writes(firm)
    now = timezone.now()
    while Mail.objects.waiting().exists():
        now += timedelta(minutes=61)
        mail.send_next(now)
    row.refresh_from_db()
    assert row.attempts == mail.MOST_ATTEMPTS
    assert row.reason == "This mail could not be written."


def test_letters_that_cannot_be_composed_hold_nobody_up(firm, post_office, told, caplog):
    """However many there are, and however often they are tried: others leave in the same round."""
    poisoned = [nobody_writes(firm) for _each in range(3)]
    queue(firm)
    assert mail.send_some(timezone.now())
    assert len(post_office.mails) == 1
    for row in poisoned:
        row.refresh_from_db()
        assert (row.state, row.claimed_at, row.attempts) == ("waiting", None, 1)
        assert row.next_try_at > timezone.now()
        assert str(row.uuid) in caplog.text


def test_texts_that_left_are_blanked_and_texts_that_stay_can_be_read(firm, settings, told):
    queue(firm)
    with open_post_office(settings):
        send_all()
    settings.MAIL_HOST = ""
    queue(firm)
    send_all()
    texts = [(row.state, row.text) for row in Mail.objects.order_by("pk")]
    assert texts == [("sent", ""), ("kept", "Good day.")]


def test_ready_texts_of_others_keep_their_firm_and_html(firm, post_office):
    message = EmailMultiAlternatives(
        "Reset", "Text.", to=["claire@example.org"], headers={mail.FIRM_HEADER: str(firm.pk)}
    )
    message.attach_alternative("<p>Text.</p>", "text/html")
    mail.OutboxBackend().send_messages([message])
    assert firm.mails.get().html == "<p>Text.</p>"
    send_all()
    assert post_office.mails[0][mail.FIRM_HEADER] is None


def test_failed_mails_can_be_tried_again(firm, post_office, told):
    queue(firm)
    post_office.answers = ["550 no"]
    send_all()
    assert mail.try_again(firm.mails.all(), timezone.now()) == 1
    send_all()
    assert len(post_office.mails) == 1


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_mail_once(firm, post_office, told):
    for number in range(24):
        queue(firm, to=f"person{number}@example.org")
    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent = sorted(m["To"] for m in post_office.mails)
    assert sent == sorted(f"person{number}@example.org" for number in range(24))


def work():
    try:
        with scopes_disabled():
            send_all()
    finally:
        connection.close()
