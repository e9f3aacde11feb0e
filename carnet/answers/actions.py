"""What happens to a dossier while its client answers: saving and lists. Documents are in papers.py.

Saving never refuses: what cannot be used is kept as it was typed. Two people may answer at the same
time; whoever wrote without having seen the other's answer is asked which one counts, and both stay
in the events. Sending is in submitting.py.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F, Max
from django.utils import timezone

from carnet.answers.asked_at_saves import answers_at, locked, told_before
from carnet.answers.form import dossier_form
from carnet.answers.models import Answer, AnswerEvent, Entry
from carnet.answers.reading import given_by, split
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.clients.actions import postpone_erasure
from carnet.core.sealed import under
from carnet.core.written_often import ChangedOften, add
from carnet.firms.models import Colleague
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.prefill import Proposal, outranks, prefill_entry

CARNET = "carnet"
STAFF = "staff"
MOST_ENTRIES = 200
REPLACED: tuple[str, ...] = ("value", "status", "raw", "confirmed", "remark", "rev")
REPLACED += ("person", "device", "updated_at", "source", "colleague_id", "reason")


@dataclass(frozen=True)
class Said:
    """One answer as a page sends it. `base_rev` is the version the page had shown."""

    path: str
    given: Given
    remark: str = ""
    base_rev: int = 0


@dataclass(frozen=True)
class Conflict:
    """Somebody answered after this page was shown; nothing was overwritten."""

    path: str
    stored: Given
    mine: Given
    by: str
    at: datetime
    rev: int


@dataclass(frozen=True)
class Saved:
    at: datetime
    changed: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class There(NamedTuple):
    """What is stored at the paths that are saved, and what that page has told of them before."""

    rows: Mapping[str, Answer]
    told: list[AnswerEvent]


@dataclass(frozen=True)
class Hand:
    """Who wrote, on which page as shown, in which request, when; which colleague, if it was one."""

    person: str
    device: str
    key: str
    now: datetime
    colleague: int | None = None

    @property
    def of_firm(self) -> Colleague | None:
        """The colleague, for the trail; asks the database only where it was one."""
        return Colleague.objects.filter(pk=self.colleague).first() if self.colleague else None


class TooMany(Exception):
    """The list holds as many entries as it may."""


class Repinned(Exception):
    """The dossier got another revision after this request had read it; read it again."""


class EditedMeanwhile(Exception):
    """Somebody answered inside the entry that was about to be removed."""


def propose(dossier: Dossier, proposals: Mapping[str, Proposal], by: Hand) -> None:
    """Fill in what nobody has answered yet. What was proposed stays readable in the events."""
    rows = {row.path: row for row in dossier.answers.filter(path__in=proposals)}
    events, new_rows = [], []
    for path, proposal in proposals.items():
        row = rows.get(path) or Answer(dossier=dossier, path=path, rev=0)
        if row.pk and not outranks(proposal.source, given_by(row), row.source):
            continue
        old = content(row) if row.pk else None
        _fill(row, Said(path, Given(proposal.value, Status.PREFILLED)), by, proposal.source)
        events.append(_event(dossier, path, old, content(row), by))
        if row.pk:
            _replace(row)
        else:
            new_rows.append(row)
    add(new_rows)
    add(events)


def save(
    dossier: Dossier, answers: Sequence[Said], *, person: str, device: str, key: str, now: datetime
) -> Saved:
    """`device` names the page as it was shown, `key` this very request."""
    return keep(dossier, answers, Hand(person, device, key, now))


def keep(
    dossier: Dossier, answers: Sequence[Said], by: Hand, seen: Mapping[str, Answer] | None = None
) -> Saved:
    """Keep these answers. What is there already is read before the lock, so that a thousand phones hold each other up
    as briefly as can be, and once more behind it if somebody wrote in between: whoever changes answers counts up.
    `seen` are the answers at (at least) these paths, if they were read since the dossier was."""
    paths = [said.path for said in answers]
    there, seq = _there(dossier, paths, by, seen), dossier.seq
    with transaction.atomic():
        lock(dossier)
        if dossier.seq != seq:
            there = _there(dossier, paths, by)
        return _settle(dossier, answers, by, there)


def _there(
    dossier: Dossier, paths: list[str], by: Hand, seen: Mapping[str, Answer] | None = None
) -> There:
    rows = answers_at(dossier, paths) if seen is None else seen
    return There(rows, told_before(dossier, by.device, by.key, paths))


def _settle(dossier: Dossier, answers: Sequence[Said], by: Hand, there: There) -> Saved:
    (rows, told), device, key = there, by.device, by.key
    by = replace(by, key="" if any(event.key == key for event in told) else key)
    earlier = [event for event in told if event.device == device]
    news = [said for said in answers if not _known(rows.get(said.path), said, earlier, key)]
    clashes = [said for said in news if _clashes(rows.get(said.path), said, device)]
    changes = [said for said in news if said not in clashes]
    late = [said for said in answers if said not in news and _overtaken(said, earlier, key)]
    _note_aside(dossier, late, rows, by, "overtaken")
    _write(dossier, changes, rows, by)
    # What does not win counts for nothing, so it has no key either.
    _note_aside(dossier, clashes, rows, replace(by, key=""), "conflict")
    return Saved(
        by.now,
        tuple(said.path for said in changes),
        tuple(_conflict(rows[said.path], said) for said in clashes),
    )


def lock(dossier: Dossier) -> None:
    """One writer at a time, and only while the client may still answer. (SQLite ignores the row lock;
    there the transaction itself is the lock.)"""
    dossier.state, dossier.seq, revision = locked(dossier)
    if not dossier.open:
        raise WrongState(dossier.pk, State.IN_PROGRESS)
    if revision != dossier.revision_id:
        raise Repinned(dossier.pk)


def content(row: Answer) -> dict[str, Any]:
    """An answer as the events keep it."""
    return _content(given_by(row), row.remark)


def _content(given: Given, remark: str) -> dict[str, Any]:
    kept: dict[str, Any] = {"status": str(given.status), "value": given.value}
    if given.status != Status.ANSWERED and given.raw:
        kept["raw"] = dict(given.raw)
    if given.confirmed:
        kept["confirmed"] = True
    if remark:
        kept["remark"] = remark
    return kept


def _known(row: Answer | None, said: Said, earlier: Sequence[AnswerEvent], key: str) -> bool:
    """Nothing new: it is what is stored, it was counted before its reply got lost, or a later request
    of the same page has overtaken it on the way."""
    new = _content(said.given, said.remark)
    if new == (content(row) if row else _content(Given(), "")):
        return True
    mine = [event for event in earlier if event.path == said.path]
    replayed = any(event.key == key and event.new == new for event in mine)
    if any(_later(event.key, key) for event in mine):
        return True
    return replayed and row is not None and row.device != mine[0].device


def _overtaken(said: Said, earlier: Sequence[AnswerEvent], key: str) -> bool:
    """A later request of the same page came first; this one is heard of for the first time."""
    mine = [event for event in earlier if event.path == said.path]
    return any(_later(one.key, key) for one in mine) and all(one.key != key for one in mine)


def _later(one: str, other: str) -> bool:
    """Keys of one page are its own random word and, from the script, a dot and the moment."""
    page, _dot, moment = one.partition(".")
    same, _dot, before = other.partition(".")
    return page == same and moment > before


def _clashes(row: Answer | None, said: Said, device: str) -> bool:
    return row is not None and row.rev != said.base_rev and row.device != device


def _conflict(row: Answer, said: Said) -> Conflict:
    return Conflict(said.path, given_by(row), said.given, row.person, row.updated_at, row.rev)


def _write(dossier: Dossier, changes: Sequence[Said], rows: Mapping[str, Answer], by: Hand) -> None:
    if changes:
        count_up(dossier, by.now)
        store(dossier, changes, rows, by)


def store(dossier: Dossier, changes: Sequence[Said], rows: Mapping[str, Answer], by: Hand) -> None:
    """The answers with their events, in a transaction of the caller's, who has locked and counted up."""
    events, new_rows = [], []
    for said in changes:
        row = rows.get(said.path) or Answer(path=said.path, rev=0)
        row.dossier = dossier
        old = content(row) if row.pk else None
        # A proposal that is confirmed as it stands goes on telling where it came from.
        own = row.source if said.given.status == Status.PREFILLED else "client"
        _fill(row, said, by, STAFF if by.colleague else own)
        events.append(_event(dossier, said.path, old, content(row), by))
        if row.pk:
            _replace(row)
        else:
            new_rows.append(row)
    add(new_rows)
    add(events)


def _fill(row: Answer, said: Said, by: Hand, source: str) -> None:
    row.question = split(said.path)[2]
    row.value, row.status, row.raw = said.given.value, said.given.status, said.given.raw
    row.confirmed, row.remark = said.given.confirmed, said.remark
    row.rev = (row.rev or 0) + 1
    row.person, row.device, row.updated_at = by.person, by.device, by.now
    # Whoever writes gives no reason; entering.set_value and the review add theirs.
    row.source, row.colleague_id, row.reason = source, by.colleague, None


VERSION = ChangedOften(lambda answer, rev: Answer._base_manager.filter(pk=answer, rev=rev))


def _replace(row: Answer) -> None:
    """Only over the version that was read; the lock makes another one impossible, this proves it."""
    values = {field: getattr(row, field) for field in REPLACED}
    if not VERSION(under(row, values), answer=row.pk, rev=row.rev - 1):
        raise WrongState(row.dossier_id, State.IN_PROGRESS)


def _note_aside(
    dossier: Dossier, told: Sequence[Said], rows: Mapping[str, Answer], by: Hand, why: str
) -> None:
    """An answer that was not stored stays in the events, so that nothing we acknowledged is lost."""
    if not told:
        return
    AnswerEvent.objects.bulk_create(
        _event(
            dossier,
            said.path,
            content(rows[said.path]),
            {**_content(said.given, said.remark), why: True},
            by,
        )
        for said in told
    )


def _event(dossier: Dossier, path: str, old: Any, new: Any, by: Hand) -> AnswerEvent:
    return AnswerEvent(
        dossier=dossier,
        seq=dossier.seq,
        path=path,
        old=old,
        new=new,
        person=by.person,
        device=by.device,
        key=by.key,
        at=by.now,
    )


def count_up(dossier: Dossier, now: datetime) -> None:
    """Something changed: who checked before must check again, and the firm sees the work begun."""
    seq = dossier.seq
    if dossier.state not in (State.IN_PROGRESS, State.ASKED_AGAIN):
        move(dossier, State.IN_PROGRESS, now=now, seq=ONE_MORE)
    else:
        COUNTED({"seq": ONE_MORE, "active_at": now}, dossier=dossier.pk)
        dossier.active_at = now
        _keep_client(dossier, timezone.localdate(now))
    dossier.seq = seq + 1


ONE_MORE = F("seq") + 1
COUNTED = ChangedOften(lambda dossier: Dossier._base_manager.filter(pk=dossier))


def _keep_client(dossier: Dossier, today: date) -> None:
    """A temporary client who is at work is not idle. (A new state starts the clock by itself.)"""
    client = dossier.client
    if not client.erase_on:
        return
    until = today + timedelta(days=dossier.firm.idle_days)
    if client.erase_on < until:
        postpone_erasure(client, until, by=None, today=today)


@transaction.atomic
def add_entry(dossier: Dossier, list_path: str, *, person: str, now: datetime) -> Entry:
    lock(dossier)
    last = dossier.entries.aggregate(last=Max("position"), count=Count("pk"))
    if last["count"] >= MOST_ENTRIES:
        raise TooMany
    entry = Entry.objects.create(
        dossier=dossier,
        list_path=list_path,
        key=secrets.token_hex(8),
        position=(last["last"] or 0) + 1,
        created_at=now,
    )
    _note_change(entry, None, "added", person, now)
    definition = dossier_form(dossier).definition
    propose(dossier, prefill_entry(definition, list_path, entry.key), Hand(CARNET, "", "", now))
    return entry


@transaction.atomic
def remove_entry(entry: Entry, *, seen: int, person: str, now: datetime) -> None:
    """Take an entry out; its answers stay and come back with it. `seen` is the dossier's seq on the
    page that asked: an answer given inside the entry since then wins over the removal."""
    lock(entry.dossier)
    edited = entry.dossier.answer_events.filter(seq__gt=seen, path__startswith=entry.path + "/")
    if edited.exists():
        raise EditedMeanwhile
    _set_deleted(entry, now, "removed", person, now)


@transaction.atomic
def restore_entry(entry: Entry, *, person: str, now: datetime) -> None:
    lock(entry.dossier)
    _set_deleted(entry, None, "restored", person, now)


def _set_deleted(
    entry: Entry, deleted_at: datetime | None, word: str, person: str, now: datetime
) -> None:
    was = entry.deleted_at
    changed = Entry.objects.filter(pk=entry.pk, deleted_at__isnull=was is None)
    if (was is None) != (deleted_at is None) and changed.update(deleted_at=deleted_at):
        entry.deleted_at = deleted_at
        _note_change(entry, "listed" if was is None else "removed", word, person, now)


def _note_change(entry: Entry, old: str | None, new: str, person: str, now: datetime) -> None:
    count_up(entry.dossier, now)
    note_entry(entry, old, new, Hand(person, "", "", now))


def note_entry(entry: Entry, old: str | None, new: str, by: Hand) -> None:
    _event(entry.dossier, entry.path, old, new, by).save()
