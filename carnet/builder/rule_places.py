"""Where the rules of a document stand: the part by its address, then the key within it. Pure.

`sections.family` and `show_if`, `items.rent` and `codes.0.if`, `items.use` and `choices.home.show_if`; for the
questionnaire as a whole, `root` and `declaration.if` or `form.joint`.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from carnet.builder.steps import ROOT
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.reading import FITS

WHOLE = ROOT
OF_WHOLE = ("declaration.if", "form.joint", "form.partner_left")
# What parts of the whole a rule may stand in; small, so copied as they are.
APART = ("declaration", "form", "choices")
OF_SECTION = ("show_if",)
OF_ITEM = ("show_if", "required", "check", "warn_if", "value", "choice_if")


class Nowhere(LookupError):
    """The part is gone, or has no such rule."""


def part_in(document: Document, part: str) -> Document:
    """The section or the item itself, or the whole document."""
    if part == WHOLE:
        return document
    kind, _dot, name = part.partition(".")
    parts = {"sections": document.get("sections", []), "items": items_in(document)}.get(kind, ())
    for one in parts:
        if one["id"] == name:
            return one
    raise Nowhere(part)


def opened(document: Document, part: str) -> Document:
    """A new document whose part may be changed in place. Only the way to it is copied: of a large questionnaire the
    whole takes as long as everything else of an edit."""
    part_in(document, part)
    changed = {**document, **{key: deepcopy(document[key]) for key in APART if key in document}}
    kind, _dot, name = part.partition(".")
    if part == WHOLE:
        return changed
    if kind == "sections":
        changed["sections"] = replaced(document["sections"], name)
    else:
        changed["sections"] = [
            {**one, "items": replaced(one.get("items", []), name)} if holds(one, name) else one
            for one in document["sections"]
        ]
    return changed


def holds(section: Document, name: str) -> bool:
    return any(one["id"] == name for one in items_in({"sections": [section]}))


def replaced(parts: list[Document], name: str) -> list[Document]:
    """With copies of the part of this name, and of the list it stands in."""
    found = []
    for one in parts:
        if one["id"] == name:
            kept = {"items": one["items"]} if "items" in one else {}
            one = deepcopy({key: value for key, value in one.items() if key != "items"}) | kept
        elif any(inner["id"] == name for inner in one.get("items", ())) and "type" in one:
            one = {**one, "items": replaced(one["items"], name)}
        found.append(one)
    return found


def items_in(document: Document) -> Iterator[Document]:
    for section in document.get("sections", []):
        for item in section.get("items", []):
            yield item
            yield from item.get("items", [])


def rule_at(document: Document, part: str, key: str) -> str:
    """The rule as it is written; empty where there is none."""
    rule = value_at(document, part, key)
    return rule if isinstance(rule, str) else ""


def value_at(document: Document, part: str, key: str) -> str | bool | None:
    """What stands there: the rule, nothing, or the yes or no that `required` may say instead."""
    holder, last = holder_of(document, part, key)
    return holder.get(last) if isinstance(holder, dict) else None


def with_rule(document: Document, part: str, key: str, rule: str | bool) -> Document:
    """A new document that says this there; an empty rule is taken out."""
    changed = opened(document, part)
    holder, last = holder_of(changed, part, key, make=True)
    if rule == "":
        holder.pop(last, None)
    else:
        holder[last] = rule
    for name in ("declaration", "form") if part == WHOLE else ():
        if changed.get(name) == {}:
            del changed[name]
    return tidied(changed, part, key)


def holder_of(document: Document, part: str, key: str, *, make: bool = False) -> tuple[Any, str]:
    """What holds the rule, and the name under which it stands there."""
    if not known_key(part, key):
        raise Nowhere(key)
    return holder_in(document, part_in(document, part), key, make=make)


def holder_in(
    document: Document, owner: Document, key: str, *, make: bool = False
) -> tuple[Any, str]:
    found: Any = owner
    *way, last = key.split(".")
    for word in way:
        found = step(document, found, word, make=make)
    return found, last


def step(document: Document, found: Any, word: str, *, make: bool) -> Any:
    if isinstance(found, list):
        return member(found, word, make=make)
    if word in ("declaration", "form"):
        return found.setdefault(word, {}) if make else found.get(word, {})
    inner = found.get(word) if isinstance(found, dict) else None
    if word == "choices" and isinstance(inner, str):
        inner = document.get("choices", {}).get(inner)
    if word == "codes" and isinstance(inner, str | int | dict):
        inner = [inner]
        if make:
            found[word] = inner
    if inner is None:
        raise Nowhere(word)
    return inner


def member(listed: list[Any], word: str, *, make: bool) -> Any:
    if not word.isdigit():
        for one in listed:
            if isinstance(one, dict) and one.get("id") == word:
                return one
        raise Nowhere(word)
    place = int(word)
    if place >= len(listed):
        raise Nowhere(word)
    if make and not isinstance(listed[place], dict):
        listed[place] = {"code": listed[place]}
    return listed[place]


def tidied(document: Document, part: str, key: str) -> Document:
    """A code without a condition is written as the code alone."""
    if "codes" in key.split("."):
        holder, _last = holder_of(document, part, key.removesuffix(".if") + ".if")
        listed, place = listed_codes(document, part, key)
        if set(holder) == {"code"}:
            listed[place] = holder["code"]
    return document


def listed_codes(document: Document, part: str, key: str) -> tuple[list[Any], int]:
    found: Any = part_in(document, part)
    *way, place, _if = key.split(".")
    for word in way:
        found = step(document, found, word, make=False)
    return found, int(place)


def known_key(part: str, key: str) -> bool:
    if part == WHOLE:
        return key in OF_WHOLE
    if part.startswith("sections."):
        return key in OF_SECTION
    words = key.split(".")
    if words[0] == "choices":
        return len(words) > 2 and (words[2:] == ["show_if"] or of_code(words[2:]))
    return key in OF_ITEM or of_code(words)


def of_code(words: list[str]) -> bool:
    return len(words) == 3 and words[0] == "codes" and words[1].isdigit() and words[2] == "if"


def shared_by(document: Document, part: str, key: str) -> list[Document]:
    """The questions that have the same list of choices, where the rule is one of that list."""
    if not key.startswith("choices."):
        return []
    name = part_in(document, part).get("choices")
    return (
        [one for one in items_in(document) if one.get("choices") == name]
        if isinstance(name, str)
        else []
    )


def every_rule(document: Document) -> Iterator[tuple[str, str, str]]:
    """Each rule that stands in the document: its part, its key, and the rule."""
    for part, owner, keys in places(document):
        for key in keys:
            # Of thousands of keys nearly all are of the part itself, and nearly all of those it does not have.
            holder, last = holder_in(document, owner, key) if "." in key else (owner, key)
            rule = holder.get(last) if isinstance(holder, dict) else None
            if rule and isinstance(rule, str):
                yield part, key, rule


def places(document: Document) -> Iterator[tuple[str, Document, list[str]]]:
    """Each part by its address and itself, with the keys under which it may have rules."""
    yield WHOLE, document, list(OF_WHOLE)
    for section in document.get("sections", []):
        yield f"sections.{section['id']}", section, list(OF_SECTION)
    for item in items_in(document):
        yield f"items.{item['id']}", item, [*OF_ITEM, *inner_keys(document, item)]


def inner_keys(document: Document, item: Document) -> Iterator[str]:
    yield from codes_of(item, "")
    yield from choices_of(document, item)


def keys_of(document: Document, part: str) -> list[str]:
    """The rules that fit this part: those of its kind, of its codes and of its choices."""
    if part == WHOLE:
        return list(OF_WHOLE)
    if part.startswith("sections."):
        return list(OF_SECTION)
    item = part_in(document, part)
    kind = KINDS.get(str(item.get("type")), KINDS["note"])
    fitting = [key for key in OF_ITEM if key not in FITS or FITS[key](kind)]
    return [*fitting, *inner_keys(document, item)]


def choices_of(document: Document, item: Document) -> Iterator[str]:
    choices = item.get("choices") or []
    if isinstance(choices, str):
        choices = (document.get("choices") or {}).get(choices) or []
    for choice in choices:
        if isinstance(choice, dict) and "id" in choice:
            yield f"choices.{choice['id']}.show_if"
            yield from codes_of(choice, f"choices.{choice['id']}.")


def codes_of(part: Document, above: str) -> Iterator[str]:
    codes = part.get("codes") or []
    for place in range(len(codes) if isinstance(codes, list) else 1):
        yield f"{above}codes.{place}.if"
