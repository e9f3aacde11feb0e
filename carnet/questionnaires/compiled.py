"""A definition made ready to run: its rules compiled, its items in the order in which they depend on each other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from carnet.questionnaires.definition import Choice, Code, Definition, Item, Section
from carnet.questionnaires.kinds import Kind
from carnet.questionnaires.remembering import Memory
from carnet.questionnaires.rules import Rule

SECTION_MARK = "§"


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A rule, and where each of its names is found when it is asked: in the same entry of a list, at the
    top, among the lists, or in last year's answers. Sorted out once, since rules are asked all the time.
    Each is equal to itself alone, so that what it said is quickly looked up."""

    rule: Rule
    here: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    # Each with the fields that are read of its entries.
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    prior: tuple[str, ...] = ()
    # It reads nothing but single values that can be told apart, so what it says is remembered by them.
    plain: bool = False
    # The questions whose answers it may be waiting for.
    waits_here: tuple[str, ...] = ()
    waits_above: tuple[str, ...] = ()
    waits_inside: tuple[tuple[str, str], ...] = ()

    @property
    def waits(self) -> set[str]:
        return {*self.waits_here, *self.waits_above, *(name for _list, name in self.waits_inside)}

    @property
    def canonical(self) -> str:
        return self.rule.canonical


@dataclass(frozen=True, slots=True)
class SectionNode:
    """One section with its condition; it stands above everything, in no list."""

    id: str
    section: Section
    show_if: Bound | None = None
    list_id: str = ""
    parent: str = ""

    def deciding(self) -> Iterator[Bound]:
        yield from filter(None, [self.show_if])


@dataclass(frozen=True, slots=True)
class Filed:
    """A code of the official form; `choice` is the one that leads to it, if not every answer does."""

    code: Code
    only_if: Bound | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One item with its compiled rules."""

    id: str
    section: Section
    item: Item
    kind: Kind
    list_id: str
    parent: str
    # A stored value as rules see it. Raises LookupError, TypeError or ValueError where it does not fit.
    seen: Callable[[Any], object]
    # Under which rules know whether it is shown, and answered; empty where none wants to know.
    shown_name: str = ""
    answered_name: str = ""
    choices: tuple[Choice, ...] = ()
    choice_ids: frozenset[str] = frozenset()
    # Asked of clients, as opposed to told, calculated, or filled in by the firm.
    asks: bool = False
    # Every client it is asked of must answer it.
    must: bool = False
    # An amount that stands beside last year's, where no rule of its own compares them.
    compares: bool = False
    # Even an answer that counts is looked at once more.
    judged: bool = False
    # Its choices are not the same for everybody.
    narrows: bool = False
    show_if: Bound | None = None
    required: Bound | None = None
    check: Bound | None = None
    warn_if: Bound | None = None
    choice_if: Bound | None = None
    value: Bound | None = None
    # The conditions of single choices, by their ids.
    choice_rules: tuple[tuple[str, Bound], ...] = ()
    filed: tuple[Filed, ...] = ()
    inner: tuple["Node", ...] = ()

    def deciding(self) -> Iterator[Bound]:
        """The rules that decide what is shown and what counts, so they make the order; others look on
        afterwards."""
        yield from filter(None, (self.show_if, self.value, self.choice_if))
        yield from (rule for _choice, rule in self.choice_rules)

    def rules(self) -> Iterator[Bound]:
        yield from self.deciding()
        yield from filter(None, (self.required, self.check, self.warn_if))


@dataclass(frozen=True)
class Chapter:
    """A section with what stands in it, outside lists."""

    node: SectionNode
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Compiled:
    definition: Definition
    chapters: tuple[Chapter, ...]
    # In the order of the document; those of a list follow it.
    nodes: tuple[Node, ...]
    order: tuple[Node | SectionNode, ...]
    by_id: Mapping[str, Node]
    facts: Mapping[str, Callable[[Any], object]]
    joint: Bound | None = None
    partner_left: Bound | None = None
    # Whether each of a couple signs; none where that needs no asking.
    each_signs: Bound | None = None
    # Shared with what is made of this one, which asks the same rules.
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @cached_property
    def reads_prior(self) -> bool:
        """Does any rule look at last year's answers?"""
        return any(bound.prior for node in self.nodes for bound in node.rules())

    @property
    def sections(self) -> Mapping[str, SectionNode]:
        return {chapter.node.section.id: chapter.node for chapter in self.chapters}


def bare(name: str) -> str:
    """The question behind `shown.x` and `answered.x`."""
    return name.removeprefix("shown.").removeprefix("answered.")


def needed(node: Node | SectionNode, by_id: Mapping[str, Node | SectionNode]) -> set[str]:
    """What must be settled before this node."""
    found = {node.parent} if node.parent else set()
    for bound in node.deciding():
        rule = bound.rule
        for name in rule.names:
            found.add(bare(name))
            listed = by_id.get(name)
            if name in rule.whole and isinstance(listed, Node):
                found.update(inner.id for inner in listed.inner)
        found.update(field for list_id, field in rule.fields if list_id in by_id)
    return {id_ for id_ in found if id_ in by_id}
