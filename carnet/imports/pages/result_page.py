"""How far an import is, what came of it, and what undoing it would do or has done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from carnet.clients.models import ClientQuerySet
from carnet.imports.models import Import, ImportedRow, State
from carnet.imports.pages.words import done_of, number, result_sentence, time_left
from carnet.imports.repair import another_format

NAMED = 50


@dataclass(frozen=True)
class Figure:
    count: str
    label: str


def progress(received: Import, *, now: datetime) -> dict[str, Any]:
    undoing = received.state == State.UNDOING
    waiting = received.state == State.QUEUED or not received.total
    started = received.started_at or now
    return {
        "heading": _("Undoing the import") if undoing else _("Importing your clients"),
        "words": _("It begins in a moment.") if waiting else done_of(received.done, received.total),
        "left": time_left(received.done, received.total, (now - started).total_seconds()),
    }


def result(received: Import, *, now: datetime) -> dict[str, Any]:
    counts = received.counts
    written = cast(ClientQuerySet, received.clients())
    imported = written.count()
    late = received.left_out().select_related("client")
    return {
        "heading": _undone_heading(received) or _imported(imported),
        "lede": _when(received),
        "imported": imported,
        "sentence": result_sentence(counts),
        "figures": list(_figures(counts)),
        "late": late[:NAMED],
        "late_count": late.count(),
        "invite_url": _invite_url(received) if written.reachable().exists() else "",
        "asked": _asked(received),
        "another_format": another_format(received) if counts.get("invalid") else "",
        "undo_until": undo_until(received, now),
        **_undone(received),
    }


def _imported(count: int) -> str:
    words = ngettext("%(count)s client imported", "%(count)s clients imported", count)
    return words % {"count": number(count)}


def _undone_heading(received: Import) -> str:
    return _("This import was undone") if received.state == State.UNDONE else ""


def _when(received: Import) -> str:
    at, by = received.applied_at, received.applied_by
    if received.state == State.UNDONE:
        at, by = received.undone_at, received.undone_by
    moment = date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
    return _("%(moment)s, by %(name)s") % {"moment": moment, "name": by} if by else moment


def _figures(counts: dict[str, Any]) -> Iterator[Figure]:
    for key, words in FIGURES.items():
        count = counts.get(key, 0)
        if count or key not in ("late", "archived"):
            yield Figure(number(count), words(count))


FIGURES = {
    "rows": lambda count: ngettext("row in the file", "rows in the file", count),
    "new": lambda count: ngettext("row added", "rows added", count),
    "changed": lambda count: ngettext("row changed", "rows changed", count),
    "unchanged": lambda count: ngettext("row unchanged", "rows unchanged", count),
    "invalid": lambda count: ngettext("row to repair", "rows to repair", count),
    "late": lambda count: ngettext("row not written", "rows not written", count),
    "archived": lambda count: ngettext(
        "client of Carnet archived", "clients of Carnet archived", count
    ),
}


def _invite_url(received: Import) -> str:
    return f"{reverse('campaigns:invite')}?import={received.uuid}"


def _asked(received: Import) -> str:
    """What was said about them when the file was brought."""
    if received.questionnaire is None:
        return ""
    title = received.questionnaire.title_in(get_language() or "en")
    if received.year:
        return _("You wanted to ask them: %(questionnaire)s, %(year)s.") % {
            "questionnaire": title,
            "year": received.year,
        }
    return _("You wanted to ask them: %(questionnaire)s.") % {"questionnaire": title}


def undo_until(received: Import, now: datetime) -> datetime | None:
    """Until when the whole can be undone; None where it cannot any more."""
    if received.applied_at and received.can_be_undone(now) and received.to_undo().exists():
        return received.applied_at + Import.UNDO_LASTS
    return None


def _undone(received: Import) -> dict[str, Any]:
    if received.state != State.UNDONE:
        return {}
    kept = received.kept()
    return {
        "undone": _said_undone(received.counts),
        "kept": _named(kept),
        "kept_count": kept.count(),
    }


def _said_undone(counts: dict[str, Any]) -> str:
    count = counts.get("undone", 0)
    words = ngettext(
        "%(count)s client is as before the import.",
        "%(count)s clients are as before the import.",
        count,
    )
    return words % {"count": number(count)}


def _named(rows: QuerySet[ImportedRow]) -> list[ImportedRow]:
    return list(rows.select_related("client").order_by("client__sort_name", "pk")[:NAMED])


def before_undoing(received: Import, kept: QuerySet[ImportedRow]) -> dict[str, Any]:
    """What undoing would do now; `kept` are whom somebody touched since."""
    rows = received.to_undo().exclude(pk__in=kept.values("pk"))
    counts = {what: rows.filter(what=what).count() for what in WILL}
    sentences = [words(counts[what]) for what, words in WILL.items() if counts[what]]
    return {
        "lede": _when(received),
        "sentences": sentences or [_("Nothing of this import can be undone any more.")],
        "undoable": any(counts.values()),
        "kept": _named(kept),
        "kept_count": kept.count(),
    }


def _removed(count: int) -> str:
    words = ngettext(
        "%(count)s client who was added is removed.",
        "%(count)s clients who were added are removed.",
        count,
    )
    return words % {"count": number(count)}


def _restored(count: int) -> str:
    words = ngettext(
        "%(count)s client who was changed gets the former values back.",
        "%(count)s clients who were changed get their former values back.",
        count,
    )
    return words % {"count": number(count)}


def _back(count: int) -> str:
    words = ngettext(
        "%(count)s client who was archived comes back.",
        "%(count)s clients who were archived come back.",
        count,
    )
    return words % {"count": number(count)}


WILL = {
    ImportedRow.What.ADDED: _removed,
    ImportedRow.What.CHANGED: _restored,
    ImportedRow.What.ARCHIVED: _back,
}
