"""What servers write in prose, in four languages, and the sentence that becomes of it."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.utils import timezone

from carnet.core import bounces, dsn, reasons
from carnet.core.models import Mail
from tests import bounced, bounced_prose

ROW = SimpleNamespace(uuid=UUID(int=7), to="ann@example.net")


def told(notice):
    detail = f"{notice.status}: {notice.words}" if notice.words else notice.status
    return reasons.in_words(f"{'bounce' if notice.final else 'delayed'} {detail}")


@pytest.mark.parametrize("name", bounced_prose.SAMPLES)
def test_what_a_letter_in_prose_means(name):
    text, final, status, sentence = bounced_prose.SAMPLES[name]
    found = dsn.read(bounced.written(text, ROW))
    assert (found.mails, found.final, found.status) == ((ROW.uuid.hex,), final, status)
    assert told(found).startswith(sentence)
    assert ROW.to not in found.words
    assert "http" not in found.words


@pytest.mark.parametrize("text", bounced_prose.NO_BOUNCES)
def test_other_letters_of_a_server_are_no_bounces(text):
    assert dsn.read(bounced.written(text, ROW)) is None


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        ("recipient 450", "Their mail server has not taken it yet (450)."),
        ("recipient 451 4.0.0", "Their mail server has not taken it yet (451 4.0.0)."),
        ("recipient 450 4.2.0", "Their mail server has not taken it yet (450 4.2.0)."),
        ("recipient 452 4.2.2", "The mailbox is full (452 4.2.2)."),
        ("recipient 451 4.7.1", "Their mail server put it off, as many do with senders"),
        ("recipient 550 5.7.1", "Their mail server refused it as unwanted mail (550 5.7.1)."),
        ("recipient 550", "The mail server refused this address (550)."),
    ],
)
def test_refused_for_now_is_not_refused(problem, sentence):
    assert reasons.in_words(problem).startswith(sentence)


def test_what_the_server_wrote_stays_with_the_mail(firm):
    row = Mail.objects.create(
        firm=firm, to=ROW.to, letter="", about="1", sent_at=timezone.now(), text="x"
    )
    text = bounced_prose.SAMPLES["words without a code"][0]
    assert bounces.note(dsn.read(bounced.written(text, row)), timezone.now())
    row.refresh_from_db()
    assert row.reason == "Their mail server sent it back (5.0.0: The gatekeeper said no.)."


def test_a_quotation_is_short():
    words = "555 " + "no " * 500
    found = dsn.read(
        bounced.written(bounced_prose.prose(words, sender="postmaster@example.net"), ROW)
    )
    assert 100 < len(found.words) <= 121
    assert found.words.endswith("no…")
