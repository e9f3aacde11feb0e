"""What is told of wrong tries: to the trail, to the colleague, to administrators."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.core.models import Mail
from carnet.firms import watching
from carnet.firms.models import Colleague
from tests.firms.test_signin import NEW, PASSWORD, is_signed_in
from tests.firms.trying import CLAIRE, a_known_device, browser, guess, later, sign_in


@pytest.fixture
def claire(colleague):
    colleague.set_password(PASSWORD)
    colleague.language = "en"
    colleague.save()
    return colleague


def work_off():
    now = timezone.now() + timedelta(minutes=1)
    while watching.tell_next(now):
        pass


def events(*what):
    return list(Event.objects.filter(what__in=what).order_by("pk").values_list("what", "facts"))


def test_the_trail_has_the_first_wrong_try_and_each_wait(claire):
    who = browser()
    guess(who, 2)
    work_off()
    guess(who, 3)
    work_off()
    later(5)
    guess(who, 1)
    work_off()
    found = events("sign-in failed", "sign-in paused")
    assert [(what, facts["count"]) for what, facts in found] == [
        ("sign-in failed", 2), ("sign-in paused", 5), ("sign-in paused", 6),
    ]  # fmt: skip
    assert "example.org" not in str(found)
    assert not any(one.startswith("203.") for one in str(found).split("'"))


def test_of_an_address_nobody_has_there_is_no_word(claire):
    guess(browser(), 6, "nobody@example.org")
    work_off()
    assert events("sign-in failed", "sign-in paused") == []
    assert not Mail.objects.exists()


def test_a_try_that_is_being_looked_at_is_not_called_wrong(claire):
    guess(browser(), 1)
    assert not watching.tell_next(timezone.now())


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_colleague_is_told_once_a_day_that_a_wait_began(claire, mailbox, language):
    Colleague.objects.update(language=language)
    who = browser()
    for minutes in (5, 5):
        guess(who, 6)
        work_off()
        later(minutes)
    [mail] = mailbox()
    assert (mail.to, mail.language, mail.firm) == (CLAIRE, language, claire.firm)
    assert mail.letter == "paused"
    assert mail.text.count("\n") > 5


def test_a_sign_in_on_a_new_device_is_told_once_a_day(claire, mailbox):
    who = a_known_device(claire)
    sign_in(browser("198.51.100.9"))
    sign_in(who)
    [mail] = mailbox()
    assert (mail.letter, mail.to) == ("new_device", CLAIRE)
    Mail.objects.update(created_at=timezone.now() - timedelta(hours=25))
    sign_in(who)
    sign_in(browser("198.51.100.9"))
    assert len(mailbox()) == 2


def test_who_left_meanwhile_gets_no_mail(claire, mailbox):
    sign_in(browser())
    Colleague.objects.update(left_at=timezone.now())
    assert mailbox() == []


COLLEAGUES = "/firm/colleagues/"


def test_administrators_see_the_wait_and_end_it(claire, accountant, office):
    accountant.set_password(NEW)
    accountant.save()
    guess(browser(), 6, accountant.email)
    assert "sign-in on a new device paused until" in office.get(COLLEAGUES).content.decode()
    page = office.post(f"{COLLEAGUES}{accountant.pk}/lift/", follow=True).content.decode()
    assert "Marc Lenoir can try to sign in again at once." in page
    assert "paused until" not in page
    assert Event.objects.get(what="sign-in allowed again").by == claire
    who = browser()
    sign_in(who, NEW, accountant.email)
    assert is_signed_in(who)


def test_ending_a_wait_that_is_over_leaves_no_trace(office, accountant):
    office.post(f"{COLLEAGUES}{accountant.pk}/lift/")
    assert not Event.objects.filter(what="sign-in allowed again").exists()
