"""Which clients a program names in a list."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field

from carnet.api.contract.door import ApiRequest
from carnet.api.contract.problems import Problem
from carnet.api.contract.shapes import Strictly
from carnet.clients.models import ClientQuerySet

MOST = 500


class ClientsNamed(Strictly):
    clients: list[UUID] = Field(min_length=1, max_length=MOST)


def clients_named(request: ApiRequest, uuids: Sequence[UUID]) -> ClientQuerySet:
    """All of them or a problem: a program that names somebody who is not there is mistaken about more than that."""
    found = request.firm.clients.filter(uuid__in=uuids)
    known = set(found.values_list("uuid", flat=True))
    missing = [number for number, uuid in enumerate(uuids) if uuid not in known]
    if missing:
        sentence = _("There is no client of this id.")
        raise Problem("invalid", errors={f"clients.{number}": [sentence] for number in missing})
    return cast(ClientQuerySet, found)
