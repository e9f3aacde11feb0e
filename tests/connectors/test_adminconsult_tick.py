"""Ticking a subtask of a taskflow when a client has sent everything."""

from datetime import date

import pytest
from django.utils import timezone

from carnet.connectors.adminconsult import taskflows
from carnet.connectors.adminconsult.taskflows import Box
from carnet.connectors.trouble import Trouble
from tests.connectors.consult import desk

TODAY = date(2026, 11, 26)
COLUMN = "Dossier volledig(71)"


def row(number, deadline, done=0, customer=7, **more):
    return {"Id": number, "CustomerId": customer, "Deadline": deadline, COLUMN: done, **more}


def due_today(office):
    """The last record of the first who takes part."""
    rows = office.software.office.data[15]
    member = rows[0]["CustomerId"]
    own = [row for row in rows if row["CustomerId"] == member]
    own[-1]["Deadline"] = f"{timezone.localdate()}T00:00:00"
    return member


def test_the_subtask_of_this_year_is_ticked_once_however_often_it_is_asked(settings):
    with desk(settings) as office:
        member = due_today(office)
        session = office.session(subtask="dossier Volledig", user="claire")
        assert session.tick(str(member), "15", key="a") is True
        assert session.tick(str(member), "15", key="a") is False
        assert session.tick(str(member), "15", key="b") is False
        own = [row for row in office.software.office.data[15] if row["CustomerId"] == member]
    assert office.software.updates == [
        {"TaskId": 15, "SubtaskId": 71, "RecordId": 3, "Value": 1, "UserName": "claire"}
    ]
    assert [row[COLUMN] for row in own] == [1, 0, 1]
    assert own[-1][f"{COLUMN} who"] == "claire"


@pytest.mark.parametrize(
    ("ref", "group", "subtask"),
    [
        ("999", "15", "Dossier volledig"),
        ("1", "17", "Dossier volledig"),  # nobody takes part
        ("1", "", "Dossier volledig"),
        ("1", "15", "Something else"),
        ("1", "15", ""),
        ("1", "15", "Opmerking"),  # a text
    ],
)
def test_where_there_is_nothing_to_tick_nothing_is_written(settings, ref, group, subtask):
    with desk(settings) as office:
        assert office.session(subtask=subtask).tick(ref, group, key="a") is False
    assert office.software.updates == []


def test_a_right_that_is_lacking_is_trouble(settings):
    refused = ["taskflow/tasks/15/update"]
    with desk(settings, refused=refused) as office:
        member, session = due_today(office), office.session(subtask="71")
        with pytest.raises(Trouble) as trouble:
            session.tick(str(member), "15", key="a")
    assert trouble.value.code == "not_allowed"
    assert office.software.updates == []


@pytest.mark.parametrize(
    ("rows", "box"),
    [
        ([row(1, "2026-10-15T00:00:00")], Box(1, 71)),
        # Not last year's which was forgotten, nor next year's which is planned already.
        ([row(1, "2025-10-15"), row(2, "2026-10-15"), row(3, "2027-10-15")], Box(2, 71)),
        # What is nearest is done: there is nothing to do, and the other years stay as they are.
        ([row(1, "2025-10-15"), row(2, "2026-10-15", 1)], None),
        ([row(1, None), row(2, "2024-01-01")], Box(1, 71)),
        ([row(1, None), row(2, "2027-06-30")], Box(2, 71)),
        # Half a year late, and no other is planned.
        ([row(1, "2026-05-20")], None),
        # Each quarter: a month late is late, then it is early.
        ([row(1, "2026-10-28"), row(2, "2027-01-20")], Box(2, 71)),
        ([row(1, "2026-10-31"), row(2, "2027-01-20")], Box(1, 71)),
        ([row(1, "2026-10-15", None), row(2, "2026-10-15", 1, customer=8)], Box(1, 71)),
        # Nothing tells whether a number may stand there.
        ([row(1, "2026-10-15", None)], None),
        ([row(1, "2026-10-15", 0), row(2, "2026-10-15", "yes", customer=8)], None),
        ([row(1, "2026-10-15", "")], None),
        ([row(0, "2026-10-15")], None),
        ([], None),
    ],
)
def test_the_box_that_is_ticked(rows, box):
    assert taskflows.box(rows, "7", "Dossier volledig", TODAY) == box


def test_dates_and_users_beside_a_subtask_are_none():
    beside = {f"{COLUMN} date": 0, f"{COLUMN} who": 0}
    rows = [{"Id": 1, "CustomerId": 7, "Deadline": "2026-10-15", **beside}]
    assert taskflows.box(rows, "7", "Dossier volledig", TODAY) is None
    assert taskflows.box([rows[0] | {COLUMN: False}], "7", "71", TODAY) == Box(1, 71)


YEARS = [row(1, "2025-10-15"), row(2, "2026-10-15"), row(3, "2027-10-15")]
QUARTERS = [row(n, f"2026-{month}-20") for n, month in enumerate(("01", "04", "07", "10"), start=1)]


@pytest.mark.parametrize(
    ("rows", "end", "record"),
    [
        (YEARS, date(2024, 12, 31), 1),  # more than a year late
        (YEARS, date(2025, 12, 31), 2),
        (YEARS, date(2026, 12, 31), 3),  # early, while the one before is due
        (YEARS, date(2026, 3, 31), 2),  # books that close in March
        (YEARS, date(2027, 12, 31), None),
        (YEARS, date(2023, 12, 31), None),
        (QUARTERS, date(2026, 3, 31), 2),
        (QUARTERS, date(2025, 12, 31), 1),
        ([row(1, "2026-10-15", 1), row(2, "2027-10-15")], date(2025, 12, 31), None),  # done
        ([row(1, None)], date(2025, 12, 31), 1),
        ([], date(2025, 12, 31), None),
    ],
)
def test_where_the_period_is_known_it_says_which_box(rows, end, record):
    found = taskflows.box(rows, "7", "Dossier volledig", TODAY, end)
    assert found == (Box(record, 71) if record else None)


def test_a_session_ticks_the_box_of_the_period(settings):
    with desk(settings) as office:
        member = due_today(office)
        own = [row for row in office.software.office.data[15] if row["CustomerId"] == member]
        for year, its in enumerate(own, start=2025):
            its["Deadline"], its[COLUMN] = f"{year}-10-15T00:00:00", 0
        session = office.session(subtask="71")
        assert session.tick(str(member), "15", key="a", period_end=date(2025, 12, 31)) is True
    assert [row[COLUMN] for row in own] == [0, 1, 0]
