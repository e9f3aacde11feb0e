"""Mails that come back: what their servers' messages say, and what becomes of it at the mail."""

import random
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from carnet.core import bounces, dsn, mail, reasons
from carnet.core.models import Mail, Mailbox
from tests import bounced
from tests.at_once import together
from tests.imap_office import open_mailbox

ROW = SimpleNamespace(uuid=uuid.UUID(int=7), to="ann@example.net")


@pytest.mark.parametrize(
    ("text", "final", "status", "words"),
    [
        (bounced.POSTFIX, True, "5.1.1", "This address does not exist (5.1.1)."),
        (bounced.EXIM_PROSE, True, "5.2.2", "The mailbox is full (5.2.2)."),
        (bounced.OUTLOOK, True, "5.1.10", "This address does not exist (5.1.10)."),
        (bounced.GMAIL, True, "5.7.26", "Their mail server refused it as unwanted mail (5.7.26)."),
        (bounced.PROVIDER, True, "5.2.2", "The mailbox is full (5.2.2)."),
        (bounced.GAVE_UP, True, "4.4.1", "Their mail server cannot be reached (4.4.1)."),
        (bounced.DELAYED, False, "4.4.1", "Their mail server cannot be reached (4.4.1)."),
    ],
)
def test_what_each_server_says(text, final, status, words):
    found = dsn.read(bounced.written(text, ROW))
    assert found == dsn.Notice((ROW.uuid.hex,), final, status)
    assert reasons.in_words(f"bounce {status}") == words


@pytest.mark.parametrize("text", [bounced.HOLIDAY, bounced.RECEIPT, bounced.DELIVERED, "", "\n\n"])
def test_what_is_no_bounce(text):
    assert dsn.read(bounced.written(text, ROW)) is None


def test_any_status_can_be_told_in_words():
    for status in ("5.0.0", "4.0.0", "5.9.9", "5.3.4", "5.1.6"):
        for word in ("bounce", "delayed", "recipient", "content"):
            assert status in reasons.in_words(f"{word} {status}")


@pytest.fixture
def box(settings):
    with open_mailbox(settings) as box:
        yield box


@pytest.fixture
def told():
    told = []
    mail.LETTERS["test"] = mail.Composing(lambda row: None, refused=lambda row: told.append(row.pk))
    yield told
    del mail.LETTERS["test"]


@pytest.fixture
def sent(firm, told):
    return [a_sent_mail(firm, f"person{number}@example.net") for number in range(3)]


def a_sent_mail(firm, to):
    return Mail.objects.create(firm=firm, to=to, letter="test", about="1", sent_at=timezone.now())


def read_all():
    while bounces.read(timezone.now()) >= bounces.AT_ONCE:
        pass


@pytest.mark.thorough
def test_a_mail_that_came_back_says_why_and_its_sender_is_told(box, sent, told):
    box.deliver(bounced.written(bounced.POSTFIX, sent[0]))
    box.deliver(bounced.written(bounced.DELAYED, sent[1]))
    read_all()
    for row in sent:
        row.refresh_from_db()
    assert [row.state for row in sent] == ["bounced", "sent", "sent"]
    assert sent[0].reason == "This address does not exist (5.1.1)."
    assert sent[1].delayed_at
    assert sent[1].reason == "Their mail server cannot be reached (4.4.1)."
    assert told == [sent[0].pk]
    assert box.unread == []


@pytest.mark.thorough
def test_the_same_news_twice_counts_once(box, sent, told):
    for _each in range(2):
        box.deliver(bounced.written(bounced.POSTFIX, sent[0]))
    read_all()
    box.validity = 8  # the server numbered its messages anew
    read_all()
    assert told == [sent[0].pk]
    assert Mailbox.objects.get().uid == 2


@pytest.mark.thorough
def test_a_delay_after_the_end_changes_nothing(box, sent):
    box.deliver(bounced.written(bounced.POSTFIX, sent[0]))
    box.deliver(bounced.written(bounced.DELAYED, sent[0]))
    read_all()
    sent[0].refresh_from_db()
    assert (sent[0].problem, sent[0].delayed_at) == ("bounce 5.1.1", None)


@pytest.mark.thorough
def test_what_belongs_to_nobody_stays_unread_and_is_looked_at_once(box, sent, told):
    stranger = SimpleNamespace(uuid=uuid.uuid4(), to="x@example.net")
    for text, about in ((bounced.HOLIDAY, sent[0]), (bounced.POSTFIX, stranger)):
        box.deliver(bounced.written(text, about))
    read_all()
    read_all()
    assert box.unread == [1, 2]
    assert box.commands.count("UID FETCH") == 2
    assert told == []


@pytest.mark.thorough
def test_cut_in_the_middle_it_goes_on_where_it_was(box, sent, told, caplog):
    for row in sent:
        box.deliver(bounced.written(bounced.POSTFIX, row))
    box.dies_at = 2
    bounces.read(timezone.now())
    assert told == [sent[0].pk]
    assert "cannot be read" in caplog.text
    box.dies_at = None
    read_all()
    assert told == [row.pk for row in sent]
    assert box.commands.count("UID FETCH") == 4


def hostile():
    deep = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 4000
    noise = random.Random(7).randbytes(60_000)
    yield b"From: mailer-daemon@x\r\nX-Failed-Recipients: a\r\n\r\n" + b"<" * 10**7
    yield deep
    yield noise
    yield b"\r\n".join(b"Content-Type: message/rfc822\r\n" for _each in range(3000))
    yield b"Content-Type: multipart/report\r\n\r\n"
    yield b"Content-Type: message/delivery-status\r\n\r\nStatus: " + b"5." * 50_000
    yield b"Content-Type: text/plain; charset=no-such\r\nFrom: postmaster@x\r\n\r\n550 \xff\xfe"
    yield b"From: =?utf-8?b?////?=\r\nContent-Transfer-Encoding: base64\r\n\r\n=====\r\n550 "
    yield b"From: mailer-daemon@x\r\nX-Failed-Recipients: a\r\n\r\n" + b"\n----" * 50_000
    yield bounced.written(bounced.POSTFIX, ROW)[:700]


@pytest.mark.thorough
def test_hostile_and_broken_messages_are_skipped_and_the_next_is_read(box, sent, told, caplog):
    for raw in hostile():
        box.deliver(raw)
    box.deliver(bounced.written(bounced.POSTFIX, sent[0]))
    read_all()
    assert told == [sent[0].pk]
    assert len(box.unread) == len(box.messages) - 1
    assert "person0" not in caplog.text


def test_every_cut_of_a_bounce_is_read_or_left_without_harm(sent):
    for text in (bounced.POSTFIX, bounced.OUTLOOK, bounced.GMAIL):
        raw = bounced.written(text, sent[0])
        for end in range(0, len(raw), 97):
            dsn.read(raw[:end])


def test_a_mailbox_that_cannot_be_opened_is_tried_again_later(box, sent, settings, caplog):
    settings.BOUNCE_PASSWORD = "wrong"
    assert bounces.read(timezone.now()) == 0
    settings.BOUNCE_PASSWORD, settings.BOUNCE_FOLDER = box.password, "Nowhere"
    assert bounces.read(timezone.now()) == 0
    settings.BOUNCE_PORT = 1
    assert bounces.read(timezone.now()) == 0
    assert caplog.text.count("the mailbox of bounces cannot be read") == 3
    assert box.password not in caplog.text


def test_the_step_looks_every_two_minutes_and_not_without_a_mailbox(settings):
    visits = []
    step = bounces.now_and_then(lambda now: visits.append(now) or 0)
    now = timezone.now()
    settings.BOUNCE_HOST = ""
    assert step(now) is False
    settings.BOUNCE_HOST = "imap.example.org"
    for seconds in (0, 60, 119, 120, 200):
        step(now + timedelta(seconds=seconds))
    assert visits == [now, now + timedelta(seconds=120)]
    full = bounces.now_and_then(lambda now: bounces.AT_ONCE)
    assert full(now) is True
    assert full(now) is True


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_workers_reading_at_once_tell_each_news_once(box, firm, told):
    rows = [a_sent_mail(firm, f"person{number}@example.net") for number in range(8)]
    for row in rows:
        box.deliver(bounced.written(bounced.OUTLOOK, row))
    together(lambda _number: bounces.read(timezone.now()), 4)
    assert sorted(told) == [row.pk for row in rows]
    assert box.unread == []
