"""What happened to a client, newest first: the audit trail of the client and of their dossiers, what later
stages tell of the dossiers, and the notes. Knows the words of the events, not their causes."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from carnet.audit.models import Event
from carnet.clients.models import Client
from carnet.clients.record import NAMES

LENGTH = 40
SENTENCES = {
    "client added": gettext_noop("Added to the register"),
    "client changed": gettext_noop("Changed: %(fields)s"),
    "client archived": gettext_noop("Archived"),
    "client restored": gettext_noop("Taken out of the archive"),
    "client kept": gettext_noop("Kept: no longer temporary"),
    "erasure postponed": gettext_noop("Erasure postponed"),
    "national number shown": gettext_noop("The national register number was shown"),
    "clients merged": gettext_noop("Merged with another client"),
    "merge undone": gettext_noop("The merge was undone"),
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    by: str
    note: bool = False
    about: str = ""  # the campaign


@dataclass(frozen=True)
class Teller:
    """A later stage that tells what happened to dossiers, and the events of the trail that say the same."""

    tell: Callable[[Sequence[Any]], Iterable[Entry]]
    instead_of: Collection[str]


TELLERS: list[Teller] = []


def timeline(client: Client, dossiers: Sequence[Any]) -> list[Entry]:
    told = {what for teller in TELLERS for what in teller.instead_of} | {"note added"}
    events = _events(client, [str(dossier.pk) for dossier in dossiers], told)
    entries = [_entry(event) for event in events]
    entries += [entry for teller in TELLERS for entry in teller.tell(dossiers)]
    entries += [
        Entry(note.at, note.text, note.by.name if note.by else "", note=True)
        for note in client.remarks.select_related("by").order_by("-at")[:LENGTH]
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:LENGTH]


def _events(client: Client, dossiers: list[str], told: Collection[str]) -> list[Event]:
    of_client = Q(kind="clients.client", key=str(client.pk))
    of_dossiers = Q(kind="campaigns.dossier", key__in=dossiers)
    events = client.firm.events.filter(of_client | of_dossiers).exclude(what__in=told)
    return list(events.select_related("by").order_by("-id")[:LENGTH])


def _entry(event: Event) -> Entry:
    sentence = _(SENTENCES.get(event.what, event.what))
    text = capfirst(sentence % {"fields": _fields(event.facts)})
    return Entry(event.at, text, event.by.name if event.by else "")


def _fields(facts: dict[str, Any]) -> str:
    names = [str(NAMES.get(key, key)) for key in facts.get("fields", [])]
    if len(names) > 4:
        return ngettext("%(count)s field", "%(count)s fields", len(names)) % {"count": len(names)}
    return ", ".join(names)
