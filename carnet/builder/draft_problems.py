"""What is still to repair in a draft, by the address of the part: what can be told by reading and compiling it,
without the long trials that publishing makes. Pure."""

from collections.abc import Iterator
from functools import lru_cache

from carnet.builder.steps import ROOT
from carnet.questionnaires.checks import (
    check_former_ids,
    check_ids,
    check_item,
    check_references,
    check_unrepeated,
    placed_items,
)
from carnet.questionnaires.compiling import Compiler
from carnet.questionnaires.loading import Document, Keys
from carnet.questionnaires.models import Written
from carnet.questionnaires.problems import Findings, Problem
from carnet.questionnaires.reading import Reader

# So many parts are looked through with every page; of a larger questionnaire the page asks for it afterwards.
FEW = 120


def problems_of(document: Document) -> dict[str, list[Problem]]:
    """The refused things of each part, in the order of the document."""
    where = dict(addresses(document))
    findings = Findings({keys: number for number, keys in enumerate(where)})
    names = list(where.values())
    definition = Reader(findings).definition(document)
    placed = list(placed_items(definition))
    check_ids(definition, placed, findings)
    check_former_ids(definition, placed, findings)
    Compiler(definition, findings).compile()
    for item, place, known in placed:
        check_item(item, place, known, findings)
        check_references(definition, item, place, findings)
    check_unrepeated(definition, findings)
    found: dict[str, list[Problem]] = {}
    for problem in sorted(findings.problems, key=line_of):
        if problem.refused:
            address = ROOT if problem.line is None else names[line_of(problem)]
            found.setdefault(address, []).append(problem)
    return found


def line_of(problem: Problem) -> int:
    return problem.line if isinstance(problem.line, int) else -1


def addresses(document: Document) -> Iterator[tuple[Keys, str]]:
    """Where each part stands, and its address."""
    for number, section in enumerate(document.get("sections", ())):
        keys: Keys = ("sections", number)
        yield keys, f"sections.{section['id']}"
        yield from inside(section, keys)


def inside(part: Document, keys: Keys) -> Iterator[tuple[Keys, str]]:
    for number, item in enumerate(part.get("items", ())):
        inner = (*keys, "items", number)
        yield inner, f"items.{item['id']}"
        yield from inside(item, inner)


@lru_cache(maxsize=30)
def remembered(written: Written, _language: str) -> dict[str, list[Problem]]:
    """The sentences are in the language they were made in."""
    return problems_of(written.document())
