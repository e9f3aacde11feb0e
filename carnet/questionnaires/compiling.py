"""Compiles the rules of a definition, and finds the order in which its items depend on each other."""

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.utils.translation import gettext as _

from carnet.questionnaires.compiled import (
    SECTION_MARK,
    Bound,
    Chapter,
    Compiled,
    Filed,
    Node,
    SectionNode,
    bare,
    needed,
)
from carnet.questionnaires.definition import Code, Definition, Item, Section
from carnet.questionnaires.kinds import KINDS, Kind, text_of, texts_of
from carnet.questionnaires.problems import Findings, Place
from carnet.questionnaires.rules import PLAIN, InvalidRule, Rule, Scope, did_you_mean

CONDITIONS = ("show_if", "required", "check", "warn_if", "choice_if")
RULES = (*CONDITIONS, "value")
# Rules that would say something else tomorrow must not decide what a client is asked.
TIMED = ("check", "warn_if")
MOST_CIRCLES = 10


def yes_of(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def one_of(choices: frozenset[str]) -> Callable[[Any], object]:
    return {choice: choice for choice in choices}.__getitem__


def some_of(choices: frozenset[str]) -> Callable[[Any], object]:
    one = one_of(choices)

    def chosen(value: object) -> list[object]:
        return [one(word) for word in texts_of(value)]

    return chosen


# Calculated values by their type, as rules see them; and choices.
SEEN: dict[str, Callable[[Any], object]] = {"number": float, "yes": yes_of, "text": text_of}
CHOSEN = {"text": one_of, "texts": some_of}


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
        self.places: dict[str, Place] = {}
        self.expect_rules()
        self.settle_calculated_types()

    def compile(self) -> Compiled:
        chapters = tuple(self.chapters())
        nodes = tuple(
            one for chapter in chapters for node in chapter.nodes for one in (node, *node.inner)
        )
        everything: dict[str, Node | SectionNode] = {node.id: node for node in nodes}
        everything |= {chapter.node.id: chapter.node for chapter in chapters}
        signing = self.definition.declaration.only_if
        place = Place(("declaration", "if"), ("declaration", "if"))
        return Compiled(
            definition=self.definition,
            chapters=chapters,
            nodes=nodes,
            order=tuple(everything[id_] for id_ in self.ordered(everything)),
            by_id={node.id: node for node in nodes},
            facts={fact.id: KINDS[fact.kind].rule_value for fact in self.definition.facts},
            joint=self.form_rule("joint"),
            partner_left=self.form_rule("partner_left"),
            each_signs=self.bound("if", signing, place, None) if signing else None,
        )

    def chapters(self) -> Iterator[Chapter]:
        for number, section in enumerate(self.definition.sections):
            place = Place(("sections", number), (section.id,))
            node_id = SECTION_MARK + section.id
            self.places[node_id] = place
            node = SectionNode(node_id, section, self.rules_of(section, place, "").get("show_if"))
            yield Chapter(node, tuple(self.nodes(section, section.items, place)))

    def nodes(self, section: Section, items: tuple[Item, ...], place: Place) -> Iterator[Node]:
        for number, item in enumerate(items):
            yield self.node(section, item, place.at("items").at(number, item.id))

    def node(self, section: Section, item: Item, place: Place) -> Node:
        kind, self.places[item.id] = KINDS[item.kind], place
        asks = kind.asks and not item.for_office
        choice_rules = tuple(self.choice_rules(item, place))
        return Node(
            id=item.id,
            section=section,
            item=item,
            kind=kind,
            list_id=item.list_id,
            parent=item.list_id or SECTION_MARK + section.id,
            choice_ids=self.choices[item.id],
            shown_name=self.wanted(f"shown.{item.id}"),
            answered_name=self.wanted(f"answered.{item.id}"),
            seen=self.seen(item, kind),
            choices=item.choices,
            asks=asks,
            must=asks and item.required is True,
            compares=item.carry == "hint" and kind.numeric and not item.warn_if,
            judged=kind.repeats or kind.uploads or bool(item.check or item.warn_if),
            narrows=bool(item.choice_if or choice_rules),
            choice_rules=choice_rules,
            filed=tuple(self.filed(item, place)),
            inner=tuple(self.nodes(section, item.items, place)),
            **self.rules_of(item, place, item.list_id),
        )

    def seen(self, item: Item, kind: Kind) -> Callable[[Any], object]:
        if kind.calculated:
            return SEEN.get(self.calculated[item.id], text_of)
        choices, chosen = self.choices[item.id], CHOSEN.get(kind.rule_type)
        return chosen(choices) if choices and chosen else kind.rule_value

    def wanted(self, name: str) -> str:
        """This name, if any rule mentions it."""
        return name if any(name in scope.declared for scope in self.scopes.values()) else ""

    def choice_rules(self, item: Item, place: Place) -> Iterator[tuple[str, Bound]]:
        for number, choice in enumerate(item.choices):
            inner = place.at("choices").at(number, choice.id).at("show_if", "show_if")
            if choice.show_if and (rule := self.bound("show_if", choice.show_if, inner, item)):
                yield choice.id, rule

    def filed(self, item: Item, place: Place) -> Iterator[Filed]:
        for code in item.codes:
            yield self.filed_one(code, "", place, item)
        for choice in item.choices:
            for code in choice.codes:
                yield self.filed_one(code, choice.id, place, item)

    def filed_one(self, code: Code, choice: str, place: Place, item: Item) -> Filed:
        inner = place.at("codes", "codes")
        rule = self.bound("if", code.only_if, inner, item) if code.only_if else None
        return Filed(code, rule, choice)

    def form_rule(self, name: str) -> Bound | None:
        text, place = getattr(self.definition.form, name), Place(("form", name), ("form", name))
        return self.bound(name, text, place, None) if text else None

    def rules_of(self, owner: Item | Section, place: Place, list_id: str) -> dict[str, Bound]:
        item = owner if isinstance(owner, Item) else None
        found = {
            name: self.bound(name, text, place.at(name, name), item)
            for name in RULES
            if isinstance(text := getattr(owner, name, ""), str) and text
        }
        return {name: rule for name, rule in found.items() if rule}

    def bound(self, name: str, text: str, place: Place, item: Item | None) -> Bound | None:
        list_id = item.list_id if item else ""
        own = item.id if item and name in TIMED else ""
        try:
            rule = self.scope(list_id).compile(text, own)
        except InvalidRule as problem:
            self.findings.refuse(place, str(problem))
            return None
        for message in self.complaints(name, rule, item):
            self.findings.refuse(place, message)
        return self.sorted_out(rule, list_id)

    def sorted_out(self, rule: Rule, list_id: str) -> Bound:
        """The names of a rule by where they are found at run time."""
        found: dict[str, list[str]] = {"here": [], "above": [], "lists": [], "prior": []}
        for name in rule.names:
            found[self.whereabouts(name, list_id)].append(name)
        waits = [name for name in found["above"] if not name.startswith("answered.")]
        lists = tuple((name, self.fields_read(rule, name)) for name in found["lists"])
        types = [self.scope(list_id).types[name] for name in (*found["here"], *found["above"])]
        types += [
            self.scope(name).types.get(field, "") for name, fields in lists for field in fields
        ]
        return Bound(
            rule,
            here=tuple(found["here"]),
            above=tuple(found["above"]),
            lists=lists,
            prior=tuple(found["prior"]),
            plain=not found["prior"] and all(type_ in PLAIN for type_ in types),
            waits_here=tuple(bare(n) for n in found["here"] if not n.startswith("answered.")),
            waits_above=tuple(bare(name) for name in (*waits, *found["lists"])),
            waits_inside=tuple(sorted(rule.fields)),
        )

    def fields_read(self, rule: Rule, list_id: str) -> tuple[str, ...]:
        if list_id in rule.whole:
            return tuple(item.id for item in self.items[list_id].items)
        return tuple(name for owner, name in sorted(rule.fields) if owner == list_id)

    def whereabouts(self, name: str, list_id: str) -> str:
        if "prior." in name:
            return "prior"
        if name in self.items and KINDS[self.items[name].kind].repeats:
            return "lists"
        owner = self.items.get(bare(name))
        inside = owner.list_id == list_id if owner else name == "position"
        return "here" if list_id and inside else "above"

    def complaints(self, name: str, rule: Rule, item: Item | None) -> Iterator[str]:
        """What the compiler lets pass but makes no sense here."""
        if name != "value" and rule.returns not in ("yes", "any"):
            yield _("This rule must answer yes or no; compare it with something.")
        if name == "value" and rule.returns == "other":
            yield _("The result must be a single number, text, or yes or no.")
        if "today" in rule.names and name not in TIMED:
            yield _("today() is possible in check and warn_if only. Use period_end here.")
        if "choice" in rule.names and "choice" not in self.items and name != "choice_if":
            yield _("“choice” is possible in choice_if only.")
        yield from self.unknown_fields(rule)
        yield from self.unknown_choices(rule, item)

    def unknown_fields(self, rule: Rule) -> Iterator[str]:
        for list_id, field in sorted(rule.fields):
            list_id = list_id.removeprefix("prior.")
            inside = [one.id for one in self.items[list_id].items] if list_id in self.items else []
            if inside and field not in inside:
                yield _("The list “%(list)s” has no “%(field)s”.%(guess)s") % {
                    "list": list_id,
                    "field": field,
                    "guess": did_you_mean(field, inside),
                }

    def unknown_choices(self, rule: Rule, item: Item | None) -> Iterator[str]:
        for name, word in sorted(rule.compared):
            owner = item.id if item and name == "choice" else name
            choices = self.choices.get(owner)
            if choices and word not in choices:
                yield _("“%(word)s” is not a choice of “%(name)s”.%(guess)s Possible: %(all)s.") % {
                    "word": word,
                    "name": owner,
                    "guess": did_you_mean(word, choices),
                    "all": ", ".join(sorted(choices)),
                }

    def scope(self, list_id: str) -> Scope:
        """The names known at the top, or inside one list; made once, since that takes long."""
        if list_id not in self.scopes:
            lists = (item for item in self.items.values() if item.list_id)
            listed = {item.id: item.list_id for item in lists if item.list_id != list_id}
            here = [item for item in self.items.values() if item.list_id == list_id]
            around = (
                {"position": "number", **self.scope("").types} if list_id else self.surroundings()
            )
            self.scopes[list_id] = Scope(around | self.types(here), self.choices, listed)
        return self.scopes[list_id]

    def surroundings(self) -> dict[str, str]:
        types = dict.fromkeys(("period_start", "period_end", "today", "choice"), "text")
        return types | {fact.id: KINDS[fact.kind].rule_type for fact in self.definition.facts}

    def types(self, items: list[Item]) -> dict[str, str]:
        types: dict[str, str] = {}
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
            self.calculated = {item.id: self.returned(item) for item in calculations}
            if self.calculated == before:
                return
            types = {
                prefix + name: type_
                for name, type_ in self.calculated.items()
                for prefix in ("", "prior.")
            }
            for scope in self.scopes.values():
                scope.learn({name: types[name] for name in types.keys() & scope.types.keys()})

    def returned(self, item: Item) -> str:
        try:
            returns = self.scope(item.list_id).compile(item.value).returns
        except InvalidRule:
            return "any"
        return "any" if returns == "other" else returns

    def expect_rules(self) -> None:
        """Tell each scope all its rules beforehand, which is much faster than one by one."""
        form = self.definition.form
        alone = [section.show_if for section in self.definition.sections]
        alone += [form.joint, form.partner_left, self.definition.declaration.only_if]
        rules = {"": [(text, "") for text in alone]}
        for item in self.items.values():
            rules.setdefault(item.list_id, []).extend(rules_in(item))
        for list_id, found in rules.items():
            self.scope(list_id).expect(rule for rule in found if rule[0])

    def ordered(self, by_id: Mapping[str, Node | SectionNode]) -> list[str]:
        graph = {id_: sorted(needed(node, by_id)) for id_, node in by_id.items()}
        for _circle in range(MOST_CIRCLES):
            try:
                return list(TopologicalSorter(graph).static_order())
            except CycleError as error:
                circle = error.args[1]
                self.findings.refuse(self.places[circle[0]], circle_sentence(circle))
                # Cut here, so that the next circle is found too.
                graph[circle[1]] = [one for one in graph[circle[1]] if one != circle[0]]
        return list(by_id)


def rules_in(item: Item) -> Iterator[tuple[str, str]]:
    """Every rule of an item as written, each with the question that it calls “this”."""
    for name in RULES:
        if isinstance(text := getattr(item, name), str):
            yield text, item.id if name in TIMED else ""
    for choice in item.choices:
        yield choice.show_if, ""
    for code in (*item.codes, *(code for choice in item.choices for code in choice.codes)):
        yield code.only_if, ""


def circle_sentence(circle: list[str]) -> str:
    names = " → ".join(id_.removeprefix(SECTION_MARK) for id_ in reversed(circle))
    return _("These wait for each other: %(circle)s.") % {"circle": names}
