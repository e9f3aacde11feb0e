"""What the mail server may do to us, tried with a real one that does it."""

import ssl
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.core import mail, reasons, smtp
from carnet.core.models import Mail
from tests.certificates import self_signed
from tests.post_office import open_post_office
from tests.scripted_peer import peer

pytestmark = pytest.mark.django_db


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


@pytest.fixture(autouse=True)
def told():
    told = []
    mail.LETTERS["test"] = mail.Composing(
        lambda row: mail.Letter("Hello", "Good day.\n.\nOne dot above."),
        refused=lambda row: told.append(row.pk),
    )
    yield told
    del mail.LETTERS["test"]


@pytest.fixture
def row(firm):
    return mail.post("test", about=firm, to="ann@example.org", language="en", firm=firm)


def outcome(row, now=None):
    mail.send_next(now)
    row.refresh_from_db()
    return row.state, row.problem


@pytest.mark.thorough
@pytest.mark.parametrize("code", ["421 4.3.2", "451 4.7.1", "452 4.2.2", "550 5.1.1", "554 5.7.1"])
@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", "text"])
def test_a_refusal_at_each_verb(row, told, post_office, verb, code):
    post_office.refuse = {verb: code}
    final = code.startswith("5") and verb in {"RCPT", "DATA", "text"}
    state, problem = outcome(row)
    assert state == ("failed" if final else "waiting")
    assert problem.endswith(code) or verb == "EHLO"
    assert told == ([row.pk] if final else [])
    assert post_office.mails == []
    assert reasons.in_words(problem)
    post_office.refuse = {}
    expected = "failed" if final else "sent"
    assert outcome(row, timezone.now() + timedelta(hours=1))[0] == expected
    assert len(post_office.mails) == (0 if final else 1)
    assert row.doubtful_at is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("550 5.1.1 <ann@example.org> unknown", "This address does not exist (550 5.1.1)."),
        ("552 5.2.2 over quota", "The mailbox is full (552 5.2.2)."),
        ("550 5.7.1 spam", "Their mail server refused it as unwanted mail (550 5.7.1)."),
        ("550 ann@example.org unknown", "The mail server refused this address (550)."),
    ],
)
def test_the_reason_is_told_in_plain_words_without_the_servers(row, post_office, answer, words):
    post_office.recipient_answers = [answer]
    outcome(row)
    assert row.reason == words
    assert "ann" not in row.problem


def test_dots_and_text_arrive_as_they_were_written(row, post_office):
    outcome(row)
    text = post_office.mails[0].get_content()
    assert text.replace("\r\n", "\n") == "Good day.\n.\nOne dot above.\n"


def test_several_mails_leave_over_one_connection(firm, post_office, row):
    for number in range(4):
        mail.post("test", about=firm, to=f"{number}@example.org", language="en", firm=firm)
    mail.send_some(timezone.now())
    assert (len(post_office.mails), post_office.connections) == (5, 1)


def test_a_server_that_takes_two_mails_a_connection_gets_a_new_one(firm, post_office, row):
    post_office.most_per_connection = 2
    for number in range(4):
        mail.post("test", about=firm, to=f"{number}@example.org", language="en", firm=firm)
    mail.send_some(timezone.now())
    assert (len(post_office.mails), post_office.connections) == (5, 3)
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


FINE = ("220 peer", "250 peer", "250 OK", "250 OK", "354 go on")


@pytest.mark.thorough
def test_a_server_that_hangs_after_the_text_may_have_it_and_gets_it_again(
    row, settings, monkeypatch
):
    monkeypatch.setattr(smtp, "AFTER_THE_TEXT", 0.2)
    with peer(settings, *FINE, "hang"):
        state, problem = outcome(row)
    assert (state, problem) == ("waiting", "connection SMTPServerDisconnected")
    assert row.doubtful_at
    with open_post_office(settings) as office:
        assert outcome(row, timezone.now() + timedelta(hours=1))[0] == "sent"
    assert [sent["Message-ID"] for sent in office.mails] == [row.message_id]


def test_a_server_that_cuts_the_line_after_the_text_may_have_it(row, settings):
    with peer(settings, *FINE):
        assert outcome(row)[0] == "waiting"
    assert row.doubtful_at


def test_a_yes_counts_even_when_the_line_is_cut_at_once(row, settings):
    with peer(settings, *FINE, "250 taken"):
        assert outcome(row) == ("sent", "")
    assert row.doubtful_at is None


@pytest.mark.thorough
def test_a_server_that_speaks_a_letter_at_a_time_is_left_in_the_end(row, settings, monkeypatch):
    monkeypatch.setattr(smtp, "LONGEST", 0.5)
    with peer(settings, *FINE, "250 OK", pause=0.05):
        state, problem = outcome(row)
    assert state == "waiting"
    assert problem.startswith("connection ")
    assert row.doubtful_at is None


@pytest.mark.thorough
def test_a_server_that_never_greets_does_not_hold_us(row, settings, monkeypatch):
    monkeypatch.setattr(smtp, "PATIENCE", 0.2)
    with peer(settings, "hang"):
        assert outcome(row)[0] == "waiting"


def test_without_starttls_nothing_is_said_in_the_clear(row, post_office, settings):
    settings.MAIL_SECURITY, settings.MAIL_USER = "starttls", "desk"
    assert outcome(row) == ("waiting", "encryption SMTPNotSupportedError")
    assert "encrypted connection" in row.reason
    assert post_office.mails == []


@pytest.mark.thorough
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(row, settings, tmp_path, security):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path, "127.0.0.1"))
    with encrypted_office(settings, context, security) as office:
        assert outcome(row) == ("waiting", "encryption SSLCertVerificationError")
        assert office.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_is_vouched_for_is_taken(row, settings, tmp_path, security, monkeypatch):
    certificate, key = self_signed(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with encrypted_office(settings, context, security) as office:
        assert outcome(row) == ("sent", "")
        assert len(office.mails) == 1


@contextmanager
def encrypted_office(settings, context, security):
    more = {"ssl_context": context} if security == "tls" else {"tls_context": context}
    with open_post_office(settings, **more) as office:
        settings.MAIL_SECURITY = security
        yield office


def test_an_international_domain_is_spelt_in_plain_letters(firm, post_office):
    row = mail.post("test", about=firm, to="zoe@straße.example.org", language="en", firm=firm)
    assert outcome(row)[0] == "sent"
    assert post_office.mails[0].recipients == ["zoe@xn--strae-oqa.example.org"]
    assert post_office.mails[0]["To"] == "zoe@xn--strae-oqa.example.org"


def test_letters_before_the_at_need_a_server_that_knows_them(firm, settings, told):
    row = mail.post("test", about=firm, to="zoë@example.org", language="en", firm=firm)
    with open_post_office(settings, enable_SMTPUTF8=False):
        assert outcome(row) == ("failed", "characters")
    assert row.reason.startswith("Our mail server cannot write to addresses with letters such as é")
    assert told == [row.pk]


def test_letters_before_the_at_arrive_where_the_server_knows_them(firm, settings):
    row = mail.post("test", about=firm, to="zoë@straße.example.org", language="en", firm=firm)
    with open_post_office(settings, enable_SMTPUTF8=True, decode_data=False) as office:
        assert outcome(row) == ("sent", "")
    sent = office.mails[0]
    assert sent.recipients == ["zoë@xn--strae-oqa.example.org"]
    assert "zoë@xn--strae-oqa.example.org".encode() in office.raw[0]
    assert sent.get_body().get_content().startswith("Good day.")


def test_a_server_that_reports_is_asked_not_to_send_the_text_back(row, settings):
    offers = "250-peer\r\n250-8BITMIME\r\n250 DSN"
    settings.BOUNCE_ADDRESS = "bounces@example.org"
    with peer(settings, "220 peer", offers, *FINE[2:], "250 taken") as heard:
        assert outcome(row)[0] == "sent"
    options = f"body=8BITMIME RET=HDRS ENVID={row.uuid.hex}".upper()
    said = [line.decode().strip() for line in heard if line[:4] in (b"mail", b"rcpt")]
    assert said[0].upper() == f"MAIL FROM:<BOUNCES@EXAMPLE.ORG> {options}"
    assert said[1] == "rcpt TO:<ann@example.org> NOTIFY=FAILURE,DELAY"
