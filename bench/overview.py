"""The overview of one very large firm: fifty thousand dossiers in four campaigns that run (and the campaign of the year
before), each page from request to rendered answer.

BENCH_FOLLOWED sets how many dossiers (50,000).
"""

import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

import django
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

django.setup()

from django.test import Client as Browser  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from bench.clients import Timing, measure, percentile  # noqa: E402
from bench.people import SEED, fill  # noqa: E402
from bench.replies import Replies  # noqa: E402
from carnet.answers.models import Message  # noqa: E402
from carnet.campaigns.models import Campaign, Dossier  # noqa: E402
from carnet.clients.states import State  # noqa: E402
from carnet.firms.models import Colleague, Firm, Role  # noqa: E402
from carnet.invitations.models import Invitation  # noqa: E402
from carnet.reminders.models import Promise, Reminder, Step  # noqa: E402
from tests import makers as make  # noqa: E402

DOSSIERS = int(os.environ.get("BENCH_FOLLOWED", "50000"))
CAMPAIGNS = 4
ROUNDS = 5
BATCH = 2000
WEIGHTS = {
    State.NOT_SENT: 4, State.SENT: 22, State.NOT_DELIVERED: 2, State.OPENED: 10, State.IN_PROGRESS: 22,
    State.SUBMITTED: 10, State.IN_REVIEW: 4, State.ASKED_AGAIN: 4, State.ACCEPTED: 18, State.CLOSED: 4,
}  # fmt: skip
BEGUN = [state for state in State if state not in WEIGHTS or list(WEIGHTS).index(state) >= 4]
SENT_IN = [State.SUBMITTED, State.IN_REVIEW, State.ASKED_AGAIN, State.ACCEPTED]
ALL = "/campaigns/dossiers/"
ASKED = ["", "?state=in_progress", "?late=1", "?label=mine", "?label=1", "?label=none", "?unreached=1", "?promised=1",
         "?q=peeters", "?q=zxq", "?late=1&label=mine&state=in_progress"]  # fmt: skip


def followed(firm: Firm, now: datetime) -> Campaign:
    """The last of the campaigns that run."""
    revision = make.revision(firm=firm)
    clients = list(firm.clients.order_by("pk").values_list("pk", flat=True))
    for number in range(CAMPAIGNS + 1):
        running = number > 0
        due = timezone.localdate(now) + timedelta(days=12 * number - 20)
        year = {} if running else {"closed_at": now - timedelta(days=200)}
        begin = now - timedelta(days=60 if running else 425)
        fields = {"due_date": due if running else due - timedelta(days=365), "created_at": begin}
        period = (
            make.PERIOD if running else {k: d.replace(year=2024) for k, d in make.PERIOD.items()}
        )
        campaign = make.campaign(firm=firm, revision=revision, **{**fields, **year, **period})
        add(campaign, clients, begin)
    return campaign


def add(campaign: Campaign, clients: list[int], begin: datetime) -> None:
    chance = random.Random(SEED + campaign.pk)
    rows = (one(campaign, client, begin, chance) for client in clients)
    Dossier.objects.bulk_create(rows, batch_size=BATCH)
    dossiers = list(campaign.dossiers.order_by("pk"))
    expires = begin + timedelta(days=180)
    Invitation.objects.bulk_create(
        (
            Invitation(firm=campaign.firm, dossier=dossier, email=f"{dossier.pk}@example.org",
                       lookup=f"k{dossier.pk}", created_at=begin, expires_at=expires)
            for dossier in dossiers
        ),
        batch_size=BATCH,
    )  # fmt: skip
    remind(campaign, dossiers, begin)
    campaign.dossiers.update(reminded=2)
    some = chance.sample(dossiers, len(dossiers) // 20)
    Promise.objects.bulk_create(
        Promise(firm=campaign.firm, dossier=dossier, person="client", day=campaign.due_date)
        for dossier in some
    )
    Message.objects.bulk_create(
        Message(dossier=dossier, text="?", person="client") for dossier in some[::3]
    )


def remind(campaign: Campaign, dossiers: list[Dossier], begin: datetime) -> None:
    for days in (20, 30):
        at = begin + timedelta(days=days)
        sent = Reminder.objects.bulk_create(
            (
                Reminder(
                    firm=campaign.firm, email=f"{one.pk}@example.org", day=at.date(), sent_at=at
                )
                for one in dossiers
            ),
            batch_size=BATCH,
        )
        Step.objects.bulk_create(
            (
                Step(firm=campaign.firm, reminder=mail, dossier=one, person="client", key=str(days))
                for mail, one in zip(sent, dossiers, strict=True)
            ),
            batch_size=BATCH,
        )


def one(campaign: Campaign, client: int, begin: datetime, chance: random.Random) -> Dossier:
    [state] = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
    started = begin + timedelta(hours=chance.randint(1, 700))
    sent = started + timedelta(hours=chance.randint(1, 500))
    moved = campaign.due_date + timedelta(days=10) if chance.random() < 0.03 else None
    return Dossier(
        firm=campaign.firm, campaign=campaign, client_id=client, revision_id=campaign.revision_id,
        state=state, language="fr", created_at=begin, due_date=moved,
        invited_at=begin if state != State.NOT_SENT else None,
        started_at=started if state in BEGUN else None,
        submitted_at=sent if state in SENT_IN else None,
        active_at=sent if state in SENT_IN else started,
        questions_done=20, questions_left=chance.randint(0, 30), seq=20, progress_seq=20,
    )  # fmt: skip


def pages(campaign: Campaign) -> Iterator[tuple[str, list[str]]]:
    here = f"/campaigns/{campaign.pk}/"
    yield "Overview of one campaign", [here + asked for asked in ASKED]
    yield "Overview of all", [ALL + asked for asked in ASKED]
    yield "Overview of all, as it opens", [ALL]
    yield "Who to call today", ["/reminders/calls/", "/reminders/calls/?label=mine"]


def main() -> None:
    with scopes_disabled():
        call_command("migrate", verbosity=0)
        start = perf_counter()
        firm = fill(DOSSIERS // CAMPAIGNS)
        by = Colleague.objects.add(
            firm=firm, email="bench@example.org", name="Bench", role=Role.ADMINISTRATOR
        )
        firm.labels.filter(pk__lte=firm.labels.earliest("pk").pk + 1).update(colleague=by)
        campaign = followed(firm, timezone.now())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        took = perf_counter() - start
        print(f"\n{DOSSIERS:,} dossiers, {connection.display_name}, made in {took:.0f} s\n")
        browser = Browser()
        browser.force_login(by)
        report(browser, campaign)


def report(browser: Browser, campaign: Campaign) -> None:
    print(f"{'ms on the server':<46}{'p50':>9}{'p95':>9}{'max':>9}{'queries':>9}")
    for what, addresses in pages(campaign):
        print(measure(what, browser, [(one, {}) for one in addresses], ROUNDS).row())
    print(unkept(browser, [ALL, f"/campaigns/{campaign.pk}/"]).row())
    if os.environ.get("BENCH_EACH"):
        for timing in each(browser, campaign):
            print(f"{percentile(timing.times, 50):>9.1f}  {timing.what}")


def unkept(browser: Browser, addresses: list[str]) -> Timing:
    """The page whoever comes first after ten minutes waits for, when the curve is read from all dossiers again; nothing
    else of a page is kept, so that the first one after a change takes as long as any."""
    times, replies = [], Replies()
    for address in addresses * ROUNDS:
        cache.clear()
        replies.time(partial(browser.get, address))
        times.append(replies.waited)
    return Timing("As they open, the curve read anew", times, set())


def each(browser: Browser, campaign: Campaign) -> Iterator[Timing]:
    """Where the time goes, when one wants to know."""
    for _what, addresses in pages(campaign):
        for address in addresses:
            yield measure(address, browser, [(address, {})], ROUNDS)


if __name__ == "__main__":
    main()
