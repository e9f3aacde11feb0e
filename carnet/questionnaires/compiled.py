"""A definition made ready to run: its rules compiled, its items in the order in which they depend on each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from carnet.questionnaires.definition import Definition, Item, Section
from carnet.questionnaires.kinds import KINDS, Kind
from carnet.questionnaires.problems import Findings, Place
from carnet.questionnaires.rules import InvalidRule, Rule, Scope, did_you_mean

SECTION_MARK = "§"
CONDITIONS = ("show_if", "required", "check", "warn_if", "choice_if")
RULES = (*CONDITIONS, "value")
# These decide what is shown and what counts, so they make the order; the others look on afterwards.
DECIDING = ("show_if", "value", "choice_if")
# Rules that would say something else tomorrow must not decide what a client is asked.
TIMED = ("check", "warn_if")


@dataclass(frozen=True, slots=True)
class SectionNode:
    """One section with its condition; it stands above everything, in no list."""

    id: str
    section: Section
    show_if: Rule | None = None
    list_id: str = ""
    parent: str = ""

    def deciding(self) -> Iterator[Rule]:
        yield from filter(None, [self.show_if])


@dataclass(frozen=True, slots=True)
class Node:
    """One item with its compiled rules."""

    id: str
    section: Section
    item: Item
    kind: Kind
    list_id: str
    parent: str
    choice_ids: frozenset[str] = frozenset()
    shown_name: str = ""
    answered_name: str = ""
    show_if: Rule | None = None
    required: Rule | None = None
    check: Rule | None = None
    warn_if: Rule | None = None
    choice_if: Rule | None = None
    value: Rule | None = None

    def deciding(self) -> Iterator[Rule]:
        yield from filter(None, (getattr(self, name) for name in DECIDING))


@dataclass(frozen=True)
class Compiled:
    definition: Definition
    sections: Mapping[str, SectionNode]
    nodes: tuple[Node, ...]
    order: tuple[Node | SectionNode, ...]
    by_id: Mapping[str, Node]
    facts: Mapping[str, str]


class BrokenDefinition(Exception):
    """A definition that must not run; carries its problems."""


def compile_definition(definition: Definition) -> Compiled:
    findings = Findings()
    compiled = Compiler(definition, findings).compile()
    if findings.problems:
        raise BrokenDefinition(findings.problems)
    return compiled


class Compiler:
    """Compiles one definition; `findings` collects the rules that cannot stand."""

    def __init__(self, definition: Definition, findings: Findings) -> None:
        self.definition = definition
        self.findings = findings
        self.items = {item.id: item for item in definition.all_items()}
        self.choices = {
            item.id: frozenset(choice.id for choice in item.choices or KINDS[item.kind].choices)
            for item in self.items.values()
        }
        self.calculated: dict[str, str] = {}
        self.scopes: dict[str, Scope] = {}
        self.settle_calculated_types()

    def compile(self) -> Compiled:
        sections = {node.section.id: node for node in self.section_nodes()}
        nodes = tuple(self.nodes())
        everything: dict[str, Node | SectionNode] = {node.id: node for node in nodes}
        everything |= {node.id: node for node in sections.values()}
        return Compiled(
            definition=self.definition,
            sections=sections,
            nodes=nodes,
            order=tuple(everything[id_] for id_ in self.ordered(everything)),
            by_id={node.id: node for node in nodes},
            facts={fact.id: fact.kind for fact in self.definition.facts},
        )

    def section_nodes(self) -> Iterator[SectionNode]:
        for number, section in enumerate(self.definition.sections):
            rules = self.rules_of(section, Place(("sections", number), (section.id,)), "")
            yield SectionNode(SECTION_MARK + section.id, section, rules.get("show_if"))

    def nodes(self) -> Iterator[Node]:
        for number, section in enumerate(self.definition.sections):
            place = Place(("sections", number), (section.id,))
            yield from self.item_nodes(section, section.items, place)

    def item_nodes(self, section: Section, items: tuple[Item, ...], place: Place) -> Iterator[Node]:
        for number, item in enumerate(items):
            inner = place.at("items").at(number, item.id)
            yield Node(
                id=item.id,
                section=section,
                item=item,
                kind=KINDS[item.kind],
                list_id=item.list_id,
                parent=item.list_id or SECTION_MARK + section.id,
                choice_ids=self.choices[item.id],
                shown_name=f"shown.{item.id}",
                answered_name=f"answered.{item.id}",
                **self.rules_of(item, inner, item.list_id),
            )
            yield from self.item_nodes(section, item.items, inner)

    def rules_of(self, owner: Item | Section, place: Place, list_id: str) -> dict[str, Rule]:
        found = {}
        for name in RULES:
            text = getattr(owner, name, "")
            if not isinstance(text, str) or not text:
                continue
            own = owner.id if isinstance(owner, Item) and name in TIMED else ""
            if rule := self.compiled(name, text, place.at(name, name), self.scope(list_id), own):
                found[name] = rule
        return found

    def compiled(self, name: str, text: str, place: Place, scope: Scope, own: str) -> Rule | None:
        try:
            rule = scope.compile(text, own)
        except InvalidRule as problem:
            self.findings.refuse(place, str(problem))
            return None
        for message in self.complaints(name, rule):
            self.findings.refuse(place, message)
        return rule

    def complaints(self, name: str, rule: Rule) -> Iterator[str]:
        """What the compiler lets pass but makes no sense here."""
        if name in CONDITIONS and rule.returns not in ("yes", "any"):
            yield _("This rule must answer yes or no; compare it with something.")
        if name == "value" and rule.returns == "other":
            yield _("The result must be a single number, text, or yes or no.")
        if "today" in rule.names and name not in TIMED:
            yield _("today() is possible in check and warn_if only. Use period_end here.")
        if "choice" in rule.names and "choice" not in self.items and name != "choice_if":
            yield _("“choice” is possible in choice_if only.")
        yield from self.unknown_fields(rule)
        yield from self.unknown_choices(rule)

    def unknown_fields(self, rule: Rule) -> Iterator[str]:
        for list_id, field in sorted(rule.fields):
            inside = (
                [item.id for item in self.items[list_id].items] if list_id in self.items else []
            )
            if inside and field not in inside:
                yield _("The list “%(list)s” has no “%(field)s”.%(guess)s") % {
                    "list": list_id,
                    "field": field,
                    "guess": did_you_mean(field, inside),
                }

    def unknown_choices(self, rule: Rule) -> Iterator[str]:
        for name, word in sorted(rule.compared):
            choices = self.choices.get(name)
            if choices and word not in choices:
                yield _("“%(word)s” is not a choice of “%(name)s”.%(guess)s Possible: %(all)s.") % {
                    "word": word,
                    "name": name,
                    "guess": did_you_mean(word, choices),
                    "all": ", ".join(sorted(choices)),
                }

    def scope(self, list_id: str) -> Scope:
        """The names known at the top, or inside one list; made once, since that takes long."""
        if list_id not in self.scopes:
            lists = (item for item in self.items.values() if item.list_id)
            listed = {item.id: item.list_id for item in lists if item.list_id != list_id}
            here = [item for item in self.items.values() if item.list_id in ("", list_id)]
            types = self.types(here) | ({"position": "number"} if list_id else {})
            self.scopes[list_id] = Scope(types, self.choices, listed)
        return self.scopes[list_id]

    def types(self, items: list[Item]) -> dict[str, str]:
        types = dict.fromkeys(("period_start", "period_end", "today", "choice"), "text")
        types |= {fact.id: KINDS[fact.kind].rule_type for fact in self.definition.facts}
        for item in items:
            kind = KINDS[item.kind]
            type_ = self.calculated.get(item.id, "any") if kind.calculated else kind.rule_type
            types |= {f"shown.{item.id}": "yes", f"answered.{item.id}": "yes"}
            if type_:
                types |= {item.id: type_, f"prior.{item.id}": type_}
                types[f"answered.prior.{item.id}"] = "yes"
        return types

    def settle_calculated_types(self) -> None:
        """The type of a calculation is what its rule returns, which may hang on other calculations."""
        calculations = [item for item in self.items.values() if KINDS[item.kind].calculated]
        for _round in calculations:
            before = dict(self.calculated)
            for item in calculations:
                self.calculated[item.id] = self.returned(item)
            if self.calculated == before:
                return
            self.scopes.clear()

    def returned(self, item: Item) -> str:
        try:
            returns = self.scope(item.list_id).compile(item.value).returns
        except InvalidRule:
            return "any"
        return "any" if returns == "other" else returns

    def ordered(self, by_id: Mapping[str, Node | SectionNode]) -> list[str]:
        graph = {id_: sorted(self.needed(node, by_id)) for id_, node in by_id.items()}
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " → ".join(id_.removeprefix(SECTION_MARK) for id_ in reversed(error.args[1]))
            first = by_id[error.args[1][0]]
            self.findings.refuse(
                Place(names=(first.section.id, first.id.removeprefix(SECTION_MARK))),
                _("These wait for each other: %(circle)s.") % {"circle": circle},
            )
            return list(by_id)

    def needed(self, node: Node | SectionNode, by_id: Mapping[str, Node | SectionNode]) -> set[str]:
        """What must be settled before this node."""
        needed = {node.parent} if node.parent else set()
        for rule in node.deciding():
            for name in rule.names:
                needed.add(name.removeprefix("shown.").removeprefix("answered."))
                if name in rule.whole and name in self.items:
                    needed.update(item.id for item in self.items[name].items)
            needed.update(field for _list, field in rule.fields)
        return {id_ for id_ in needed if id_ in by_id}
