"""Which answers need a human, and why. Pure: takes what is known of one answer, knows no database.

An answer that a colleague accepted or corrected needs nobody, until it changes or its client writes. One that was
asked again waits for the client, and needs somebody as soon as it is answered. Every other answer needs somebody when

* the client passed it on: "ask my accountant", "I don't know", "I don't have it", "I will send it later";
* it cannot be used, or a rule of the questionnaire warns of it, even if the client said "it is right";
* the client left words beside it, or a message about it that nobody has read;
* it changed since the answers were sent the time before;
* it differs from last year's (differing.py);
* a document was wanted and there is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from carnet.questionnaires.given import Status
from carnet.reviews.differing import Difference


class Standing(StrEnum):
    """Where the review of one answer stands."""

    NEW = "new"
    ACCEPTED = "accepted"
    ASKED_AGAIN = "asked_again"
    CHANGED = "changed_after_acceptance"
    CORRECTED = "corrected"


class Reason(StrEnum):
    CHANGED_AFTER_ACCEPTANCE = "changed_after_acceptance"
    ANSWERED_AGAIN = "answered_again"
    FOR_ACCOUNTANT = "for_accountant"
    DONT_KNOW = "dont_know"
    NOT_HAVE = "not_have"
    LATER = "later"
    UNUSABLE = "unusable"
    WARNING = "warning"
    REMARK = "remark"
    MESSAGE = "message"
    CHANGED = "changed"
    DIFFERENT = "different"
    NOT_ANSWERED_BEFORE = "not_answered_before"
    NO_LONGER_ANSWERED = "no_longer_answered"
    NO_DOCUMENT = "no_document"


@dataclass(frozen=True)
class Known:
    """`answered_again`: the client answered what was asked again. `changed`: since the sending before the last."""

    standing: Standing
    status: Status
    answered_again: bool = False
    unusable: bool = False
    warned: bool = False
    remark: bool = False
    unread: bool = False
    changed: bool = False
    difference: Difference = Difference.NONE
    lacks_document: bool = False


SETTLED = (Standing.ACCEPTED, Standing.CORRECTED)
PASSED_ON = {
    Status.ASK_ACCOUNTANT: Reason.FOR_ACCOUNTANT,
    Status.DONT_KNOW: Reason.DONT_KNOW,
    Status.NOT_HAVE: Reason.NOT_HAVE,
    Status.LATER: Reason.LATER,
}
DIFFERENCES = {
    Difference.FAR: Reason.DIFFERENT,
    Difference.NEW: Reason.NOT_ANSWERED_BEFORE,
    Difference.GONE: Reason.NO_LONGER_ANSWERED,
}


def reasons(known: Known) -> tuple[Reason, ...]:
    """Why somebody of the firm must look at it; empty when nobody must."""
    return tuple(_reasons(known))


def _reasons(known: Known) -> Iterator[Reason]:
    if known.unread:
        yield Reason.MESSAGE
    if known.standing in SETTLED:
        return
    if known.standing is Standing.ASKED_AGAIN and not known.answered_again:
        return
    if known.standing is Standing.CHANGED:
        yield Reason.CHANGED_AFTER_ACCEPTANCE
    if known.answered_again:
        yield Reason.ANSWERED_AGAIN
    yield from _of_answer(known)


def _of_answer(known: Known) -> Iterator[Reason]:
    if known.status in PASSED_ON:
        yield PASSED_ON[known.status]
    if known.unusable:
        yield Reason.UNUSABLE
    if known.warned:
        yield Reason.WARNING
    if known.remark:
        yield Reason.REMARK
    if known.changed and known.standing is Standing.NEW:
        yield Reason.CHANGED
    if known.difference in DIFFERENCES:
        yield DIFFERENCES[known.difference]
    if known.lacks_document and known.status not in PASSED_ON:
        yield Reason.NO_DOCUMENT
