"""What a client has said to one question so far. Knows nothing of the question itself."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    value: Value | None = None
    status: Status = Status.BLANK
    raw: Raw | None = None
    confirmed: bool = False

    @property
    def escaped(self) -> bool:
        return self.status in ESCAPES


BLANK = Given()
