"""What a colleague sees of the thread of a dossier, and of what was asked again."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carnet.answers.asking_again import round_of
from carnet.answers.messages import Kind
from carnet.answers.models import AskedAgain, Message
from carnet.answers.reading import Standing
from carnet.answers.summary import Line, Summary


@dataclass(frozen=True)
class Note:
    message: Message
    question: str = ""
    anchor: str = ""

    @property
    def wants_to_reopen(self) -> bool:
        return self.message.kind == Kind.REOPEN


@dataclass(frozen=True)
class Again:
    asked: AskedAgain
    question: str


def talk(standing: Standing, summary: Summary) -> dict[str, Any]:
    """For the dossier's page: the thread, what waits for an answer, and the round that was asked again."""
    dossier = standing.dossier
    lines = {line.path: line for part in summary.parts for line in part.lines}
    notes = list(_notes(dossier.messages.select_related("colleague"), lines))
    again = [Again(one, _question(lines.get(one.path))) for one in round_of(dossier)]
    return {
        "notes": notes,
        "unread": sum(not one.message.from_firm and not one.message.read_at for one in notes),
        "message_key": secrets.token_hex(8),
        "again": again,
        "may_unlock": any(one.asked.only for one in again),
    }


def _notes(messages, lines: dict[str, Line]) -> Iterator[Note]:
    for message in messages:
        line = lines.get(message.path)
        yield Note(message, _question(line), line.anchor if line else "")


def _question(line: Line | None) -> str:
    if line is None:
        return ""
    return f"{line.group} · {line.question}" if line.group else line.question
