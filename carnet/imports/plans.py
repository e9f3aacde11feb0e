"""What importing a received file would do now, remembered as long as nothing happens in the firm.

Every act leaves a row in the firm's trail, so its last row tells whether clients may have changed.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import orjson
from django.utils.translation import get_language

from carnet.firms.models import Firm
from carnet.imports import files, lists, references, register, surprises
from carnet.imports.files import FileGone
from carnet.imports.lists import checked_of, choices_of, defaults
from carnet.imports.models import Import
from carnet.imports.planning.checking import Checked
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.known import UNKNOWN, ByReference
from carnet.imports.planning.outcome import Plan
from carnet.imports.planning.plan import make_plan
from carnet.imports.surprises import Outline, Surprise

# With `digest`, `outline` and the `choices` it was made by.
Shown = dict[str, Any]
# Plans somebody was shown whose outlines are kept: two colleagues may look at one file, and Apply makes one more.
SHOWN = 3


def plan_of(received: Import) -> Plan:
    """What applying it now would do, by the choices made so far."""
    return plan_at(received, last_event(received.firm))


def last_event(firm: Firm) -> int:
    """As long as it is the same, nothing has happened in the firm."""
    return firm.events.order_by("-id").values_list("pk", flat=True).first() or 0


def plan_at(received: Import, last: int) -> Plan:
    """`last` was the firm's last event just now."""
    choices = json.dumps(received.choices, sort_keys=True)
    told = defaults(received.firm)
    return _plan(received, received.file, choices, told, get_language(), last)


@lru_cache(maxsize=2)
def _plan(received: Import, *_decisive: object) -> Plan:
    known = references.known(received)
    plan = plan_rows(received.firm, checked_of(received), choices_of(received), known)
    _note_shown(received, plan)
    return plan


def forget() -> None:
    """Let go of what is remembered: 100 MB of a list of 50,000 rows, which a process would keep for good."""
    _plan.cache_clear()
    lists.forget()


def plan_rows(
    firm: Firm, rows: Sequence[Checked], choices: Choices, known: ByReference = UNKNOWN
) -> Plan:
    return make_plan(rows, register.read(firm, rows, choices, known), choices)


def shown(received: Import, digest: str) -> Shown | None:
    """The plan with this digest, if it was among the last that were shown, by whichever process."""
    return next((one for one in _shown(received) if one["digest"] == digest), None)


def changed_since(shown: Outline | None, plan: Plan) -> list[Surprise]:
    if shown is None:
        return [surprises.UNKNOWN]
    return surprises.between(shown, surprises.outline(plan)) or [surprises.UNKNOWN]


def _note_shown(received: Import, plan: Plan) -> None:
    former = [one for one in _shown(received) if one["digest"] != plan.digest]
    told = {"outline": surprises.outline(plan), "choices": received.choices}
    latest = {"digest": plan.digest, **told}
    parts = list(map(orjson.dumps, (latest, *former[: SHOWN - 1])))
    with suppress(OSError):  # a full disk is no reason not to show a plan
        files.store(received.file + ".shown", parts)


def _shown(received: Import) -> list[Shown]:
    try:
        return list(map(orjson.loads, files.load_all(received.file + ".shown")))
    except FileGone:
        return []
