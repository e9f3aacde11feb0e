"""A list behind an address: the smallest connector, and a file that comes by itself."""

import base64

import pytest

from carnet.connectors.models import Reference
from carnet.connectors.standin import Reply, running
from carnet.imports.actions import plan_of
from tests import makers as make
from tests.connectors.bringing import applied, brought, work
from tests.files import workbooks
from tests.imports.bringing import LATER, LIST, NOW

pytestmark = pytest.mark.thorough  # each list is read by a child process


class Shelf:
    """Files by path; `asked` are the keys that were shown."""

    def __init__(self, **files):
        self.files, self.asked = files, []

    def answer(self, request):
        self.asked.append(request.headers["Authorization"])
        found = self.files.get(request.path.strip("/"))
        return Reply(404, "No such list") if found is None else Reply(body=found)


@pytest.fixture
def shelf():
    return Shelf(clients=workbooks.text(LIST[:3]))


@pytest.fixture
def connection(firm, shelf, settings):
    settings.INNER_HOSTS = {"127.0.0.1"}
    with running(shelf) as base:
        kept = {"url": f"{base}/clients?year=2025", "user": "", "password": "let-me-in"}
        yield make.connection(firm=firm, settings_sealed=kept)


def counts(received):
    return {name: n for name, n in plan_of(received).counts.items() if n and name != "rows"}


def test_its_own_headers_are_read_as_of_a_file(connection, shelf):
    received = brought(connection)
    assert (counts(received), received.name) == ({"new": 2}, "Our list, 2 mars 2026")
    assert shelf.asked == ["Bearer let-me-in"]


def test_applied_and_brought_again_nothing_changes(connection):
    applied(connection)
    assert counts(brought(connection, now=LATER)) == {"unchanged": 2}
    assert not Reference.objects.exists()


def test_a_changed_list_is_proposed_by_schedule(connection, shelf):
    applied(connection)
    shelf.files["clients"] = workbooks.text([*LIST[:2], [*LIST[2][:3], "fr", *LIST[2][4:]]])
    type(connection).objects.update(schedule="daily", next_run_at=NOW)
    work(LATER)
    assert connection.imports.proposed().get().counts["changed"] == 1


def test_a_name_and_a_password_go_as_browsers_send_them(connection, shelf):
    connection.settings_sealed = {**connection.settings_sealed, "user": "claire"}
    connection.save()
    brought(connection)
    assert shelf.asked == ["Basic " + base64.b64encode(b"claire:let-me-in").decode()]


@pytest.mark.parametrize("body", [b"", b"just words", b"\x00\x01\x02" * 50])
def test_what_is_no_list_ends_the_run_with_the_sentence_of_a_file(connection, shelf, body):
    shelf.files["clients"] = body
    assert brought(connection) is None
    run = connection.runs.get()
    assert (run.state, run.trouble) == ("failed", "odd")
    assert run.said


def test_a_list_that_is_gone_is_told(connection, shelf):
    del shelf.files["clients"]
    assert brought(connection) is None
    assert (connection.runs.get().trouble, connection.runs.get().said) == (
        "missing",
        "No such list",
    )


def test_nobody_is_asked_what_a_list_cannot_tell(office, connection):
    response = office.get(f"/imports/connections/{connection.uuid}/").content.decode()
    assert 'name="inactive"' not in response
    assert 'name="group"' not in response
    office.post(f"/imports/connections/{connection.uuid}/", {})
    assert connection.runs.count() == 1


def test_a_password_does_not_go_to_another_address(office, connection):
    elsewhere = Shelf(clients=b"x")
    with running(elsewhere) as other:
        typed = {"key": connection.uuid, "name": "Our list", "set-url": f"{other}/clients"}
        office.post(f"/firm/connections/{connection.uuid}/change/", typed)
    connection.refresh_from_db()
    assert elsewhere.asked == [None]
    assert connection.settings_sealed["password"] == ""
