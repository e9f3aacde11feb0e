"""Imports, tries out, undoes and resumes for the command line, to the end and without a worker, and says what
came of it: as JSON for programs, or in sentences."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from carnet.clients.models import Client
from carnet.firms.models import Firm
from carnet.imports import actions
from carnet.imports.applying import apply_next
from carnet.imports.asked import Asked
from carnet.imports.lists import choices_of, defaults, find_list, source_of
from carnet.imports.models import Import, State
from carnet.imports.pages.words import sentence
from carnet.imports.planning.checking import check_rows
from carnet.imports.planning.choices import Choices
from carnet.imports.planning.outcome import KINDS, Plan
from carnet.imports.plans import plan_of, plan_rows
from carnet.imports.reading.sheet import check_name, read_source
from carnet.imports.repair import late
from carnet.imports.turns import run_to_end
from carnet.imports.undoing import undo_next

Facts = dict[str, Any]
ORDER = " ".join(("rows", *KINDS))


@dataclass(frozen=True)
class Answer:
    facts: Facts
    lines: tuple[str, ...]

    @property
    def json(self) -> str:
        return json.dumps(self.facts, ensure_ascii=False, indent=2)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def try_out(firm: Firm, file: UploadedFile, asked: Asked) -> Answer:
    """Nothing is written, not even that there was a file."""
    check_name(file.name or "", file.size or 0)
    source = read_source(file.read())
    choices = asked.over(actions.as_last_time(firm, find_list(source, Choices())), source)
    table = find_list(source, choices)
    rows = list(check_rows(table, defaults(firm), choices))
    plan = plan_rows(firm, rows, choices)
    if asked.archive_missing:
        choices = choices.with_(archive=_missing(firm, plan))
        plan = plan_rows(firm, rows, choices)
    facts = _facts(plan.counts, list(_problems(plan)), table.mapping) | {"couples": _couples(plan)}
    return Answer(facts, (*_lines(facts), "Nothing was written."))


def bring(firm: Firm, file: UploadedFile, asked: Asked, *, keep: bool) -> Answer:
    received = actions.receive(firm, file, by=None, keep=keep)
    choices = asked.over(choices_of(received), source_of(received))
    actions.decide(received, choices, by=None)
    if asked.archive_missing:
        missing = _missing(firm, plan_of(received))
        actions.decide(received, choices.with_(archive=missing), by=None)
    plan = plan_of(received)
    actions.request_apply(received, digest=plan.digest, by=None, now=timezone.now())
    _run(received)
    late = [{"line": line, "column": "", "reason": reason} for line, reason in _late(received)]
    counts = {**received.counts, "invalid": received.counts["invalid"] + len(late)}
    facts = _facts(counts, [*_problems(plan), *late], received.mapping)
    facts |= {"id": str(received.uuid), "couples": _couples(plan), "archived": counts["archived"]}
    return Answer(facts, (*_lines(facts), f"To take it back: --undo {received.uuid}"))


def undo(received: Import) -> Answer:
    actions.request_undo(received, by=None, now=timezone.now())
    return resume(received)


def resume(received: Import) -> Answer:
    """Goes on where somebody was interrupted, or tells what came of it."""
    _run(received)
    # PostgreSQL gives the names back in an order of its own.
    names = sorted(received.counts, key=lambda name: (name not in ORDER, ORDER.find(name)))
    counts = {name: count for name in names if (count := received.counts[name])}
    kept = [
        {"line": row.line, "client": row.client_id, "name": str(row.client)}
        for row in received.kept().select_related("client")
    ]
    facts = {"id": str(received.uuid), "state": received.state, **counts, "left_as_they_are": kept}
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    lines = [f"{received.name} is {received.state}: {told}."]
    lines += [
        f"Left as it is, since somebody went on: {one['name']} (row {one['line']})" for one in kept
    ]
    return Answer(facts, tuple(lines))


def _run(received: Import) -> None:
    """To its end, whether it is being applied or undone."""
    run_to_end(received, timezone.now(), apply_next, undo_next)
    if received.state == State.PLANNED:
        raise actions.PlanChanged([])


def _late(received: Import) -> list[tuple[int, str]]:
    """Rows that could not be written any more, and why."""
    return [(line, late(row)) for row in received.left_out() for line in row.lines]


def _missing(firm: Firm, plan: Plan) -> frozenset[int]:
    """Active clients whom no row of the file is about."""
    return (
        frozenset(Client.objects.filter(firm=firm).active().values_list("pk", flat=True)) - plan.met
    )


def _facts(counts: Facts, problems: list[Facts], mapping: Facts) -> Facts:
    return {
        **{name: counts[name] for name in ("rows", *KINDS)},
        "problems": problems,
        "mapping": mapping,
    }


def _problems(plan: Plan) -> Iterator[Facts]:
    for problem in plan.problems:
        told = {"line": problem.line, "column": problem.column, "reason": problem.reason}
        yield told | ({"repair": problem.repair} if problem.repair else {})


def _couples(plan: Plan) -> list[Facts]:
    return [
        {"line": one.first_line, "partner_line": one.line, "joined": one.joined, "why": one.why}
        for one in plan.couples
    ]


def _lines(facts: Facts) -> Iterator[str]:
    yield sentence(facts) + "."
    for problem in facts["problems"]:
        place = f"Row {problem['line']}, {problem['column']}".removesuffix(", ")
        repair = f" Meant may be {problem['repair']}." if "repair" in problem else ""
        yield f"{place}: {problem['reason']}{repair}"
