"""Trails that were sealed, and what somebody with the database in hand may do to them."""

import hashlib
import json
from types import SimpleNamespace

from django.utils import timezone

from carnet.audit.chain import content, linked
from carnet.audit.models import Chain, Event
from carnet.audit.record import record
from carnet.audit.sealing import seal_next


def happen(firm, many=1, by=None):
    for number in range(many):
        record("settings changed", firm, firm=firm, by=by, count=number)


def seal():
    while seal_next(timezone.now()):
        pass


def sealed(firm, many, by=None):
    happen(firm, many, by)
    seal()


def at(firm, place):
    return Event.objects.get(firm=firm, place=place)


def end_at(firm, length):
    """The chain says that it was never longer."""
    last = at(firm, length)
    Chain.objects.filter(firm=firm).update(length=length, head=last.hash)


def move_up(firm, place, by):
    """Those from this place on, to make room or close a gap."""
    rows = Event.objects.filter(firm=firm, place__gte=place)
    for event in rows.order_by("-place" if by > 0 else "place"):
        Event.objects.filter(pk=event.pk).update(place=event.place + by)


def put_in(firm, place):
    """As well as one can without working out anew all that follows."""
    move_up(firm, place, 1)
    before = bytes(at(firm, place - 1).hash)
    forged = Event.objects.create(
        firm=firm, what="signed in", kind="firms.firm", key="1", place=place, before=before
    )
    fresh = Event.objects.get(pk=forged.pk)
    Event.objects.filter(pk=forged.pk).update(hash=linked(before, content(fresh, firm.uuid)))


def swap(firm, one, other):
    """What happened changes places; the seals stay where they are."""
    first, second = at(firm, one), at(firm, other)
    Event.objects.filter(pk=first.pk).update(place=None)
    Event.objects.filter(pk=second.pk).update(place=one)
    Event.objects.filter(pk=first.pk).update(place=other)


def told(text):
    """How anybody works out a hash by the documentation, without our code."""
    line = json.loads(text)
    said = json.dumps(line["event"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    whole = hashlib.sha256(bytes.fromhex(line["before"]) + said.encode()).hexdigest()
    return SimpleNamespace(**line, right=whole == line["hash"])
