"""Gives clients the key under which what is theirs rests (carnet/core/keyrings.py)."""

from collections.abc import Iterable

from carnet.clients.models import Client
from carnet.core import keyrings
from carnet.core.many_rows import batches, to_change, update
from carnet.firms.models import Firm


def give(firm: Firm, clients: Iterable[Client]) -> None:
    """To those who have none yet, in a transaction of the caller's."""
    wanting = {client.pk: client for client in clients if client.data_key is None}
    for some in batches(wanting):
        for pk, number in _given(firm, some).items():
            wanting[pk].data_key = number


def draw_one(firm: Firm) -> int:
    """For a client who is about to be added."""
    (number,), rings = keyrings.draw(firm, 1)
    keyrings.keep(rings)
    return number


def _given(firm: Firm, some: list[int]) -> dict[int, int]:
    """Whoever gives them one at this moment is waited for."""
    held = firm.clients.select_for_update().filter(pk__in=some).order_by("pk")
    known = dict(held.values_list("pk", "data_key"))
    without = [pk for pk, number in known.items() if number is None]
    numbers, rings = keyrings.draw(firm, len(without))
    keyrings.keep(rings)
    update(to_change(Client, len(without), {"data_key": numbers}), without)
    given = known | dict(zip(without, numbers, strict=True))
    return {pk: number for pk, number in given.items() if number is not None}
