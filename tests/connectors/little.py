"""A practice software of a hundred lines: pages of people, one call each, and what can go wrong on the way."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from carnet.connectors import registry
from carnet.connectors.contract import Group, Piece, Record, Setting, Step
from carnet.connectors.models import Connection
from carnet.connectors.standin import Reply, Request, running
from carnet.connectors.trouble import Trouble

KEY = "let-me-in"
TROUBLES = {401: "wrong_key", 403: "not_allowed", 404: "missing", 429: "throttled", 500: "broken"}


class LittleSession:
    def __init__(self, settings, caller) -> None:
        self.settings = settings
        headers = {"Authorization": f"Bearer {settings['key']}"}
        self.caller = caller(settings["url"], headers=headers)

    def _get(self, path: str, **params: Any) -> Any:
        answer = self.caller.call("GET", path, params=params)
        if answer.status in TROUBLES:
            wait = float(answer.headers.get("retry-after", 0))
            raise Trouble(TROUBLES[answer.status], answer.said, wait=wait)
        return answer.json()

    def check(self) -> None:
        self._get("me")

    def groups(self) -> list[Group]:
        return [Group(**one) for one in self._get("groups")]

    def fetch(self, scope, state) -> Step:
        page = (state or {}).get("page", 0)
        whom = {"group": scope.group, "since": scope.since, "also": ",".join(scope.also)}
        found = self._get("people", page=page, **whom)
        pieces = [Piece("person", one["id"], one) for one in found["people"]]
        left = page + 1 < found["pages"]
        following = {"page": page + 1} if left else None
        return Step(pieces, following, page + 1, found["pages"], "" if left else "today")

    def records(self, pieces) -> Iterator[Record]:
        for piece in pieces:
            values = {**piece.data}
            ref, active = values.pop("id"), values.pop("active", True)
            yield Record(ref, values, active, values.pop("partner", ""))


class Little:
    key, name, pace = "little", "Little", 480
    settings = (Setting("url", "Address", "url"), Setting("key", "Key", "secret"))

    def open(self, settings, caller) -> LittleSession:
        return LittleSession(settings, caller)


CONNECTOR = Little()


@dataclass
class Software:
    """`wrong`: what comes instead of the answer to a call for people, by its number from 1."""

    people: list[dict[str, Any]]
    size: int = 2
    wrong: Mapping[int, Reply] = field(default_factory=dict)
    members: Mapping[str, list[str]] = field(default_factory=dict)
    # Whom alone it tells if asked for changes; None: it does not know, and tells all.
    changed: list[str] | None = None
    calls: int = 0

    def answer(self, request: Request) -> Reply:
        if request.headers["Authorization"] != f"Bearer {KEY}":
            return Reply(401, "Who are you?")
        if request.path == "/groups":
            return Reply(body=[{"key": name, "name": name.title()} for name in self.members])
        return self._people(request) if request.path == "/people" else Reply(body={})

    def _people(self, request: Request) -> Reply:
        self.calls += 1
        if wrong := self.wrong.get(self.calls):
            return wrong
        wanted = self.members.get(request.one("group"))
        if request.one("since") and self.changed is not None:
            wanted = [*self.changed, *request.one("also").split(",")]
        people = [one for one in self.people if wanted is None or one["id"] in wanted]
        page, pages = int(request.one("page")), max(1, -(-len(people) // self.size))
        some = people[page * self.size : (page + 1) * self.size]
        return Reply(body={"people": some, "pages": pages})


def person(number: int, **more: Any) -> dict[str, Any]:
    values = {"first_name": f"Ann{number}", "last_name": f"Peeters{number}", "language": "nl"}
    return {"id": f"P{number}", **values, "email": f"ann{number}@example.org", **more}


def people(count: int) -> list[dict[str, Any]]:
    return [person(number) for number in range(1, count + 1)]


@contextmanager
def connected(firm, software: Software, settings, **fields: Any) -> Iterator[Connection]:
    """A connection of the firm to this software, which is running."""
    install(settings)
    with running(software) as base:
        kept = {"url": base, "key": KEY}
        yield Connection.objects.create(
            firm=firm, connector="little", name="Little", settings_sealed=kept, **fields
        )


def install(settings) -> None:
    settings.CONNECTORS = [*settings.CONNECTORS, "tests.connectors.little"]
    settings.INNER_HOSTS = {"127.0.0.1"}
    assert "little" in registry.connectors()


class Time:
    """A clock that only moves when somebody sleeps, or says so."""

    def __init__(self, start) -> None:
        self.start, self.passed = start, 0.0

    def sleep(self, seconds: float) -> None:
        self.passed += seconds

    def monotonic(self) -> float:
        return self.passed

    def now(self):
        return self.start + timedelta(seconds=self.passed)
