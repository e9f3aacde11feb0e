"""What one client has sent, ready to be put out: the texts and answers as they were sealed, and what the firm decides
about them today beside it, told apart.

Later edits of the client, of the questionnaire or of the register change nothing here. Of the firm's own doings count
the values it sets in place of a calculation, with what hangs on them, and the questions it has put documents under.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from carnet.answers.actions import STAFF
from carnet.answers.form import dossier_form
from carnet.answers.models import Answer, Document, Submission
from carnet.answers.prior import prior_answers
from carnet.answers.reading import background, split
from carnet.answers.summary import Line, Paper, Part, Summary, thawed
from carnet.campaigns.models import Dossier
from carnet.exports.beside import requests_beside
from carnet.questionnaires.compiled import Compiled, Node
from carnet.questionnaires.filled_form import FilledForm, filled_form
from carnet.questionnaires.given import Given, Status, Value
from carnet.questionnaires.judging import judged
from carnet.questionnaires.outcome import Outcome
from carnet.questionnaires.settling import Background, Run, settled


@dataclass(frozen=True)
class Placed:
    """A document, and the question it lies under; `path` is empty while nobody has said. `moved` by the firm, after
    it was sent. `document` is None when it is kept no more."""

    paper: Paper
    path: str
    moved: bool = False
    document: Document | None = None


@dataclass(frozen=True)
class Sent:
    """`values` are those that were sealed, `run` what they come to today; both by path."""

    submission: Submission
    summary: Summary
    run: Run
    by_hand: Mapping[str, Answer]
    papers: Mapping[str, Sequence[Placed]]

    @property
    def dossier(self) -> Dossier:
        return self.submission.dossier

    @property
    def content(self) -> dict[str, Any]:
        return self.submission.content

    @property
    def values(self) -> dict[str, Value]:
        return self.content["values"]

    @property
    def compiled(self) -> Compiled:
        return self.run.compiled

    @cached_property
    def outcome(self) -> Outcome:
        return judged(self.run)

    @cached_property
    def form(self) -> FilledForm:
        return filled_form(self.run)

    @cached_property
    def lines(self) -> dict[str, Line]:
        return {line.path: line for _part, line in self.told()}

    @cached_property
    def requests(self) -> dict[str, list[str]]:
        """By question outside lists: the requests for documents that belong to it."""
        asked = (self.node(path) for path in self.lines if "/" not in path)
        return requests_beside([node for node in asked if node is not None])

    @property
    def documents(self) -> list[Placed]:
        return [placed for listed in self.papers.values() for placed in listed]

    def told(self) -> Iterator[tuple[Part, Line]]:
        """What the client read when sending, in its order; a loose document is no answer."""
        for part in self.summary.parts:
            yield from ((part, line) for line in part.lines if line.path)

    def node(self, path: str) -> Node | None:
        return self.compiled.by_id.get(split(path)[2])

    def changed(self, path: str) -> bool:
        """Does a calculation come to something else now than when it was sent?"""
        node = self.node(path)
        calculated = node is not None and node.kind.calculated
        return calculated and self.run.effective.get(path) != self.values.get(path)


def sent(submission: Submission) -> Sent:
    """A fixed number of queries, whatever the size. Its dossier comes with client, firm and campaign."""
    summary, compiled = thawed(submission.content["parts"]), form_of(submission)
    papers = placed(submission, summary)
    by_hand = set_by_hand(submission.dossier)
    answers = frozen_answers(submission, summary, compiled) | assigned(papers)
    answers |= {path: Given(row.value, Status.ANSWERED) for path, row in by_hand.items()}
    paths = [line.path for part in summary.parts for line in part.lines]
    run = settled(
        compiled,
        answers,
        entries_of([*paths, *answers]),
        surroundings(submission, summary, compiled),
    )
    return Sent(submission, summary, run, by_hand, papers)


def form_of(submission: Submission) -> Compiled:
    """The questions of its own revision, whichever the dossier has been brought to since."""
    dossier = copy(submission.dossier)
    dossier.revision = submission.revision
    return dossier_form(dossier)


def frozen_answers(
    submission: Submission, summary: Summary, compiled: Compiled
) -> dict[str, Given]:
    """Calculations are worked out again from these, so that what the firm sets by hand reaches all that hangs
    on it."""
    left = {
        line.path: Given(status=Status(line.status))
        for part in summary.parts
        for line in part.lines
        if line.left
    }
    return left | {
        path: Given(value, Status.ANSWERED)
        for path, value in submission.content["values"].items()
        if (node := compiled.by_id.get(split(path)[2])) and not node.kind.calculated
    }


def entries_of(paths: Sequence[str]) -> dict[str, list[str]]:
    """The lists with their entries, as they come up in these paths."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for list_id, entry, _name in map(split, paths):
        if list_id:
            found[list_id][entry] = None
    return {list_id: list(entries) for list_id, entries in found.items()}


def surroundings(submission: Submission, summary: Summary, compiled: Compiled) -> Background:
    """As it was that day: what the firm has switched off since does not count."""
    dossier, day = submission.dossier, timezone.localdate(submission.sent_at)
    asked = {split(line.path)[2] for part in summary.parts for line in part.lines}
    around = background(dossier, day, prior_answers(dossier, compiled.definition))
    return replace(around, asked_again=frozenset(), off=around.off - asked)


def set_by_hand(dossier: Dossier) -> dict[str, Answer]:
    rows = dossier.answers.filter(source=STAFF).exclude(reason=None).select_related("colleague")
    return {row.path: row for row in rows}


def placed(submission: Submission, summary: Summary) -> dict[str, list[Placed]]:
    """The documents by question, in the order in which they were sent. While the client may answer again, what is
    moved about is theirs and not of this submission."""
    dossier = submission.dossier
    rows = {str(one.uuid): one for one in dossier.documents.select_related("dossier__firm")}
    found: dict[str, list[Placed]] = defaultdict(list)
    for line in (line for part in summary.parts for line in part.lines):
        for paper in line.papers:
            row = rows.get(paper.uuid)
            moved = bool(row and not dossier.open and row.path not in (line.path, ""))
            path = row.path if row and moved else line.path
            found[path].append(Placed(paper, path, moved, row))
    return dict(found)


def assigned(papers: Mapping[str, Sequence[Placed]]) -> dict[str, Given]:
    """The questions that the firm has put documents under."""
    return {
        path: Given([one.paper.uuid for one in listed], Status.ANSWERED)
        for path, listed in papers.items()
        if any(one.moved for one in listed)
    }


def last_moves(given: Sent) -> dict[str, tuple[str, datetime]]:
    """Who said what counts, and when, by path."""
    events = given.dossier.answer_events.filter(at__lte=given.submission.sent_at).order_by("pk")
    return {path: (person, at) for path, person, at in events.values_list("path", "person", "at")}
