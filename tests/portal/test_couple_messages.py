"""Words between a couple and the firm: who reads them, who is mailed, and to whom a mail in a shared mailbox speaks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.asking_again import ask_again
from carnet.answers.letters import answered_letter, asked_again_letter
from carnet.answers.messages import note_read_by_client, reply, unread_by_client
from carnet.answers.models import Message
from carnet.answers.signing_letters import signature_letter
from carnet.core.models import Mail
from carnet.invitations import codes
from carnet.invitations.letters import code_letter
from tests.portal.couples import a_couple, answered, sent, signed_by


@pytest.fixture
def dossier(firm, colleague):
    return a_couple(firm)


@pytest.fixture
def ann(dossier, come_in):
    return come_in(dossier)


@pytest.fixture
def dana(dossier, come_in):
    return come_in(dossier, "partner")


def answer(dossier, by, path="", key="k", text="Two twelfths."):
    return reply(dossier, text, path=path, by=by, key=key, now=timezone.now())


def mailed(letter):
    return sorted(Mail.objects.filter(letter=letter).values_list("to", flat=True))


@pytest.mark.thorough
def test_the_page_says_who_reads_it_as_soon_as_the_other_can(dossier, come_in):
    ann = come_in(dossier).visit("/q/messages/")
    assert "alone read this" in ann.text
    dana = come_in(dossier, "partner").visit("/q/messages/")
    assert "You, Ann and" in dana.text
    assert "You, Dana and" in ann.visit("/q/messages/").text
    dossier.invitations.filter(person="partner").update(revoked_at=timezone.now())
    assert "alone read this" in ann.visit("/q/messages/").text


@pytest.mark.thorough
def test_what_was_written_to_the_firm_alone_stays_so_when_the_partner_joins(
    dossier, colleague, come_in
):
    ann = come_in(dossier).visit("/q/messages/").press("Send the message", text="We may part.")
    answer(dossier, colleague, text="Then fill in alone.")
    for message in dossier.messages.all():
        message.text, message.at = message.text, message.at - timedelta(days=1)  # sealed anew
        message.save()
    dana = come_in(dossier, "partner").visit("/q/messages/")
    for words in ("We may part.", "Then fill in alone."):
        assert words in ann.visit("/q/messages/").text
        assert words not in dana.text
    assert "new" not in dana.visit("/q/tasks/").text.partition("Messages")[2][:30]
    ann.visit("/q/messages/").press("Send the message", text="We stay.")
    assert "We stay." in dana.visit("/q/messages/").text


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("", ["dana@example.org", "someone@example.org"]),
        ("married", ["dana@example.org", "someone@example.org"]),
        ("salary", ["someone@example.org"]),
        ("pension", ["dana@example.org"]),
    ],
)
def test_an_answer_is_mailed_to_those_who_may_read_it(dossier, ann, dana, colleague, path, to):
    answer(dossier, colleague, path)
    assert mailed("answered") == to


@pytest.mark.thorough
def test_what_is_about_the_others_part_is_not_counted_as_new(dossier, ann, dana, colleague):
    answer(dossier, colleague, "salary")
    assert "1 new" in ann.visit("/q/tasks/").text
    assert "1 new" not in dana.visit("/q/tasks/").text
    assert unread_by_client(dossier, "staff") == 1
    answer(dossier, colleague, "pension", key="l")
    Message.objects.filter(path="pension").update(partner_read_at=timezone.now())
    assert answered_letter(Mail.objects.get(letter="answered", to="dana@example.org")) is None
    assert answered_letter(Mail.objects.get(letter="answered", to="someone@example.org"))


def test_each_is_mailed_in_the_own_language(dossier, ann, dana, colleague):
    dossier.invitations.filter(person="partner").update(own_language="fr")
    answer(dossier, colleague)
    languages = dict(Mail.objects.filter(letter="answered").values_list("to", "language"))
    assert languages == {"dana@example.org": "fr", "someone@example.org": "en"}


@pytest.mark.thorough
def test_only_those_are_mailed_of_whom_something_is_asked_again(dossier, ann, dana, colleague):
    sent(dossier)
    ask_again(dossier, {"salary": "Net?"}, by=colleague, now=timezone.now())
    assert mailed("asked_again") == ["someone@example.org"]
    ask_again(dossier, {"married": "When?"}, by=colleague, now=timezone.now())
    assert mailed("asked_again") == ["dana@example.org", "someone@example.org"]
    dossier.asked_again.filter(path="married").update(done_at=timezone.now())
    told = {
        row.to: asked_again_letter(row) is not None
        for row in Mail.objects.filter(letter="asked_again")
    }
    assert told == {"dana@example.org": False, "someone@example.org": True}


@pytest.fixture
def shared(firm, colleague, come_in):
    """Both read the same mailbox."""
    found = a_couple(firm, email="home@example.org", partner_email="Home@example.org")
    come_in(found), come_in(found, "partner")
    return found


@pytest.mark.parametrize(("person", "name"), [("client", "Ann"), ("partner", "Dana")])
def test_a_code_in_a_shared_mailbox_says_whose_it_is(shared, person, name):
    invitation = shared.invitations.get(person=person)
    codes.ask(invitation, browser="b", language="en", now=timezone.now())
    letter = code_letter(Mail.objects.get(letter="code"))
    assert letter.subject.startswith(f"{name}: Your code for")
    for body in (letter.text, letter.html):
        assert f"This code is for {name} alone." in body


def test_in_a_mailbox_of_ones_own_nobody_is_named(dossier, ann):
    codes.ask(dossier.invitations.get(), browser="b", language="en", now=timezone.now())
    letter = code_letter(Mail.objects.get(letter="code"))
    assert letter.subject.startswith("Your code for")
    assert "alone" not in letter.text


@pytest.mark.thorough
def test_every_other_mail_there_says_it_too(shared, colleague):
    answer(shared, colleague, "pension")
    called_back = answered_letter(Mail.objects.get(letter="answered"))
    signed_by(answered(shared), "client")
    to_sign = signature_letter(Mail.objects.get(letter="signature"))
    for letter in (called_back, to_sign):
        assert letter.subject.startswith("Dana: ")
        assert "This link is for Dana alone." in letter.text
        assert "This link is for Dana alone." in letter.html


@pytest.mark.thorough
def test_each_reads_for_themselves(dossier, ann, dana, colleague):
    answer(dossier, colleague)
    answer(dossier, colleague, path="married", key="m", text="Since when?")
    assert unread_by_client(dossier, "client") == unread_by_client(dossier, "partner") == 2
    ann.visit("/q/messages/")
    assert "2 new" in dana.visit("/q/tasks/").text
    assert unread_by_client(dossier, "client") == 0
    told = {row.to: answered_letter(row) for row in Mail.objects.filter(letter="answered")}
    assert told["someone@example.org"] is None
    assert told["dana@example.org"] is not None
    dana.visit("/q/s/home/married/")
    assert unread_by_client(dossier, "partner") == 1
    dana.visit("/q/messages/")
    assert "1 new" not in dana.visit("/q/tasks/").text
    assert unread_by_client(dossier, "partner") == 0


def test_a_colleague_who_fills_in_together_reads_for_nobody(dossier, colleague):
    answer(dossier, colleague)
    note_read_by_client(dossier.messages.all(), "staff", timezone.now())
    assert unread_by_client(dossier, "client") == unread_by_client(dossier, "partner") == 1
