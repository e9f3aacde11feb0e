"""Settles every question in the order in which they depend on each other: is it shown, and what may rules see?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from decimal import Decimal
from typing import Any

from carnet.questionnaires.compiled import Bound, Compiled, Node, SectionNode
from carnet.questionnaires.definition import Choice
from carnet.questionnaires.given import BLANK, Given, Value
from carnet.questionnaires.outcome import RuleFault, State
from carnet.questionnaires.rules import UNKNOWN, Fault

MISSING: Any = object()
NOTHING: Mapping[str, Any] = {}
# So many answers of one rule are remembered.
MOST_SAID = 64
SHOWN, HIDDEN, PENDING = State.SHOWN, State.HIDDEN, State.PENDING


@dataclass(frozen=True)
class Background:
    """What surrounds the answers: the period, frozen facts of the client, last year's answers under this
    year's names, and what the firm has asked about."""

    today: date
    period_start: date
    period_end: date
    facts: Mapping[str, Value] = field(default_factory=dict)
    prior: Mapping[str, Value] = field(default_factory=dict)
    asked_again: frozenset[str] = frozenset()
    # Questions that are not asked of this client, whatever was answered.
    off: frozenset[str] = frozenset()
    # In which a moment becomes a day.
    zone: tzinfo = UTC


class Run:
    """One evaluation under way."""

    def __init__(
        self,
        compiled: Compiled,
        answers: Mapping[str, Given],
        entries: Mapping[str, Sequence[str]],
        background: Background,
    ) -> None:
        self.compiled = compiled
        self.answers = answers
        self.entries = entries
        self.background = background
        self.off = background.off
        self.states: dict[str, State] = {}
        self.effective: dict[str, Value] = {}
        self.open: set[str] = set()
        self.refused: set[str] = set()
        self.choices: dict[str, tuple[Choice, ...]] = {}
        self.faults: list[RuleFault] = []
        self.remembers = compiled.memory.now()
        self.known: dict[str, Any] = self.surroundings()
        # What rules know within one entry, by list and entry.
        self.inside: dict[str, dict[str, dict[str, Any]]] = {
            list_id: {entry: {"position": float(place)} for place, entry in enumerate(listed, 1)}
            for list_id, listed in entries.items()
        }
        self.last_year: dict[str, list[dict[str, Any]]] | None = None

    def surroundings(self) -> dict[str, Any]:
        background = self.background
        known: dict[str, Any] = {
            "today": background.today.isoformat(),
            "period_start": background.period_start.isoformat(),
            "period_end": background.period_end.isoformat(),
        }
        for name, seen in self.compiled.facts.items():
            with suppress(KeyError, TypeError, ValueError):
                known[name] = seen(background.facts[name])
        return known

    def settle_all(self) -> None:
        """Settle every question once, each after those it depends on."""
        for node in self.compiled.order:
            if isinstance(node, SectionNode):
                self.states[node.id] = self.state_of(node, "", self.known, node.id)
            elif node.list_id:
                for entry, names in self.inside.get(node.list_id, NOTHING).items():
                    self.settle(node, entry, f"{node.list_id}/{entry}/{node.id}", names)
            else:
                self.settle(node, "", node.id, self.known)

    def settle(self, node: Node, entry: str, path: str, names: dict[str, Any]) -> None:
        """Note one question's state, and the value under which rules may know it. While nobody can tell
        whether it will be shown, that is unknown to rules as well."""
        state = self.states[path] = self.state_of(node, entry, names, path)
        value = self.counting(node, entry, path, names) if state is SHOWN else MISSING
        if value is not MISSING:
            names[node.id] = value
        if state is PENDING:
            self.open.add(path)
        elif node.shown_name:
            names[node.shown_name] = state is SHOWN
        if node.answered_name:
            names[node.answered_name] = (
                bool(self.listed(path)) if node.kind.repeats else value is not MISSING
            )

    def state_of(
        self, node: Node | SectionNode, entry: str, names: Mapping[str, Any], path: str
    ) -> State:
        if node.id in self.off:
            return HIDDEN
        above = self.states[node.parent] if node.parent else SHOWN
        if above is not SHOWN or node.show_if is None:
            return above
        answer = self.ask(node.show_if, names, path)
        if answer is True:
            return SHOWN
        waits = answer is UNKNOWN and self.may_become_known(node.show_if, node.list_id, entry)
        return PENDING if waits else HIDDEN

    def counting(self, node: Node, entry: str, path: str, names: Mapping[str, Any]) -> Any:
        """The value that rules may see, or MISSING; notes what is still open."""
        given = self.answers.get(path, BLANK)
        if node.narrows:
            self.choices[path] = self.allowed_choices(node, names, path)
        if given.counts:
            value = self.seen(node, path, given.value)
            if value is not MISSING:
                self.effective[path] = given.value  # type: ignore[assignment]
                return value
            self.refused.add(path)
        if node.value:
            return self.calculate(node.value, node, entry, path, names)
        if node.kind.asks and not given.escaped:
            self.open.add(path)
        return MISSING

    def seen(self, node: Node, path: str, value: Any) -> Any:
        """The stored value as rules see it; MISSING when it does not fit the question any more."""
        try:
            seen = node.seen(value)
        except (LookupError, TypeError, ValueError):
            return MISSING
        if path not in self.choices:
            return seen
        allowed = {choice.id for choice in self.choices[path]}
        chosen = seen if isinstance(seen, list) else [seen]
        return seen if allowed.issuperset(chosen) else MISSING

    def allowed_choices(
        self, node: Node, names: Mapping[str, Any], path: str
    ) -> tuple[Choice, ...]:
        """A choice goes only when a rule says no; as long as that is unknown it stays."""
        rules = dict(node.choice_rules)
        return tuple(
            choice
            for choice in node.choices
            if not self.says_no(rules.get(choice.id), names, path)
            and not self.says_no(node.choice_if, names, path, {"choice": choice.id})
        )

    def says_no(
        self,
        rule: Bound | None,
        names: Mapping[str, Any],
        path: str,
        extra: Mapping[str, Any] | None = None,
    ) -> bool:
        return rule is not None and self.ask(rule, names, path, extra) is False

    def calculate(
        self, rule: Bound, node: Node, entry: str, path: str, names: Mapping[str, Any]
    ) -> Any:
        value = self.ask(rule, names, path)
        if value is not UNKNOWN:
            self.effective[path] = stored(value)
            return value
        if self.may_become_known(rule, node.list_id, entry):
            self.open.add(path)
        return MISSING

    def ask(
        self,
        bound: Bound,
        names: Mapping[str, Any],
        path: str,
        extra: Mapping[str, Any] | None = None,
    ) -> Any:
        """The rule's answer; a fault is noted for the office and is unknown to the client."""
        if bound.plain and not extra:
            answer = self.remembered(bound, names)
        else:
            answer = bound.rule.answer(self.known_to(bound, names, path, extra or {}))
        if answer.__class__ is Fault:
            self.faults.append(RuleFault(path, bound.rule.text, answer.message))
            return UNKNOWN
        return answer

    def remembered(self, bound: Bound, names: Mapping[str, Any]) -> Any:
        """The answer of a rule, asked of it once for the same values."""
        key = tuple(map(self.known.get, bound.above))
        if bound.here:
            key += tuple(map(names.get, bound.here))
        if bound.lists:
            key += tuple(self.listed_values(*one) for one in bound.lists)
        said = self.remembers.get(bound)
        if said is None:
            said = self.remembers[bound] = {}
        answer = said.get(key)
        if answer is None:
            if len(said) >= MOST_SAID:
                said.clear()
            answer = said[key] = bound.rule.answer(self.known_to(bound, names, "", {}))
        return answer

    def known_to(
        self, bound: Bound, names: Mapping[str, Any], path: str, extra: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The values under the names of this rule; `extra` goes before all others."""
        known = {name: names[name] for name in bound.here if name in names}
        above = self.known
        for name in bound.above:
            if name in above:
                known[name] = above[name]
        if bound.lists or bound.prior:
            known.update(self.fetched(bound, path))
        known.update(extra)
        return known

    def fetched(self, bound: Bound, path: str) -> Iterator[tuple[str, Any]]:
        """The values that are made when a rule asks for them: lists, and last year's answers."""
        for name, fields in bound.lists:
            if self.states[name] is not PENDING:
                yield name, self.list_for(name, fields)
        for name in bound.prior:
            value = self.prior(name, path)
            if value is not MISSING:
                yield name, value

    def list_for(self, list_id: str, fields: Sequence[str]) -> list[dict[str, Any]]:
        """The entries with these fields."""
        return [
            {name: inside[name] for name in fields if name in inside}
            for inside in self.listed(list_id)
        ]

    def listed_values(self, list_id: str, fields: Sequence[str]) -> tuple[Any, ...] | None:
        """The same in one row, by which it is told apart; None while nobody knows whether it will be shown."""
        if self.states[list_id] is PENDING:
            return None
        listed = self.listed(list_id)
        return (len(listed), *(inside.get(name) for inside in listed for name in fields))

    def listed(self, list_id: str) -> Collection[dict[str, Any]]:
        """What rules know of each entry; there is none while the list is hidden."""
        return self.inside.get(list_id, NOTHING).values() if self.states[list_id] is SHOWN else ()

    def prior(self, name: str, path: str) -> Any:
        """What was answered last year: to the same question, in a list in the same entry."""
        item_id = name.rpartition(".")[2]
        node = self.compiled.by_id[item_id]
        if node.kind.repeats:
            listed = self.prior_entries().get(item_id, [])
            return bool(listed) if name.startswith("answered.") else listed
        entry = path.split("/")[1] if node.list_id and "/" in path else ""
        value = self.background.prior.get(path_of(node, entry))
        if name.startswith("answered."):
            return value is not None
        return MISSING if value is None else self.seen(node, "", value)

    def prior_entries(self) -> dict[str, list[dict[str, Any]]]:
        """Last year's lists, as rules see them."""
        if self.last_year is None:
            entries: dict[tuple[str, str], dict[str, Any]] = {}
            for path, value in self.background.prior.items():
                list_id, _slash, rest = path.partition("/")
                node = self.compiled.by_id.get(path.rpartition("/")[2])
                if rest and node and (seen := self.seen(node, "", value)) is not MISSING:
                    entries.setdefault((list_id, rest.split("/")[0]), {})[node.id] = seen
            self.last_year = {}
            for (list_id, _entry), fields in entries.items():
                self.last_year.setdefault(list_id, []).append(fields)
        return self.last_year

    def may_become_known(self, bound: Bound, list_id: str, entry: str) -> bool:
        return next(self.waited_for(bound, list_id, entry), None) is not None

    def waited_for(self, bound: Bound, list_id: str, entry: str) -> Iterator[str]:
        """The questions this rule waits for and that can still be answered."""
        for name in bound.waits_here:
            inside = f"{list_id}/{entry}/{name}"
            if inside in self.open:
                yield inside
        for name in bound.waits_above:
            if name in self.open:
                yield name
        for listed, name in bound.waits_inside:
            for other in self.entries.get(listed, ()):
                if f"{listed}/{other}/{name}" in self.open:
                    yield f"{listed}/{other}/{name}"


def settled(
    compiled: Compiled,
    answers: Mapping[str, Given],
    entries: Mapping[str, Sequence[str]],
    background: Background,
) -> Run:
    run = Run(compiled, answers, entries, background)
    run.settle_all()
    return run


def path_of(node: Node, entry: str) -> str:
    return f"{node.list_id}/{entry}/{node.id}" if entry else node.id


def stored(value: Any) -> Value:
    """A calculated value in the form in which answers are stored."""
    if isinstance(value, float):
        exact = format(Decimal(repr(value)), "f")
        return exact.removesuffix(".0")
    return value
