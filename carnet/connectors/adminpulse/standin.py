"""An AdminPulse nobody has: what is publicly known of its interface, and every way in which it may fail us.

Signing in needs no person: whoever comes with a registered address and a challenge is led back with a code.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from math import ceil
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from carnet.connectors.adminpulse import invented
from carnet.connectors.standin import Reply, Request

KEY = "ap-key-of-the-stand-in"
CLIENT, CLIENT_SECRET = "carnet", "secret-of-the-stand-in"
HIDDEN_IN_LIST = ("nationalNumber", "birthDate", "channels", "addresses", "profiles")

Reaction = Reply | None


@dataclass
class Software:
    """`wrong` has, by path and its count of calls from 1 (0: always), what comes instead; the other switches misbehave
    in the ways that need more than one answer."""

    relations: int = 300
    seed: int = 1
    year: int = 0  # of the tasks; 0: this one
    throttle_after: int = 0  # calls, then 429 until `release()`
    retry_after: str = ""  # the header that comes with it, if any
    thin: bool = False  # the list leaves out what only the detail tells
    bare: bool = False  # lists come without an envelope
    move_after: int = -1  # a new relation comes in front after this page was given
    renamed: dict[str, str] = field(default_factory=dict)  # names of fields, otherwise than assumed
    deaf: bool = False  # tasks of everybody, whoever's are asked for
    by_id: bool = False  # tasks are asked for by the relation's other reference
    lasts: int = 3600  # seconds of an access token, as it says
    wrong: dict[tuple[str, int], Reply] = field(default_factory=dict)
    lost: set[tuple[str, int]] = field(default_factory=set)  # done, but the answer ends half-way
    no_right: tuple[str, ...] = ()  # paths a key may not use

    def __post_init__(self) -> None:
        year = self.year or date.today().year  # noqa: DTZ011  (whichever day it is)
        self.rows = invented.relations(self.relations, self.seed)
        self.tasks = invented.tasks(self.rows, year)
        self.users = [{"id": at, "name": name} for at, name in enumerate(invented.USERS, 1)]
        self.documents: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str]] = []
        self.tokens: set[str] = set()
        self.refreshes: set[str] = set()
        self.codes: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, int] = {}
        self._allowed = 0
        self._lock = Lock()

    how_to_sign_in = f"Its API key: {KEY}. OAuth: client {CLIENT}, {CLIENT_SECRET}."

    def release(self) -> None:
        """A minute has passed."""
        self._allowed = len(self.calls)

    def expire(self) -> None:
        """No access token is good any more; what renews them is."""
        self.tokens.clear()

    def answer(self, request: Request) -> Reply:
        with self._lock:
            return self._answer(request)

    def _answer(self, request: Request) -> Reply:
        path = request.path.strip("/")
        self.calls.append((request.method, path))
        self._counts[path] = self._counts.get(path, 0) + 1
        if instead := self.wrong.get((path, self._counts[path])) or self.wrong.get((path, 0)):
            return instead
        if path.startswith("oauth/"):
            return self._sign_in(path, request)
        reply = self._stopped(path, request) or self._asked(path, request)
        lost = (path, self._counts[path]) in self.lost
        return Reply(reply.status, "x" * 100, cut=True) if lost else reply

    def _stopped(self, path: str, request: Request) -> Reaction:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != KEY and token not in self.tokens:
            return Reply(401, f"Token {token} is invalid")  # repeating it, as careless ones do
        if self.throttle_after and len(self.calls) - self._allowed > self.throttle_after:
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return Reply(429, "Quota exceeded", headers)
        if path.partition("/")[0] in self.no_right:
            return Reply(403, {"error": f"scope {path.partition('/')[0]}.read is missing"})
        return None

    def _asked(self, path: str, request: Request) -> Reply:
        first, _, rest = path.partition("/")
        ways: dict[tuple[str, str, bool], Callable[[], Reply]] = {
            ("GET", "relations", False): lambda: self._relations(request),
            ("GET", "relations", True): lambda: self._relation(rest),
            ("GET", "users", False): lambda: self._page(self.users, request),
            ("GET", "companies", False): lambda: Reply(body=[{"id": 1, "name": "Dubois"}]),
            ("GET", "tasks", False): lambda: self._page(self._of(request), request),
            ("GET", "tasks", True): lambda: self._task(rest),
            ("PUT", "tasks", True): lambda: self._put(rest, request),
            ("POST", "documents", True): lambda: self._document(request),
        }
        way = ways.get((request.method, first, bool(rest)))
        return way() if way else Reply(404, "<html>Not found</html>")

    def _relations(self, request: Request) -> Reply:
        rows = [self._called(row, thin=self.thin) for row in self.rows]
        if vat := request.one("vatNumber"):
            rows = [row for row in rows if row.get("vatNumber") == vat]
        reply = self._page(rows, request)
        if self.move_after >= 0 and int(request.one("page", "0")) == self.move_after:
            self.move_after = -1
            self.rows.insert(0, self.rows.pop())
        return reply

    def _called(self, row: dict[str, Any], *, thin: bool = False) -> dict[str, Any]:
        hidden = HIDDEN_IN_LIST if thin else ()
        return {self.renamed.get(k, k): v for k, v in row.items() if k not in hidden}

    def _relation(self, ref: str) -> Reply:
        for row in self.rows:
            if row["uniqueIdentifier"] == ref:
                return Reply(body=self._called(row))
        return Reply(404, "")

    def _page(self, rows: list[dict[str, Any]], request: Request) -> Reply:
        if self.bare:
            return Reply(body=rows)
        try:
            number, size = int(request.one("page", "0")), int(request.one("pageSize", "20"))
        except ValueError:
            return Reply(400, "page and pageSize must be numbers")
        if number < 0 or not 1 <= size <= 400:
            return Reply(400, {"pageSize": ["from 1 to 400"]})
        envelope = {
            "results": rows[number * size : (number + 1) * size],
            "currentPage": number,
            "pageCount": ceil(len(rows) / size),
            "pageSize": size,
            "totalRowCount": len(rows),
        }
        return Reply(body=envelope)

    def _of(self, request: Request) -> list[dict[str, Any]]:
        start, end = _day(request.one("deadlineFrom")), _day(request.one("deadlineUntil"))
        ref = "" if self.deaf else self._whose(request.one("relationId"))
        return [
            {k: v for k, v in task.items() if k not in ("remark", "subtasks")}
            for task in self.tasks
            if (start or "") <= task["deadline"][:10] <= (end or "9999")
            and ref in ("", task["relationUniqueIdentifier"])
        ]

    def _whose(self, given: str) -> str:
        named = {row["id" if self.by_id else "uniqueIdentifier"]: row for row in self.rows}
        return named[given]["uniqueIdentifier"] if given in named else given and "nobody"

    def _task(self, number: str) -> Reply:
        for task in self.tasks:
            if str(task["id"]) == number:
                return Reply(body=task)
        return Reply(404, "")

    def _put(self, number: str, request: Request) -> Reply:
        said = request.json()
        if said.get("status") not in (0, 1, 2):
            return Reply(400, "status")
        for task in self.tasks:
            if str(task["id"]) == number:
                task.update(status=said["status"], remark=said.get("remark"))
                return Reply(200)
        return Reply(404, "")

    def _document(self, request: Request) -> Reply:
        """The names are assumed, as nothing of this call is public but that it exists (names.DOCUMENT)."""
        said = request.json()
        if not {"relationIdentifier", "fileName", "content"} <= said.keys():
            return Reply(400, "relationIdentifier, fileName and content are needed")
        for place, document in enumerate(self.documents):
            if document.get("externalReference") == said.get("externalReference"):
                return Reply(body={"id": f"D{place}"})
        self.documents.append(said)
        return Reply(body={"id": f"D{len(self.documents) - 1}"})

    def _sign_in(self, path: str, request: Request) -> Reply:
        return self._authorize(request) if path == "oauth/authorize" else self._token(request)

    def _authorize(self, request: Request) -> Reply:
        known = request.one("client_id") == CLIENT and request.one("response_type") == "code"
        back, challenge = request.one("redirect_uri"), request.one("code_challenge")
        if not known or not back or request.one("code_challenge_method") != "S256":
            return Reply(400, "invalid_request")
        code = secrets.token_urlsafe(16)
        self.codes[code] = (back, challenge)
        query = urlencode({"code": code, "state": request.one("state")})
        return Reply(302, "", {"Location": f"{back}?{query}"})

    def _token(self, request: Request) -> Reply:
        form = request.form()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return Reply(401, {"error": "invalid_client"})
        if form.get("grant_type") == "refresh_token":
            good = form.get("refresh_token", "") in self.refreshes
            self.refreshes.discard(form.get("refresh_token", ""))
        else:
            good = self._proven(form)
        return self._fresh() if good else Reply(400, {"error": "invalid_grant"})

    def _proven(self, form: dict[str, str]) -> bool:
        """A code works once, for who asked for it."""
        back, challenge = self.codes.pop(form.get("code", ""), ("", ""))
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        given = urlsafe_b64encode(digest).rstrip(b"=").decode()
        return bool(challenge) and (form.get("redirect_uri"), given) == (back, challenge)

    def _fresh(self) -> Reply:
        access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.tokens.add(access)
        self.refreshes.add(refresh)
        return Reply(
            body={
                "access_token": access,
                "refresh_token": refresh,
                "token_type": "Bearer",
                "expires_in": self.lasts,
            }
        )


def _day(text: str) -> str:
    """Its filters write 31122026."""
    return datetime.strptime(text, "%d%m%Y").date().isoformat() if text else ""  # noqa: DTZ007
