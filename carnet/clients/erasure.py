"""Erases clients with everything that hangs on them, by hand or when a temporary client's time is over,
and leaves a certificate: what kinds of rows and how many, no name."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from carnet.audit.record import record as trace
from carnet.audit.record import record_all as trace_all
from carnet.clients.models import Client, ClientQuerySet, Merge
from carnet.clients.word_index import forget_removed
from carnet.core import keyrings, ledger, shelf
from carnet.core.many_rows import batches
from carnet.core.models import Mail
from carnet.firms.models import Colleague, Firm

UNDO_LASTS = timedelta(days=30)

# Letters of later stages that are about a client, and the way from a dossier to what they are about.
LETTERS = {
    "invitation": "invitations",
    "code": "invitations__codes",
    "reminder": "reminder_steps__reminder",
    "signature": "invitations",
    "answered": "invitations",
    "asked_again": "invitations",
    "confirmation": "invitations",
}
# Those to colleagues name other clients, too: of what is kept of them the words go.
TO_COLLEAGUES = {"notices": "notices__digest"}


@transaction.atomic
def erase(client: Client, *, by: Colleague | None) -> dict[str, int]:
    """What was erased, by kind. A failure on the way leaves everything as it was, to be tried again."""
    firm, key = client.firm, client.pk
    uuids = (client.uuid, *_merged(client))
    folders = [folder(firm, uuid) for uuid in uuids]
    data_keys = _data_keys(client)
    counts = Counter(_erase_mails(client))
    counts.update(client.delete()[1])
    keyrings.destroy(data_keys - _still_used(firm, data_keys))
    forget_removed()
    counts["files"] = sum(map(shelf.count_below, folders))
    gone = {kind: count for kind, count in sorted(counts.items()) if count}
    client.pk = key
    trace("client erased", client, firm=firm, by=by, erased=gone)
    ledger.note("client", uuids, now=timezone.now())
    # Last: the rows come back if this fails, and nobody asks for files of rows that are gone.
    _delete(folders)
    return gone


def erase_many(firm: Firm, keys: Sequence[int], *, by: Colleague | None, via: str) -> None:
    """Clients on whom nothing hangs, in a transaction of the caller's, who calls `forget_removed` at the end."""
    clients = firm.clients.filter(pk__in=keys)
    people = list(clients.values_list("pk", "uuid", "data_key", "email", "partner_email"))
    addresses = {address for *_keys, one, other in people for address in (one, other)}
    Mail.objects.filter(firm=firm, to__in=_only_theirs(firm, keys, addresses)).delete()
    clients.delete()
    keyrings.destroy(data_key for _key, _uuid, data_key, *_both in people)
    erased = {key: uuid for key, uuid, *_rest in people}
    trace_all("client erased", Client, erased, firm=firm, by=by, via=via)
    ledger.note("client", erased.values(), now=timezone.now())
    for path in shelf.there([folder(firm, uuid) for uuid in erased.values()]):
        shelf.delete_below(path)


def erase_next(now: datetime) -> bool:
    """A step of the worker: erases one temporary client whose time is over. False when there is none."""
    if forget_merges(now):
        return True
    client = due(timezone.localdate(now)).select_related("firm").order_by("erase_on", "pk").first()
    if client is None:
        return False
    erase(client, by=None)
    return True


def erase_again(names: Collection[str]) -> int:
    """Of those the ledger names, who came back with an older copy (carnet/core/ledger.py)."""
    back = [client for some in batches(names) for client in _named(some)]
    for client in back:
        erase(client, by=None)
    return len(back)


def hanging(client: Client) -> dict[str, int]:
    """What would go with the client, for the page that asks whether to."""
    dossiers = client.dossiers.all()
    folders = [folder(client.firm, uuid) for uuid in (client.uuid, *_merged(client))]
    return {
        "dossiers": dossiers.count(),
        "files": sum(map(shelf.count_below, folders)),
        "notes": client.remarks.count(),
    }


def due(today: date) -> ClientQuerySet:
    return Client.objects.filter(erase_on__lt=today).exclude(pk__in=held())


def held() -> QuerySet:
    """Clients who have to stay, for a dispute or the like; a later stage notes why (carnet/retention)."""
    return Client.objects.filter(holds__isnull=False, holds__lifted_at=None).values("pk")


def forget_merges(now: datetime) -> bool:
    """After a month a merge can no longer be undone, and what the two clients were is forgotten."""
    old = Merge.objects.filter(at__lt=now - UNDO_LASTS).exclude(before_sealed=None)
    return bool(old.update(before_sealed=None))


def folder(firm: Firm, client: UUID) -> Path:
    """Where every file of a client lies, whichever stage wrote it."""
    return Path(settings.DATA_DIR) / "files" / str(firm.uuid) / str(client)


def _delete(folders: Sequence[Path]) -> None:
    """Now, so that the rows come back if it fails; and once more when they are gone for good, since a bucket has no
    folder whose absence would stop whoever is just putting a file there."""
    for path in folders:
        shelf.delete_below(path)
        transaction.on_commit(partial(shelf.discard_below, path))


def _merged(client: Client) -> list[UUID]:
    return list(client.merges.values_list("loser_uuid", flat=True))


def _data_keys(client: Client) -> set[int]:
    """The client's own, and those of whom was merged into them."""
    dossiers = client.dossiers.values_list("data_key", flat=True)
    losers = client.merges.values_list("loser_data_key", flat=True)
    return {key for key in (client.data_key, *dossiers, *losers) if key is not None}


def _still_used(firm: Firm, data_keys: set[int]) -> set[int]:
    """Under which something of others rests, too: dossiers that were given the key of whom their client was merged
    into, and came back with them."""
    clients = firm.clients.filter(data_key__in=data_keys).values_list("data_key", flat=True)
    dossiers = firm.dossiers.filter(data_key__in=data_keys).values_list("data_key", flat=True)
    return data_keys.intersection([*clients, *dossiers])


def _named(names: Sequence[str]) -> ClientQuerySet:
    return Client.objects.filter(uuid__in=names).select_related("firm")


def _only_theirs(firm: Firm, keys: Sequence[int], addresses: set[str]) -> set[str]:
    """Without those that other clients have too."""
    others = firm.clients.exclude(pk__in=keys)
    addresses = addresses - set(others.filter(email__in=addresses).values_list("email", flat=True))
    shared = others.filter(partner_email__in=addresses)
    return addresses - {"", *shared.values_list("partner_email", flat=True)}


def _erase_mails(client: Client) -> dict[str, int]:
    """Mails about the client's dossiers, and all to their addresses that nobody else has too."""
    links = client.dossiers.exclude(invitations=None)
    addresses = {client.email, client.partner_email} | set(
        links.values_list("invitations__email", flat=True)
    )
    addresses = _only_theirs(client.firm, [client.pk], addresses)
    wanted = Q(to__in=addresses)
    for letter, path in LETTERS.items():
        about = [str(key) for key in links.values_list(path, flat=True) if key]
        wanted |= Q(letter=letter, about__in=about)
    for letter, path in TO_COLLEAGUES.items():
        about = [str(key) for key in client.dossiers.values_list(path, flat=True) if key]
        kept = Mail.objects.sent().filter(letter=letter, about__in=about, firm=client.firm)
        kept.update(text="", html="")
    return Mail.objects.filter(wanted, firm=client.firm).delete()[1]
