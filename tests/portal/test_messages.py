"""What client and accountant write to each other beside the answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.letters import answered_letter
from carnet.answers.messages import reply
from carnet.answers.models import Message
from carnet.core.models import Mail

RENTS = "/q/s/you/rents/"


def ask(visitor, words="For two months only. What do I put?"):
    visitor.visit(RENTS).press("Ask my accountant")
    return visitor.press("Continue", **{"rents-remark": words})


def answer(dossier, by, text="Two twelfths.", path="rents", key="k", **when):
    now = timezone.now() + timedelta(**when)
    return reply(dossier, text, path=path, by=by, key=key, now=now)


@pytest.mark.thorough
def test_a_question_to_the_accountant_becomes_a_message_once_its_client_goes_on(yearly, visitor):
    ask(visitor)
    message = yearly.messages.get()
    assert (message.path, message.person) == ("rents", "client")
    assert message.text == "For two months only. What do I put?"
    assert yearly.answers.get(path="rents").status == "ask_accountant"


@pytest.mark.thorough
def test_while_it_is_typed_it_is_a_draft_and_goes_nowhere(yearly, visitor):
    visitor.visit(RENTS).press("Ask my accountant")
    fields = visitor.page.forms[-1].fields
    visitor.client.post("/q/save/", {**fields, "rents-remark": "For tw", "key": "k.1"})
    assert yearly.answers.get(path="rents").remark == "For tw"
    assert not yearly.messages.exists()


@pytest.mark.thorough
def test_once_sent_its_box_is_free_and_an_empty_box_takes_nothing_back(yearly, visitor):
    ask(visitor)
    visitor.visit(RENTS)
    assert "For two months only" in visitor.text
    assert visitor.page.forms[-1].fields["rents-remark"] == [""]
    visitor.press("Continue")
    assert yearly.messages.count() == 1
    assert yearly.answers.get(path="rents").remark.startswith("For two months")
    visitor.visit(RENTS).press("Continue", **{"rents-remark": "And the garage?"})
    assert [one.text for one in yearly.messages.all()][1:] == ["And the garage?"]


@pytest.mark.thorough
def test_reloading_the_page_sends_it_once(yearly, visitor):
    ask(visitor).again()
    assert yearly.messages.count() == 1


@pytest.mark.thorough
def test_what_was_never_sent_goes_with_the_submission(yearly, visitor):
    visitor.visit("/q/start/").visit("/q/s/you/full_name/").press("Continue")
    visitor.visit(RENTS).press("Ask my accountant")
    fields = visitor.page.forms[-1].fields
    visitor.client.post("/q/save/", {**fields, "rents-remark": "Draft", "key": "k.1"})
    visitor.visit("/q/s/papers/proof/").press("I don't have it")
    visitor.visit("/q/check/").follow("Everything is right")
    visitor.press("Send to", agreed="on", name="Ann Peeters")
    assert [one.text for one in yearly.messages.all()] == ["Draft"]


@pytest.mark.thorough
def test_the_answer_stands_at_the_question_and_on_the_page_of_messages(yearly, visitor, colleague):
    ask(visitor)
    answer(yearly, colleague)
    visitor.visit("/q/tasks/")
    assert "1 new" in visitor.text
    assert "Two twelfths." in visitor.follow("Messages with your accountant").text
    assert "1 new" not in visitor.visit("/q/tasks/").text
    assert "Two twelfths." in visitor.visit(RENTS).text


@pytest.mark.thorough
def test_the_mail_says_that_there_is_an_answer_and_not_which(yearly, visitor, colleague, firm):
    ask(visitor)
    answer(yearly, colleague)
    row = Mail.objects.get(letter="answered")
    letter = answered_letter(row)
    assert letter.subject == "Votre comptable a répondu"
    assert "Two twelfths" not in letter.text + letter.html
    assert "/q/" in letter.text
    visitor.visit("/q/messages/")
    assert answered_letter(row) is None  # read meanwhile


def test_at_most_one_such_mail_an_hour_and_the_later_answer_is_not_forgotten(
    yearly, visitor, colleague
):
    answer(yearly, colleague, key="a")
    answer(yearly, colleague, key="b", minutes=5)
    assert Mail.objects.filter(letter="answered").count() == 1
    Mail.objects.filter(letter="answered").update(sent_at=timezone.now())
    answer(yearly, colleague, key="c", minutes=10)
    first, second = Mail.objects.filter(letter="answered").order_by("pk")
    assert second.next_try_at == first.created_at + timedelta(hours=1)


@pytest.mark.thorough
def test_a_client_writes_about_nothing_in_particular_also_after_sending(yearly, visitor):
    visitor.visit("/q/messages/").press("Send the message", text="I am away until May.")
    assert "I am away until May." in visitor.text
    visitor.again()
    assert yearly.messages.count() == 1
    yearly.state = "submitted"
    yearly.save()
    assert "Write to your accountant" in visitor.visit("/q/messages/").text


def test_what_is_about_a_question_of_the_partners_stays_with_the_partner(yearly, come_in):
    Message.objects.create(dossier=yearly, path="", text="From Tom", person="partner")
    assert "Your partner" in come_in(yearly).visit("/q/messages/").text


@pytest.mark.thorough
def test_the_firm_reads_answers_and_sees_what_waits(yearly, visitor, client, colleague):
    ask(visitor)
    client.force_login(colleague)
    page = f"/dossiers/{yearly.pk}/"
    assert b"1 non lu" in client.get(page).content
    assert b"1 message" in client.get(f"/campaigns/{yearly.campaign_id}/").content
    posted = {"text": "Two twelfths.", "path": "rents", "key": "k"}
    for _twice in range(2):
        client.post(f"{page}messages/answer/", posted)
    assert yearly.messages.filter(colleague=colleague).count() == 1
    assert b"1 non lu" not in client.get(page).content


@pytest.mark.thorough
def test_marking_as_read_answers_nothing(yearly, visitor, client, colleague):
    ask(visitor)
    client.force_login(colleague)
    client.post(f"/dossiers/{yearly.pk}/messages/read/")
    assert not yearly.messages.filter(read_at=None).exists()
    client.post(f"/dossiers/{yearly.pk}/messages/answer/", {"text": " ", "key": "k"})
    assert yearly.messages.count() == 1


@pytest.mark.thorough
@pytest.mark.parametrize("text", ["", " \n", "\0"])
def test_empty_words_are_no_message(yearly, visitor, text):
    visitor.visit("/q/messages/").press("Send the message", text=text)
    assert not yearly.messages.exists()
