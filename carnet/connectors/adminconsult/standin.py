"""Stands in for a firm's Admin-Consult server: keeps to what is publicly known of its interface (docs/adminconsult.md),
with invented customers, and misbehaves as told."""

import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from carnet.connectors.adminconsult.filters import NotUnderstood, conditions
from carnet.connectors.adminconsult.invented import Office, Row
from carnet.connectors.standin import Reply, Request

API = "/api/v1/"
KEY = "5f1c-stand/in-a07e"
# Nobody outside the firm's network can call it by this name.
INNER = "http://srv-consult01:2100"
WITHOUT_PAGES = {"customerlinktypes", "lists", "lists/2", "lists/19", "countries", "taskflow/tasks"}
MOST_CHANGES = 1000
PRIVATE = re.compile(r"customers/(\d+)/private")
CUSTOMER = re.compile(r"customers/(\d+)")
DATA = re.compile(r"taskflow/tasks/(\d+)/data")
SUBTASKS = re.compile(r"taskflow/tasks/(\d+)/subtasks")
UPDATE = re.compile(r"taskflow/tasks/(\d+)/update")


class Software:
    """Seconds are `clock`'s, which tests bring. `rate`: calls a minute. `lasts`: seconds of a token. `refused`:
    endpoints the key may not use. `errors`: object, array or plain. `nothing`: how it says that there is none, 404 or
    204. `moving`: customers are added in front while the list is read. `slow` and `cut`: from how many calls on one
    answer is late (by `late` seconds) or ends in the middle, once. `forgets`: after so many calls it knows no token."""

    def __init__(
        self,
        relations: int = 300,
        seed: int = 1,
        *,
        clock: Callable[[], float] = time.monotonic,
        key: str = KEY,
        **switches: Any,
    ) -> None:
        self.office = Office(relations, seed, timezone.localdate())
        self.clock, self.key = clock, key
        self.switches = DEFAULTS | switches
        if unknown := switches.keys() - DEFAULTS.keys():
            raise TypeError(f"No switch {', '.join(unknown)}; there are {', '.join(DEFAULTS)}")
        self.calls: list[tuple[str, str]] = []  # what was asked, without queries
        self.updates: list[Row] = []
        self._tokens: dict[str, float] = {}
        self._times: list[float] = []
        self._lock = Lock()

    @property
    def how_to_sign_in(self) -> str:
        return f"Its API key is {self.key}"

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.calls.append((request.method, request.path.removeprefix(API)))
            reply = self._answered(request)
            return self._disturbed(reply)

    def _answered(self, request: Request) -> Reply:
        path = request.path.removeprefix(API)
        if path == request.path:
            return Reply(404, "<html>IIS</html>")
        if self._is_throttled():
            return self._error(403, "You are throttling the system")
        if path.startswith("token/"):
            return self._token(path.removeprefix("token/"))
        if self._tokens.get(request.headers.get("synetonToken", ""), -1.0) < self.clock():
            return self._error(401, "Token is not valid")
        if any(re.fullmatch(refused, path) for refused in self.switches["refused"]):
            return self._error(403, "No valid configuration for token")
        if sum(map(len, request.query.get("Filter", ()))) > self.switches["longest"]:
            return Reply(414, "URI too long")
        return self._told(path, request)

    def _is_throttled(self) -> bool:
        now = self.clock()
        self._times = [at for at in self._times if at > now - 60]
        if len(self._times) >= self.switches["rate"]:
            return True
        self._times.append(now)
        return False

    def _token(self, key: str) -> Reply:
        if key != self.key:
            return self._error(401, f"Api key {key} is unknown")
        token = str(UUID(int=0xA0000000 + len(self._tokens)))
        lasts = self.switches["lasts"]
        self._tokens[token] = self.clock() + lasts
        # The moment of its end by the clock on the wall, without a zone.
        end = datetime.now() + timedelta(seconds=lasts, hours=self.switches["hours_ahead"])  # noqa: DTZ005
        return Reply(body={"TokenGuid": token, "TimeToLive": end.isoformat()})

    def _told(self, path: str, request: Request) -> Reply:
        if path == "apisettings":
            return Reply(body=self._settings())
        if found := UPDATE.fullmatch(path):
            return self._update(int(found[1]), request)
        if request.method != "GET":
            return self._error(405, "Method not allowed")
        if found := PRIVATE.fullmatch(path):
            private = self.office.private.get(int(found[1]))
            return Reply(body=private) if private else self._none()
        if found := CUSTOMER.fullmatch(path):
            rows = self._where("customers", f"CustomerId eq {found[1]}")
            return Reply(body=rows[0]) if rows else self._none()
        return self._list(path, request)

    def _settings(self) -> Row:
        return {
            **{"DefaultRecordsPerPage": 20, "MaxRecordsPerPage": self.switches["most"]},
            **{"DurationToken": self.switches["lasts"], "RateLimit": self.switches["rate"]},
        }

    def _list(self, path: str, request: Request) -> Reply:
        try:
            rows = self._rows(path, request)
        except (NotUnderstood, KeyError) as wrong:
            return self._error(400, f"Filter is not valid: {wrong}")
        if rows is None:
            return self._error(404, "No HTTP resource was found")
        if not rows:
            return self._none("No taskdata found" if DATA.fullmatch(path) else "Nothing found")
        if path in WITHOUT_PAGES or not request.one("per_page"):
            return Reply(body=rows)
        return self._page(path, request, rows)

    def _rows(self, path: str, request: Request) -> list[Row] | None:
        if found := DATA.fullmatch(path):
            return self._data(int(found[1]), request)
        if found := SUBTASKS.fullmatch(path):
            rows = self.office.data.get(int(found[1]), [])
            return _subtasks(int(found[1]), rows[0]) if rows else []
        if path not in self.office.tables:
            return None
        rows = self._where(path, request.one("Filter"))
        return rows[:MOST_CHANGES] if path == "customer/changes" else rows

    def _where(self, path: str, text: str) -> list[Row]:
        tests = conditions(text)
        return [row for row in self.office.tables[path] if all(test(row) for test in tests)]

    def _data(self, task: int, request: Request) -> list[Row]:
        first, last = request.one("datefrom"), request.one("dateto")
        if not (first and last):
            raise NotUnderstood("datefrom and dateto are mandatory")
        return [
            row for row in self.office.data.get(task, []) if first <= row["Deadline"][:10] <= last
        ]

    def _page(self, path: str, request: Request, rows: Sequence[Row]) -> Reply:
        size = min(int(request.one("per_page")), self.switches["most"])
        number = int(request.one("page", "1"))
        start = number * size - size
        if self.switches["moving"] and start:
            start -= 1  # one was added in front meanwhile: the last of the page before comes again
        links = []
        for name, page in (("first", 1), ("next", number + 1)):
            if name != "next" or start + size < len(rows):
                kept = {key: values[-1] for key, values in request.query.items()}
                query = urlencode(kept | {"page": page})
                links.append(f'<{INNER}{API}{path}?{query}>; rel="{name}",')
        return Reply(body=rows[start : start + size], headers={"link": " ".join(links)})

    def _update(self, task: int, request: Request) -> Reply:
        told = request.json()
        for row in self.office.data.get(task, []):
            for name in row:
                if row["Id"] == told["RecordId"] and name.endswith(f"({told['SubtaskId']})"):
                    row |= {name: told["Value"], f"{name} who": told["UserName"]}
                    self.updates.append(told)
                    return Reply(204)
        return self._error(400, "Record does not exist")

    def _none(self, words: str = "Nothing found") -> Reply:
        return Reply(204) if self.switches["nothing"] == 204 else self._error(404, words)

    def _error(self, status: int, words: str) -> Reply:
        shape = self.switches["errors"]
        if shape == "plain":
            return Reply(status, words)
        error = {"ErrorMessage": words}
        return Reply(status, [error] if shape == "array" else error)

    def _disturbed(self, reply: Reply) -> Reply:
        made = len(self.calls)
        if made == self.switches["forgets"]:
            self._tokens.clear()
        after = self.switches["late"] if made == self.switches["slow"] else 0.0
        cut = made == self.switches["cut"]
        if not (after or cut):
            return reply
        return Reply(reply.status, reply.body, reply.headers, after, cut)


DEFAULTS: dict[str, Any] = {
    **{"rate": 480, "most": 100, "lasts": 1800, "hours_ahead": 0, "longest": 1900, "refused": ()},
    **{"errors": "object", "nothing": 404, "moving": False},
    **{"slow": 0, "late": 60.0, "cut": 0, "forgets": 0},
}


def _subtasks(task: int, row: Row) -> list[Row]:
    found = [re.fullmatch(r"(.*)\((\d+)\)", name) for name in row]
    return [
        {"TaskId": task, "SubtaskId": int(match[2]), "SubtaskName": match[1], "SubtaskActive": True}
        for match in found
        if match
    ]
