"""What of the trail is told on: to other programs (webhooks) and to colleagues (notices).

The trail notes everything in words; what has a public name here is queued beside it in the same transaction, so
that whatever was done is told and nothing else. The worker hands the queue to settings.LISTENERS.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from carnet.audit.models import Listened, Untold
from carnet.core.asked_often import AskedOften
from carnet.core.many_rows import insert, to_add

log = logging.getLogger(__name__)

# By what the trail says. Several words may be one event to the outside; a word that is not here stays inside.
HAPPENINGS = {
    "client added": "client.created",
    "client changed": "client.updated",
    "client change undone": "client.updated",
    "clients merged": "client.updated",
    "merge undone": "client.updated",
    "client archived": "client.archived",
    "client restored": "client.restored",
    "client erased": "client.erased",
    "the client said when it will be ready": "client.promised",
    "campaign opened": "campaign.opened",
    "campaign closed": "campaign.closed",
    "invitation queued": "dossier.invited",
    "invitation queued again": "dossier.invited",
    "partner invited": "dossier.invited",
    "dossier opened": "dossier.opened",
    "dossier started": "dossier.started",
    "dossier signed": "dossier.signed",
    "dossier submitted": "dossier.submitted",
    "questions asked again": "dossier.asked_again",
    "dossier accepted": "dossier.accepted",
    "dossier reopened": "dossier.reopened",
    "dossier closed": "dossier.closed",
    "dossier done outside": "dossier.closed",
    "document received": "document.received",
    "message received": "message.received",
    "mail not delivered": "mail.bounced",
    "clients imported": "import.applied",
    "import undone": "import.undone",
    "approval asked": "approval.asked",
    "approval given": "approval.given",
    "approval declined": "approval.declined",
    "approval withdrawn": "approval.withdrawn",
    "return filed": "return.filed",
    "filing taken back": "return.reopened",
    "sent back": "dossier.sent_back",
    "sending back given up": "dossier.not_sent_back",
}
EVENTS = tuple(dict.fromkeys(HAPPENINGS.values()))
# Colleagues may want to hear of these, so they are queued whether a program listens or not.
FOR_COLLEAGUES = {
    "dossier.submitted",
    "message.received",
    "approval.given",
    "approval.declined",
    "client.promised",
    "mail.bounced",
    "import.applied",
    "dossier.not_sent_back",
}
AT_ONCE = 200
MOST_TRIES = 10

Listener = Callable[[Sequence[Untold]], None]


def queue(
    what: str,
    kind: str,
    things: Mapping[str, UUID | None],
    *,
    firm: Any,
    by: Any,
    facts: dict[str, Any],
) -> None:
    """To tell of these objects (key to uuid, where it has one), in the transaction of the caller's. What nobody
    listens to costs a look at most, and what is no event nothing."""
    name = HAPPENINGS.get(what)
    if not name or not things or firm is None or not _wanted(name, firm):
        return
    if len(things) == 1:
        [(key, uuid)] = things.items()
        same = {"firm": firm, "by_id": by and by.pk, "name": name, "kind": kind, "facts": facts}
        Untold.objects.create(key=key, thing=uuid, **same)
        return
    columns = {
        "uuid": [uuid4() for _thing in things],
        "firm_id": firm.pk,
        "by_id": by and by.pk,
        "name": name,
        "kind": kind,
        "key": list(things),
        "thing": list(things.values()),
        "facts": facts,
    }
    insert(to_add(Untold, len(things), columns))


def _wanted(name: str, firm: Any) -> bool:
    return name in FOR_COLLEAGUES or bool(LISTENED(firm=firm.pk, name=name))


LISTENED = AskedOften(
    lambda firm, name: Listened._base_manager.filter(firm=firm, name=name).values_list("pk")
)


@transaction.atomic
def listen(firm: Any, names: Iterable[str]) -> None:
    """From now on these are queued for programs, and no others."""
    wanted = set(names)
    Listened.objects.filter(firm=firm).exclude(name__in=wanted).delete()
    rows = [Listened(firm=firm, name=name) for name in sorted(wanted)]
    Listened.objects.bulk_create(rows, ignore_conflicts=True)


def tell_next(now: datetime) -> bool:
    """A step of the worker: hand some of what waits to those who listen. Whoever fails gets one at a time, so that
    a row nobody can read holds up no other."""
    if not _waiting().exists():
        return False
    try:
        _tell(AT_ONCE)
    except Exception:  # noqa: BLE001  whatever a listener stumbles over
        log.exception("telling of several events at once failed")
        _tell_one()
    return True


def _waiting() -> Any:
    return Untold.objects.filter(tries__lt=MOST_TRIES)


def _tell_one() -> None:
    row = _waiting().order_by("tries", "pk").first()
    try:
        _tell(1)
    except Exception:  # noqa: BLE001
        number = row and row.pk
        log.exception("telling of event %s failed", number)
        Untold.objects.filter(pk=number).update(tries=F("tries") + 1)


@transaction.atomic
def _tell(most: int) -> None:
    """Told and forgotten in one transaction: nothing is told twice, and nothing is lost when somebody is killed."""
    locked = _waiting().select_for_update(skip_locked=True, of=("self",)).select_related("firm")
    found = list(locked.order_by("tries", "pk")[:most])
    rows = [row for row in found if row.firm_id == found[0].firm_id]
    if rows:
        for path in settings.LISTENERS:
            import_string(path)(rows)
        Untold.objects.filter(pk__in=[row.pk for row in rows]).delete()
