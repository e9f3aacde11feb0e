"""Former imports, one line each: which file, who, when, what came of it, and whether it can be undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.imports.models import Import, State
from carnet.imports.standing import RUNNING, address

STATES: dict[str, str | Promise] = {
    State.PLANNED: _("not applied"),
    State.QUEUED: _("waiting"),
    State.APPLYING: _("running"),
    State.UNDOING: _("being undone"),
    State.UNDONE: _("undone"),
}


@dataclass(frozen=True)
class Former:
    received: Import
    url: str
    undo_url: str
    state: str | Promise
    running: bool
    counts: dict[str, Any]


def shown(received: Import, *, now: datetime) -> Former:
    return Former(
        received,
        address(received),
        _undo_url(received) if received.can_be_undone(now) else "",
        STATES.get(State(received.state), ""),
        received.state in RUNNING,
        received.counts if received.applied_at else {},
    )


def _undo_url(received: Import) -> str:
    return reverse("imports:undo", args=[received.uuid])
