"""Every cell of docs/roles.yml is asked for, and every page and operation stands there: nothing is open by default."""

import pytest
from django.test import Client

from carnet.api.contract import rate
from carnet.api.contract.describing import operations
from carnet.api.keys.scopes import SCOPES
from carnet.api.pages import document
from tests.api.calling import Program, secret_of
from tests.isolation.asking import ask, undone
from tests.isolation.house import build
from tests.isolation.test_api import BODIES, IN_PATHS
from tests.isolation.test_office import own_address
from tests.isolation.world import signed_in
from tests.test_routes import OFFICE
from tools.roles import PAGE, page, table

TABLE = table()
OPERATIONS = {
    one["operationId"]: (method, path, one) for method, path, one in operations(document())
}
LOGIN = "/account/login/"


def test_everything_is_in_the_table_and_nothing_else():
    assert sorted(TABLE["pages"]) == OFFICE
    assert set(TABLE["operations"]) == set(OPERATIONS)
    assert {name for name, cells in TABLE["pages"].items() if "in part" in cells} == set(
        TABLE["parts"]
    )


def test_the_page_tells_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_right_of_an_operation_is_the_documented_one():
    for name, (right, *_cells) in TABLE["operations"].items():
        assert OPERATIONS[name][2]["security"] == [{"key": [right]}], name


@pytest.fixture
def house(db):
    return build("Here")


def cell_of(who, method, address):
    """What happened to somebody, in the words of the table; empty where the page knows no such method."""
    with undone():
        told = ask(who, method, address)
    if told.headers.get("Location", "").startswith(LOGIN):
        return "login"
    return {403: "refused", 405: ""}.get(told.status, "open")


def cells_of(who, house, route):
    """By method, of those the page knows."""
    return {m.upper(): cell_of(who, m, own_address(house, route)) for m in ("get", "post")}


@pytest.mark.thorough
def test_every_page(house):
    people = [Client(), signed_in(house.accountant), signed_in(house.administrator)]
    wrong = []
    for route, (methods, *cells) in TABLE["pages"].items():
        known = methods.split("+")
        for who, cell in zip(people, cells, strict=True):
            found = cells_of(who, house, route)
            told = {found[method] for method in known}
            wanted = {"in part": "open", "allowed": "refused"}.get(cell, cell)
            if told != {wanted}:
                wrong.append((route, cell, found))
        if {method for method, told in cells_of(people[2], house, route).items() if told} != set(
            known
        ):
            wrong.append((route, methods))
    assert wrong == []


@pytest.mark.thorough
def test_what_the_firm_opens_to_accountants(house):
    house.firm.accountants_import = True
    house.firm.save()
    who, pages = signed_in(house.accountant), TABLE["pages"].items()
    for route in [name for name, cells in pages if "allowed" in cells]:
        assert "refused" not in cells_of(who, house, route).values(), route


@pytest.mark.thorough
def test_what_is_refused_in_part(house):
    who = signed_in(house.accountant)
    erase = {"action": "erase", "clients": [house.named["client"]], "count": "1", "number": "1"}
    with undone():
        told = ask(who, "post", own_address(house, "clients:bulk"), erase)
    assert told.status == 403
    with undone():
        ask(who, "post", own_address(house, "mails:sender"), {"dkim_selector": "theirs"})
        house.firm.refresh_from_db()
    assert house.firm.dkim_selector != "theirs"


@pytest.mark.thorough
def test_every_operation(house):
    programs = {right: Program(secret_of(house.administrator, right)) for right in SCOPES}
    nobody, wrong = Program(), []
    for name, (right, *cells) in TABLE["operations"].items():
        without = [programs[one] for one in SCOPES if one != right]
        groups = [[nobody], without, [programs[right]]]
        for group, cell in zip(groups, cells, strict=True):
            told = {status_of(program, house, name) for program in group}
            refused = told <= {401, 403}
            if refused != (cell == "refused") or (group == [nobody] and told != {401}):
                wrong.append((name, cell, told))
    assert wrong == []


def status_of(program, house, name):
    rate.forget()
    method, path, _one = OPERATIONS[name]
    where = path.format(**{key: house.named[kind] for key, kind in IN_PATHS.items()})
    where = where.removeprefix("/api/v1/")
    with undone():
        if method == "get":
            return program.get(where).status_code
        return program.send(method, where, BODIES.get(name, {})).status_code
