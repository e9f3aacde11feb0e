"""What a rule by itself might say: to values drawn for each of its names, or to answers that were tried.

Nothing is evaluated here but the one rule, which takes a tenth of the time of a whole client.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from carnet.questionnaires.compiled import Bound, Compiled, Node, SectionNode
from carnet.questionnaires.given import BLANK, Given
from carnet.questionnaires.rules import UNKNOWN
from carnet.questionnaires.sampling import PERIOD, TODAY, Samples, numbers, words

BLANKS = 0.1
# A condition that so many answers in a row did not please is not waited for any longer.
HOPELESS = 1000
FIXED = {
    "today": TODAY.isoformat(),
    "period_start": PERIOD[0].isoformat(),
    "period_end": PERIOD[1].isoformat(),
}


class Supposed:
    """Draws what the names of a rule may stand for, as if they were independent of each other."""

    def __init__(self, compiled: Compiled, samples: Samples) -> None:
        self.compiled = compiled
        self.samples = samples
        self.results: dict[str, Sequence[Any]] = {}
        # By rule and node: each name with what draws for it, worked out once for hundreds of draws.
        self.drawn: dict[tuple[int, str], list[tuple[str, Callable[[], Any]]]] = {}

    def values(self, node: Node | SectionNode, bound: Bound) -> dict[str, Any]:
        """A value under each name of the rule that is not blank this time."""
        key = id(bound), node.id
        if key not in self.drawn:
            self.drawn[key] = [(name, self.draws(name, node, bound)) for name in bound.rule.names]
        values = ((name, draw()) for name, draw in self.drawn[key])
        return {name: value for name, value in values if value is not None}

    def draws(self, name: str, node: Node | SectionNode, bound: Bound) -> Callable[[], Any]:
        """Draws what a rule may meet under this name; None for blank."""
        base = name.rpartition(".")[2]
        if name in FIXED:
            return lambda: FIXED[name]
        if name == "position":
            return self.one_of((1.0, 2.0, 3.0))
        if name == "choice" and isinstance(node, Node) and node.choice_ids:
            return self.one_of(sorted(node.choice_ids))
        if name.startswith(("answered.", "shown.")):
            return self.samples.toss
        if base in self.samples.facts:
            return self.one_of(self.samples.facts[base])
        other = self.compiled.by_id[base]
        return self.entries(other, bound) if other.kind.repeats else self.seen(other, bound)

    def one_of(self, possible: Sequence[Any]) -> Callable[[], Any]:
        return lambda: self.samples.pick(possible)

    def entries(self, listed: Node, bound: Bound) -> Callable[[], list[dict[str, Any]]]:
        inner = [(one.id, self.seen(one, bound)) for one in listed.inner]

        def entry() -> dict[str, Any]:
            values = ((name, draw()) for name, draw in inner)
            return {name: value for name, value in values if value is not None}

        return lambda: [entry() for _entry in range(self.samples.pick((0, 1, 2, 3)))]

    def seen(self, node: Node, bound: Bound) -> Callable[[], Any]:
        """An answer as rules see it, now and then none."""
        if node.kind.calculated:
            return self.mostly(self.calculated(node))
        if not node.kind.asks:
            return lambda: None
        if node.id in self.samples.several:
            return lambda: self.seen_several(node, bound)
        # The same answers that clients are drawn, seen once and not at every draw.
        some, near = self.samples.values[node.id], self.samples.near(node, bound)
        return self.mostly(tuple(map(node.seen, some)), tuple(map(node.seen, near)))

    def mostly(self, *pools: Sequence[Any]) -> Callable[[], Any]:
        """One of these, from each pool as often; None where it is left blank."""
        random = self.samples.draw.random

        def draw() -> Any:
            if random() < BLANKS:
                return None
            pool = pools[int(random() * len(pools))]
            return pool[int(random() * len(pool))]

        return draw

    def seen_several(self, node: Node, bound: Bound) -> Any:
        blank = self.samples.draw.random() < BLANKS
        return None if blank else node.seen(self.samples.value(node, bound))

    def calculated(self, node: Node) -> Sequence[Any]:
        if node.id not in self.results:
            self.results[node.id] = self.possible_results(node)
        return self.results[node.id]

    def possible_results(self, node: Node) -> Sequence[Any]:
        returns = node.value.rule.returns if node.value else "any"
        if returns == "yes":
            return (True, False)
        mentioned = self.samples.mentioned[node.id]
        figures = sorted(numbers(mentioned))
        if returns == "text":
            return ("2025-06-30", *words(mentioned))
        return (0.0, 1.0, 2.0, 1e6, *(n + step for n in figures for step in (-1, 0, 1)))


class Hope:
    """Might a condition say yes to answers? Asked of it alone, if it reads single answers and nothing else;
    any hope is kept for others. What it said to the same values is not asked again."""

    def __init__(self, bound: Bound | None, order: Iterable[Node | SectionNode]) -> None:
        self.bound = bound
        self.alone = bound is not None and not (bound.here or bound.lists or bound.prior)
        names = bound.waits_above if bound else ()
        asked = {node.id: node for node in order if isinstance(node, Node) and node.kind.asks}
        self.asked = [(name, asked.get(name)) for name in names]
        # What is calculated is not known here, so the rule may well wait for it.
        self.waits = not all(node for _name, node in self.asked)
        self.told: dict[tuple[Any, ...], bool] = {}
        self.in_vain = 0

    def of(self, answers: Mapping[str, Given]) -> bool:
        if self.bound is None or not self.alone or self.in_vain >= HOPELESS:
            return True
        given = [answers.get(name, BLANK) for name, _node in self.asked]
        agrees = self.agrees(self.bound, given)
        self.in_vain = 0 if agrees else self.in_vain + 1
        return agrees

    def agrees(self, bound: Bound, given: Sequence[Given]) -> bool:
        if not bound.plain:
            return self.asks(bound, given)
        key = tuple([one.value if one.counts else None for one in given])
        if key not in self.told:
            self.told[key] = self.asks(bound, given)
        return self.told[key]

    def asks(self, bound: Bound, answers: Sequence[Given]) -> bool:
        known: dict[str, object] = dict(FIXED)
        for (name, node), given in zip(self.asked, answers, strict=True):
            known |= {f"shown.{name}": True, f"answered.{name}": given.counts}
            if given.counts and node:
                known[name] = node.seen(given.value)
        answer = bound.rule.answer(known)
        return answer is True or (answer is UNKNOWN and self.waits)
