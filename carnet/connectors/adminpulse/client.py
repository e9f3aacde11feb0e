"""AdminPulse's way to be asked: bearer, pages counted from 0, an envelope or a bare list, and what its statuses mean.
Knows no relation."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from carnet.connectors.calling import Answer, Caller
from carnet.connectors.trouble import Paced, Trouble

PAGE = 400  # the most that public code asks for
# After 429 without a time, of which nothing public says that it is told: public code waits between 20 and 60 seconds.
PATIENCE = 30.0


@dataclass(frozen=True)
class Page:
    rows: list[dict[str, Any]]
    number: int
    last: bool
    pages: int = 1
    count: int | None = None  # of all pages, where that is said


class Client:
    """`renew` gives a new token, or raises Trouble; None where a key was entered, which does not expire."""

    def __init__(self, caller: Caller, token: str, renew: Callable[[], str] | None = None) -> None:
        self._caller, self._token, self._renew = caller, token, renew

    @property
    def must_wait(self) -> bool:
        """Are all calls of this minute used up?"""
        return self._caller.pace.left() > 0

    def take_turn(self, kind: str, per_minute: int) -> None:
        """Before a call of a kind that has a limit of its own. Raises Paced instead of waiting."""
        lane = self._caller.pace.lane(kind, per_minute)
        if (left := lane.left()) > 0:
            raise Paced(left)
        lane.wait()

    def get(self, path: str, **query: Any) -> Any:
        return self._said("GET", path, params=query)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._said("PUT", path, json=body)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._said("POST", path, json=body)

    def page(self, path: str, number: int, *, size: int = PAGE, **query: Any) -> Page:
        return _page(self.get(path, page=number, pageSize=size, **query), number, size)

    def pages(self, path: str, **query: Any) -> Iterator[Page]:
        number = 0
        while True:
            page = self.page(path, number, **query)
            yield page
            if page.last:
                return
            number += 1

    def _said(self, method: str, path: str, **how: Any) -> Any:
        answer = self._call(method, path, **how)
        if answer.status == 401 and self._renew:
            self._token = self._renew()
            answer = self._call(method, path, **how)
        if answer.status >= 300 or answer.status < 200:
            raise self._trouble(answer)
        if not answer.content.strip():
            return None
        try:
            return answer.json()
        except Trouble as odd:
            raise Trouble(odd.code, self._harmless(answer)) from None

    def _call(self, method: str, path: str, **how: Any) -> Answer:
        return self._caller.call(
            method, path, headers={"Authorization": f"Bearer {self._token}"}, **how
        )

    def _trouble(self, answer: Answer) -> Trouble:
        if answer.status == 429:
            return Trouble("throttled", self._harmless(answer), wait=answer.wait(PATIENCE))
        if answer.status == 401:
            return Trouble("expired" if self._renew else "wrong_key", self._harmless(answer))
        code = CODES.get(answer.status, "broken" if answer.status >= 500 else "odd")
        return Trouble(code, self._harmless(answer))

    def _harmless(self, answer: Answer) -> str:
        """What it said, which may repeat the token: taken out before it is shortened, so that no half of it is left."""
        hidden = answer.content.replace(self._token.encode(), "…".encode())
        return replace(answer, content=hidden).said


CODES = {403: "not_allowed", 404: "missing"}


def _page(said: Any, number: int, size: int) -> Page:
    """Raises Trouble where neither form fits. A bare list is all there is."""
    if said is None:
        return Page([], number, last=True)
    if isinstance(said, list):
        return Page(_rows(said), number, last=True, count=len(said))
    if not isinstance(said, dict) or not isinstance(said.get("results"), list):
        raise Trouble("odd", "neither a list nor a page of one")
    rows, pages = _rows(said["results"]), said.get("pageCount")
    if isinstance(pages, int):
        count = said.get("totalRowCount")
        return Page(
            rows, number, number >= pages - 1, pages, count if isinstance(count, int) else None
        )
    return Page(rows, number, last=len(rows) < size, pages=number + 1)


def _rows(said: list[Any]) -> list[dict[str, Any]]:
    if not all(isinstance(row, dict) for row in said):
        raise Trouble("odd", "a list of something else than objects")
    return said
