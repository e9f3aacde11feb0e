"""After the answers were sent: the accountant asks some questions again, and the rest stays locked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.asking_again import ask_again, unlock
from carnet.answers.letters import asked_again_letter
from carnet.campaigns.models import State, WrongState
from carnet.core.models import Mail
from tests.portal.test_answering import fill_in_yearly


@pytest.fixture
def sent(yearly, visitor):
    fill_in_yearly(visitor).visit("/q/check/").follow("Everything is right")
    visitor.press("Send to", agreed="on", name="Ann Peeters")
    yearly.refresh_from_db()
    return yearly


@pytest.fixture
def again(sent, colleague):
    words = {"rent": "Is this with charges?", "rents": "The whole year?"}
    ask_again(sent, words, by=colleague, now=timezone.now())
    return sent


def value_of(dossier, path):
    return dossier.answers.get(path=path).value


def send_back(visitor):
    visitor.follow("Send back")
    return visitor.press("Send to", agreed="on", name="Ann Peeters")


@pytest.mark.thorough
def test_only_what_is_asked_again_stands_there_with_words_and_earlier_answer(again, visitor):
    visitor.visit("/q/start/")
    assert visitor.address == "/q/asked/"
    for words in ("Is this with charges?", "€1,250.50", "0 of 2 done"):
        assert words in visitor.text
    assert "What is your name?" not in visitor.text
    assert "Send back" not in visitor.text


@pytest.mark.thorough
def test_both_are_answered_and_sent_back_and_the_round_is_over(again, visitor):
    visitor.visit("/q/asked/").follow("Answer: How much rent").press("Continue", rent="900")
    assert visitor.address == "/q/asked/"
    assert "1 of 2 done" in visitor.text
    visitor.follow("Answer: Do you let").press("Continue")
    assert "2 of 2 done" in visitor.text
    assert "Thank you" in send_back(visitor).text
    again.refresh_from_db()
    assert again.state == State.SUBMITTED
    assert value_of(again, "rent") == "900"
    assert again.submissions.count() == 2
    assert not again.asked_again.filter(closed_at=None).exists()


@pytest.mark.thorough
def test_it_cannot_be_sent_back_before_all_is_done(again, visitor):
    visitor.visit(f"/q/send/?seq={again.seq}")
    assert visitor.address == "/q/asked/"
    visitor.client.post("/q/send/", {"seq": again.seq, "agreed": "on", "name": "Ann"})
    assert again.submissions.count() == 1


@pytest.mark.thorough
def test_everything_else_is_locked_whatever_is_posted(again, visitor):
    assert visitor.visit("/q/s/you/full_name/").address == "/q/asked/"
    assert visitor.visit("/q/tasks/").address == "/q/asked/"
    posted = {"full_name-here": "1", "full_name": "Mallory", "rent-here": "1", "rent": "5"}
    posted["rent-rev"] = again.answers.get(path="rent").rev
    for address in ("/q/save/", "/q/s/you/full_name/", "/q/s/you/rent/"):
        visitor.client.post(address, posted)
    assert value_of(again, "full_name") == "Ann Peeters"
    assert value_of(again, "rent") == "5"
    assert visitor.client.post("/q/lists/children/add/").status_code == 404
    assert not again.entries.exists()


@pytest.mark.thorough
def test_a_question_that_an_answer_opens_is_unlocked_with_it(sent, visitor, colleague):
    sent.answers.filter(path="rent").delete()
    ask_again(sent, {"rents": ""}, by=colleague, now=timezone.now())
    visitor.visit("/q/asked/").follow("Answer: Do you let").press("Continue", rents="yes")
    assert visitor.address == "/q/s/you/rent/?return=asked"
    visitor.press("Continue", rent="10")
    assert visitor.address == "/q/asked/"
    assert "Send back" in visitor.text


@pytest.mark.thorough
def test_asking_to_change_more_is_a_message_and_the_firm_unlocks(again, visitor, client, colleague):
    visitor.visit("/q/asked/").press("Ask my accountant to open it", text="My name is wrong.")
    message = again.messages.get()
    assert (message.kind, message.text) == ("reopen", "My name is wrong.")
    client.force_login(colleague)
    page = client.get(f"/dossiers/{again.pk}/").content.decode()
    assert "souhaite modifier autre chose" in page
    client.post(f"/dossiers/{again.pk}/unlock/")
    visitor.visit("/q/s/you/full_name/").press("Continue", full_name="Anne")
    assert value_of(again, "full_name") == "Anne"
    with pytest.raises(WrongState):
        unlock(again, by=colleague, now=timezone.now())


@pytest.mark.thorough
def test_one_mail_for_the_whole_list_and_none_once_it_is_answered(again, visitor):
    row = Mail.objects.get(letter="asked_again")
    letter = asked_again_letter(row)
    assert letter.subject == "Votre comptable a une question"
    assert "charges" not in letter.text
    again.asked_again.update(done_at=timezone.now())
    assert asked_again_letter(row) is None


@pytest.mark.thorough
def test_what_does_not_exist_or_was_not_sent_cannot_be_asked_again(sent, yearly, colleague):
    with pytest.raises(NoSuchQuestion):
        ask_again(sent, {"nothing": "?"}, by=colleague, now=timezone.now())
    sent.state = State.IN_PROGRESS
    sent.save()
    with pytest.raises(WrongState):
        ask_again(sent, {"rent": "?"}, by=colleague, now=timezone.now())
    assert not sent.asked_again.exists()


@pytest.mark.thorough
def test_the_page_stays_for_thirty_days_after_sending(sent, visitor):
    invitation = sent.invitations.get()
    assert invitation.expires_at >= sent.submitted_at + timedelta(days=30) - timedelta(minutes=1)
