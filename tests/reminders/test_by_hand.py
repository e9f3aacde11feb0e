"""“Remind now”: who gets it, who does not and why, and that nobody gets two on a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.clients.states import State
from carnet.reminders import by_hand, promising, waiting
from carnet.reminders.models import Reminder, Step
from carnet.reminders.reminding import Day, Why, due_step
from carnet.reminders.reminding import by_hand as decide
from carnet.reminders.words import step_words
from tests import makers as make
from tests.at_once import together
from tests.reminders.test_reminding import ANN, on
from tests.reminders.waiting import campaign_of, invite, invited, morning, text_of, work

NOON = morning(-9, 12)


def sorted_out(firm, now=NOON):
    found = by_hand.sort(firm.dossiers.order_by("pk"), now)
    return found.ids, {str(words): count for words, count in found.left}


@pytest.mark.parametrize(
    ("change", "known", "why"),
    [
        ({}, {}, Why.DUE),
        ({"last": on(-10)}, {}, Why.DUE),
        ({"last": on(-9)}, {}, Why.RECENT),
        ({"on": False}, {}, Why.OFF),
        ({"delivered": False}, {}, Why.UNDELIVERED),
        ({"sent": frozenset("abcde")}, {}, Why.CAPPED),
        ({}, {"mailed": frozenset({ANN.email})}, Why.MAILED),
        ({}, {"held": frozenset({""})}, Why.HELD),
        ({}, {"over": True}, Why.NIGHT),
    ],
)
def test_the_same_rules_hold_but_for_the_days_of_rest(change, known, why):
    row = ANN.__class__(**{**{name: getattr(ANN, name) for name in ANN.__slots__}, **change})
    assert decide(row, Day(on(-9), **known)).why is why


def test_not_on_a_sunday():
    assert decide(ANN, Day(on(-3))).why is Why.QUIET


@pytest.mark.thorough
def test_it_leaves_counts_as_one_and_the_next_step_still_comes(
    dossier, firm, colleague, post_office
):
    ids, left = sorted_out(firm)
    assert (ids, left) == ([dossier.pk], {})
    assert by_hand.remind_now(firm, ids, NOON, by=colleague) == 1
    work(NOON)
    assert "Yearly questions" in text_of(post_office.mails[0])
    step = Step.objects.get()
    assert step_words(step.key) == "sent by a colleague"
    assert Event.objects.get(what="reminder queued").by == colleague
    [row] = waiting.rows_for(firm, waiting.waited_for(firm, on(-9), on(-9)))
    assert due_step(row, on(-7)) == "-7"


def test_pressed_twice_it_leaves_once(dossier, firm, colleague):
    for _ in range(2):
        by_hand.remind_now(firm, [dossier.pk], NOON, by=colleague)
    assert Reminder.objects.count() == 1
    assert sorted_out(firm)[0] == []


def test_who_is_left_out_is_told_with_the_reason(firm, ann, colleague):
    promised = invited(ann)
    promising.promise(promised.invitations.get(), day=on(5), reason="", now=NOON, by=None)
    invited(make.client(firm=firm), state=State.SUBMITTED)
    off = invited(make.client(firm=firm))
    promising.switch(off, on=False, by=colleague)
    make.dossier(client=make.client(firm=firm), campaign=campaign_of(firm))
    assert sorted_out(firm) == (
        [],
        {
            "the client can no longer answer": 1,
            "promised for a later day": 1,
            "Reminders are switched off.": 1,
            "nobody has been invited yet": 1,
        },
    )


def test_two_dossiers_of_one_address_make_one_mail(firm, ann, colleague):
    one, other = invited(ann), invited(ann)
    assert by_hand.remind_now(firm, [one.pk, other.pk], NOON, by=colleague) == 1
    assert Step.objects.count() == 2


def test_of_a_couple_both_are_reminded(dossier, firm, colleague):
    type(dossier.client).objects.update(partner_email="bert@example.org", partner_first_name="Bert")
    invite(dossier, person="partner", email="bert@example.org", called="Bert")
    assert by_hand.remind_now(firm, [dossier.pk], NOON, by=colleague) == 2


def test_the_page_says_how_many_first(office, firm, ann):
    now = timezone.now()
    campaign = campaign_of(firm, due_date=timezone.localdate() + timedelta(days=20))
    one = invited(ann, campaign=campaign)
    page = office.post("/reminders/bulk/", {"dossiers": [one.pk], "campaign": campaign.pk})
    assert page.context["count"] + sum(count for _words, count in page.context["left"]) == 1
    assert not Reminder.objects.exists()
    if not page.context["count"]:  # at night and on Sundays nobody is mailed, and the page says so
        return
    held = {"selection": page.context["token"], "count": 1, "campaign": campaign.pk}
    assert office.post("/reminders/bulk/", held).headers["Location"] == f"/campaigns/{campaign.pk}/"
    assert Reminder.objects.get().created_at >= now


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_of_colleagues_who_press_at_once_one_reminds(firm, ann, colleague):
    one = invited(ann)
    done = together(lambda number: by_hand.remind_now(firm, [one.pk], NOON, by=colleague), 4)
    assert sum(done) == 1
    assert Reminder.objects.count() == 1


@pytest.mark.thorough
def test_steps_follow_the_dossiers_own_day(firm, ann, post_office):
    one = invited(ann)
    type(one).objects.update(due_date=on(62))
    work(morning(-7))
    assert post_office.mails == []
    work(morning(55))
    assert "10 August 2027" in post_office.mails[0]["Subject"]


def test_a_dossier_moved_to_long_after_its_campaign_is_still_reminded(firm, ann, post_office):
    one = invited(ann)
    type(one).objects.update(due_date=on(150))
    one.invitations.update(expires_at=morning(170))
    work(morning(143))
    assert len(post_office.mails) == 1
