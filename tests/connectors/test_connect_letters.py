"""Administrators are mailed when a connection that runs by itself stops doing so; nobody who asked looks at a mail."""

import pytest

from carnet.connectors import actions, letters
from carnet.connectors.standin import Reply
from carnet.core.models import Mail
from tests.connectors.bringing import work
from tests.connectors.little import Software, connected, people
from tests.imports.bringing import NOW

pytestmark = pytest.mark.slow


@pytest.fixture
def software():
    return Software(people(3), size=9)


@pytest.fixture
def connection(firm, software, settings, colleague, accountant):
    with connected(firm, software, settings, schedule="hourly", next_run_at=NOW) as made:
        yield made


def letter_of(connection):
    [row] = Mail.objects.filter(letter=actions.LETTER)
    return row, letters.connection_letter(row)


def test_once_and_to_administrators_alone(connection, software, colleague):
    software.wrong = {1: Reply(401, "no")}
    work()
    row, letter = letter_of(connection)
    assert row.to == colleague.email
    assert letter.subject == "Nothing comes from Little any more"
    assert "does not accept the key" in letter.text
    assert f"/firm/connections/{connection.uuid}/" in letter.html


def test_not_any_more_once_somebody_has_seen_to_it(connection, software):
    software.wrong = {1: Reply(401, "no")}
    work()
    connection.refresh_from_db()
    actions.note_well(connection)
    assert letter_of(connection)[1] is None


def test_not_when_it_passes_or_somebody_is_looking(connection, software, colleague):
    software.wrong = {1: Reply(500, "")}
    work()
    assert not Mail.objects.exists()
    software.wrong = {software.calls + 1: Reply(401, "no")}
    connection.runs.all().delete()
    connection.schedule, connection.next_run_at = "off", None
    connection.save()
    actions.begin(connection, actions.Whom(), by=colleague, now=NOW)
    work()
    assert connection.runs.get().state == "failed"
    assert not Mail.objects.exists()


def test_not_to_a_stranger(connection, software, stranger):
    software.wrong = {1: Reply(401, "no")}
    work()
    row, _letter = letter_of(connection)
    row.to = stranger.email
    assert letters.connection_letter(row) is None
