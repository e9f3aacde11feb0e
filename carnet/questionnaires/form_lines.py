"""The answers as lines of the official form behind a questionnaire: which code gets which value.

In a form with two columns the older partner stands on the left, whoever answers; the questionnaire says by a
rule when that is the partner, and at each question whose figure it asks for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from carnet.questionnaires.compiled import Bound, Compiled, Filed, Node
from carnet.questionnaires.definition import Code
from carnet.questionnaires.given import Given, Value
from carnet.questionnaires.settling import Background, Run, path_of, settled

PARTNER, CLIENT = "partner", "client"


@dataclass(frozen=True)
class FormLine:
    """`code` names both columns, as in 1106-58/2106-28, where the accountant has to divide or to decide."""

    code: str
    path: str
    value: Value


def form_lines(
    compiled: Compiled,
    answers: Mapping[str, Given],
    entries: Mapping[str, Sequence[str]],
    background: Background,
) -> list[FormLine]:
    """Every line that has an answer, in the order of the questionnaire; hidden answers fill none."""
    return list(Columns(settled(compiled, answers, entries, background)).all_lines())


class Columns:
    """`joint`: is it one return of two? `partner_left`: is the partner the older one?"""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.joint = self.asked(run.compiled.joint)
        self.partner_left = self.asked(run.compiled.partner_left)

    def asked(self, bound: Bound | None) -> Any:
        """True, False, or something else when that is not known."""
        return self.run.ask(bound, self.run.known, "form") if bound else None

    def all_lines(self) -> Iterator[FormLine]:
        for node in self.run.compiled.nodes:
            if node.filed:
                yield from self.lines(node)

    def lines(self, node: Node) -> Iterator[FormLine]:
        for entry in self.run.entries.get(node.list_id, ()) if node.list_id else ("",):
            path = path_of(node, entry)
            value = self.run.effective.get(path)
            if value is None or value == "no":
                continue
            for filed in node.filed:
                if self.applies(filed, value, path, entry, node):
                    yield FormLine(self.column(filed.code, node, entry), path, value)

    def applies(self, filed: Filed, value: Value, path: str, entry: str, node: Node) -> bool:
        chosen = value if isinstance(value, list) else [value]
        if filed.choice and filed.choice not in chosen:
            return False
        names = self.run.inside[node.list_id][entry] if entry else self.run.known
        return filed.only_if is None or self.run.ask(filed.only_if, names, path) is True

    def column(self, code: Code, node: Node, entry: str) -> str:
        if not code.right or self.joint is False:
            return code.left
        person = self.person(node, entry)
        if person and self.joint is True and isinstance(self.partner_left, bool):
            return code.left if (person == PARTNER) == self.partner_left else code.right
        return f"{code.left}/{code.right}"

    def person(self, node: Node, entry: str) -> str:
        """Whose figure it is: as the questionnaire says, or as the answer beside it does."""
        named = node.item.person
        if named in (PARTNER, CLIENT, ""):
            return named
        asked = self.run.compiled.by_id[named]
        said = self.run.effective.get(path_of(asked, entry if asked.list_id else ""))
        return said if said in (PARTNER, CLIENT) else ""
