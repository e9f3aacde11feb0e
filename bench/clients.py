"""The register of one very large firm: the list page and each keystroke of a search, from request to rendered
answer, beside the same in Django's admin."""

import os
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from html import unescape
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlencode

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

django.setup()

from django.test import Client as Browser  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from bench.people import SEED, fill  # noqa: E402
from bench.replies import Replies  # noqa: E402
from carnet.firms.models import Colleague, Firm, Role  # noqa: E402

CLIENTS = int(os.environ.get("BENCH_CLIENTS", "1000000"))
ROUNDS = 5
# One in so many keystrokes is also tried in the admin, which takes seconds for some.
ADMIN_TRIES = 6
LIST = "/clients/"
ADMIN = "/admin/clients/client/"
KEYSTROKE = {"HTTP_HX_REQUEST": "true"}
PAGES = [
    *("", "?sort=-name", "?sort=added", "?sort=due", "?sort=activity", "?letter=m", "?archived=1"),
    *("?state=submitted", "?language=de", "?label=1"),
]
TYPED = [
    *("lefevre", "jan pe", "peeters ann", "z", "xq", "marie dubois", "de smet", "van den berg"),
    *("jean-pierre", "boulangerie", "garage srl", "C0001234", "0403170701", "gmail", "zürcher"),
    *("nobody at all", "qqq"),
]


Ask = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Timing:
    what: str
    times: list[float]
    queries: set[int]

    def row(self) -> str:
        p50, p95 = percentile(self.times, 50), percentile(self.times, 95)
        queries = f"{min(self.queries)}–{max(self.queries)}" if self.queries else ""
        return f"{self.what:<46}{p50:>9.1f}{p95:>9.1f}{max(self.times):>9.1f}{queries:>9}"


def percentile(times: list[float], part: int) -> float:
    return quantiles(times, n=100, method="inclusive")[part - 1]


def keystrokes(firm: Firm) -> list[str]:
    """Each text typed letter by letter, and so is the address of somebody in the middle."""
    emails = firm.clients.order_by("pk").values_list("email", flat=True)
    somebody = emails.filter(pk__gte=firm.clients.earliest("pk").pk + CLIENTS // 2).first()
    texts = [*TYPED, somebody or ""]
    typed = {text[:end] for text in texts for end in range(1, len(text) + 1)}
    return sorted(text for text in typed if text == text.strip())


def measure(what: str, browser: Browser, asks: Iterable[Ask], rounds: int) -> Timing:
    """The first round only warms up. Queries are counted apart, since counting takes time itself."""
    asks = list(asks)
    queries = set()
    for path, headers in asks:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path, **headers).status_code == 200
        queries.add(len(seen))
    times, replies = [], Replies()
    for _round in range(rounds):
        random.Random(SEED).shuffle(asks)
        for path, headers in asks:
            replies.time(partial(browser.get, path, **headers))
            times.append(replies.waited)
    return Timing(what, times, queries)


def prepare() -> Firm:
    call_command("migrate", verbosity=0)
    start = perf_counter()
    firm = fill(CLIENTS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    took = perf_counter() - start
    print(f"\n{CLIENTS:,} clients in one firm, {connection.display_name}, made in {took:.0f} s\n")
    return firm


def pages_behind(browser: Browser, count: int) -> list[str]:
    """The addresses of the next pages, as one reaches them."""
    addresses, address = [], LIST
    for _ in range(count):
        page = browser.get(address).content.decode()
        address = LIST + unescape(re.search(r'rel="next" href="([^"]+)"', page)[1])
        addresses.append(address)
    return addresses


def asked(base: str, typed: Iterable[str], **headers: str) -> list[Ask]:
    return [(f"{base}?{urlencode({'q': text})}", headers) for text in typed]


def compare(browser: Browser, firm: Firm) -> list[Timing]:
    typed = keystrokes(firm)
    some = typed[:: max(1, len(typed) // ADMIN_TRIES // 2)]
    lists = [(LIST + query, {}) for query in PAGES]
    lists += [(address, {}) for address in pages_behind(browser, 5)]
    return [
        measure("Carnet, list page, sorted, filtered, paged", browser, lists, ROUNDS),
        measure(
            f"Carnet, {len(typed)} keystrokes", browser, asked(LIST, typed, **KEYSTROKE), ROUNDS
        ),
        measure(f"Carnet, {len(some)} of them", browser, asked(LIST, some, **KEYSTROKE), ROUNDS),
        measure(f"Django admin, the same {len(some)}", browser, asked(ADMIN, some), 1),
        measure("Carnet, first page", browser, [(LIST, {})], 4 * ROUNDS),
        measure("Django admin, first page", browser, [(ADMIN, {})], ROUNDS),
    ]


def slowest(browser: Browser, firm: Firm) -> str:
    """Where the time goes, when one wants to know."""
    typed = asked(LIST, keystrokes(firm), **KEYSTROKE)
    timed = [(max(measure("", browser, [ask], 2).times), ask[0]) for ask in typed]
    return "  ".join(f"{path.partition('=')[2]} {time:.0f}" for time, path in sorted(timed)[-8:])


def main() -> None:
    with scopes_disabled():
        firm = prepare()
        colleague = Colleague.objects.add(
            firm=firm, email="bench@example.org", name="Bench", role=Role.ADMINISTRATOR
        )
        browser = Browser()
        browser.force_login(colleague)
        timings = compare(browser, firm)
        worst = slowest(browser, firm)
    print(f"{'ms on the server':<46}{'p50':>9}{'p95':>9}{'max':>9}{'queries':>9}")
    for timing in timings:
        print(timing.row())
    for ours, theirs in (timings[2:4], timings[4:6]):
        ratios = [percentile(theirs.times, p) / percentile(ours.times, p) for p in (50, 95)]
        print(f"{ours.what}: {ratios[0]:.0f} times faster at p50, {ratios[1]:.0f} at p95")
    print(f"The slowest keystrokes: {worst}", flush=True)


if __name__ == "__main__":
    main()
