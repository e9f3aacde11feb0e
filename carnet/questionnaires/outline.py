"""A document taken apart into its sections and items, and put together again.

Every part stands under an address (`sections.family`, `items.rent`), so that a question which moved is still
the same question. Needs what a published document has: ids that occur once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from carnet.questionnaires.loading import Document

TOP = ""


@dataclass(frozen=True)
class Part:
    """A section or an item without what stands in it; `home` is the address of what it stands in."""

    fields: Document
    home: str

    @property
    def holds(self) -> bool:
        return "items" in self.fields


@dataclass
class Outline:
    """`root`: the document without its sections; `order`: for each home the addresses in it, in order."""

    root: Document
    parts: dict[str, Part] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)

    def add(self, documents: list[Document], home: str, kind: str) -> None:
        self.order[home] = []
        for document in documents:
            address = f"{kind}.{document['id']}"
            self.parts[address] = Part(closed(document), home)
            self.order[home].append(address)
            if "items" in document:
                self.add(document["items"], address, "items")

    def document(self) -> Document:
        return {**self.root, "sections": list(self.inside(TOP))}

    def inside(self, home: str) -> Iterator[Document]:
        for address in self.order.get(home, ()):
            part = self.parts[address]
            # What holds nothing goes back as the very object it was, so that equal parts are seen at once.
            yield (
                {**part.fields, "items": list(self.inside(address))} if part.holds else part.fields
            )


def closed(document: Document) -> Document:
    """The part itself; that it can hold others is part of it, which ones is not."""
    return {**document, "items": []} if "items" in document else document


def outline(document: Document) -> Outline:
    found = Outline({key: value for key, value in document.items() if key != "sections"})
    found.add(document.get("sections", []), TOP, "sections")
    return found


def items_of(document: Document) -> dict[str, Document]:
    """Every item by its id, in the order of the document, those of a list after it."""
    parts = outline(document).parts
    return {
        part.fields["id"]: part.fields
        for address, part in parts.items()
        if address.startswith("items.")
    }


def identified(value: Any) -> bool:
    """Is this a list of things that have ids, such as choices?"""
    return isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value)
