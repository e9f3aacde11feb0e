"""The road of a return, as its client sees it: where it is, which steps are behind and which are to come. Pure.

`stage` reads top down; the first line that fits counts:

| the return                                        | stage     |
|---------------------------------------------------|-----------|
| was filed                                         | FILED     |
| was sent and is open to the client again          | QUESTION  |
| has a document that somebody still has to approve | TO_APPROVE|
| has a document that somebody has declined         | DECLINED  |
| has documents, and all are approved               | APPROVED  |
| is accepted, or closed after it was sent          | PREPARED  |
| is in review, or was sent back with an answer     | IN_REVIEW |
| was sent                                          | RECEIVED  |
| was not                                           | NOT_SENT  |

Documents are those this person is asked about, without what was withdrawn or replaced: who is not asked
is not told. Days are dates of the firm's clock. Nothing here fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OPENED_AGAIN, IN_REVIEW, ENDED = "asked_again", "in_review", ("accepted", "closed")


class Stage(StrEnum):
    NOT_SENT = "not_sent"
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    QUESTION = "question"
    PREPARED = "prepared"
    TO_APPROVE = "to_approve"
    APPROVED = "approved"
    DECLINED = "declined"
    FILED = "filed"


class Progress(StrEnum):
    DONE = "done"
    NOW = "now"
    NEXT = "later"


@dataclass(frozen=True)
class Paper:
    """A document up for approval. `state` is its own (Approval.State), `mine` that of this person's voice."""

    state: str
    mine: str
    asked_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """`state` is the dossier's, since the day `since`; `answered_on` when a question of the firm was last answered.
    `files` says that such a questionnaire ends with a return that is filed."""

    state: str
    since: date | None = None
    sent_on: date | None = None
    answered_on: date | None = None
    papers: tuple[Paper, ...] = ()
    filed_on: date | None = None
    files: bool = True


@dataclass(frozen=True)
class Step:
    """`key` is one of received, question, review, approval, filed."""

    key: str
    progress: Progress
    on: date | None = None


def stage(facts: Facts) -> Stage:
    if facts.filed_on:
        return Stage.FILED
    if not facts.sent_on:
        return Stage.NOT_SENT
    if facts.state == OPENED_AGAIN:
        return Stage.QUESTION
    states = {paper.state for paper in facts.papers}
    for one, found in (("open", Stage.TO_APPROVE), ("declined", Stage.DECLINED)):
        if one in states:
            return found
    if states:
        return Stage.APPROVED
    return _before_approval(facts)


def _before_approval(facts: Facts) -> Stage:
    if facts.state in ENDED:
        return Stage.PREPARED
    reading = facts.state == IN_REVIEW or facts.answered_on
    return Stage.IN_REVIEW if reading else Stage.RECEIVED


# Which step the stage stands at, and whether that is behind already.
AT = {
    Stage.NOT_SENT: ("received", False),
    Stage.RECEIVED: ("received", True),
    Stage.IN_REVIEW: ("review", False),
    Stage.QUESTION: ("question", False),
    Stage.PREPARED: ("review", True),
    Stage.TO_APPROVE: ("approval", False),
    Stage.DECLINED: ("approval", False),
    Stage.APPROVED: ("approval", True),
    Stage.FILED: ("filed", True),
}


def road(facts: Facts) -> list[Step]:
    """The steps from top to bottom: all before the one it stands at are done, all after it are to come."""
    at, behind = AT[stage(facts)]
    keys = list(_keys(facts, at))
    here = keys.index(at)
    days = _days(facts)
    return [Step(key, _progress(n, here, behind), days.get(key)) for n, key in enumerate(keys)]


def _keys(facts: Facts, at: str) -> Iterator[str]:
    yield "received"
    if facts.answered_on and at != "question":
        yield "question"
    yield "review"
    if at == "question":
        yield "question"
    # Filed without approval, there was none to give.
    if facts.papers or (facts.files and not facts.filed_on):
        yield "approval"
    if facts.files or facts.papers or facts.filed_on:
        yield "filed"


def _progress(number: int, here: int, behind: bool) -> Progress:
    if number == here and not behind:
        return Progress.NOW
    return Progress.DONE if number <= here else Progress.NEXT


def _days(facts: Facts) -> dict[str, date | None]:
    """When each step was, as far as it is known."""
    review = facts.since if facts.state in (IN_REVIEW, ENDED[0]) else None
    ends = [paper.ended_on for paper in facts.papers if paper.ended_on]
    asked = [paper.asked_on for paper in facts.papers if paper.state == "open"]
    question = facts.since if facts.state == OPENED_AGAIN else facts.answered_on
    return {
        "received": facts.sent_on,
        "question": question,
        "review": review,
        "approval": max(asked or ends, default=None),
        "filed": facts.filed_on,
    }
