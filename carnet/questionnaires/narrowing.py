"""The part of a questionnaire that a change reaches: what changed, what hangs on it, and what all that hangs on.

The rest is the same under both texts, so a dry run over a thousand dossiers need not read or evaluate it. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from carnet.questionnaires.comparing import Change
from carnet.questionnaires.compiled import (
    SECTION_MARK,
    Chapter,
    Compiled,
    Node,
    SectionNode,
    bare,
)
from carnet.questionnaires.routes import Route
from carnet.questionnaires.weights import Weight

Graph = Mapping[str, set[str]]


def narrowed(
    old: Compiled, new: Compiled, route: Route, changes: Iterable[Change]
) -> tuple[Compiled, Compiled] | None:
    """Both texts with what these changes reach and no more; None where they reach everything."""
    heavy = [change for change in changes if change.weight > Weight.TEXT]
    if not all(change.place for change in heavy):
        return None
    there, back = route.ids, {after: before for before, after in route.ids.items()}
    touched = {mark + name for change in heavy for name in _named(change) for mark in MARKS}
    pair = [Part(old), Part(new)]
    for part, way in zip(pair, (back, there), strict=True):
        part.reach(touched | {way[name] for name in touched if name in way})
    while _widened(pair, there, back, Part.reach) or _widened(pair, there, back, Part.take):
        pass
    return pair[0].narrowed(), pair[1].narrowed()


MARKS = ("", SECTION_MARK)


def _named(change: Change) -> tuple[str, ...]:
    """What the change is about, in the ids of both texts."""
    return (*change.place, change.old) if change.how == "renamed" else change.place


class Part:
    """Of one text: what is reached, and what is taken along because something reached asks for it."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.nodes: dict[str, Node | SectionNode] = {node.id: node for node in compiled.order}
        self.asks = {node.id: _asked_by(node, self.nodes) for node in compiled.order}
        self.hang_on = _turned(self.asks)
        self.reached: set[str] = set()
        self.taken: set[str] = set()

    def reach(self, names: set[str]) -> bool:
        """These and all that hangs on them; False where nothing is new."""
        fresh = _closed(names & self.nodes.keys(), self.hang_on) - self.reached
        self.reached |= fresh
        self.take(fresh)
        return bool(fresh)

    def take(self, names: set[str]) -> bool:
        """These and all that they hang on; lists with everything in them."""
        fresh = _closed(names & self.nodes.keys(), self.asks) - self.taken
        self.taken |= fresh
        return bool(fresh)

    def narrowed(self) -> Compiled:
        chapters = (
            Chapter(one.node, tuple(node for node in one.nodes if node.id in self.taken))
            for one in self.compiled.chapters
            if one.node.id in self.taken
        )
        return replace(
            self.compiled,
            chapters=tuple(chapters),
            nodes=tuple(node for node in self.compiled.nodes if node.id in self.taken),
            order=tuple(node for node in self.compiled.order if node.id in self.taken),
        )


def _widened(
    pair: list[Part],
    there: Mapping[str, str],
    back: Mapping[str, str],
    act: Callable[[Part, set[str]], bool],
) -> bool:
    """What one text holds, the other holds as well, as far as it has a place there."""
    held = [part.reached if act is Part.reach else part.taken for part in pair]
    to_new = {there[name] for name in held[0] if name in there}
    to_old = {back[name] for name in held[1] if name in back}
    return bool(act(pair[1], to_new - held[1])) | bool(act(pair[0], to_old - held[0]))


def _asked_by(node: Node | SectionNode, nodes: Mapping[str, object]) -> set[str]:
    """What this one's rules speak of, what it stands in, and of a list everything in it."""
    found = {node.parent, node.list_id}
    for bound in node.rules() if isinstance(node, Node) else node.deciding():
        found.update(bare(name) for name in bound.rule.names)
        found.update(name for pair in bound.rule.fields for name in pair)
    if isinstance(node, Node):
        found.update(inner.id for inner in node.inner)
        found.add(node.item.count)
    return {name for name in found if name in nodes}


def _turned(graph: Graph) -> Graph:
    turned = defaultdict(set)
    for name, others in graph.items():
        for other in others:
            turned[other].add(name)
    return turned


def _closed(names: set[str], graph: Graph) -> set[str]:
    found, waiting = set(names), list(names)
    while waiting:
        fresh = graph.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return found
