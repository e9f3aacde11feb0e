"""What a rule at one place of a draft may speak of, and of which kind each of it is.

Reads the draft as it is, finished or not. Only ids, kinds, choices and calculations are looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from carnet.builder.rule_parts import Part, Unfit, parts_of
from carnet.builder.rule_places import WHOLE, items_in, part_in
from carnet.builder.sentences import Condition, Group, Sentence, read_sentence, write_sentence
from carnet.questionnaires.compiling import TIMED, Compiler
from carnet.questionnaires.definition import Choice, Definition, Fact, Item, Section
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import NAME
from carnet.questionnaires.normal import Vocabulary, normalise
from carnet.questionnaires.problems import Findings, Place
from carnet.questionnaires.rules import LONGEST

FAMILIES = {
    "yes_no": "choice",
    "one": "choice",
    "many": "choices",
    "number": "number",
    "money": "number",
    "percent": "number",
    "year": "number",
    "date": "date",
    "month": "month",
    "file": "file",
    "address": "record",
    "declaration": "record",
    "repeat": "list",
}
CALCULATED = {"number": "number", "yes": "flag"}
FACTS = {
    "client.birth_date": "date",
    "client.has_company": "choice",
    "client.has_partner": "choice",
}
# Rules that decide what is asked and what counts; only these can go round in a circle.
DECIDING = ("show_if", "value", "choice_if")
SURROUNDINGS = ("period_start", "period_end", "today")


@dataclass(frozen=True)
class Subject:
    """Something that a condition can be about. `of` is the list whose entries have it, `owner` its question."""

    name: str
    family: str
    owner: Document = field(default_factory=dict)
    of: str = ""
    section: str = ""
    later: bool = False
    fact: str = ""

    @property
    def asked(self) -> bool:
        """Is it a question of the form, of which one can say that it is asked or answered?"""
        return bool(self.owner)

    @property
    def prior(self) -> bool:
        return self.name.startswith("prior.")


class Known:
    """What a draft consists of, as far as rules can speak of it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.items = {item["id"]: item for item in items_in(document)}
        self.lists = {
            inner["id"]: item["id"]
            for item in self.items.values()
            for inner in item.get("items", [])
        }

    @cached_property
    def compiler(self) -> Compiler:
        """Made once somebody asks: of most questions that are deleted, no rule speaks."""
        return Compiler(skeleton(self.document), Findings())

    @cached_property
    def needs(self) -> dict[str, set[str]]:
        return needs_of(self.document)


class Lexicon:
    """The same for the rule at one place."""

    def __init__(self, known: Known, part: str, key: str) -> None:
        self.known, self.part, self.key = known, part, key
        self.document, self.items, self.lists = known.document, known.items, known.lists
        self.compiler = known.compiler
        self.owner = part_in(self.document, part)
        self.own = self.owner["id"] if part.startswith("items.") else ""
        self.list_id = self.lists.get(self.own, "")

    @property
    def timed(self) -> bool:
        """May the rule speak of the answer it judges, and of the day on which that was given?"""
        return self.key in TIMED

    @cached_property
    def words(self) -> Vocabulary:
        scope = self.compiler.scope(self.list_id)
        choices = dict(self.compiler.choices)
        others = set(scope.types)
        if self.timed:
            choices["this"] = self.compiler.choices.get(self.own, frozenset())
            others.add("this")
        if self.key == "choice_if":
            choices["choice"] = self.compiler.choices.get(self.own, frozenset())
        return Vocabulary(choices, "", others)

    def canonical(self, rule: str) -> str:
        return normalise(rule, self.words) if len(rule) <= LONGEST else rule

    def parts(self, rule: str) -> Part:
        return parts_of(self.canonical(rule))

    def read(self, rule: str) -> Sentence | None:
        """The rule as a sentence, if it is one that says just the same."""
        try:
            parts = self.parts(rule)
            sentence = read_sentence(parts)
            fits = self.parts(write_sentence(sentence)) == parts
        except Unfit:
            return None
        return sentence if fits and all(map(self.knows, conditions_of(sentence))) else None

    def write(self, sentence: Sentence) -> str:
        """The rule as people write it: choices without quotes where that is the same."""
        rule = write_sentence(sentence)
        canonical = self.canonical(rule)
        for condition in conditions_of(sentence):
            for word in condition.values:
                if isinstance(word, str) and NAME.fullmatch(word):
                    bare = rule.replace(f"'{word}'", word)
                    rule = bare if self.canonical(bare) == canonical else rule
        return rule

    def knows(self, condition: Condition) -> bool:
        return self.subject_of(condition) is not None and (
            not condition.against
            or condition.against in SURROUNDINGS
            or self.named(condition.against) is not None
        )

    def subject_of(self, condition: Condition) -> Subject | None:
        of = self.own if condition.of == "this" and self.timed else condition.of
        if not of:
            return self.named(condition.subject)
        if self.lists.get(condition.subject) != of:
            return None
        return self.of_item(condition.subject, condition.subject, of=condition.of)

    def named(self, name: str) -> Subject | None:
        """What a bare name of the rule language is about, here."""
        if name == "this":
            return self.of_item("this", self.own) if self.timed else None
        if name == "choice" and self.key == "choice_if":
            return Subject("choice", "choice", {**self.owner, "text": {}})
        if name == "position":
            return Subject("position", "number") if self.list_id else None
        item_id = name.removeprefix("prior.")
        if item_id in self.items and self.lists.get(item_id, "") in ("", self.list_id):
            return self.of_item(name, item_id)
        facts = self.document.get("facts") or {}
        if name in facts:
            source = str(facts[name].get("from", ""))
            return Subject(name, FACTS.get(source, "text"), fact=source)
        return None

    def of_item(self, name: str, item_id: str, of: str = "") -> Subject | None:
        item = self.items[item_id]
        family = self.family(item)
        return Subject(name, family, item, of) if family else None

    def family(self, item: Document) -> str:
        kind = item.get("type")
        if kind == "calc":
            return CALCULATED.get(self.compiler.calculated.get(item["id"], ""), "text")
        return "" if kind == "note" or kind not in KINDS else FAMILIES.get(kind, "text")

    @cached_property
    def subjects(self) -> list[Subject]:
        """What is offered, in the order of the document; what stands further down is marked."""
        return [*self.surrounding(), *self.questions()]

    def surrounding(self) -> Iterator[Subject]:
        names = (
            *(("this",) if self.timed else ()),
            *(("choice",) if self.key == "choice_if" else ()),
        )
        for name in (*names, *(self.document.get("facts") or {}), "position"):
            if (name != "this" or self.own) and (found := self.named(name)):
                yield found

    def questions(self) -> Iterator[Subject]:
        waiting, later = self.waiting, self.part == WHOLE
        for section in self.document.get("sections", []):
            later = later or section is self.owner
            for item in section.get("items", []):
                later = later or item is self.owner
                yield from self.offered(item, section["id"], waiting, later and self.part != WHOLE)
                later = later or any(inner is self.owner for inner in item.get("items", []))

    def offered(
        self, item: Document, section: str, waiting: frozenset[str], later: bool
    ) -> Iterator[Subject]:
        family = self.family(item)
        if family and item["id"] not in waiting and item["id"] != self.own:
            yield Subject(item["id"], family, item, "", section, later)
        after = later
        for inner in item.get("items", []):
            after = after or inner is self.owner
            if inner["id"] in waiting or inner["id"] == self.own or not self.family(inner):
                continue
            mine = item["id"] == self.list_id
            of = "" if mine else "this" if self.timed and item["id"] == self.own else item["id"]
            if mine or item["id"] not in waiting:
                yield Subject(inner["id"], self.family(inner), inner, of, section, after)

    @cached_property
    def waiting(self) -> frozenset[str]:
        """The questions that wait for this one, so that it cannot wait for them."""
        words = self.key.split(".")
        deciding = self.key in DECIDING or (words[0] == "choices" and words[-1] == "show_if")
        if self.part == WHOLE or not deciding:
            return frozenset()
        needs = self.known.needs
        found, new = set(), {self.part}
        while new:
            found |= new
            new = {one for one, needed in needs.items() if needed & new} - found
        return frozenset(one.removeprefix("items.") for one in found if one.startswith("items."))

    def problems(self, rule: str) -> list[str]:
        """What the compiler says of this rule, and whether it goes round in a circle."""
        findings = Findings()
        item = self.compiler.items.get(self.own)
        name = self.key.rpartition(".")[2]
        bound = Compiler.bound(rebound(self.compiler, findings), name, rule, Place((), ()), item)
        found = [problem.message for problem in findings.problems]
        read = bound.waits if bound else frozenset()
        return found + [circling(name) for name in sorted(read & self.waiting)]


def rebound(compiler: Compiler, findings: Findings) -> Compiler:
    compiler.findings = findings
    return compiler


def circling(name: str) -> str:
    return _("“%(name)s” waits for this rule itself, so the rule cannot wait for it.") % {
        "name": name
    }


def conditions_of(sentence: Sentence) -> Iterator[Condition]:
    for part in sentence.parts:
        yield from part.conditions if isinstance(part, Group) else (part,)


def needs_of(document: Document) -> dict[str, set[str]]:
    """By address, what must be settled before: what it stands in, and what its deciding rules speak of."""
    items = {item["id"] for item in items_in(document)}
    needs: dict[str, set[str]] = {}
    for section in document.get("sections", []):
        home = f"sections.{section['id']}"
        needs[home] = mentioned(section, document, items)
        for item in section.get("items", []):
            outer = f"items.{item['id']}"
            needs[outer] = mentioned(item, document, items) | {home}
            for inner in item.get("items", []):
                needs[f"items.{inner['id']}"] = mentioned(inner, document, items) | {outer}
    return needs


def mentioned(part: Document, document: Document, items: set[str]) -> set[str]:
    choices = choices_of(part, document)
    rules = [part.get(key) for key in DECIDING] + [choice.get("show_if") for choice in choices]
    names = {name for rule in rules if isinstance(rule, str) for name in NAME.findall(rule)}
    return {f"items.{name}" for name in names & items}


def choices_of(item: Document, document: Document) -> list[Document]:
    choices: Any = item.get("choices") or []
    if isinstance(choices, str):
        choices = (document.get("choices") or {}).get(choices) or []
    return [choice for choice in choices if isinstance(choice, dict) and "id" in choice]


def skeleton(document: Document) -> Definition:
    """The draft without its texts and conditions: what rules need to know of it."""
    sections = tuple(
        Section(section["id"], {}, items=tuple(bare_items(section, "", document)))
        for section in document.get("sections", [])
    )
    facts: Mapping[str, Document] = document.get("facts") or {}
    return Definition(
        key="",
        title={},
        languages=("en",),
        sections=sections,
        facts=tuple(
            Fact(name, kind_of(fact), str(fact.get("from", ""))) for name, fact in facts.items()
        ),
    )


def bare_items(part: Document, list_id: str, document: Document) -> Iterator[Item]:
    for item in part.get("items", []):
        yield Item(
            id=item["id"],
            kind=kind_of(item),
            choices=tuple(Choice(choice["id"], {}) for choice in choices_of(item, document)),
            value=item.get("value") if isinstance(item.get("value"), str) else "",
            list_id=list_id,
            items=tuple(bare_items(item, item["id"], document)),
        )


def kind_of(part: Document) -> str:
    kind = part.get("type")
    return kind if kind in KINDS else "note"
