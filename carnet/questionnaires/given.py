"""What a client has said to one question so far. Knows nothing of the question itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Value = str | int | list[str] | dict[str, str] | bool
Raw = Mapping[str, list[str]]


class Status(StrEnum):
    BLANK = "blank"
    ANSWERED = "answered"
    PREFILLED = "prefilled"
    DONT_KNOW = "dont_know"
    ASK_ACCOUNTANT = "ask_accountant"
    NOT_HAVE = "not_have"
    LATER = "later"
    INVALID = "invalid"


ESCAPES = (Status.DONT_KNOW, Status.ASK_ACCOUNTANT, Status.NOT_HAVE, Status.LATER)


@dataclass(frozen=True, slots=True)
class Given:
    """`value` of a document that comes later is the day it was promised for, or nothing."""

    value: Value | None = None
    status: Status = Status.BLANK
    raw: Raw | None = None
    # The client was asked "is this right?" and said so: of a warning, or of a proposal.
    confirmed: bool = False
    # The client left words for the accountant beside it.
    noted: bool = False
    # What a rule calls today is the day of the answer it judges.
    at: datetime | None = None

    @property
    def escaped(self) -> bool:
        return self.status in ESCAPES

    @property
    def agreed(self) -> bool:
        """Was a warning seen and answered by "It is right"? Who confirms last year's answer has seen none."""
        return self.confirmed and self.status is not Status.PREFILLED

    @property
    def counts(self) -> bool:
        """May rules see it, if its question is shown? A proposal counts once it was confirmed."""
        said = self.status is Status.ANSWERED or (
            self.status is Status.PREFILLED and self.confirmed
        )
        return said and self.value is not None


BLANK = Given()
