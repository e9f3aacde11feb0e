"""Links what happened to the chain of its firm. Done by the worker some seconds later, so that nobody who acts waits
for anybody else of the firm: the order is the one in which events are found here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from carnet.audit.chain import beginning, content, linked
from carnet.audit.models import Chain, Event
from carnet.core.many_rows import to_change, update
from carnet.core.worker import in_sweeps

AT_ONCE = 50
# Sealing each event by itself would take the worker a third of a processor while a thousand clients are at work.
PAUSE = timedelta(seconds=10)


def seal_next(now: datetime) -> bool:
    """Some events of one firm, of those there were by then. False when another worker was faster, too: it goes on."""
    unsealed = Event.objects.filter(place=None, firm__isnull=False, at__lte=now)
    first = unsealed.order_by("firm_id", "id").select_related("firm").first()
    if first is None or first.firm is None:
        return False
    # In this order: what somebody else seals after we know the end is sealed in vain by us, not twice.
    chain = _chain(first.firm)
    events = list(unsealed.filter(firm=first.firm_id).order_by("id")[:AT_ONCE])
    return _seal(chain, events, first.firm.uuid, now)


def _chain(firm: Any) -> Chain:
    return Chain.objects.get_or_create(firm=firm, defaults={"head": beginning(firm.uuid)})[0]


def _seal(chain: Chain, events: Sequence[Event], firm: UUID, now: datetime) -> bool:
    """All of them or none; and only if the chain still ends where we go on. Hashed before, since on SQLite everybody
    waits for the transaction."""
    hashes = [bytes(chain.head)]
    for event in events:
        hashes.append(linked(hashes[-1], content(event, firm)))
    places = list(range(chain.length + 1, chain.length + len(events) + 1))
    columns = {"place": places, "before": hashes[:-1], "hash": hashes[1:]}
    rows = to_change(Event, len(events), columns)
    with transaction.atomic():
        end = {"length": chain.length + len(events), "head": hashes[-1], "sealed_at": now}
        ours = Chain.objects.filter(pk=chain.pk, length=chain.length).update(**end)
        if ours:
            update(rows, [event.pk for event in events])
    return bool(ours)


# A step of the worker.
sweep_next = in_sweeps(seal_next, PAUSE)
