"""Everything a reviewer sees of a dossier, answer by answer: a fixed number of queries, however many answers there
are. Writes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from carnet.answers.message_models import STAFF
from carnet.answers.models import AskedAgain
from carnet.answers.reading import Standing as Dossiers
from carnet.answers.reading import load
from carnet.answers.summary import CONFIRMED, Line, Paper, Part, summarise
from carnet.campaigns.models import Dossier, State
from carnet.questionnaires.given import Status
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.outcome import WRONG, Instance, Level
from carnet.reviews.differing import Compared, Difference, compare
from carnet.reviews.models import Review, Verdict
from carnet.reviews.needing import Known, Reason, Standing, reasons
from carnet.reviews.sources import Source, source_of
from carnet.reviews.versions import Written, ticket, version

# States in which the office judges answers. Before, they are the client's; afterwards they stay as they are.
REVIEWED = (State.SUBMITTED, State.IN_REVIEW, State.ASKED_AGAIN)


@dataclass(frozen=True)
class Row:
    """One answer with all that is known of it. `because` tells why a hidden question is not asked, `now` the answers
    that decide; `judged` is false for what is calculated or hidden."""

    line: Line
    section: str
    instance: Instance
    standing: Standing = Standing.NEW
    reasons: tuple[Reason, ...] = ()
    before: str = ""
    compared: Compared = field(default_factory=Compared)
    version: str = ""
    ticket: str = ""
    source: Source | None = None
    written: Written | None = None
    review: Review | None = None
    asked: AskedAgain | None = None
    judged: bool = True
    because: str = ""
    now: str = ""

    @property
    def path(self) -> str:
        return self.line.path

    @property
    def waits_for_client(self) -> bool:
        return self.standing is Standing.ASKED_AGAIN and not (self.asked and self.asked.closed_at)

    @property
    def settled(self) -> bool:
        return self.standing in (Standing.ACCEPTED, Standing.CORRECTED)

    @property
    def rest(self) -> bool:
        """May be accepted with others, unseen: nothing about it needs a human."""
        return self.judged and self.standing is Standing.NEW and not self.reasons

    @property
    def correctable(self) -> bool:
        """Not documents, and not what only the client can declare."""
        kind = KINDS[self.instance.item.kind]
        return self.judged and kind.asks and kind.prefills and not self.waits_for_client

    @property
    def unanswered(self) -> bool:
        return self.judged and self.line.empty

    @property
    def merely_confirmed(self) -> bool:
        return self.line.status in (CONFIRMED, Status.PREFILLED)


@dataclass(frozen=True)
class Records:
    """What the database knows of the answers besides themselves, by path; `judged` are the reviews by the version
    that was seen."""

    written: Mapping[str, Written]
    reviews: Mapping[str, Review]
    judged: Mapping[str, Review]
    asked: Mapping[str, AskedAgain]
    unread: frozenset[str]
    sent_before: datetime | None


@dataclass(frozen=True)
class Desk:
    """The whole review of one dossier."""

    standing: Dossiers
    rows: tuple[Row, ...]
    sections: tuple[tuple[str, str], ...]
    loose: tuple[Paper, ...]
    records: Records
    language: str

    @property
    def dossier(self) -> Dossier:
        return self.standing.dossier

    @cached_property
    def by_path(self) -> dict[str, Row]:
        return {row.path: row for row in self.rows}

    @property
    def needing(self) -> list[Row]:
        return [row for row in self.rows if row.reasons]

    @property
    def rest(self) -> list[Row]:
        return [row for row in self.rows if row.rest]

    @property
    def waiting(self) -> list[Row]:
        """What is with the client."""
        return [row for row in self.rows if row.waits_for_client]

    @property
    def may_open(self) -> int:
        """How many questions may open, at most, once the client has answered what waits."""
        outcome = self.standing.outcome
        paths = {one.path for row in self.waiting for one in outcome.waiting(row.path)}
        return sum(outcome.instances[path].wants_a_word for path in paths)

    @property
    def unread_about_nothing(self) -> bool:
        return "" in self.records.unread

    @property
    def open(self) -> bool:
        return self.dossier.state in REVIEWED


def desk_of(dossier: Dossier, *, today: date, language: str) -> Desk:
    standing = load(dossier, today=today)
    parts = summarise(standing, language).parts
    records = records_of(dossier)
    told = [part for part in parts if part.id]
    return Desk(
        standing=standing,
        rows=tuple(_rows(standing, told, records, language)),
        sections=tuple((part.id, part.title) for part in told),
        loose=tuple(paper for part in parts if not part.id for paper in _papers(part)),
        records=records,
        language=language,
    )


def records_of(dossier: Dossier) -> Records:
    sent = list(dossier.submissions.values_list("sent_at", flat=True)[:2])
    unread = dossier.messages.filter(read_at=None).exclude(person=STAFF)
    reviews = list(dossier.reviews.select_related("by"))
    return Records(
        written=written_of(dossier),
        reviews={one.path: one for one in reviews},
        judged={one.version: one for one in reviews if one.rev},
        asked={
            one.path: one for one in dossier.asked_again.all()
        },  # the newest of each is the last
        unread=frozenset(unread.values_list("path", flat=True)),
        sent_before=sent[1] if len(sent) > 1 else None,
    )


def written_of(dossier: Dossier, **which: object) -> dict[str, Written]:
    columns = ("pk", "rev", "source", "person", "colleague__name", "reason", "updated_at")
    rows = dossier.answers.filter(**which).values_list("path", *columns)
    return {
        path: Written(pk, rev, source, person, by or "", reason or "", at)
        for path, pk, rev, source, person, by, reason, at in rows
    }


def version_of(standing: Dossiers, instance: Instance, written: Written | None) -> str:
    repeats = KINDS[instance.item.kind].repeats
    return version(written, standing.outcome.entries.get(instance.path, ()) if repeats else None)


def _papers(part: Part) -> Iterator[Paper]:
    for line in part.lines:
        yield from line.papers


def _rows(standing: Dossiers, parts: list[Part], records: Records, language: str) -> Iterator[Row]:
    prior, known = standing.outcome.prior, bool(standing.outcome.prior)
    for part in parts:
        for line in part.lines:
            instance = standing.instances[line.path]
            before = prior.get(line.path)
            compared = compare(instance.item.kind, instance.value, before, known=known)
            last = show(instance.item, before, language) if _told(instance, before) else ""
            yield _row(
                standing, Row(line, part.id, instance, before=last, compared=compared), records
            )


def _told(instance: Instance, before: object) -> bool:
    return before is not None and not KINDS[instance.item.kind].uploads


def _row(standing: Dossiers, row: Row, records: Records) -> Row:
    path, instance = row.path, row.instance
    written = records.written.get(path)
    seen = version_of(standing, instance, written)
    # A new revision may have given the question another name; the answer is the same.
    review = records.reviews.get(path) or records.judged.get(seen)
    asked = records.asked.get(path)
    stands = standing_of(review, seen, asked)
    known = known_of(row, stands, records)
    judged = instance.wants_a_word
    return Row(
        line=row.line,
        section=row.section,
        instance=instance,
        standing=stands,
        reasons=reasons(known) if judged else (),
        before=row.before,
        compared=row.compared,
        version=seen,
        ticket=ticket(seen, review.turn if review else 0),
        source=source_of(written, instance.given),
        written=written,
        review=review,
        asked=asked,
        judged=judged,
    )


def standing_of(review: Review | None, version: str, asked: AskedAgain | None) -> Standing:
    """By comparing what was judged with what stands there now."""
    judged = review if review and review.verdict else None
    if asked and (not asked.closed_at or judged is None or judged.at < asked.at):
        return Standing.ASKED_AGAIN
    if judged is None:
        return Standing.NEW
    if judged.version != version:
        return Standing.CHANGED
    return Standing.CORRECTED if judged.verdict == Verdict.CORRECTED else Standing.ACCEPTED


def known_of(row: Row, stands: Standing, records: Records) -> Known:
    instance, written = row.instance, records.written.get(row.path)
    asked, before = records.asked.get(row.path), records.sent_before
    own = written is not None and written.source != STAFF
    return Known(
        standing=stands,
        status=instance.status,
        answered_again=stands is Standing.ASKED_AGAIN and bool(asked and asked.closed_at),
        unusable=instance.status is Status.INVALID or _any(instance, WRONG),
        warned=any(issue.level is Level.WARNING for issue in instance.issues),
        remark=bool(row.line.remark),
        unread=row.path in records.unread,
        changed=bool(before and written and own and written.at > before),
        difference=row.compared.difference,
        lacks_document=lacks_document(instance),
    )


def _any(instance: Instance, kinds: tuple[str, ...]) -> bool:
    return any(issue.kind in kinds for issue in instance.issues)


def lacks_document(instance: Instance) -> bool:
    return KINDS[instance.item.kind].uploads and instance.required and instance.value is None


def far(row: Row) -> bool:
    return row.compared.difference not in (Difference.NONE, Difference.NEAR)
