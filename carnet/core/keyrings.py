"""Every client has a data key of their own, with which what is theirs is sealed (crypto.Place.key). Once the key is
destroyed nothing opens it any more, wherever a copy of it lies.

A ring holds the keys of up to 256 clients who were added together, sealed with the firm's key: an import of 50,000
clients writes 200 rows, and a change of ENCRYPTION_KEYS seals those again and none of what the keys have sealed. The
number of a key is that of its ring and its place on it; every value carries the number of its key. A key opens nothing
while somebody is at work for another firm: what was moved there in the database stays closed.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from django.db.models import QuerySet

from carnet.core.crypto import KeyDestroyed, KeyOfOthers, finds_data_keys, reads_data_keys
from carnet.core.many_rows import batches
from carnet.core.models import KeyRing
from carnet.core.whose import EVERYBODY, whose

KEY_BYTES = 32
PLACE_BITS = 8
PLACES = 2**PLACE_BITS
DESTROYED = bytes(KEY_BYTES)
# Rings that were drawn or read last, open, and whose they are. A ring never gets other keys, so what is here never
# misleads. The oldest goes first: those just drawn stand nowhere else until they are kept.
# They take 16 MB at most, and as many can be asked for together, each of another ring.
MOST_KNOWN = 2_048
_known: dict[int, tuple[str, bytes]] = {}
_making_room = Lock()


def draw(firm: Any, many: int) -> tuple[list[int], list[KeyRing]]:
    """The numbers of so many new keys, and their rings, which are to be kept before anything that is sealed so."""
    numbers, rings = [], []
    for start in range(0, many, PLACES):
        places = min(PLACES, many - start)
        ring, keys = KeyRing(firm=firm), secrets.token_bytes(KEY_BYTES * places)
        ring.keys = keys.hex()
        _know(ring, keys)
        numbers += [ring.pk << PLACE_BITS | place for place in range(places)]
        rings.append(ring)
    return numbers, rings


def keep(rings: Sequence[KeyRing]) -> None:
    KeyRing._base_manager.bulk_create(rings)


@finds_data_keys
def find(number: int) -> bytes:
    ring, place = divmod(number, PLACES)
    firm, keys = _known.get(ring) or _read(ring)
    key = keys[KEY_BYTES * place : KEY_BYTES * (place + 1)]
    if key in (b"", DESTROYED):
        raise KeyDestroyed(number)
    if whose() not in (firm, EVERYBODY, None):
        raise KeyOfOthers(number)
    return key


@reads_data_keys
def look_up(numbers: Iterable[int | None]) -> None:
    """Once for many clients: `find` would look for the ring of each, and who was added by hand has one of their own."""
    rings = {number // PLACES for number in numbers if number is not None}
    for some in batches([ring for ring in rings if ring not in _known]):
        for ring in _stored().filter(pk__in=some):
            _know(ring, bytes.fromhex(ring.keys))


def destroy(numbers: Iterable[int | None]) -> None:
    """In a transaction of the caller's, who erases the clients whose keys these are."""
    gone = defaultdict(set)
    for number in numbers:
        if number is not None:
            gone[number // PLACES].add(number % PLACES)
    rings = KeyRing._base_manager.select_for_update(of=("self",)).select_related("firm")
    for pk in sorted(gone):
        for ring in rings.filter(pk=pk):
            _destroy(ring, gone[pk])


def _destroy(ring: KeyRing, places: Iterable[int]) -> None:
    with _making_room:
        _known.pop(ring.pk, None)
    keys = bytearray.fromhex(ring.keys)
    for place in places:
        keys[KEY_BYTES * place : KEY_BYTES * (place + 1)] = DESTROYED
    if any(keys):
        ring.keys = keys.hex()
        ring.save(update_fields=["sealed"])
    else:
        ring.delete()


def _read(pk: int) -> tuple[str, bytes]:
    ring = _stored().filter(pk=pk).first()
    if ring is None:
        return "", b""
    keys = bytes.fromhex(ring.keys)
    return _know(ring, keys)


def _stored() -> QuerySet[KeyRing]:
    return KeyRing._base_manager.select_related("firm").only("firm", "sealed", "firm__uuid")


def _know(ring: KeyRing, keys: bytes) -> tuple[str, bytes]:
    known = str(ring.firm_id), keys
    with _making_room:
        _known[ring.pk] = known
        if len(_known) > MOST_KNOWN:
            del _known[next(iter(_known))]
    return known
