"""A page of 50 clients for a program, from request to JSON, beside the usual way with the same library: model
instances, whose every value the schema checks once more on its way out."""

import os
from datetime import timedelta
from typing import Any

import django
from django.db import connection
from django.utils import timezone

django.setup()

from django.test import Client as Browser  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from ninja import Query, Router  # noqa: E402

from bench import clients  # noqa: E402
from carnet.api import client_shapes as shape  # noqa: E402
from carnet.api.contract.door import ApiRequest  # noqa: E402
from carnet.api.contract.needs import asks  # noqa: E402
from carnet.api.contract.pages import page  # noqa: E402
from carnet.api.keys.actions import make  # noqa: E402
from carnet.api.v1 import api  # noqa: E402
from carnet.firms.models import Colleague, Firm, Role  # noqa: E402

clients.CLIENTS = int(os.environ.get("BENCH_CLIENTS", "20000"))
ROUNDS = 100
OURS, USUAL = "/api/v1/clients", "/api/v1/usual"
usual = Router()


@usual.get("", **asks("clients:read", 200, shape.Clients))
def list_usual(request: ApiRequest, asked: Query[shape.ClientsAsked]) -> dict[str, Any]:
    known = request.firm.clients.filter(archived_at=None).prefetch_related("labels")
    rows, cursor = page(known, asked.cursor, asked.limit)
    return {"items": [shape.client_told(client) for client in rows], "next": cursor}


api.add_router("usual", usual, tags=["usual"])


def secret_of(firm: Firm) -> str:
    by = Colleague.objects.add(firm=firm, email="bench@example.org", role=Role.ADMINISTRATOR)
    end = timezone.now() + timedelta(days=1)
    return make(firm, name="Bench", scopes=["clients:read"], expires_at=end, by=by)[1]


def main() -> None:
    with scopes_disabled():
        browser = Browser(headers={"authorization": f"Bearer {secret_of(clients.prepare())}"})
        django.conf.settings.API_REQUESTS_A_MINUTE = 100_000
        first = browser.get(OURS).json()
        assert browser.get(USUAL).json() == first
        print(f"{'milliseconds, ' + connection.display_name:<46}{'p50':>9}{'p95':>9}{'max':>9}")
        timings = [
            clients.measure(what, browser, [(address, {})], ROUNDS)
            for what, address in (
                ("a page of 50 clients", OURS),
                ("the same the usual way", USUAL),
                ("a page in the middle", f"{OURS}?cursor={first['next']}"),
                ("a page of those found by a word", f"{OURS}?q=lefevre"),
                ("one by the client number", f"{OURS}?client_number=C0001234"),
            )
        ]
        for timing in timings:
            print(timing.row())
        ours, theirs = (clients.percentile(one.times, 50) for one in timings[:2])
        print(f"{theirs / ours:.1f} times as fast as the usual way")


if __name__ == "__main__":
    main()
