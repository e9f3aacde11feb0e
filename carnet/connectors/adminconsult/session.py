"""An open connection to Admin-Consult: what it asks for, step by step, and what it writes back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from carnet.connectors.adminconsult import mapping, stages, taskflows
from carnet.connectors.adminconsult.client import Client, asking
from carnet.connectors.adminconsult.values import flag, number, text
from carnet.connectors.contract import Group, Opener, Piece, Record, Scope, Settings, Step
from carnet.connectors.trouble import Trouble

# All a run may ask for, so that the office hears at once of every right its key still lacks.
NEEDED = (
    *("customers", "customeraddresses", "customerlinktypes", "customerlinkcustomer"),
    *("employees", "projects", "projectemployees", "taskflow/tasks"),
)


class Session:
    def __init__(self, settings: Settings, opener: Opener) -> None:
        self.settings = settings
        self.client = Client(settings, opener)

    @property
    def today(self) -> date:
        return timezone.localdate(self.client.now())

    def check(self) -> None:
        """Address, key and, as far as the pace allows, each of its rights."""
        told = self.client.page("apisettings").rows
        lacking = [endpoint for endpoint in NEEDED if not self._may(endpoint, asking(1))]
        person = () if "customers" in lacking else self._person()
        lacking += [endpoint for endpoint in person if not self._may(endpoint)]
        if lacking:
            raise Trouble("not_allowed", ", ".join(lacking))
        self.client.keep_pace(number(told[0].get("RateLimit")) if told else 0)

    def _may(self, endpoint: str, query: str = "") -> bool:
        try:
            if not self.client.wait:
                self.client.page(endpoint, query, missing=True)
        except Trouble as trouble:
            if trouble.code != "not_allowed":
                raise
            return False
        return True

    def _person(self) -> Sequence[str]:
        """The endpoint of one, as there is none for all."""
        if self.client.wait:
            return ()
        rows = self.client.page("customers", asking(1, "IsCompany eq 0")).rows
        return [f"customers/{number(row.get('CustomerId'))}/private" for row in rows[:1]]

    def groups(self) -> Sequence[Group]:
        active = [
            row for row in self.client.all("taskflow/tasks") if flag(row.get("TaskActive", True))
        ]
        found = [Group(text(row.get("TaskId")), text(row.get("TaskName"))) for row in active]
        return sorted(found, key=lambda group: group.name.casefold())

    def fetch(self, scope: Scope, state: Mapping[str, Any] | None) -> Step:
        return stages.step(self.client, scope, state, self.today)

    def records(self, pieces: Iterable[Piece]) -> Iterable[Record]:
        return mapping.records(pieces, self.today)

    def tick(self, ref: str, group: str, *, key: str, period_end: date | None = None) -> bool:
        """The subtask that is named in the settings, in the customer's row of that period. Twice is once: what is
        ticked stays as it is, whatever `key` says."""
        subtask = self.settings.get("subtask", "").strip()
        if not (group and subtask):
            return False
        rows = taskflows.data(self.client, group, self.today)
        box = taskflows.box(rows, ref, subtask, self.today, period_end)
        if box is None:
            return False
        user = self.settings.get("user", "").strip()
        taskflows.tick(self.client, group, box, user)
        return True
