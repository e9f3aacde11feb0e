"""How one answer came to be what it is, and what was written about it: events, messages and internal notes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.actions import CARNET
from carnet.answers.message_models import STAFF
from carnet.answers.models import AnswerEvent, Message
from carnet.campaigns.models import Dossier
from carnet.invitations.models import Person
from carnet.questionnaires.asking import ESCAPE_WORDS, escape_words
from carnet.questionnaires.definition import Item
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import KINDS, fits, show
from carnet.reviews.desk import Row
from carnet.reviews.models import InternalNote

MOST = 50


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    before: str
    after: str


@dataclass(frozen=True)
class Words:
    """Something written about an answer; `internal` is for colleagues alone."""

    at: datetime
    who: str
    text: str
    internal: bool
    from_firm: bool
    unread: bool


def changes(dossier: Dossier, row: Row, language: str) -> list[Change]:
    """The newest first. Of a list, which entries came and went."""
    item, repeats = row.instance.item, KINDS[row.instance.item.kind].repeats
    events = dossier.answer_events.order_by("-pk")
    if repeats:
        found = events.filter(path__startswith=f"{row.path}/")[: MOST * 4]
        wanted = [event for event in found if event.path.count("/") == 1][:MOST]
    else:
        wanted = list(events.filter(path=row.path)[:MOST])
    return [_change(event, item, language) for event in wanted]


def _change(event: AnswerEvent, item: Item, language: str) -> Change:
    before, after = (said(one, item, language) for one in (event.old, event.new))
    return Change(event.at, who(event.person), before, after)


def who(person: str) -> str:
    return {
        STAFF: _("Firm"),
        CARNET: "Carnet",
        Person.PARTNER: _("Partner"),
        Person.CLIENT: _("Client"),
    }.get(person, person)


def said(content: Any, item: Item, language: str) -> str:
    """One side of an event in words; empty for no answer, and for one that was erased."""
    if isinstance(content, str):
        return {"added": _("added"), "removed": _("removed")}.get(content, _("listed"))
    if not isinstance(content, dict) or "status" not in content:
        return ""
    given = Given(content.get("value"), Status(content["status"]))
    if given.status in ESCAPE_WORDS:
        return escape_words(given, language)
    if given.value is None:
        return " ".join(word for words in (content.get("raw") or {}).values() for word in words)
    if KINDS[item.kind].uploads:
        count = len(given.value) if isinstance(given.value, list) else 0
        return ngettext("%(count)d document", "%(count)d documents", count) % {"count": count}
    if KINDS[item.kind].calculated or not fits(item, given.value):
        return str(given.value)
    return show(item, given.value, language)


def before_change(dossier: Dossier, row: Row, language: str) -> str:
    """What was there when it was accepted; empty once it was erased."""
    review = row.review
    if review is None:
        return ""
    later = dossier.answer_events.filter(path=row.path, pk__gt=review.after_event)
    event = later.order_by("pk").first()
    return said(event.old, row.instance.item, language) if event else ""


def clients_answer(dossier: Dossier, row: Row, language: str) -> str:
    """The client's own, where the firm's stands in its place."""
    if row.review is None or not row.review.kept_event:
        return ""
    event = dossier.answer_events.filter(pk=row.review.kept_event).first()
    return said(event.old, row.instance.item, language) if event else ""


def thread(dossier: Dossier, path: str) -> list[Words]:
    """Messages and internal notes about this answer, the oldest first."""
    messages = dossier.messages.filter(path=path).select_related("colleague")
    notes = dossier.internal_notes.filter(path=path).select_related("by")
    found = [*map(_of_message, messages), *map(_of_note, notes)]
    return sorted(found, key=lambda one: one.at)


def _of_message(message: Message) -> Words:
    name = message.colleague.name if message.colleague else who(message.person)
    unread = not message.from_firm and not message.read_at
    return Words(message.at, name, message.text, False, message.from_firm, unread)


def _of_note(note: InternalNote) -> Words:
    return Words(note.at, note.by.name if note.by else _("Firm"), note.text, True, True, False)
