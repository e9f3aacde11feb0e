"""Acts on many clients at once, and takes it back where that is possible: a former value returns only to
clients whose value nobody has changed since. Knows sets of clients, not how they were chosen."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.dateparse import parse_datetime

from carnet.audit.record import record as trace
from carnet.audit.record import record_all as trace_all
from carnet.clients import erasure
from carnet.clients.models import BulkUndo, Client, Label
from carnet.firms.models import Colleague, Firm

CHUNK = 500
UNDO_LASTS = timedelta(minutes=10)
# More are erased by the worker, one after the other, so that no page waits for it.
ERASED_AT_ONCE = 20

Before = dict[str, list[int]]


class NothingToUndo(Exception):
    """Too late, or pressed twice."""


@transaction.atomic
def archive(clients: QuerySet[Client], *, by: Colleague, now: datetime) -> BulkUndo:
    ids = _ids(clients.filter(archived_at=None))
    _update(by.firm, ids, archived_at=now)
    return _note("archive", "client archived", {"": ids}, now.isoformat(), by=by)


@transaction.atomic
def restore(clients: QuerySet[Client], *, by: Colleague) -> BulkUndo:
    archived = clients.exclude(archived_at=None)
    moments = archived.values_list("pk", "archived_at")
    before = _grouped((pk, at.isoformat()) for pk, at in moments if at)
    _update(by.firm, _all(before), archived_at=None)
    return _note("restore", "client restored", before, "", by=by)


@transaction.atomic
def set_language(clients: QuerySet[Client], language: str, *, by: Colleague) -> BulkUndo:
    before = _grouped(clients.exclude(language=language).values_list("pk", "language"))
    _update(by.firm, _all(before), language=language, version=F("version") + 1)
    return _note("language", "client changed", before, language, by=by, fields=["language"])


@transaction.atomic
def add_label(clients: QuerySet[Client], label: Label, *, by: Colleague) -> BulkUndo:
    ids = _ids(clients.exclude(labels=label))
    _link(ids, label)
    _update(by.firm, ids, version=F("version") + 1)
    return _note("label", "client changed", {"": ids}, str(label.pk), by=by, fields=["label"])


@transaction.atomic
def remove_label(clients: QuerySet[Client], label: Label, *, by: Colleague) -> BulkUndo:
    ids = _ids(clients.filter(labels=label))
    _unlink(ids, label)
    _update(by.firm, ids, version=F("version") + 1)
    return _note("unlabel", "client changed", {"": ids}, str(label.pk), by=by, fields=["label"])


def erase(clients: QuerySet[Client], *, by: Colleague, now: datetime) -> tuple[int, int]:
    """How many are erased, and how many the worker will erase. Who is held stays."""
    ids = _ids(clients.exclude(pk__in=erasure.held()))
    trace("clients erased together", by.firm, firm=by.firm, by=by, count=len(ids))
    if len(ids) > ERASED_AT_ONCE:
        _update(by.firm, ids, archived_at=now, erase_on=now.date() - timedelta(days=1))
        return 0, len(ids)
    for client in by.firm.clients.filter(pk__in=ids).select_related("firm"):
        erasure.erase(client, by=by)
    return len(ids), 0


def last_undo(firm: Firm, pk: Any, *, by: Colleague, now: datetime) -> BulkUndo | None:
    """What this colleague may still take back."""
    recent = BulkUndo.objects.filter(created_at__gt=now - UNDO_LASTS, undone_at=None)
    return recent.filter(firm=firm, by=by, pk=pk).first()


@transaction.atomic
def undo(act: BulkUndo | None, *, by: Colleague, now: datetime) -> int:
    """For how many clients it was taken back."""
    if act is None or not _first(act, now):
        raise NothingToUndo
    ids = [
        pk
        for former, group in act.before.items()
        for chunk in _chunks(group)
        for pk in BACK[act.action](act, former, chunk)
    ]
    _trace("client change undone", ids, by=by, bulk=act.pk)
    return len(ids)


def _first(act: BulkUndo, now: datetime) -> bool:
    return bool(BulkUndo.objects.filter(pk=act.pk, undone_at=None).update(undone_at=now))


def _unarchive(act: BulkUndo, former: str, ids: Sequence[int]) -> list[int]:
    same = act.firm.clients.filter(pk__in=ids, archived_at=parse_datetime(act.value))
    return _return(same, archived_at=None)


def _archive_again(act: BulkUndo, former: str, ids: Sequence[int]) -> list[int]:
    same = act.firm.clients.filter(pk__in=ids, archived_at=None)
    return _return(same, archived_at=parse_datetime(former))


def _former_language(act: BulkUndo, former: str, ids: Sequence[int]) -> list[int]:
    same = act.firm.clients.filter(pk__in=ids, language=act.value)
    return _return(same, language=former, version=F("version") + 1)


def _label_again(act: BulkUndo, former: str, ids: Sequence[int]) -> list[int]:
    label = act.firm.labels.filter(pk=act.value).first()
    if label is None:
        return []
    still = _ids(act.firm.clients.filter(pk__in=ids).exclude(labels=label))
    _link(still, label)
    return still


def _take_label(act: BulkUndo, former: str, ids: Sequence[int]) -> list[int]:
    label = act.firm.labels.filter(pk=act.value).first()
    if label is None:
        return []
    still = _ids(act.firm.clients.filter(pk__in=ids, labels=label))
    _unlink(still, label)
    return still


BACK: dict[str, Callable[[BulkUndo, str, Sequence[int]], list[int]]] = {
    "archive": _unarchive,
    "restore": _archive_again,
    "language": _former_language,
    "label": _take_label,
    "unlabel": _label_again,
}


def _return(clients: QuerySet[Client], **values: Any) -> list[int]:
    ids = _ids(clients)
    clients.update(**values)
    return ids


def _note(action: str, what: str, before: Before, value: str, *, by: Colleague, **facts: Any):
    ids = _all(before)
    act = BulkUndo.objects.create(firm=by.firm, by=by, action=action, before=before, value=value)
    _trace(what, ids, by=by, bulk=act.pk, **facts)
    return act


def _trace(what: str, ids: list[int], *, by: Colleague, **facts: Any) -> None:
    """Each client's own trail tells it, and the firm's tells that they were many."""
    for chunk in _chunks(ids):
        trace_all(what, Client, chunk, firm=by.firm, by=by, **facts)
    trace(f"{what}, many", by.firm, firm=by.firm, by=by, count=len(ids), **facts)


def _update(firm: Firm, ids: list[int], **values: Any) -> None:
    for chunk in _chunks(ids):
        firm.clients.filter(pk__in=chunk).update(**values)


def _link(ids: list[int], label: Label) -> None:
    link = Client.labels.through
    links = (link(client_id=pk, label=label) for pk in ids)
    link.objects.bulk_create(links, batch_size=CHUNK, ignore_conflicts=True)


def _unlink(ids: list[int], label: Label) -> None:
    for chunk in _chunks(ids):
        Client.labels.through.objects.filter(label=label, client__in=chunk).delete()


def _ids(clients: QuerySet[Client]) -> list[int]:
    return list(clients.order_by("pk").values_list("pk", flat=True))


def _all(before: Before) -> list[int]:
    return [pk for ids in before.values() for pk in ids]


def _grouped(pairs: Any) -> Before:
    groups: Before = defaultdict(list)
    for pk, former in pairs:
        groups[former].append(pk)
    return dict(groups)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
