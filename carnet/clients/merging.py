"""Makes two clients one, field by field, and takes them apart again as long as nobody changed the result.

Whatever hangs on a client, in whichever stage, moves along: it is found through the foreign keys.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ForeignObjectRel, QuerySet

from carnet.audit.record import record as trace
from carnet.clients import data_keys
from carnet.clients.actions import one_client_a_number
from carnet.clients.erasure import UNDO_LASTS
from carnet.clients.fields import missing
from carnet.clients.forms import InvalidRecord
from carnet.clients.models import Client, Merge
from carnet.clients.record import FIELDS, NUMBERS, ClientRecord
from carnet.clients.search import typed_words
from carnet.clients.word_index import in_index
from carnet.firms.models import Colleague

# Made from the others, or bound to the row itself.
LEFT_OUT = {"firm", "sort_name", "search", "version"} | {
    f"{key}_{part}" for key in NUMBERS for part in ("sealed", "index")
}


class SameCampaign(Exception):
    """Both clients have a dossier in these campaigns, and one client can only have one."""

    def __init__(self, campaigns: list[str]) -> None:
        super().__init__(", ".join(campaigns))
        self.campaigns = campaigns


class CannotUndo(Exception):
    """Somebody changed the client since, or the month is over."""


def others(client: Client, typed: str) -> QuerySet[Client]:
    """Clients to merge with, found as in the register."""
    words = typed_words(typed)
    found = client.firm.clients.exclude(pk=client.pk)
    if not words:
        return found.none()
    return found.filter(in_index(client.firm_id, words)).order_by("sort_name", "id")


def chosen(winner: Client, loser: Client, picks: Mapping[str, str]) -> ClientRecord:
    """For each field the value of the one picked ("loser"); the labels of both. InvalidRecord where the two
    were each complete and their mixture is not, such as a person with the names of a company."""
    sides = {key: loser if picks.get(key) == "loser" else winner for key in FIELDS}
    values = {key: side.value(key) for key, side in sides.items()}
    if lacks := missing(values, values["kind"]):
        raise InvalidRecord(lacks)
    values["label"] = tuple(dict.fromkeys((*winner.value("label"), *loser.value("label"))))
    return ClientRecord(**values, told=frozenset(FIELDS))


@transaction.atomic
def merge(
    winner: Client, loser: Client, record: ClientRecord, *, by: Colleague, now: datetime
) -> Merge:
    _refuse_same_campaign(winner, loser)
    data_keys.give(winner.firm, [winner])
    version = winner.version + 1
    done = Merge(
        firm=winner.firm,
        winner=winner,
        loser_uuid=loser.uuid,
        loser_data_key=loser.data_key,
        winner_version=version,
        by=by,
        at=now,
    )
    before = {"winner": _snapshot(winner), "loser": _snapshot(loser)}
    labels = [*winner.labels.all(), *loser.labels.all()]
    before["moved"] = {name: _move(rows, winner) for name, rows in _hanging(loser)}
    done.before = json.dumps(before, default=str)
    loser.delete()
    winner.take(record)
    winner.erase_on = _later(winner.erase_on, before["loser"]["erase_on"])
    winner.version = version
    winner.save()
    winner.labels.set(labels)
    _show_latest_dossier(winner)
    done.save()
    trace("clients merged", winner, firm=winner.firm, by=by, merge=done.pk)
    return done


@transaction.atomic
def undo(merged: Merge, *, by: Colleague, now: datetime) -> Client:
    """Both clients as they were; the one that had disappeared is returned."""
    winner = merged.winner
    _refuse_undo(merged, now)
    before = json.loads(merged.before)
    loser = Client(firm=winner.firm)
    with one_client_a_number():
        _restore(winner, before["winner"])
        _restore(loser, before["loser"])
    for name, rows in _hanging(winner):
        _move(rows.filter(pk__in=before["moved"].get(name, [])), loser)
    for client in (winner, loser):
        _show_latest_dossier(client)
    merged.delete()
    trace("merge undone", winner, firm=winner.firm, by=by)
    return loser


def can_be_undone(merged: Merge, now: datetime) -> bool:
    return (
        merged.before_sealed is not None
        and merged.at > now - UNDO_LASTS
        and merged.winner.version == merged.winner_version
    )


def _refuse_undo(merged: Merge, now: datetime) -> None:
    if not can_be_undone(merged, now):
        raise CannotUndo(merged.pk)
    # The winner itself may have been merged into a third client since.
    if json.loads(merged.before)["winner"]["uuid"] != str(merged.winner.uuid):
        raise CannotUndo(merged.pk)


def _refuse_same_campaign(winner: Client, loser: Client) -> None:
    theirs = loser.dossiers.values("campaign")
    both = winner.dossiers.filter(campaign__in=theirs).select_related("campaign")
    if names := [dossier.campaign.name for dossier in both]:
        raise SameCampaign(names)


def _hanging(client: Client) -> Iterator[tuple[str, QuerySet]]:
    """The rows of every table that point to this client."""
    for relation in client._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: client})
        yield _name(relation), rows


def _name(relation: ForeignObjectRel) -> str:
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def _move(rows: QuerySet, client: Client) -> list[int]:
    keys = list(rows.values_list("pk", flat=True))
    [column] = {field.name for field in rows.model._meta.fields if field.related_model is Client}
    rows.model._base_manager.filter(pk__in=keys).update(**{column: client})
    return keys


def _snapshot(client: Client) -> dict[str, Any]:
    columns = [field for field in client._meta.concrete_fields if field.name not in LEFT_OUT]
    values = {field.name: field.value_from_object(client) for field in columns}
    values |= {key: getattr(client, key) for key in NUMBERS}
    return {**values, "labels": [label.pk for label in client.labels.all()]}


def _restore(client: Client, snapshot: Mapping[str, Any]) -> None:
    for field in client._meta.concrete_fields:
        if field.name in snapshot:
            setattr(client, field.name, field.to_python(snapshot[field.name]))
    for key in NUMBERS:
        setattr(client, key, snapshot[key])
    client.version += 1
    client.save()
    client.labels.set(client.firm.labels.filter(pk__in=snapshot["labels"]))


def _later(one: Any, other: Any) -> Any:
    """When both were temporary the later end counts; when one was kept, so is the merged client."""
    return max(one, other) if one and other else None


def _show_latest_dossier(client: Client) -> None:
    latest = client.dossiers.select_related("campaign").order_by("-created_at", "-pk").first()
    shown = {
        "state": latest.state if latest else "",
        "due_date": latest.due if latest else None,
        "active_at": latest.active_at if latest else client.active_at,
    }
    Client.objects.filter(pk=client.pk).update(**shown)
