"""Tells the administrators what will be erased, and erases it a month later at the earliest: one client or dossier a
step, each in a transaction of its own. Who is killed in between loses nothing but the step that was under way."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from carnet.answers.documents import folder_of
from carnet.audit.record import record as trace
from carnet.campaigns.models import Dossier
from carnet.clients.erasure import LETTERS, TO_COLLEAGUES, erase
from carnet.core import ledger, shelf
from carnet.core.models import Mail
from carnet.firms import letterhead
from carnet.firms.models import Colleague, Firm
from carnet.retention.clocks import client_clock, dossier_kept, due_clients, due_dossiers, rules
from carnet.retention.due import AHEAD, Kept, announced_for
from carnet.retention.letters import LETTER
from carnet.retention.models import Announced, Certificate, Switch
from carnet.retention.rules import Kind, Rule


def erase_next(now: datetime) -> bool:
    """A step of the worker. False when there is nothing to do."""
    today = timezone.localdate(now)
    return _announce_next(today) or _erase_next(today)


def _announce_next(today: date) -> bool:
    """Once a day, a firm a step."""
    waiting = Switch.objects.exclude(looked_on__gte=today)
    switch = waiting.select_related("firm").order_by("pk").first()
    if switch is None:
        return False
    with transaction.atomic():
        if announce(switch.firm, today):
            letterhead.to_administrators(LETTER, switch, firm=switch.firm)
        Switch.objects.filter(pk=switch.pk).update(looked_on=today)
    return True


def announce(firm: Firm, today: date) -> int:
    """How many more will be erased within the month."""
    found, horizon = rules(firm), today + AHEAD
    rows = []
    for kind, dossiers in due_dossiers(firm, horizon, found).items():
        new = dossiers.filter(announced=None).select_related("firm", "client", "campaign")
        for one in new:
            day = _day(dossier_kept(one, found), today)
            rows.append(Announced(firm=firm, kind=kind, client=one.client, dossier=one, on=day))
    told = Announced.objects.filter(firm=firm, kind=Kind.CLIENT).values("client")
    for client in due_clients(firm, horizon, found).exclude(pk__in=told):
        day = _day(client_clock(client).kept, today)
        rows.append(Announced(firm=firm, kind=Kind.CLIENT, client=client, on=day))
    Announced.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _day(kept: Kept | None, today: date) -> date:
    assert kept, "what is due has a day"
    return announced_for(kept.erase_on, today)


def _erase_next(today: date) -> bool:
    ready = Announced.objects.filter(on__lte=today, firm__retention__isnull=False)
    # Dossiers first: a client goes when none is left that has to stay.
    first = ready.order_by(F("dossier").asc(nulls_last=True), "pk")
    one = first.select_related("firm", "client__firm", "dossier__campaign").first()
    if one is None:
        return False
    with transaction.atomic():
        if (rule := _still_due(one, today)) is None:
            one.delete()
        else:
            _erase(one, rule, today)
    return True


def _still_due(one: Announced, today: date) -> Rule | None:
    """A month is long: somebody may have held the client, reopened the dossier or chosen another period."""
    found = rules(one.firm)
    if one.dossier_id is None:
        due = due_clients(one.firm, today, found).filter(pk=one.client_id).exists()
    else:
        dossiers = due_dossiers(one.firm, today, found).get(Kind(one.kind))
        due = dossiers is not None and dossiers.filter(pk=one.dossier_id).exists()
    return found[Kind(one.kind)] if due else None


def _erase(one: Announced, rule: Rule, today: date) -> None:
    gone = erase(one.client, by=None) if one.dossier is None else erase_dossier(one.dossier)
    certificate, _made = Certificate.objects.get_or_create(
        firm=one.firm, on=today, kind=one.kind, rule=rule.source
    )
    files = gone.get("files", 0)
    Certificate.objects.filter(pk=certificate.pk).update(
        things=F("things") + 1,
        rows=F("rows") + sum(gone.values()) - files,
        files=F("files") + files,
    )


def erase_dossier(dossier: Dossier) -> dict[str, int]:
    """With its answers, files and mails; the client and other dossiers stay."""
    firm, key, place = dossier.firm, dossier.pk, folder_of(dossier)
    name = f"{dossier.campaign.uuid}/{dossier.client.uuid}"
    counts = Counter({"core.Mail": _erase_mails(dossier)})
    counts["files"] = shelf.count_below(place)
    counts.update(dossier.delete()[1])
    gone = {kind: count for kind, count in sorted(counts.items()) if count}
    dossier.pk = key
    trace("dossier erased", dossier, firm=firm, by=None, erased=gone)
    ledger.note("dossier", [name], now=timezone.now())
    # Last, as in clients/erasure.py: the rows come back if this fails.
    shelf.delete_below(place)
    return gone


def erase_again(names: Collection[str]) -> int:
    """Dossiers the ledger names that came back with an older copy (carnet/core/ledger.py)."""
    pairs = [name.split("/") for name in sorted(names) if "/" in name]
    back = 0
    for campaign, client in pairs:
        for dossier in Dossier.objects.filter(campaign__uuid=campaign, client__uuid=client):
            erase_dossier(dossier)
            back += 1
    return back


def switch(firm: Firm, on: bool, *, by: Colleague) -> None:
    """Off forgets what was announced: who switches on again is told anew, a month ahead."""
    if on and Switch.objects.get_or_create(firm=firm, defaults={"by": by})[1]:
        trace("erasing switched on", firm, firm=firm, by=by)
    if not on and Switch.objects.filter(firm=firm).delete()[0]:
        Announced.objects.filter(firm=firm).delete()
        trace("erasing switched off", firm, firm=firm, by=by)


def next_day(firm: Firm) -> date | None:
    first = Announced.objects.filter(firm=firm).order_by("on").first()
    return first.on if first else None


def _erase_mails(dossier: Dossier) -> int:
    gone = 0
    this = Dossier.objects.filter(pk=dossier.pk)
    for letter, path in LETTERS.items():
        about = [str(key) for key in this.values_list(path, flat=True) if key]
        gone += Mail.objects.filter(letter=letter, about__in=about, firm=dossier.firm).delete()[0]
    for letter, path in TO_COLLEAGUES.items():
        about = [str(key) for key in this.values_list(path, flat=True) if key]
        kept = Mail.objects.sent().filter(letter=letter, about__in=about, firm=dossier.firm)
        kept.update(text="", html="")
    return gone
