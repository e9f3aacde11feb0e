"""Which questions are asked, which answers count, what is still to do: a pure function of the answers given.

Knows no database, no request and no language. Hidden answers are kept by others, and count for nothing here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from carnet.questionnaires.compiled import SECTION_MARK, Compiled, Node, SectionNode
from carnet.questionnaires.definition import Choice
from carnet.questionnaires.given import BLANK, Given, Status, Value
from carnet.questionnaires.kinds import KINDS, texts_of
from carnet.questionnaires.outcome import (
    Instance,
    Issue,
    Outcome,
    Progress,
    RuleFault,
    SectionOutcome,
    State,
    sentence,
)
from carnet.questionnaires.prefill import prefill
from carnet.questionnaires.rules import UNKNOWN, Fault, Rule

__all__ = [
    "Background",
    "Given",
    "Instance",
    "Issue",
    "Outcome",
    "Progress",
    "SectionOutcome",
    "State",
    "Status",
    "evaluate",
    "prefill",
    "sentence",
]

MISSING = object()


@dataclass(frozen=True)
class Background:
    """What surrounds the answers: the period, frozen facts of the client, last year's answers."""

    today: date
    period_start: date
    period_end: date
    facts: Mapping[str, Value] = field(default_factory=dict)
    prior: Mapping[str, Value] = field(default_factory=dict)


def evaluate(
    compiled: Compiled,
    answers: Mapping[str, Given],
    entries: Mapping[str, Sequence[str]],
    background: Background,
) -> Outcome:
    """Settle every question once, each after those it depends on."""
    run = Run(compiled, answers, entries, background)
    for node in compiled.order:
        run.settle(node)
    return run.outcome()


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
        self.states: dict[str, State] = {}
        self.effective: dict[str, Value] = {}
        self.open: set[str] = set()
        self.refused: set[str] = set()
        self.choices: dict[str, tuple[Choice, ...]] = {}
        self.faults: list[RuleFault] = []
        self.known: dict[str, Any] = self.surroundings()
        self.inside: dict[tuple[str, str], dict[str, Any]] = {
            (list_id, entry): {"position": float(place)}
            for list_id, listed in entries.items()
            for place, entry in enumerate(listed, 1)
        }

    def surroundings(self) -> dict[str, Any]:
        background = self.background
        known: dict[str, Any] = {
            "today": background.today.isoformat(),
            "period_start": background.period_start.isoformat(),
            "period_end": background.period_end.isoformat(),
        }
        for name, kind in self.compiled.facts.items():
            if name in background.facts:
                known[name] = KINDS[kind].rule_value(background.facts[name])
        return known

    def settle(self, node: Node | SectionNode) -> None:
        if isinstance(node, SectionNode):
            self.states[node.id] = self.state_of(node, "", node.id)
        elif node.list_id:
            for entry in self.entries.get(node.list_id, ()):
                path = f"{node.list_id}/{entry}/{node.id}"
                self.settle_question(node, entry, path, self.inside[node.list_id, entry])
        else:
            self.settle_question(node, "", node.id, self.known)
            if node.kind.repeats:
                self.known[node.answered_name] = bool(self.listed(node.id))

    def settle_question(self, node: Node, entry: str, path: str, names: dict[str, Any]) -> None:
        """Note one question's state, and the value under which rules may know it."""
        state = self.states[path] = self.state_of(node, entry, path)
        shown = state is State.SHOWN
        value = self.counting(node, entry, path) if shown else MISSING
        names[node.shown_name] = shown
        names[node.answered_name] = value is not MISSING
        if value is not MISSING:
            names[node.id] = value
        if state is State.PENDING:
            self.open.add(path)

    def state_of(self, node: Node | SectionNode, entry: str, path: str) -> State:
        above = self.states.get(node.parent, State.SHOWN)
        if above is not State.SHOWN or node.show_if is None:
            return above
        answer = self.ask(node.show_if, node, entry, path)
        if answer is True:
            return State.SHOWN
        if answer is UNKNOWN and self.may_become_known(node.show_if, node, entry):
            return State.PENDING
        return State.HIDDEN

    def counting(self, node: Node, entry: str, path: str) -> Any:
        """The value that rules may see, or MISSING; notes what is still open."""
        if node.value:
            return self.calculate(node.value, node, entry, path)
        given = self.answers.get(path, BLANK)
        if node.choice_if:
            self.choices[path] = self.allowed_choices(node.choice_if, node, entry, path)
        if given.status is Status.ANSWERED and given.value is not None:
            value = self.rule_value(node, path, given.value)
            if value is not MISSING:
                self.effective[path] = given.value
                return value
            self.refused.add(path)
        if node.kind.asks and not given.escaped:
            self.open.add(path)
        return MISSING

    def rule_value(self, node: Node, path: str, value: Any) -> Any:
        """The stored value as rules see it; MISSING when it does not fit the question any more."""
        try:
            seen = node.kind.rule_value(value)
        except (TypeError, ValueError):
            return MISSING
        if not node.choice_ids:
            return seen
        choices = self.choices.get(path)
        allowed = node.choice_ids if choices is None else {choice.id for choice in choices}
        chosen = seen if isinstance(seen, list) else [seen]
        return seen if all(word in allowed for word in chosen) else MISSING

    def allowed_choices(self, rule: Rule, node: Node, entry: str, path: str) -> tuple[Choice, ...]:
        """A choice goes only when its rule says no; as long as that is unknown it stays."""
        return tuple(
            choice
            for choice in node.item.choices
            if self.ask(rule, node, entry, path, {"choice": choice.id}) is not False
        )

    def calculate(self, rule: Rule, node: Node, entry: str, path: str) -> Any:
        value = self.ask(rule, node, entry, path)
        if value is not UNKNOWN:
            self.effective[path] = stored(value)
            return value
        if self.may_become_known(rule, node, entry):
            self.open.add(path)
        return MISSING

    def ask(
        self,
        rule: Rule,
        node: Node | SectionNode,
        entry: str,
        path: str,
        extra: Mapping[str, Any] | None = None,
    ) -> Any:
        """The rule's answer; a fault is noted for the office and is unknown to the client."""
        local = self.inside[node.list_id, entry] if entry else self.known
        known = dict(extra or {})
        for name in rule.names:
            if name in local:
                known[name] = local[name]
            elif name in self.known:
                known[name] = self.known[name]
            elif (value := self.fetched(name, rule, node, entry)) is not MISSING:
                known[name] = value
        answer = rule.answer(known)
        if isinstance(answer, Fault):
            self.faults.append(RuleFault(path, rule.text, answer.message))
            return UNKNOWN
        return answer

    def fetched(self, name: str, rule: Rule, node: Node | SectionNode, entry: str) -> Any:
        """The values that are made when a rule asks for them: lists, and last year's answers."""
        owner = self.compiled.by_id.get(name)
        if owner and owner.kind.repeats:
            return self.list_for(name, rule)
        if "prior." in name:
            return self.prior(name, entry, node.list_id)
        return MISSING

    def list_for(self, list_id: str, rule: Rule) -> Any:
        """The entries with the fields this rule reads; nothing while the list itself is pending."""
        if self.states[list_id] is State.PENDING:
            return MISSING
        fields = self.fields_read(list_id, rule)
        return [
            {name: inside[name] for name in fields if name in inside}
            for inside in (self.inside[list_id, entry] for entry in self.listed(list_id))
        ]

    def fields_read(self, list_id: str, rule: Rule) -> list[str]:
        if list_id in rule.whole:
            return [item.id for item in self.compiled.by_id[list_id].item.items]
        return [name for owner, name in rule.fields if owner == list_id]

    def listed(self, list_id: str) -> Sequence[str]:
        return self.entries.get(list_id, ()) if self.states[list_id] is State.SHOWN else ()

    def prior(self, name: str, entry: str, list_id: str) -> Any:
        item_id = name.rpartition(".")[2]
        node = self.compiled.by_id[item_id]
        path = path_of(node, entry)
        value = self.background.prior.get(path)
        if name.startswith("answered."):
            return value is not None
        return MISSING if value is None else self.rule_value(node, "", value)

    def may_become_known(self, rule: Rule, node: Node | SectionNode, entry: str) -> bool:
        return any(True for _path in self.waited_for(rule, node, entry))

    def waited_for(self, rule: Rule, node: Node | SectionNode, entry: str) -> Iterator[str]:
        """The questions this rule waits for and that can still be answered."""
        for name in rule.names:
            inside = f"{node.list_id}/{entry}/{name}"
            if entry and inside in self.open:
                yield inside
            elif name in self.open:
                yield name
        for list_id, name in sorted(rule.fields):
            for other in self.entries.get(list_id, ()):
                if f"{list_id}/{other}/{name}" in self.open:
                    yield f"{list_id}/{other}/{name}"

    def outcome(self) -> Outcome:
        """Look at everything once more, now that all is settled, in the order of the document."""
        instances = {instance.path: instance for instance in self.instances()}
        return Outcome(
            instances=instances,
            sections=tuple(self.sections(instances.values())),
            effective={path: self.effective[path] for path in instances if path in self.effective},
            entries=self.entries,
            faults=tuple(self.faults),
            period=self.period(),
            prior=self.background.prior,
        )

    def sections(self, instances: Iterable[Instance]) -> Iterator[SectionOutcome]:
        found: dict[str, list[Instance]] = {}
        for instance in instances:
            owner = instance.item.list_id or instance.item.id
            found.setdefault(self.compiled.by_id[owner].section.id, []).append(instance)
        for section in self.compiled.definition.sections:
            state = self.states[SECTION_MARK + section.id]
            yield SectionOutcome(section, state, tuple(found.get(section.id, ())))

    def period(self) -> dict[str, str]:
        return {
            "period_year": str(self.background.period_end.year),
            "period_start": self.known["period_start"],
            "period_end": self.known["period_end"],
        }

    def instances(self) -> Iterator[Instance]:
        for node in self.compiled.nodes:
            if node.list_id:
                continue
            yield self.instance(node, "", 0)
            for position, entry in enumerate(self.entries.get(node.id, ()), 1):
                for item in node.item.items:
                    yield self.instance(self.compiled.by_id[item.id], entry, position)

    def instance(self, node: Node, entry: str, position: int) -> Instance:
        path = path_of(node, entry)
        state = self.states[path]
        given = self.answers.get(path, BLANK)
        choices = self.choices.get(path, node.item.choices)
        if state is not State.SHOWN:
            return Instance(path, node.item, state, given, entry, position, choices=choices)
        required = self.is_required(node, entry, path)
        waiting = node.value if path not in self.effective else None
        return Instance(
            path=path,
            item=node.item,
            state=state,
            given=given,
            entry=entry,
            position=position,
            value=self.effective.get(path),
            required=required,
            choices=choices,
            issues=self.issues(node, entry, path, required),
            needs=tuple(self.waited_for(waiting, node, entry)) if waiting else (),
        )

    def is_required(self, node: Node, entry: str, path: str) -> bool:
        if not node.kind.asks:
            return False
        if node.required:
            return self.ask(node.required, node, entry, path) is True
        return node.item.required is True

    def issues(self, node: Node, entry: str, path: str, required: bool) -> tuple[Issue, ...]:
        given = self.answers.get(path, BLANK)
        if node.kind.repeats:
            return tuple(amount_issues(len(self.listed(path)), node.item.min, node.item.max))
        if path in self.effective:
            return tuple(self.judged(node, entry, path, given))
        if given.status is Status.INVALID:
            return (Issue("invalid"),)
        if path in self.refused:
            return (Issue("choice" if node.item.choices else "invalid"),)
        if given.status is Status.PREFILLED and given.value is not None:
            return (Issue("unconfirmed"),)
        return (Issue("missing"),) if required and not given.escaped else ()

    def judged(self, node: Node, entry: str, path: str, given: Given) -> Iterator[Issue]:
        """What the questionnaire's own rules say of an answer that counts."""
        item = node.item
        if node.kind.uploads:
            papers = texts_of(self.effective[path])
            yield from amount_issues(len(papers), item.file.min, item.file.max)
        if node.check and self.ask(node.check, node, entry, path) is False:
            yield Issue("check", item.check_text or None)
        if node.warn_if and self.ask(node.warn_if, node, entry, path) is True:
            yield Issue("warning", item.warn_text or None, blocks=not given.confirmed)


def amount_issues(count: int, least: float | None, most: float | None) -> Iterator[Issue]:
    if least is not None and count < least:
        yield Issue("too_few")
    if most is not None and count > most:
        yield Issue("too_many")


def path_of(node: Node, entry: str) -> str:
    return f"{node.list_id}/{entry}/{node.id}" if entry else node.id


def stored(value: Any) -> Value:
    """A calculated value in the form in which answers are stored."""
    if isinstance(value, float):
        exact = format(Decimal(repr(value)), "f")
        return exact.removesuffix(".0")
    return value
