"""The stand-in keeps to the contract as it is publicly known, spoken to by httpx and not by ours."""

from datetime import date, datetime, timedelta

import httpx
import pytest

from carnet.connectors.adminconsult.filters import NotUnderstood, conditions
from carnet.connectors.adminconsult.invented import Office
from carnet.connectors.adminconsult.standin import Software
from carnet.connectors.standin import running

TODAY = date(2026, 11, 26)
ROWS = [
    {"Id": 1, "Name": "Peeters", "On": True, "At": "2026-11-20T12:00:00", "Left": None},
    {"Id": 2, "Name": "De Smet and Co", "On": False, "At": "2026-11-21T12:00:00", "Left": "x"},
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [1, 2]),
        ("Id eq 1", [1]),
        ("Id ne 1", [2]),
        ("Id ge 2 and On eq 0", [2]),
        ("Id in (1,2) and Id lt 2", [1]),
        ("Id in (1, 3)", [1]),
        ("Name in ('Peeters','x')", [1]),
        ("Name eq 'De Smet and Co' and Id gt 0", [2]),
        ("At ge '2026-11-21 00:00:00'", [2]),
        ("At le '2026-11-21 00:00:00'", [1]),
        ("Left is null", [1]),
        ("Left is not null", [2]),
        ("StartsWith(Name, 'De')", [2]),
        ("EndsWith(Name, 'rs')", [1]),
        ("Contains(Name, ' Smet ')", [2]),
    ],
)
def test_filters_are_understood(text, found):
    tests = conditions(text)
    assert [row["Id"] for row in ROWS if all(test(row) for test in tests)] == found


@pytest.mark.parametrize("text", ["Id = 1", "Id in 1", "Id eq 1 or Id eq 2", "Id", "Name like 'x'"])
def test_others_are_not(text):
    with pytest.raises(NotUnderstood):
        conditions(text)


@pytest.fixture
def software():
    return Software(25, most=10)


@pytest.fixture
def line(software):
    with running(software) as address, httpx.Client(base_url=f"{address}/api/v1/") as client:
        token = client.get(f"token/{software.key.replace('/', '%2F')}").json()["TokenGuid"]
        client.headers["synetonToken"] = token
        yield client


def test_a_token_is_given_for_the_key_and_ends_at_a_moment_without_a_zone(software, line):
    told = line.get(f"token/{software.key.replace('/', '%2F')}").json()
    end = datetime.fromisoformat(told["TimeToLive"])
    assert end.tzinfo is None
    assert timedelta(minutes=29) < end - datetime.now() <= timedelta(minutes=30)  # noqa: DTZ005
    answer = line.get("token/wrong")
    assert (answer.status_code, list(answer.json())) == (401, ["ErrorMessage"])
    assert line.get("customers", headers={"synetonToken": "x"}).status_code == 401


def test_pages_are_bare_arrays_and_the_next_one_is_in_a_header(line):
    first = line.get("customers", params={"per_page": 10})
    assert len(first.json()) == 10
    assert 'rel="first",' in first.headers["link"]
    assert "http://srv-consult01:2100/api/v1/customers?" in first.headers["link"]
    assert 'rel="next",' in first.headers["link"]
    last = line.get("customers", params={"per_page": 10, "page": 3})
    assert len(last.json()) == 5
    assert "next" not in last.headers["link"]


@pytest.mark.thorough
def test_without_paging_all_come_at_once_and_no_page_is_larger_than_allowed(line):
    assert len(line.get("customers").json()) == 25
    assert len(line.get("customers", params={"per_page": 500}).json()) == 10


def test_filters_go_with_the_pages(line):
    query = {"per_page": 3, "Filter": "IsActive eq 1"}
    answer = line.get("customers", params=query)
    again = answer.headers["link"].split("<")[-1].split(">")[0].split("?")[1]
    assert all(row["IsActive"] for row in answer.json() + line.get(f"customers?{again}").json())
    assert line.get("customers", params={"Filter": "Nonsense"}).status_code == 400
    assert line.get("customers", params={"Filter": "Unknown eq 1"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["customers?Filter=CustomerId eq 0", "customers/999", "customers/999/private"],
)
def test_nothing_is_found_with_404(line, path):
    answer = line.get(path)
    assert (answer.status_code, answer.json()) == (404, {"ErrorMessage": "Nothing found"})


@pytest.mark.thorough
def test_taskflows_have_columns_of_their_own_and_want_dates(line):
    assert line.get("taskflow/tasks/15/data").status_code == 400
    dates = {"datefrom": "2000-01-01", "dateto": "2999-12-31"}
    row = line.get("taskflow/tasks/15/data", params=dates).json()[0]
    assert {"Id", "Deadline", "ProjectId", "CustomerId", "company_id"} < row.keys()
    assert {"Dossier volledig(71)", "Dossier volledig(71) date"} < row.keys()
    nobody = line.get("taskflow/tasks/17/data", params=dates)
    assert nobody.json() == {"ErrorMessage": "No taskdata found"}
    subtasks = line.get("taskflow/tasks/15/subtasks").json()
    assert [row["SubtaskName"] for row in subtasks] == ["Opmerking", "Dossier volledig"]


def test_other_lists_are_there(line):
    assert {row["ListValue"] for row in line.get("lists/19").json()} == {"NL", "FR", "DE", "EN"}
    assert line.get("countries").json()[0]["ListValueId"] == 22
    assert line.get("apisettings").json()["MaxRecordsPerPage"] == 10
    assert line.get("nonsense").status_code == 404
    assert line.delete("customers").status_code == 405


def test_changes_are_a_thousand_at_most(software, line):
    software.office.change(1, datetime(2026, 11, 20))  # noqa: DTZ001
    software.office.tables["customer/changes"] *= 1005
    assert len(line.get("customer/changes").json()) == 1000


def test_the_same_seed_invents_the_same_people():
    assert Office(40, 3, TODAY).tables == Office(40, 3, TODAY).tables
    assert Office(40, 3, TODAY).tables != Office(40, 4, TODAY).tables
    assert Office(40, 3, TODAY).private == Office(40, 3, TODAY).private


def test_a_switch_nobody_knows_is_refused():
    with pytest.raises(TypeError, match="throtle"):
        Software(1, throtle=1)
