"""One function per thing. Every person here is invented."""

from datetime import date
from itertools import count
from typing import Any

from carnet.clients.models import Client, Label
from carnet.firms.models import Colleague, Firm, Role

_numbers = count(1)


def firm(**fields: Any) -> Firm:
    number = next(_numbers)
    return Firm.objects.create(
        **{"name": f"Fiduciaire {number}", "slug": f"firm-{number}", **fields}
    )


def colleague(*, firm: Firm, role: str = Role.ADMINISTRATOR, **fields: Any) -> Colleague:
    number = next(_numbers)
    values = {"email": f"colleague{number}@example.org", "name": f"Colleague {number}", **fields}
    return Colleague.objects.add(firm=firm, role=role, password=None, **values)


def label(*, firm: Firm, name: str | None = None, **fields: Any) -> Label:
    return Label.objects.create(firm=firm, name=name or f"Label {next(_numbers)}", **fields)


def client(*, firm: Firm, **fields: Any) -> Client:
    number = next(_numbers)
    values = {
        "first_name": "Ann",
        "last_name": f"Peeters {number}",
        "email": f"ann{number}@example.org",
        "language": "fr",
        **fields,
    }
    return Client.objects.create(firm=firm, **values)


PERIOD = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
