"""A list of lines that somebody pastes, as questions or as choices. Pure."""

import re
from collections.abc import Iterator

from carnet.builder.naming import name_from
from carnet.questionnaires.loading import Document

MOST_LINES = 200
MOST_LETTERS = 1000
# What stands before a line of a list: a bullet, a number, a box to tick.
BULLET = re.compile(r"^\s*(?:[-–—•*·▪◦☐□]|\(?\d{1,3}[.)]|[a-z][.)])\s+")


def lines_of(pasted: str) -> list[str]:
    """The lines without their bullets; empty ones and repetitions go."""
    found = (BULLET.sub("", line).strip()[:MOST_LETTERS] for line in pasted.splitlines())
    return list(dict.fromkeys(line for line in found if line))[:MOST_LINES]


def choices_from(lines: list[str], language: str, taken: frozenset[str]) -> list[Document]:
    """A choice for each line."""
    return [
        {"id": id_, "text": {language: line}}
        for line, id_ in named(lines, set(taken), fallback="choice")
    ]


def named(lines: list[str], taken: set[str], fallback: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        id_ = name_from(line, taken, fallback)
        taken.add(id_)
        yield line, id_
