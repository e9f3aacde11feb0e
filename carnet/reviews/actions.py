"""What the office does with the answers of a dossier that was sent: accept, correct, note, accept the rest and take
it back. Accepting the dossier and opening it again is in closing.py, asking again in tray.py.

Whoever acts says which version they saw. If the answer or its review is another one by now, nothing is done.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from carnet.answers.actions import STAFF, Hand, Said, store
from carnet.answers.adapting import NoSuchQuestion, change
from carnet.answers.entering import hold
from carnet.audit import record as audit
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.firms.models import Colleague
from carnet.questionnaires.given import Given
from carnet.reviews.desk import REVIEWED, Desk, Row, desk_of, written_of
from carnet.reviews.models import InternalNote, Review, Verdict
from carnet.reviews.needing import Standing
from carnet.reviews.verdicts import Judged, write
from carnet.reviews.versions import version

MOST_SIGNS = 2000


class ChangedMeanwhile(Exception):
    """Somebody else acted on this answer, or it has changed, after the page was shown."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class WithClient(Exception):
    """The question was asked again and its answer has not come back yet."""


def begin(dossier: Dossier, *, now: datetime) -> None:
    """One reviewer writes at a time; the first act makes the dossier one in review. Raises WrongState where there
    is nothing to review."""
    hold(dossier)
    if dossier.state not in REVIEWED:
        raise WrongState(dossier.pk, State.IN_REVIEW)
    if dossier.state == State.SUBMITTED:
        move(dossier, State.IN_REVIEW, now=now)


@transaction.atomic
def accept(dossier: Dossier, path: str, seen: str, *, by: Colleague, now: datetime) -> None:
    """`seen` is the ticket of the page (versions.py). What the client wrote about it counts as read."""
    begin(dossier, now=now)
    desk = _desk(dossier, now)
    row = row_seen(desk, path, seen)
    refuse_waiting(row)
    (review,) = write(dossier, [as_seen(row)], Verdict.ACCEPTED, by=by, now=now)
    note_read_about(dossier, [path], now)
    audit.record("answer accepted", review, firm=dossier.firm, by=by, question=path)


@transaction.atomic
def take_back(dossier: Dossier, path: str, seen: str, *, by: Colleague, now: datetime) -> None:
    """The answer is to be judged anew. A correction stays what it is: the answer."""
    begin(dossier, now=now)
    row = row_seen(_desk(dossier, now), path, seen)
    if row.review is None or not row.settled:
        raise ChangedMeanwhile(path)
    (review,) = write(dossier, [as_seen(row)], Verdict.NONE, by=by, now=now)
    audit.record("acceptance taken back", review, firm=dossier.firm, by=by, question=path)


@transaction.atomic
def accept_rest(
    dossier: Dossier, seen: Mapping[str, str], *, by: Colleague, now: datetime
) -> tuple[UUID, int]:
    """Accept what needs nobody, as far as it is still as it was shown: `seen` are the tickets by path. Returns what
    undoes it, and how many were accepted."""
    begin(dossier, now=now)
    desk = _desk(dossier, now)
    rows = [row for row in desk.rest if seen.get(row.path) == row.ticket]
    together = accept_all(desk, rows, by=by, now=now)
    return together, len(rows)


def accept_all(desk: Desk, rows: Iterable[Row], *, by: Colleague, now: datetime) -> UUID:
    """In a transaction of the caller's, who has begun."""
    together, dossier = uuid4(), desk.dossier
    judged = [as_seen(row) for row in rows]
    reviews = write(dossier, judged, Verdict.ACCEPTED, together=together, by=by, now=now)
    keys = [review.pk for review in reviews]
    if keys:
        note_read_about(dossier, [review.path for review in reviews], now)
        audit.record_all(
            "answer accepted", Review, keys, firm=dossier.firm, by=by, dossier=dossier.pk
        )
    return together


@transaction.atomic
def undo_rest(dossier: Dossier, together: UUID, *, by: Colleague, now: datetime) -> int:
    """Take back what was accepted together, as far as nobody has judged it since. How many those were."""
    begin(dossier, now=now)
    mine = dossier.reviews.filter(together=together, verdict=Verdict.ACCEPTED)
    keys = list(mine.values_list("pk", flat=True))
    changes = {"verdict": Verdict.NONE, "together": None, "by": by, "at": now}
    Review.objects.filter(pk__in=keys).update(turn=F("turn") + 1, **changes)
    if keys:
        audit.record_all(
            "acceptance taken back", Review, keys, firm=dossier.firm, by=by, dossier=dossier.pk
        )
    return len(keys)


@transaction.atomic
def correct(  # noqa: PLR0913 (what is put where, in place of what, and why)
    dossier: Dossier,
    path: str,
    given: Given,
    reason: str,
    seen: str,
    *,
    by: Colleague,
    now: datetime,
) -> None:
    """Put the firm's answer in place of the client's, which stays in the events and beside it. `reason` marks it as
    the firm's for whoever puts the answers out (exports)."""
    begin(dossier, now=now)
    row = row_seen(_desk(dossier, now), path, seen)
    if not row.correctable:
        raise WithClient if row.waits_for_client else NoSuchQuestion(path)
    _write(dossier, path, given, reason, by=by, now=now)
    written = written_of(dossier, path=path)[path]
    kept = row.review.kept_event if row.review and row.standing is Standing.CORRECTED else None
    kept = kept or dossier.answer_events.filter(path=path).latest("pk").pk
    judged = Judged(path, written.rev, version(written), row.review, kept)
    write(dossier, [judged], Verdict.CORRECTED, by=by, now=now)
    note_read_about(dossier, [path], now)
    audit.record("answer corrected", dossier, firm=dossier.firm, by=by, question=path)


def _write(
    dossier: Dossier, path: str, given: Given, reason: str, *, by: Colleague, now: datetime
) -> None:
    """Unlike an answer of the client's it moves no state."""
    change(dossier)
    rows = {one.path: one for one in dossier.answers.filter(path=path)}
    remark = rows[path].remark if path in rows else ""
    store(dossier, [Said(path, given, remark)], rows, Hand(STAFF, "", "", now, by.pk))
    row = dossier.answers.get(path=path)
    row.reason = reason
    row.save(update_fields=["reason"])


@transaction.atomic
def add_note(
    dossier: Dossier, path: str, text: str, *, key: str, by: Colleague, now: datetime
) -> bool:
    """For colleagues alone; also on an accepted dossier. Whether anything was written."""
    words = text.strip()[:MOST_SIGNS]
    if not words or not key:
        return False
    values = {"path": path, "text": words, "by": by, "at": now}
    note, new = InternalNote.objects.get_or_create(dossier=dossier, key=key, defaults=values)
    if new:
        audit.record("note added", dossier, firm=dossier.firm, by=by, note=note.pk)
    return True


def row_seen(desk: Desk, path: str, seen: str) -> Row:
    row = desk.by_path.get(path)
    if row is None or not row.judged:
        raise NoSuchQuestion(path)
    if row.ticket != seen:
        raise ChangedMeanwhile(path)
    return row


def as_seen(row: Row) -> Judged:
    rev = row.written.rev if row.written else 0
    kept = row.review.kept_event if row.review else None
    return Judged(row.path, rev, row.version, row.review, kept)


def _desk(dossier: Dossier, now: datetime) -> Desk:
    return desk_of(dossier, today=timezone.localdate(now), language=dossier.language)


def refuse_waiting(row: Row) -> None:
    if row.waits_for_client:
        raise WithClient


def note_read_about(dossier: Dossier, paths: list[str], now: datetime) -> None:
    unread = dossier.messages.filter(path__in=paths, read_at=None).exclude(person=STAFF)
    unread.update(read_at=now)
