"""Clients of former versions have no data key: rotate_keys gives them one."""

from django.db import transaction

from carnet.clients import data_keys
from carnet.clients.models import Client
from carnet.core.many_rows import AT_ONCE
from carnet.core.sealed import given_first
from carnet.firms.models import Firm


@given_first("clients.Client")
def give_data_keys() -> int:
    return sum(_give(firm) for firm in Firm.objects.order_by("pk"))


def _give(firm: Firm) -> int:
    """Stopped half-way, the next run goes on."""
    without, given = Client.objects.filter(firm=firm, data_key=None).only("data_key"), 0
    while some := list(without.order_by("pk")[:AT_ONCE]):
        with transaction.atomic():
            data_keys.give(firm, some)
        given += len(some)
    return given
