"""Asking AdminPulse for a firm's relations, a few calls a step. What the next step must know is in the state, as JSON
holds, so that any worker can go on.

users → tasks (of one template only) → the list → each relation by itself, if the list leaves out what it tells →
partners who are not on the list. AdminPulse has no known way to ask for what changed: every run asks for all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from carnet.connectors.adminpulse.client import Client, Page
from carnet.connectors.adminpulse.mapping import Reading, merged, reference
from carnet.connectors.adminpulse.names import FIELDS
from carnet.connectors.contract import Piece, Scope, Step
from carnet.connectors.trouble import Trouble

# About a second's worth at the pace that is allowed: what a worker that is killed does again.
AT_ONCE = 8
PROBED = 3
OVER = "over"
# The list is read once more where fewer came than it says there are: it moved meanwhile.
ROUNDS = 2


@dataclass(frozen=True)
class Standing:
    """Where a run stands. `wanted`: of whom alone, where a template was chosen; `todo`: whom to ask for by themselves;
    `partners`: all who were named as one."""

    phase: str = "users"
    page: int = 0
    calls: int = 0
    total: int | None = None
    wanted: tuple[str, ...] | None = None
    refs: tuple[str, ...] = ()
    todo: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    details: bool | None = None  # None: not known yet
    rounds: int = 1


@dataclass
class Work:
    """One step at work."""

    client: Client
    reading: Reading
    group: str
    at: Standing
    pieces: list[Piece] = field(default_factory=list)

    def step(self) -> Step:
        after = PHASES[self.at.phase](self)
        if after.phase == OVER:
            return Step(self.pieces, None, done=after.calls, total=after.calls)
        return Step(self.pieces, vars(after).copy(), done=after.calls, total=after.total)


def next_step(
    client: Client, reading: Reading, scope: Scope, state: Mapping[str, Any] | None
) -> Step:
    return Work(client, reading, scope.group, _standing(state)).step()


def _standing(state: Mapping[str, Any] | None) -> Standing:
    """JSON has lists only."""
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in (state or {}).items()
    }
    return Standing(**plain)


def _users(work: Work) -> Standing:
    """Names of who handles a relation. A key that may not see them is no reason to stop."""
    following = "tasks" if work.group else "relations"
    try:
        page = work.client.page("users", work.at.page)
    except Trouble as trouble:
        if trouble.code not in ("not_allowed", "missing"):
            raise
        return replace(work.at, phase=following, page=0, calls=work.at.calls + 1)
    work.pieces += [
        Piece("user", str(row["id"]), {"name": row.get("name")}) for row in page.rows if "id" in row
    ]
    return _turned(work.at, page, following)


def _turned(at: Standing, page: Page, following: str) -> Standing:
    """To the next page, or to what comes after the last."""
    if page.last:
        return replace(at, phase=following, page=0, calls=at.calls + 1)
    return replace(at, page=at.page + 1, calls=at.calls + 1)


def window(today: date) -> dict[str, Any]:
    """Deadlines of this year and the next, as its filters write days: what is asked for now, and what was planned."""
    return {"deadlineFrom": f"0101{today.year}", "deadlineUntil": f"3112{today.year + 1}"}


def _tasks(work: Work) -> Standing:
    page = work.client.page("tasks", work.at.page, **window(work.reading.today))
    found = {
        str(row["relationUniqueIdentifier"]): None
        for row in page.rows
        if counts(row, work.group) and row.get("relationUniqueIdentifier")
    }
    wanted = tuple(dict.fromkeys([*(work.at.wanted or ()), *found]))
    return _turned(replace(work.at, wanted=wanted), page, "relations")


def counts(task: Mapping[str, Any], group: str) -> bool:
    return task.get("templateName") == group and not task.get("inapplicable")


def _relations(work: Work) -> Standing:
    if work.at.wanted == ():
        return replace(work.at, phase=OVER)
    page = work.client.page("relations", work.at.page)
    at = replace(work.at, calls=work.at.calls + 1)
    rows = _wanted(page.rows, at.wanted)
    if at.details is None and rows:
        at = _probe(replace(work, at=at), rows)
    work.pieces[:0] = [Piece("relation", ref, row) for ref, row in rows.items()]
    at = replace(
        at,
        refs=_more(at.refs, rows),
        partners=_more(at.partners, _partners(rows.values(), work.reading)),
    )
    return _after_page(at, page)


def _wanted(rows: Sequence[dict], wanted: tuple[str, ...] | None) -> dict[str, dict]:
    among = None if wanted is None else set(wanted)
    named = {reference(row): row for row in rows}
    return {ref: row for ref, row in named.items() if ref and (among is None or ref in among)}


def _more(known: tuple[str, ...], others: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *others]))


def _partners(rows: Any, reading: Reading) -> list[str]:
    return [ref for row in rows for ref in reading.partners(row)]


def _probe(work: Work, rows: Mapping[str, dict]) -> Standing:
    """Nobody knows whether the list tells all: a few are asked for by themselves, and compared."""
    refs = list(rows)
    told = False
    for ref in refs[:: max(1, len(refs) // PROBED)][:PROBED]:
        detail = detail_of(work.client, ref) or {}
        work.at = replace(work.at, calls=work.at.calls + 1)
        told = told or _tells_more(rows[ref], detail, work.reading)
    return replace(work.at, details=told)


def detail_of(client: Client, ref: str) -> dict | None:
    """None for who is gone since the list was read."""
    try:
        detail = client.get(f"relations/{quote(ref, safe='')}")
    except Trouble as trouble:
        if trouble.code == "missing":
            return None
        raise
    if not isinstance(detail, dict):
        raise Trouble("odd", "a relation that is no object")
    return detail


def _tells_more(row: dict, detail: dict, reading: Reading) -> bool:
    whole = merged(row, detail)
    return any(
        reading.values(whole, one.key) and not reading.values(row, one.key) for one in FIELDS
    )


def _after_page(at: Standing, page: Page) -> Standing:
    ahead = len(at.refs) if at.wanted is None and page.count is None else page.count or 0
    if at.wanted is not None:
        ahead = min(ahead, len(at.wanted))
    total = at.calls + max(0, page.pages - page.number - 1) + (ahead if at.details else 0)
    at = replace(at, total=total)
    if not page.last:
        return replace(at, page=at.page + 1)
    if at.wanted is None and page.count and len(at.refs) < page.count and at.rounds < ROUNDS:
        return replace(at, page=0, rounds=at.rounds + 1)
    return _after_list(at)


def _after_list(at: Standing) -> Standing:
    if at.details and at.refs:
        return replace(at, phase="details", todo=at.refs, total=at.calls + len(at.refs))
    return _to_partners(at)


def _details(work: Work) -> Standing:
    return _each(work, "detail", _to_partners)


def _to_partners(at: Standing) -> Standing:
    known = set(at.refs)
    missing = tuple(ref for ref in at.partners if ref not in known)
    if not missing:
        return replace(at, phase=OVER)
    return replace(at, phase="partners", todo=missing, total=at.calls + len(missing))


def _linked(work: Work) -> Standing:
    return _each(work, "linked", lambda at: replace(at, phase=OVER))


def _each(work: Work, kind: str, then: Any) -> Standing:
    """The next few by themselves. Whoever is gone since the list was read stays as the list told them."""
    asked = 0
    for ref, detail in _asked(work):
        asked += 1
        if detail is not None:
            work.pieces.append(Piece(kind, ref, detail))
            if kind == "detail":
                found = work.reading.partners(detail)
                work.at = replace(work.at, partners=_more(work.at.partners, found))
    at = replace(work.at, calls=work.at.calls + asked, todo=work.at.todo[asked:])
    return at if at.todo else then(at)


def _asked(work: Work) -> Iterator[tuple[str, dict | None]]:
    """What came before the limit was reached is kept: the next step meets it first, and whoever runs it waits."""
    for number, ref in enumerate(work.at.todo[:AT_ONCE]):
        if number and work.client.must_wait:
            return
        try:
            yield ref, detail_of(work.client, ref)
        except Trouble as trouble:
            if number and trouble.passing:
                return
            raise


PHASES = {
    "users": _users,
    "tasks": _tasks,
    "relations": _relations,
    "details": _details,
    "partners": _linked,
}
