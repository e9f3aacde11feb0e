"""Random answers to a questionnaire, near the figures and words that its own rules mention."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from carnet.questionnaires.compiled import Bound, Compiled, Node, SectionNode, bare
from carnet.questionnaires.given import BLANK, Given, Status, Value
from carnet.questionnaires.settling import Background, path_of

NUMBER = re.compile(r"(?<![\w.'])\d+\.\d+")
WORD = re.compile(r"'([^'\\]*)'")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PERIOD = (date(2025, 1, 1), date(2025, 12, 31))
TODAY = date(2026, 3, 15)
ANSWERED, OLDEST = 0.85, 130
SILENT = (BLANK, Given(status=Status.DONT_KNOW))


class Samples:
    """Draws answers for one questionnaire; the same seed draws the same ones."""

    def __init__(self, compiled: Compiled, seed: int = 1) -> None:
        self.compiled = compiled
        self.draw = random.Random(seed)
        self.mentioned: dict[str, set[str]] = defaultdict(set)
        for node in compiled.order:
            for bound in rules_of(node):
                self.note(bound)
        self.values = {
            node.id: tuple(self.possible(node, self.mentioned[node.id])) for node in compiled.nodes
        }
        self.several = {node.id for node in compiled.nodes if picks_several(node)}
        self.nearby: dict[tuple[str, int], tuple[Any, ...]] = {}
        self.facts = {
            fact.id: tuple(dict.fromkeys((*words(self.mentioned[fact.id]), "other")))
            for fact in compiled.definition.facts
        }

    def note(self, bound: Bound) -> None:
        """What a rule mentions is worth trying for everything the rule reads."""
        found = mentioned_in(bound)
        for name in (*bound.rule.names, *(field for _list, field in bound.rule.fields)):
            self.mentioned[bare(name).rpartition(".")[2]] |= found

    def possible(self, node: Node, mentioned: set[str]) -> Iterator[Any]:
        kind = node.kind
        if node.choice_ids:
            yield from sorted(node.choice_ids)
            return
        yield from kind.samples
        if kind.numeric:
            yield from sorted({str(n + step) for n in numbers(mentioned) for step in (-1, 0, 1)})
        elif DAY.fullmatch(str(kind.samples[0])):
            yield from sorted(set(days(mentioned)))
        elif kind.rule_type == "text":
            yield from words(mentioned)
        elif kind.rule_type == "record":
            yield from ({**kind.samples[0], "country": word} for word in words(mentioned))

    def value(self, node: Node, bound: Bound | None = None) -> Any:
        """An answer; every other one near what this rule mentions, when there is one in question."""
        possible = self.near(node, bound) if bound and self.toss() else self.values[node.id]
        if node.id not in self.several:
            return self.pick(possible)
        if self.toss():
            # A single one, such as “none of these”, which among ten would hardly ever be drawn alone.
            return [self.pick(possible)]
        return [choice for choice in possible if self.draw.random() < 0.4] or [possible[0]]

    def near(self, node: Node, bound: Bound) -> tuple[Any, ...]:
        key = node.id, id(bound)
        if key not in self.nearby:
            self.nearby[key] = tuple(self.possible(node, mentioned_in(bound)))
        return self.nearby[key]

    def pick(self, possible: Sequence[Any]) -> Any:
        """One of these. A check draws a hundred thousand times, and random.choice takes three times as long."""
        return possible[int(self.draw.random() * len(possible))]

    def toss(self) -> bool:
        return self.draw.random() < 0.5

    def given(self, node: Node, bound: Bound | None = None) -> Given:
        if self.draw.random() < ANSWERED:
            return Given(self.value(node, bound), Status.ANSWERED)
        return self.pick(SILENT)

    def entries(self, nodes: Iterable[Node | SectionNode]) -> dict[str, list[str]]:
        lists = (node for node in nodes if isinstance(node, Node) and node.kind.repeats)
        return {node.id: [f"e{n}" for n in range(self.pick((0, 1, 1, 2)))] for node in lists}

    def answers(
        self, nodes: Iterable[Node | SectionNode], entries: Mapping[str, list[str]]
    ) -> dict[str, Given]:
        return {path: self.given(node) for path, node in asked_paths(nodes, entries)}

    def changes(
        self,
        paths: Iterable[tuple[str, Node]],
        best: Mapping[str, Given],
        share: float,
        bound: Bound | None,
    ) -> dict[str, Given]:
        """New answers to this share of the questions, and to those without one."""
        return {
            path: self.given(node, bound)
            for path, node in paths
            if path not in best or self.draw.random() < share
        }

    def background(self, prior: Mapping[str, Value]) -> Background:
        facts = {name: self.pick(possible) for name, possible in self.facts.items()}
        return Background(TODAY, *PERIOD, facts=facts, prior=prior)


def asked_paths(
    nodes: Iterable[Node | SectionNode], entries: Mapping[str, list[str]]
) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        if isinstance(node, Node) and node.kind.asks:
            for entry in entries.get(node.list_id, ()) if node.list_id else ("",):
                yield path_of(node, entry), node


def picks_several(node: Node) -> bool:
    """Are several of the choices one answer? Then the samples are choices, and not answers."""
    return node.kind.rule_type == "texts" and not isinstance(node.kind.samples[0], list)


def mentioned_in(bound: Bound) -> set[str]:
    """The figures a rule mentions, and its words, each word in its quotes."""
    text = bound.rule.canonical
    return {*NUMBER.findall(text), *(f"'{word}'" for word in WORD.findall(text))}


def rules_of(node: Node | SectionNode) -> Iterator[Bound]:
    yield from node.rules() if isinstance(node, Node) else node.deciding()


def numbers(mentioned: set[str]) -> Iterator[float]:
    yield from (float(word) for word in mentioned if not word.startswith("'"))


def words(mentioned: set[str]) -> list[str]:
    return sorted(word[1:-1] for word in mentioned if word.startswith("'"))


def days(mentioned: set[str]) -> Iterator[str]:
    """The days a rule mentions, those at the ages it mentions, and those in the years it mentions."""
    near = [date.fromisoformat(word) for word in words(mentioned) if DAY.fullmatch(word)]
    near += [*PERIOD, TODAY, TODAY.replace(year=TODAY.year + 5)]
    for number in numbers(mentioned):
        if 0 <= number < OLDEST:
            near.append(PERIOD[1].replace(year=PERIOD[1].year - int(number)))
        elif 1800 < number < 2200:
            near.append(date(int(number), 6, 15))
    for day in near:
        yield from ((day + timedelta(days=step)).isoformat() for step in (-1, 0, 1))
