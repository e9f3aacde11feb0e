"""An open connection to AdminPulse, by the contract."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

from django.conf import settings as site
from django.utils import timezone

from carnet.connectors.adminpulse import oauth, sending
from carnet.connectors.adminpulse.client import Client, Page
from carnet.connectors.adminpulse.fetching import detail_of, next_step, window
from carnet.connectors.adminpulse.mapping import Reading, merged, records, reference
from carnet.connectors.adminpulse.paths import text
from carnet.connectors.adminpulse.samples import named
from carnet.connectors.contract import Group, Opener, Piece, Record, Scope, Settings, Step
from carnet.connectors.trouble import Trouble

# A firm may have a hundred thousand tasks in two years, and a person waits for the list of templates.
MOST_PAGES = 40
SAMPLED, ASKED_FOR = 25, 5


class AdminPulseSession:
    # Nothing public says how documents are sent (names.DOCUMENT); pages that offer it say so.
    documents_assumed = True

    def __init__(self, settings: Settings, caller: Opener, today: date | None = None) -> None:
        self.today = today or timezone.localdate()
        self.reading = Reading(settings.mapping, self.today)
        self._mapping = settings.mapping
        self.client = _client(settings, caller)

    def check(self) -> None:
        self.client.page("relations", 0, size=1)

    def groups(self) -> Sequence[Group]:
        """Task templates, by the tasks of this year and the next. Of very many, pages spread evenly are read."""
        names = {
            str(task["templateName"])
            for page in self._task_pages()
            for task in page.rows
            if task.get("templateName") and not task.get("inapplicable")
        }
        return [Group(name, name) for name in sorted(names, key=str.casefold)]

    def _task_pages(self) -> Iterator[Page]:
        yield (first := self._tasks(0))
        if first.last:
            return
        step = max(1, -(-first.pages // MOST_PAGES))
        for number in range(step, first.pages, step):
            yield self._tasks(number)

    def _tasks(self, number: int) -> Page:
        return self.client.page("tasks", number, **window(self.today))

    def fetch(self, scope: Scope, state: Mapping[str, Any] | None) -> Step:
        return next_step(self.client, self.reading, scope, state)

    def records(self, pieces: Iterable[Piece]) -> Iterable[Record]:
        return records(pieces, self.reading)

    def sample(self) -> list[dict[str, Any]]:
        """Some relations, of which a few were asked for by themselves."""
        rows = self.client.page("relations", 0, size=SAMPLED).rows
        sampled = []
        for number, row in enumerate(rows):
            ref = reference(row)
            detail = detail_of(self.client, ref) if ref and number < ASKED_FOR else None
            sampled.append(merged(row, detail))
        users = self._users()
        return [named(one, users) for one in sampled]

    def _users(self) -> dict[str, str]:
        """Names by id, where the key may see them."""
        try:
            rows = self.client.page("users", 0).rows
        except Trouble:
            return {}
        return {str(row.get("id")): str(row.get("name") or "") for row in rows}

    def send_document(self, ref: str, name: str, content: bytes, *, key: str) -> str:
        self.client.take_turn("documents", sending.A_MINUTE)
        names = sending.names(self._mapping)
        body = {
            names["relation"]: ref,
            names["name"]: name,
            names["content"]: b64encode(content).decode(),
            names["key"]: key,
        }
        return sending.reference(self.client.post(sending.path(self._mapping), body), names)

    def tick(self, ref: str, group: str, *, key: str, period_end: date | None = None) -> bool:
        tasks = self._of_relation(ref) or self._of_relation(self._id(ref))
        year = period_end.year if period_end else None
        return sending.tick(self._task, self._close, tasks, (ref, group), key, year)

    def _of_relation(self, given: str) -> list[dict[str, Any]]:
        if not given:
            return []
        pages = self.client.pages("tasks", relationId=given, **window(self.today))
        return [task for page in pages for task in page.rows]

    def _id(self, ref: str) -> str:
        """Nothing public says which of a relation's two references `relationId` is."""
        return text((detail_of(self.client, ref) or {}).get("id"))

    def _task(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """With its remark, which a list may leave out."""
        return merged(task, self.client.get(_path(task)))

    def _close(self, task: Mapping[str, Any], remark: str) -> None:
        self.client.put(_path(task), {"status": sending.DONE, "remark": remark})


def _path(task: Mapping[str, Any]) -> str:
    return f"tasks/{quote(str(task['id']), safe='')}"


def _client(settings: Settings, caller: Opener) -> Client:
    """Raises Trouble. Who signed in goes before a key that was entered earlier."""
    if not settings.get("access_token") and not settings.get("key"):
        raise Trouble("expired")
    api = caller(site.ADMINPULSE_API)
    if not settings.get("access_token"):
        return Client(api, settings["key"])
    renew = partial(oauth.renew, caller, settings)
    token = renew() if oauth.expires_soon(settings) else settings["access_token"]
    return Client(api, token, renew)
