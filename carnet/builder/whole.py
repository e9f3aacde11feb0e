"""The whole draft as a text or a workbook: what a new one would change, and whether the builder can go on with it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from carnet.questionnaires.change_words import Group, counted, grouped
from carnet.questionnaires.comparing import Change, between, summary
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.files import problems_of
from carnet.questionnaires.loading import Document, Source, digest
from carnet.questionnaires.models import Written
from carnet.questionnaires.parts import ID
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.reading import read
from carnet.questionnaires.workbook.reading import Workbook
from carnet.questionnaires.writing import write

AROUND = 2
MOST_LINES = 400


@lru_cache(maxsize=8)
def written(draft: Written) -> str:
    """The text of a draft. Of a large one that takes nearly a second, and each step of the page shows it."""
    return write(draft.document())


def text_of(document: Document) -> str:
    return written(Written(digest(document), lambda: document))


@dataclass(frozen=True)
class Line:
    """One line of the two texts laid side by side; `sign` is +, -, @ or a space."""

    sign: str
    text: str


class Comparison:
    """A new text beside the draft as it is."""

    # So many changes of one weight are seen at once; of more, each section is folded.
    unfolded = 25

    def __init__(self, old: Document, source: Source, language: str) -> None:
        self.old, self.source, self.new = old, source, source.document
        self.language = language

    @cached_property
    def shape(self) -> list[str]:
        """Why the builder could not go on with it; anything else may be repaired in it later."""
        met = self.source.problems if isinstance(self.source, Workbook) else ()
        unread = [f"{one.line}: {one.message}" for one in met if one.refused]
        return unread or list(misshapen(self.new, self.old))

    @property
    def sound(self) -> bool:
        return not self.shape

    @property
    def same(self) -> bool:
        return digest(self.new) == digest(self.old)

    @cached_property
    def problems(self) -> list[Problem]:
        return problems_of(self.source)

    @cached_property
    def texts(self) -> tuple[Definition, Definition]:
        return read(self.old)[0], read(self.new)[0]

    @cached_property
    def changes(self) -> list[Change]:
        return list(between(*self.texts))

    @property
    def groups(self) -> list[Group]:
        return grouped(self.changes, *self.texts, self.language)

    @property
    def counted(self) -> str:
        return counted(summary(self.changes))

    @cached_property
    def lines(self) -> list[Line]:
        one, other = (text_of(document).splitlines() for document in (self.old, self.new))
        found = list(difflib.unified_diff(one, other, lineterm="", n=AROUND))[2:]
        return [Line(line[:1], line[1:]) for line in found]

    @property
    def first_lines(self) -> list[Line]:
        return self.lines[:MOST_LINES]

    @property
    def more_lines(self) -> int:
        return max(0, len(self.lines) - MOST_LINES)


def misshapen(document: Document, old: Document) -> Iterator[str]:
    if document.get("questionnaire") != old["questionnaire"]:
        yield _("This is another questionnaire: its key differs.")
    languages = document.get("languages")
    if not (isinstance(languages, list) and languages and all(map(is_text, languages))):
        yield _("Name at least one language.")
    if not isinstance(document.get("title"), dict | str):
        yield _("The title is missing.")
    for name in ("choices", "facts", "declaration", "form", "sources"):
        if not isinstance(document.get(name, {}), dict):
            yield _("“%(key)s” needs names with a colon.") % {"key": name}
    yield from misshapen_inside(document, "facts", dict)
    yield from misshapen_inside(document, "choices", list)
    yield from misshapen_parts(document, "sections")


def misshapen_inside(document: Document, key: str, wanted: type) -> Iterator[str]:
    inside = document.get(key)
    for name, part in inside.items() if isinstance(inside, dict) else ():
        if not isinstance(part, wanted):
            yield _("“%(part)s” in “%(key)s” is not complete.") % {"part": name, "key": key}


def misshapen_parts(holder: Mapping[str, Any], key: str) -> Iterator[str]:
    parts = holder.get(key, [])
    if not isinstance(parts, list):
        yield _("“%(key)s” needs a list.") % {"key": key}
        return
    for part in parts:
        if not isinstance(part, dict) or not is_id(part.get("id")):
            where = part.get("id", part) if isinstance(part, dict) else part
            yield _("“%(part)s” in “%(key)s” needs an id.") % {"part": str(where)[:60], "key": key}
        else:
            yield from misshapen_parts(part, "items")


def is_text(word: Any) -> bool:
    return isinstance(word, str) and bool(word)


def is_id(word: Any) -> bool:
    return isinstance(word, str) and bool(ID.fullmatch(word))
