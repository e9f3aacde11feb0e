"""Looks at everything once more, now that all is settled: what is missing, wrong or worth a second look."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from carnet.questionnaires.compiled import Bound, Chapter, Node
from carnet.questionnaires.given import BLANK, Given, Status
from carnet.questionnaires.kinds import texts_of
from carnet.questionnaires.outcome import Instance, Issue, Outcome, SectionOutcome, State
from carnet.questionnaires.settling import Run

SHOWN = State.SHOWN
# How far an amount may be from last year's before the client is told, where the questionnaire does not say.
USUAL_CHANGE = Decimal("0.3")


def judged(run: Run) -> Outcome:
    """The outcome, in the order of the document."""
    look = Look(run)
    sections = tuple(look.chapter(chapter) for chapter in run.compiled.chapters)
    instances = {one.path: one for section in sections for one in section.instances}
    found, each_signs = run.effective, both_sign(run)
    return Outcome(
        compiled=run.compiled,
        instances=instances,
        sections=sections,
        effective={path: found[path] for path in instances if path in found},
        entries=run.entries,
        faults=tuple(run.faults),
        period=(run.background.period_start, run.background.period_end),
        prior=run.background.prior,
        both_sign=each_signs,
    )


def both_sign(run: Run) -> bool:
    """Must each of a couple declare? Not while that is unknown."""
    rule = run.compiled.each_signs
    if run.compiled.definition.declaration.by != "each":
        return False
    return rule is None or run.ask(rule, run.known, "declaration") is True


class Look:
    def __init__(self, run: Run) -> None:
        self.run = run

    def chapter(self, chapter: Chapter) -> SectionOutcome:
        state = self.run.states[chapter.node.id]
        instances = tuple(self.instances(chapter))
        return SectionOutcome(
            chapter.node.section, state, instances, self.run.background.asked_again
        )

    def instances(self, chapter: Chapter) -> Iterator[Instance]:
        for node in chapter.nodes:
            yield self.instance(node, "", 0, node.id, self.run.known)
            if node.inner:
                yield from self.entries(node)

    def entries(self, node: Node) -> Iterator[Instance]:
        for position, (entry, names) in enumerate(self.run.inside.get(node.id, {}).items(), 1):
            start = f"{node.id}/{entry}/"
            for inner in node.inner:
                yield self.instance(inner, entry, position, start + inner.id, names)

    def instance(
        self, node: Node, entry: str, position: int, path: str, names: Mapping[str, Any]
    ) -> Instance:
        run, item = self.run, node.item
        state, given = run.states[path], run.answers.get(path, BLANK)
        choices = run.choices.get(path, node.choices) if node.narrows else node.choices
        if state is not SHOWN:
            return Instance(path, item, state, given, entry, position, None, False, choices)
        value = run.effective.get(path)
        required = node.must or self.has_to(node, path, names)
        issues: tuple[Issue, ...] = ()
        if value is None or node.judged or (node.compares and path in run.background.prior):
            issues = tuple(self.issues(node, path, given, required, names))
        needs: tuple[str, ...] = ()
        if node.value and value is None:
            needs = tuple(dict.fromkeys(self.needed(node.value, node.list_id, entry, {path})))
        return Instance(
            path, item, state, given, entry, position, value, required, choices, issues, needs
        )

    def needed(self, bound: Bound, list_id: str, entry: str, seen: set[str]) -> Iterator[str]:
        """The questions that can be answered now and for which a rule waits, in the end."""
        for path in self.run.waited_for(bound, list_id, entry):
            if path in seen:
                continue
            seen.add(path)
            node = self.run.compiled.by_id[path.rpartition("/")[2]]
            within = path.split("/")[1] if node.list_id else ""
            rule = self.holds_back(node, path)
            if rule:
                yield from self.needed(rule, node.list_id, within, seen)
            elif self.run.states[path] is SHOWN:
                yield path

    def holds_back(self, node: Node, path: str) -> Bound | None:
        """The rule because of which this is open: its own value, its condition or the one above."""
        if self.run.states[path] is SHOWN:
            return node.value
        above = self.run.states[node.parent]
        if above is SHOWN:
            return node.show_if
        parent = self.run.compiled.by_id.get(node.parent)
        section = self.run.compiled.sections[node.section.id]
        return self.holds_back(parent, parent.id) if parent else section.show_if

    def has_to(self, node: Node, path: str, names: Mapping[str, Any]) -> bool:
        """Must this client answer it, by its rule?"""
        if node.required is None or not node.asks:
            return False
        return self.run.ask(node.required, names, path) is True

    def issues(
        self, node: Node, path: str, given: Given, required: bool, names: Mapping[str, Any]
    ) -> Iterator[Issue]:
        run = self.run
        if node.kind.repeats:
            yield from self.of_list(node, path, given)
        elif path not in run.effective:
            if issue := self.lacking(node, path, given, required):
                yield issue
            return
        elif node.kind.uploads:
            papers, file = texts_of(run.effective[path]), node.item.file
            yield from amount_issues(len(papers), file.min, file.max)
        yield from self.by_rules(node, path, given, names)

    def lacking(self, node: Node, path: str, given: Given, required: bool) -> Issue | None:
        """Why there is no answer that counts, if there has to be one."""
        if given.status is Status.INVALID:
            return Issue("invalid")
        if path in self.run.refused:
            return Issue("choice" if node.item.choices else "invalid")
        if given.status is Status.PREFILLED and given.value is not None and node.asks:
            return Issue("unconfirmed")
        return Issue("missing") if required and not given.escaped else None

    def of_list(self, node: Node, path: str, given: Given) -> Iterator[Issue]:
        """A number asked before never adds or deletes entries; it is only compared with the list."""
        listed = len(self.run.listed(path))
        yield from amount_issues(listed, node.item.min, node.item.max)
        told = self.run.known.get(node.item.count) if node.item.count else None
        if told is not None and told != listed:
            agreed = given.status is Status.ANSWERED or given.noted
            yield Issue("count", blocks=not agreed, numbers=(int(told), listed))

    def by_rules(
        self, node: Node, path: str, given: Given, names: Mapping[str, Any]
    ) -> Iterator[Issue]:
        """What the questionnaire's own rules say of an answer that counts."""
        item = node.item
        if node.check and self.on_its_day(node.check, path, given, names) is False:
            yield Issue("check", item.check_text or None)
        if node.warn_if:
            if self.on_its_day(node.warn_if, path, given, names) is True:
                agreed = given.agreed or given.noted
                yield Issue("warning", item.warn_text or None, blocks=not agreed)
        elif node.compares and self.differs(path):
            yield Issue("changed", blocks=False)

    def on_its_day(self, rule: Bound, path: str, given: Given, names: Mapping[str, Any]) -> Any:
        """What is judged today was said on another day: the verdict stays as it was then."""
        extra = None
        if given.at and "today" in rule.above:
            day = given.at.astimezone(self.run.background.zone).date()
            extra = {"today": day.isoformat()}
        return self.run.ask(rule, names, path, extra)

    def differs(self, path: str) -> bool:
        """Is this amount far from last year's?"""
        before = self.run.background.prior.get(path)
        if before is None:
            return False
        try:
            old, new = Decimal(str(before)), Decimal(str(self.run.effective[path]))
        except InvalidOperation:
            return False
        return abs(new - old) > abs(old) * USUAL_CHANGE


def amount_issues(count: int, least: float | None, most: float | None) -> Iterator[Issue]:
    if least is not None and count < least:
        yield Issue("too_few")
    if most is not None and count > most:
        yield Issue("too_many")
