"""A run, stage after stage: how to pace it, who is asked for, and then everything about them. The last long one, a call
for each person, takes more time than all others together.

A step is a page of a list, some customers by their references, or a few persons. Where the next one goes on is in
Progress, and nowhere else: the worker may be another by then.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from carnet.connectors.adminconsult import mapping, taskflows
from carnet.connectors.adminconsult.answers import Row, TooLong
from carnet.connectors.adminconsult.client import Client, among, asking, since
from carnet.connectors.adminconsult.couples import partner_types, standing
from carnet.connectors.adminconsult.progress import (
    MOMENT,
    OVERLAP,
    Mark,
    Progress,
    usable,
    whom,
)
from carnet.connectors.adminconsult.values import number
from carnet.connectors.contract import Piece, Scope, Step
from carnet.connectors.trouble import Trouble

# As the software's log of changes calls them; the last one is assumed.
TABLES = ("CUSTOMER", "CUSTOMER_ADRESS", "CUSTOMER_LINK_CUSTOMER", "CUSTOMER_PRIVATE")
MOST_CHANGES = 1000  # it tells no more, and not that there were more
PERSONS_AT_ONCE = 10
# Where it does not say how many records a page may have.
USUAL = 100
ACTIVE = "IsActive eq 1"


@dataclass
class Run:
    client: Client
    scope: Scope
    today: date
    at: Progress

    @property
    def mark(self) -> Mark | None:
        return usable(self.scope.since, self.scope.group, self.today)

    def page(self, endpoint: str, *conditions: str) -> list[Row]:
        """The next one of the list."""
        query = self.at.following or asking(self.at.size, *conditions)
        page = self.client.page(endpoint, query)
        self.at.following = page.following
        return page.rows

    def some(self, endpoint: str, field: str, *conditions: str) -> list[Row]:
        """Of the next ones that are left to ask for; of fewer where the address of the call gets too long."""
        ids = self.at.left[: self.at.at_once]
        query = asking(self.at.size, among(field, ids), *conditions)
        try:
            rows = self.client.all(endpoint, query)
        except TooLong:
            if len(ids) < 2:
                raise
            self.at.at_once = len(ids) // 2
            return self.some(endpoint, field, *conditions)
        self.at.left = self.at.left[len(ids) :]
        asked = set(ids)
        return [row for row in rows if number(row.get(field)) in asked]


def step(client: Client, scope: Scope, state: Mapping[str, Any] | None, today: date) -> Step:
    run = Run(client, scope, today, Progress.of(state) if state else _beginning(client))
    at = run.at
    client.keep_pace(at.rate)
    before = client.calls
    pieces = STAGES[at.stage].work(run)
    at.calls += client.calls - before
    if not (at.following or at.left):
        at.stage = _after(run)
    if not at.stage:
        return Step(pieces, None, at.calls, at.calls, _mark(run))
    return Step(pieces, at.state(), at.calls, _total(at))


def _beginning(client: Client) -> Progress:
    began = timezone.localtime(client.now()) - OVERLAP
    return Progress("settings", began.strftime(MOMENT))


def _after(run: Run) -> str:
    """The next stage that has something to do; empty after the last one."""
    names = list(STAGES)
    for name in names[names.index(run.at.stage) + 1 :]:
        if name == "customers":
            run.at.settle()
        if STAGES[name].needed(run):
            run.at.left = STAGES[name].left(run.at)
            return name
    return ""


def _total(at: Progress) -> int | None:
    """Calls: those made and those to come, as far as they are known. Before the customers are, nobody can tell."""
    names = list(STAGES)
    if names.index(at.stage) <= names.index("customers"):
        return None
    if at.stage == "private":
        return at.calls + len(at.left)
    lists = names.index("private") - names.index(at.stage) + len(at.left) // at.at_once
    return at.calls + lists + len(at.persons)


def _mark(run: Run) -> str:
    at = run.at
    full = at.full if at.changed is not None else run.today.isoformat()
    return str(Mark(at.began, full, whom(run.scope.group, at.members)))


def _settings(run: Run) -> list[Piece]:
    rows = run.client.page("apisettings").rows
    told = rows[0] if rows else {}
    run.at.rate, run.at.size = number(told.get("RateLimit")), number(told.get("MaxRecordsPerPage"))
    run.at.size = run.at.size or USUAL
    run.client.keep_pace(run.at.rate)
    return []


def _changes(run: Run) -> list[Piece]:
    if mark := run.mark:
        conditions = among("TableName", TABLES), since("DateAction", mark.since)
        rows = run.client.all("customer/changes", asking(run.at.size, *conditions))
        if len(rows) < MOST_CHANGES:
            run.at.full = mark.full
            changed = {number(row.get("Id")) for row in rows}
            run.at.changed = sorted({*changed, *map(number, run.scope.also)} - {0})
    return []


def _members(run: Run) -> list[Piece]:
    """Who was added to a taskflow may not have changed otherwise: then everybody in it is asked for."""
    group = run.scope.group
    rows = taskflows.data(run.client, group, run.today, run.at.size)
    run.at.members = taskflows.members(rows)
    if not run.mark or run.mark.whom != whom(group, run.at.members):
        run.at.changed = None
    return []


def _linktypes(run: Run) -> list[Piece]:
    rows = run.client.all("customerlinktypes", asking(run.at.size))
    run.at.types = partner_types(rows)
    return mapping.pieces("linktype", rows)


def _links(run: Run) -> list[Piece]:
    rows = run.page("customerlinkcustomer", among("CustomerLinkTypeId", run.at.types))
    run.at.join(standing(rows, run.at.types, run.today))
    return mapping.pieces("link", rows)


def _customers(run: Run) -> list[Piece]:
    at = run.at
    rows = run.page("customers") if at.wanted is None else run.some("customers", "CustomerId")
    beside = set(at.beside)
    at.persons = sorted({*at.persons, *_persons(rows, at)})
    at.need("languages", any(number(row.get("Language")) for row in rows))
    at.need("countries", any(_is_unknown(row.get("Nationality")) for row in rows))
    own = [row for row in rows if number(row.get("CustomerId")) not in beside]
    others = [row for row in rows if number(row.get("CustomerId")) in beside]
    return mapping.pieces("customer", own) + mapping.pieces("partner", others)


def _persons(rows: Iterable[Row], at: Progress) -> set[int]:
    """Who is asked for one by one: not those who left, unless they are somebody's partner."""
    coupled = {ref for pair in at.pairs for ref in pair}
    return {
        ref
        for row in rows
        if not mapping.is_company(row)
        and (ref := number(row.get("CustomerId")))
        and (ref in coupled or mapping.is_active(row))
    }


def _is_unknown(country: Any) -> bool:
    return number(country) > 0 and number(country) not in mapping.COUNTRIES


def _addresses(run: Run) -> list[Piece]:
    everybody = run.at.wanted is None
    endpoint = "customeraddresses"
    rows = run.page(endpoint) if everybody else run.some(endpoint, "CustomerId")
    unknown = (not row.get("CountryCode") and _is_unknown(row.get("CountryId")) for row in rows)
    run.at.need("countries", any(unknown))
    return mapping.pieces("address", rows)


def _employees(run: Run) -> list[Piece]:
    return mapping.pieces("employee", run.page("employees"))


def _projects(run: Run) -> list[Piece]:
    at = run.at
    everybody = at.wanted is None
    rows = run.page("projects", ACTIVE) if everybody else run.some("projects", "CustomerId", ACTIVE)
    orphans = {number(row.get("ProjectId")) for row in rows if not mapping.manager_of(row, {})}
    at.orphans = sorted({*at.orphans, *orphans} - {0})
    return mapping.pieces("project", rows)


def _projectemployees(run: Run) -> list[Piece]:
    return mapping.pieces("projectemployee", run.some("projectemployees", "ProjectId", ACTIVE))


def _private(run: Run) -> list[Piece]:
    """What was said of some is kept, even if the next one cannot be asked for, or not yet."""
    at = run.at
    found: list[tuple[int, list[Row]]] = []
    for ref in at.left[:PERSONS_AT_ONCE]:
        if found and run.client.wait:
            break
        try:
            rows = run.client.page(f"customers/{ref}/private", missing=True).rows
        except Trouble:
            if not found:
                raise
            break
        found.append((ref, rows))
    at.left = at.left[len(found) :]
    told = [{**row, "CustomerId": ref} for ref, rows in found for row in rows]
    at.need("countries", any(_is_unknown(row.get("Nationality")) for row in told))
    return mapping.pieces("private", told)


def _countries(run: Run) -> list[Piece]:
    return mapping.pieces("country", run.client.all("countries", asking(run.at.size)))


def _languages(run: Run) -> list[Piece]:
    return mapping.pieces("language", run.client.all("lists/19", asking(run.at.size)))


def _always(run: Run) -> bool:
    return True


def _anybody(run: Run) -> bool:
    """Is there anybody to ask for? Before it is settled who, nobody is `wanted`."""
    return run.at.wanted != []


def _nobody(at: Progress) -> list[int]:
    return []


@dataclass(frozen=True)
class Stage:
    """`left`: whom it asks for by their references."""

    work: Callable[[Run], list[Piece]]
    needed: Callable[[Run], bool] = _anybody
    left: Callable[[Progress], list[int]] = _nobody


STAGES = {
    "settings": Stage(_settings, _always),
    "changes": Stage(_changes, lambda run: run.mark is not None),
    "members": Stage(_members, lambda run: bool(run.scope.group)),
    "linktypes": Stage(_linktypes, lambda run: [] not in (run.at.changed, run.at.members)),
    "links": Stage(_links, lambda run: bool(run.at.types)),
    "customers": Stage(_customers, left=lambda at: sorted({*(at.wanted or ()), *at.beside})),
    "addresses": Stage(_addresses, left=lambda at: at.wanted or []),
    "employees": Stage(_employees),
    "projects": Stage(_projects, left=lambda at: at.wanted or []),
    "projectemployees": Stage(
        _projectemployees, lambda run: bool(run.at.orphans), lambda at: at.orphans
    ),
    "private": Stage(_private, lambda run: bool(run.at.persons), lambda at: at.persons),
    "countries": Stage(_countries, lambda run: "countries" in run.at.lists),
    "languages": Stage(_languages, lambda run: "languages" in run.at.lists),
}
