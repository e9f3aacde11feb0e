"""One state of a draft, read and compiled: once for all who look at it, since after each edit the preview and the list
of what is to repair both do. Pure.

A state is known by its digest, so nothing here is ever older than the draft, in however many processes. From one state
to the next nearly all questions and rules are the same; only what changed is read and compiled anew. What is merely
remarked on, and not refused, is left to the check before publishing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils.translation import get_language

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.compiling import BrokenDefinition, Compiler
from carnet.questionnaires.definition import Definition, Item
from carnet.questionnaires.loading import Document, Keys
from carnet.questionnaires.problems import Findings, Place, Problem
from carnet.questionnaires.reading import Reader
from carnet.questionnaires.shelves import Shelf
from carnet.questionnaires.written import Written

# What the reading of a question hangs on, besides itself.
AROUND = ("languages", "complete", "form", "sources", "choices")
READ: Shelf[tuple[str, str], Item] = Shelf(4000)


@dataclass(frozen=True)
class Glance:
    """`addresses`: where each part stands; a problem has the number of its part there as its line."""

    addresses: dict[Keys, str]
    compiled: Compiled
    misread: tuple[Problem, ...]
    broken: tuple[Problem, ...]

    @property
    def definition(self) -> Definition:
        return self.compiled.definition

    @property
    def runnable(self) -> Compiled:
        """Raises BrokenDefinition."""
        if self.broken:
            raise BrokenDefinition([*self.broken])
        return self.compiled


def glance(written: Written) -> Glance:
    return glanced(written, get_language() or "")


@lru_cache(maxsize=12)
def glanced(written: Written, _language: str) -> Glance:
    """The sentences are in the language they were made in."""
    document = written.document()
    where = dict(addresses(document))
    reading, compiling = findings_at(where), findings_at(where)
    definition = Rereader(reading).definition(document)
    compiled = Compiler(definition, compiling).compile()
    return Glance(where, compiled, refused(reading), refused(compiling))


def findings_at(where: dict[Keys, str]) -> Findings:
    return Findings({keys: number for number, keys in enumerate(where)})


def refused(findings: Findings) -> tuple[Problem, ...]:
    return tuple(problem for problem in findings.problems if problem.refused)


class Rereader(Reader):
    """Reads only those questions that it has not read before, in these surroundings, and found nothing to refuse in."""

    def definition(self, document: Document) -> Definition:
        around = json.dumps({key: document.get(key) for key in AROUND})
        self.around = sha256(around.encode()).hexdigest()
        return super().definition(document)

    def item(self, document: Any, place: Place, above: Document) -> Item:
        known = self.around, json.dumps([document, above.get("list_id"), above.get("who")])
        item = READ.get(known)
        if item is None:
            before = len(self.findings.problems)
            item = super().item(document, place, above)
            if not any(problem.refused for problem in self.findings.problems[before:]):
                READ.keep(known, item)
        return item


def addresses(document: Document) -> Iterator[tuple[Keys, str]]:
    """Where each part stands, and its address."""
    for number, section in numbered(document, "sections"):
        keys: Keys = ("sections", number)
        yield keys, f"sections.{section.get('id', '')}"
        yield from inside(section, keys)


def inside(part: Document, keys: Keys) -> Iterator[tuple[Keys, str]]:
    for number, item in numbered(part, "items"):
        inner = (*keys, "items", number)
        yield inner, f"items.{item.get('id', '')}"
        yield from inside(item, inner)


def numbered(part: Document, key: str) -> Iterator[tuple[int, Document]]:
    """A draft that came as a file may hold anything there."""
    found = part.get(key)
    for number, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, dict):
            yield number, one
