"""Which answers need a human, as tables: no database."""

from decimal import Decimal

import pytest

from carnet.questionnaires.given import Status
from carnet.reviews.differing import Compared, Difference, compare
from carnet.reviews.needing import Known, Reason, Standing, reasons
from carnet.reviews.versions import NOTHING, Written, ticket, version

NEW, ACCEPTED = Standing.NEW, Standing.ACCEPTED


def known(standing=NEW, status=Status.ANSWERED, **facts):
    return Known(standing, status, **facts)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (known(), []),
        (known(status=Status.ASK_ACCOUNTANT), [Reason.FOR_ACCOUNTANT]),
        (known(status=Status.DONT_KNOW), [Reason.DONT_KNOW]),
        (known(status=Status.NOT_HAVE, lacks_document=True), [Reason.NOT_HAVE]),
        (known(status=Status.LATER, lacks_document=True), [Reason.LATER]),
        (known(lacks_document=True), [Reason.NO_DOCUMENT]),
        (known(unusable=True), [Reason.UNUSABLE]),
        (known(warned=True, remark=True), [Reason.WARNING, Reason.REMARK]),
        (known(unread=True), [Reason.MESSAGE]),
        (known(changed=True), [Reason.CHANGED]),
        (known(difference=Difference.NEAR), []),
        (known(difference=Difference.FAR), [Reason.DIFFERENT]),
        (known(difference=Difference.NEW), [Reason.NOT_ANSWERED_BEFORE]),
        (known(difference=Difference.GONE), [Reason.NO_LONGER_ANSWERED]),
        (known(ACCEPTED, warned=True, remark=True, difference=Difference.FAR), []),
        (known(Standing.CORRECTED, status=Status.INVALID, unusable=True), []),
        (known(ACCEPTED, unread=True), [Reason.MESSAGE]),
        (known(Standing.ASKED_AGAIN, warned=True), []),
        (known(Standing.ASKED_AGAIN, answered_again=True), [Reason.ANSWERED_AGAIN]),
        (known(Standing.CHANGED), [Reason.CHANGED_AFTER_ACCEPTANCE]),
        (
            known(Standing.CHANGED, changed=True, warned=True),
            [Reason.CHANGED_AFTER_ACCEPTANCE, Reason.WARNING],
        ),
    ],
)
def test_who_must_look_and_why(facts, why):
    assert list(reasons(facts)) == why


@pytest.mark.parametrize(
    ("kind", "now", "before", "found"),
    [
        ("money", "1000", "1000.00", Compared(by=None)),
        ("money", "1100", "1000", Compared(Difference.NEAR, Decimal(100))),
        ("money", "1101", "1000", Compared(Difference.FAR, Decimal(101))),
        ("money", "899", "1000", Compared(Difference.FAR, Decimal(-101))),
        ("money", "10100", "9000", Compared(Difference.FAR, Decimal(1100))),
        ("money", "9900", "9000", Compared(Difference.NEAR, Decimal(900))),
        ("money", "50", "10", Compared(Difference.NEAR, Decimal(40))),
        ("money", "x", "10", Compared(Difference.FAR)),
        ("year", 2024, 2023, Compared(Difference.FAR)),
        ("yes_no", "yes", "no", Compared(Difference.FAR)),
        ("yes_no", "yes", "yes", Compared()),
        ("many", ["b", "a"], ["a", "b"], Compared()),
        ("address", {"city": "Gent", "box": ""}, {"city": "Gent"}, Compared()),
        ("text", "now", None, Compared(Difference.NEW)),
        ("text", None, "before", Compared(Difference.GONE)),
        ("text", None, None, Compared()),
        ("file", ["1"], ["2"], Compared()),
        ("calc", "1", "900", Compared()),
    ],
)
def test_how_an_answer_compares_with_last_year(kind, now, before, found):
    assert compare(kind, now, before, known=True) == found


def test_without_a_last_year_nothing_differs():
    assert compare("text", "now", None, known=False) == Compared()


def test_a_version_changes_with_the_row_its_revision_and_the_entries():
    first = Written(7, 1, "client", "client", "", "", None)
    second = Written(7, 2, "client", "client", "", "", None)
    other = Written(8, 1, "client", "client", "", "", None)
    words = [version(None), version(first), version(second), version(other)]
    words += [version(first, []), version(first, ["a"]), version(first, ["a", "b"])]
    assert words[0] == NOTHING
    assert len(set(words)) == len(words)
    assert ticket(words[1], 0) != ticket(words[1], 1)
