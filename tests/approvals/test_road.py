from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from carnet.approvals.road import AT, Facts, Paper, Progress, Stage, road, stage

SENT, ASKED, ENDED, FILED = (date(2027, month, 3) for month in (3, 4, 5, 6))
OPEN = Paper("open", "waiting", ASKED)
APPROVED = Paper("approved", "accepted", ASKED, ENDED)
DECLINED = Paper("declined", "declined", ASKED, ENDED)
IN = Facts("submitted", since=SENT, sent_on=SENT)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"sent_on": None, "state": "in_progress"}, Stage.NOT_SENT),
        ({}, Stage.RECEIVED),
        ({"state": "in_review"}, Stage.IN_REVIEW),
        ({"answered_on": ASKED}, Stage.IN_REVIEW),
        ({"state": "asked_again"}, Stage.QUESTION),
        ({"state": "asked_again", "papers": (OPEN,)}, Stage.QUESTION),
        ({"state": "accepted"}, Stage.PREPARED),
        ({"state": "closed"}, Stage.PREPARED),
        ({"state": "accepted", "papers": (OPEN,)}, Stage.TO_APPROVE),
        ({"papers": (APPROVED, OPEN)}, Stage.TO_APPROVE),
        ({"papers": (APPROVED,)}, Stage.APPROVED),
        ({"papers": (APPROVED, DECLINED)}, Stage.DECLINED),
        ({"papers": (DECLINED, OPEN)}, Stage.TO_APPROVE),
        ({"papers": (DECLINED,), "filed_on": FILED}, Stage.FILED),
        ({"state": "asked_again", "filed_on": FILED}, Stage.FILED),
    ],
)
def test_the_stage_is_what_the_table_says(change, found):
    assert stage(replace(IN, **change)) is found


def shown(facts):
    return [(step.key, str(step.progress), step.on) for step in road(facts)]


def test_what_was_sent_is_received_and_the_rest_is_to_come():
    assert shown(IN) == [
        ("received", "done", SENT),
        ("review", "later", None),
        ("approval", "later", None),
        ("filed", "later", None),
    ]


def test_a_question_stands_after_the_review_and_once_answered_before_it():
    asked = replace(IN, state="asked_again", since=ASKED)
    assert shown(asked)[:3] == [
        ("received", "done", SENT),
        ("review", "done", None),
        ("question", "now", ASKED),
    ]
    assert shown(replace(IN, answered_on=ENDED))[:3] == [
        ("received", "done", SENT),
        ("question", "done", ENDED),
        ("review", "now", None),
    ]


def test_a_road_ends_with_the_filing():
    filed = replace(IN, state="accepted", papers=(APPROVED,), filed_on=FILED)
    assert shown(filed) == [
        ("received", "done", SENT),
        ("review", "done", SENT),
        ("approval", "done", ENDED),
        ("filed", "done", FILED),
    ]


def test_nothing_is_promised_that_does_not_come():
    """No approval where it was filed without; no filing of what is no return."""
    assert "approval" not in [step.key for step in road(replace(IN, filed_on=FILED))]
    keys = [step.key for step in road(replace(IN, files=False))]
    assert keys == ["received", "review"]
    keys = [step.key for step in road(replace(IN, files=False, papers=(OPEN,)))]
    assert keys == ["received", "review", "approval", "filed"]


def every():
    states = ("submitted", "in_review", "asked_again", "accepted", "closed")
    papers = ((), (OPEN,), (APPROVED,), (DECLINED,), (APPROVED, OPEN))
    days = (None, SENT + timedelta(days=9))
    for state, some, answered, filed, files in product(states, papers, days, days, (True, False)):
        yield Facts(state, SENT, SENT, answered, some, filed, files)


def test_on_every_road_the_done_come_before_the_one_and_that_before_the_rest():
    order = [Progress.DONE, Progress.NOW, Progress.NEXT]
    for facts in every():
        found = [order.index(step.progress) for step in road(facts)]
        assert found == sorted(found), facts
        assert found.count(1) <= 1, facts
        assert AT[stage(facts)][0] in [step.key for step in road(facts)], facts
