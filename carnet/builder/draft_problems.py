"""What is still to repair in a draft, by the address of the part: what can be told by reading and compiling it,
without the long trials that publishing makes. Pure."""

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
from carnet.questionnaires.glances import findings_at, glance, refused
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.written import Written

# So many parts are looked through with every page; of a larger questionnaire the page asks for it afterwards.
FEW = 120


def problems_of(written: Written) -> dict[str, list[Problem]]:
    """The refused things of each part, in the order of the document."""
    seen = glance(written)
    findings, definition = findings_at(seen.addresses), seen.definition
    placed = list(placed_items(definition))
    check_ids(definition, placed, findings)
    check_former_ids(definition, placed, findings)
    for item, place, known in placed:
        check_item(item, place, known, findings)
        check_references(definition, item, place, findings)
    check_unrepeated(definition, findings)
    found: dict[str, list[Problem]] = {}
    names = list(seen.addresses.values())
    for problem in sorted((*seen.misread, *seen.broken, *refused(findings)), key=line_of):
        address = ROOT if problem.line is None else names[line_of(problem)]
        found.setdefault(address, []).append(problem)
    return found


def line_of(problem: Problem) -> int:
    return problem.line if isinstance(problem.line, int) else -1


@lru_cache(maxsize=30)
def remembered(written: Written, _language: str) -> dict[str, list[Problem]]:
    """The sentences are in the language they were made in."""
    return problems_of(written)
