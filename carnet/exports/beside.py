"""Which documents stand beside which answers. A questionnaire does not say so; where it asks for them does. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from carnet.questionnaires.compiled import Node


def requests_beside(asked: Sequence[Node]) -> dict[str, list[str]]:
    """By question, the requests for documents that belong to it: those on its own page, or that follow it.

    `asked` are the questions outside lists, in the order in which they were asked. In a list, an entry holds both.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for place, node in enumerate(asked):
        if node.kind.uploads:
            together = same_page(asked, node) if node.item.page else before(asked, place)
            for other in together:
                found[other.id].append(node.id)
    return dict(found)


def same_page(asked: Sequence[Node], request: Node) -> Iterator[Node]:
    for node in asked:
        alike = (node.section.id, node.item.page) == (request.section.id, request.item.page)
        if alike and not node.kind.uploads:
            yield node


def before(asked: Sequence[Node], place: int) -> Iterator[Node]:
    """The question right before it; where that is a figure of the form, the figures before that one too: one
    certificate often proves several."""
    for node in reversed(asked[:place]):
        if node.section.id != asked[place].section.id or node.kind.uploads:
            return
        figure = bool(node.filed) and node.kind.numeric
        if figure or node is asked[place - 1]:
            yield node
        if not figure:
            return
