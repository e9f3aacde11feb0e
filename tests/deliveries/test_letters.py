"""Administrators are mailed once when a destination takes nothing any more."""

import pytest

from carnet.core.models import Mail
from carnet.deliveries import actions, letters, noting
from tests.deliveries.handed_in import sent_in
from tests.deliveries.test_sending import told

TIMES = (0, 2, 10, 30, 120)


@pytest.fixture
def failing(firm, add, cloud, send):
    destination = add(cloud.url, name="Cloud & Co")
    sent_in(firm)
    told()
    cloud.moods["PROPFIND"] = [500] * len(TIMES)
    for minutes in TIMES:
        assert send(minutes) == 1
    destination.refresh_from_db()
    return destination


def test_once_when_it_does_not_pass_by_itself(failing, colleague, accountant):
    assert failing.failures == len(TIMES)
    [row] = Mail.objects.filter(letter=noting.LETTER)
    assert row.to == colleague.email
    letter = letters.destination_letter(row)
    assert letter.subject == "Nothing can be sent back to Cloud & Co"
    assert "The other side says that it is out of order." in letter.text
    assert f"/firm/deliveries/{failing.uuid}/" in letter.html


@pytest.mark.thorough
def test_not_any_more_when_it_works_or_is_off(failing, colleague, send):
    row = Mail.objects.get(letter=noting.LETTER)
    actions.switch_off(failing, by=colleague)
    assert letters.destination_letter(row) is None
    actions.switch_on(failing, by=colleague, now=failing.created_at)
    send(300)
    assert letters.destination_letter(row) is None
    assert Mail.objects.filter(letter=noting.LETTER).count() == 1


def test_not_to_a_stranger(failing, stranger):
    row = Mail.objects.get(letter=noting.LETTER)
    row.to = stranger.email
    assert letters.destination_letter(row) is None
