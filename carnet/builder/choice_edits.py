"""What the builder does to choices: of one question (`choices`), or of a list that several share
(`choices`, its name). Pure."""

from typing import Any

from django.utils.translation import gettext as _

from carnet.builder.adding import first_choices
from carnet.builder.edits import require_question
from carnet.builder.fields import value_at, with_value
from carnet.builder.naming import chosen_in, name_from
from carnet.builder.pasting import choices_from, lines_of
from carnet.builder.refused import Refused
from carnet.builder.saving import fields_of, with_fields
from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import identified

Path = tuple[str, ...]


def path_of(shared: str) -> Path:
    return ("choices", shared) if shared else ("choices",)


def choices_at(document: Document, address: str, path: Path) -> list[Document]:
    found = value_at(fields_of(document, address), path)
    return list(found) if isinstance(found, list) and identified(found) else []


def with_choices(document: Document, address: str, path: Path, choices: Any) -> Document:
    if path == ("choices",):
        require_question(address)
    fields = fields_of(document, address)
    return with_fields(document, address, with_value(fields, path, choices, document["languages"]))


def added(document: Document, address: str, path: Path, pasted: str) -> Document:
    """A choice for each line, behind those that stand there; what a question begins with gives way to them."""
    choices = choices_at(document, address, path)
    if choices == first_choices(document["languages"][0]):
        choices = []
    known = {tuple(choice.get("text", {}).items()) for choice in choices if has_texts(choice)}
    language = document["languages"][0]
    new = choices_from(lines_of(pasted), language, chosen_in(choices))
    fresh = [one for one in new if tuple(one["text"].items()) not in known]
    if not fresh:
        raise Refused(_("Write a choice that is not there yet."))
    return with_choices(document, address, path, [*choices, *fresh])


def has_texts(choice: Document) -> bool:
    return isinstance(choice.get("text"), dict)


def without(document: Document, address: str, path: Path, id_: str) -> Document:
    choices = choices_at(document, address, path)
    kept = [choice for choice in choices if choice["id"] != id_]
    if len(kept) == len(choices):
        raise Refused(_("This choice is no longer there."))
    return with_choices(document, address, path, kept)


def stepped(document: Document, address: str, path: Path, id_: str, step: int) -> Document:
    choices = choices_at(document, address, path)
    index = next((place for place, one in enumerate(choices) if one["id"] == id_), -1)
    if index < 0:
        raise Refused(_("This choice is no longer there."))
    if not 0 <= index + step < len(choices):
        raise Refused(_("It stands at the edge already."))
    choices[index], choices[index + step] = choices[index + step], choices[index]
    return with_choices(document, address, path, choices)


def made_own(document: Document, address: str) -> Document:
    """The shared list copied to this question, to be changed for it alone."""
    name = fields_of(document, address).get("choices")
    shared = (document.get("choices") or {}).get(name) if isinstance(name, str) else None
    if shared is None:
        raise Refused(_("This question has choices of its own already."))
    return with_choices(document, address, ("choices",), list(shared))


def with_list(document: Document, words: str) -> tuple[Document, str]:
    """A new shared list, with two choices to begin with."""
    lists = document.get("choices") or {}
    name = name_from(words, frozenset(lists), "choices")
    new = first_choices(document["languages"][0])
    return {**document, "choices": {**lists, name: new}}, name
