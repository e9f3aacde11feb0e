"""What the worker does for one firm holds nothing of the other: mails, calls to programs, files, rows and the log."""

from datetime import timedelta
from itertools import takewhile
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.api.webhooks.models import Webhook
from carnet.campaigns.models import Wave
from carnet.clients.actions import archive
from carnet.core.models import Mail
from carnet.core.worker import steps
from carnet.exports.batch_actions import prepare
from carnet.exports.keeping import content_of
from carnet.exports.models import Export
from carnet.firms.models import Tries
from carnet.imports.actions import request_undo
from tests.imports.bringing import brought, ordered
from tests.isolation.belonging import owned, rows_of
from tests.isolation.canaries import canaries_in, readable

ENOUGH, ROUNDS = 60, 8
MINUTE = timedelta(minutes=1)
# Steps that find nothing to do here, and why.
IDLE = {
    "carnet.answers.foreseeing.foresee_next": "no new revision is looked ahead at",
    "carnet.answers.forgetting.forget_hourly": "no dossier is accepted",
    "carnet.answers.progress.count_next": "nobody answers meanwhile",
    "carnet.api.webhooks.sending.send_next": "their addresses are nobody's; what would be sent is a row",
    "carnet.approvals.reminding.remind_next": "the approval has ended by then",
    "carnet.connectors.fetching.begin_next": "no connection has a schedule",
    "carnet.connectors.fetching.forget_hourly": "nothing was fetched",
    "carnet.core.bounces.read_now_and_then": "the install has no mailbox",
    "carnet.core.csp.forget_hourly": "of no firm",
    "carnet.core.sessions.forget_hourly": "of no firm",
    "carnet.deliveries.sending.send_next": "no destination is switched on for it",
    "carnet.exports.keeping.forget_hourly": "it looked an hour ago where another test ran before",
    "carnet.firms.tries.forget_hourly": "of no firm",
    "carnet.imports.from_connection.plan_next": "nothing was fetched",
    "carnet.imports.references.note_next": "nothing was fetched",
    "carnet.reminders.sending.remind_next": "nobody is due",
}


def work(moment):
    """Round after round as the worker does; which steps found something."""
    found = set()
    with scopes_disabled():
        for _round in range(ROUNDS):
            found |= {
                name
                for name, step in zip(settings.WORK, steps(), strict=True)
                if all_of(step, moment)
            }
    return found


def all_of(step, moment):
    """True when it found something to do; it does all of it."""
    return sum(1 for _done in takewhile(bool, (step(moment) for _turn in range(ENOUGH)))) > 0


def give_work(house):
    firm, by = house.firm, house.administrator
    sent = firm.dossiers.get(pk=house.named["dossier"])
    Webhook.objects.filter(firm=firm).update(paused_at=None, events=["client.archived"])
    Wave.objects.filter(firm=firm).update(send_at=timezone.now())
    archive(sent.client, by=by, now=timezone.now())
    # Somebody guesses at the password of a colleague.
    now = timezone.now()
    wrong = {"kind": Tries.Kind.PASSWORD, "count": 5, "until": now, "seen_at": now - MINUTE}
    Tries.objects.create(key=uuid4().hex, colleague=house.accountant, **wrong)
    ordered(brought(firm, by), by, timezone.now())
    chosen = firm.dossiers.filter(pk=sent.pk)
    return prepare(
        sent.campaign, chosen, ["pdf", "excel", "json"], uuid=uuid4(), by=by, language="fr"
    )


def texts_of(message):
    alternatives = [str(content) for content, _kind in getattr(message, "alternatives", [])]
    return "\n".join([message.subject, message.body, str(message.extra_headers), *alternatives])


@pytest.mark.thorough
def test_what_the_worker_does(world):
    exports = [give_work(house) for house in (world.here, world.there)]
    world.log.lines.clear()
    now = timezone.now()
    found = work(now)
    here, there = (Export.objects.get(pk=one.pk) for one in exports)
    packed, others = (b"".join(content_of(one)) for one in (here, there))
    for house in (world.here, world.there):
        request_undo(
            house.firm.imports.exclude(applied_at=None).latest("applied_at"),
            by=house.administrator,
            now=now,
        )
    found |= work(now + timedelta(hours=2)) | work(now + timedelta(days=400))
    assert {*settings.WORK} - found <= IDLE.keys()
    for model in owned():
        for row in rows_of(model, world.here.firm):
            held = [readable(row, one) for one in model._meta.concrete_fields]
            world.note(f"{row!r}", canaries_in(repr(held).encode()), "kept")
    theirs = set(Mail.objects.filter(firm=world.there.firm).values_list("to", flat=True))
    for message in mail.outbox:
        if not theirs & {*message.to}:
            world.note(f"mail to {message.to}", canaries_in(texts_of(message).encode()), "sent")
    world.note("the export", canaries_in(packed), "put together")
    world.note("the log", canaries_in("\n".join(world.log.lines).encode()), "told")
    assert world.problems == []
    assert canaries_in(others)
