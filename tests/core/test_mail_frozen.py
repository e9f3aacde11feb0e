"""A worker that is frozen for longer than a claim lasts, and wakes up when another has done its work."""

import os
import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.core import allowance, mail
from carnet.core.models import Mail
from tests import makers as make
from tests.core.test_mail_kills import kill, wait_until, worker
from tests.post_office import PostOffice, open_post_office

NOW = timezone.now()
LATER = NOW + allowance.CLAIM_LASTS + timedelta(seconds=1)


def a_mail(firm, number=0):
    return Mail.objects.create(
        firm=firm, to=f"person{number}@example.net", subject="Hello", text="Hello", next_try_at=NOW
    )


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


def send(claimed, now):
    with mail.smtp.Line() as line:
        return mail._send(line, claimed, now)


@pytest.mark.django_db
def test_what_another_has_claimed_and_sent_is_not_sent_again(firm, post_office):
    row = a_mail(firm)
    [frozen] = allowance.take(NOW)
    assert mail.send_next(LATER)
    send(frozen, LATER)
    assert [message["Message-ID"] for message in post_office.mails] == [row.message_id]


@pytest.mark.django_db
def test_what_another_has_in_hand_is_left_to_it(firm, post_office):
    a_mail(firm)
    [frozen], [awake] = allowance.take(NOW), allowance.take(LATER)
    send(frozen, LATER)
    allowance.give_back([frozen])
    assert not post_office.mails
    assert Mail.objects.get().claimed_at == awake.claimed_at
    send(awake, LATER)
    assert len(post_office.mails) == 1


@pytest.mark.django_db
def test_who_wakes_up_first_holds_the_mail_anew(firm, post_office):
    a_mail(firm)
    [claimed] = allowance.take(NOW)
    mail._compose(claimed, LATER)
    assert allowance.take(LATER + timedelta(seconds=1)) == []


@pytest.mark.django_db
def test_a_late_refusal_does_not_undo_what_another_sent(firm, post_office):
    a_mail(firm)
    [frozen] = allowance.take(NOW)
    assert mail.send_next(LATER)
    mail._note_failure(frozen, mail.smtp.NotTaken("recipient 550", final=True), LATER)
    allowance.give_back([frozen])
    row = Mail.objects.get()
    assert (row.state, row.problem, row.attempts) == ("sent", "", 2)


class Freezing(PostOffice):
    """Stops the worker that hands over its first mail, at that moment."""

    def __init__(self):
        super().__init__()
        self.victim = None

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim and len(self.mails) == 1:
            os.kill(self.victim.pid, signal.SIGSTOP)
        return answer


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_a_worker_stopped_with_a_handful_of_mails_sends_none_of_them_later(settings):
    """It holds ten; only the one in the middle of which it was stopped may arrive twice, and says so."""
    firm = make.firm(mails_per_hour=10**5, mails_per_day=10**5)
    for number in range(9):
        a_mail(firm, number)
    with open_post_office(settings, Freezing()) as office:
        office.victim = frozen = worker(settings)
        workers = [frozen]
        try:
            wait_until(lambda: office.mails)
            workers.append(worker(settings))
            wait_until(lambda: not Mail.objects.waiting().exists())
            os.kill(frozen.pid, signal.SIGCONT)
            last = a_mail(firm, 9)
            kill(workers.pop())
            wait_until(lambda: Mail.objects.get(pk=last.pk).sent_at)
        finally:
            for process in workers:
                os.kill(process.pid, signal.SIGCONT)
                kill(process)
    arrived = [message["Message-ID"] for message in office.mails]
    twice = {name for name in arrived if arrived.count(name) > 1}
    doubtful = {row.message_id for row in Mail.objects.exclude(doubtful_at=None)}
    assert len(set(arrived)) == 10
    assert len(arrived) <= 11
    assert twice <= doubtful
