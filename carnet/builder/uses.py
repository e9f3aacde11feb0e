"""Who speaks of a question, a section or a choice, and what becomes of that once it is gone. Pure.

A mention is taken out only where nobody could mean anything else; the others are left to the author.
"""

from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from carnet.builder.lexicon import Known, Lexicon, choices_of
from carnet.builder.rewording import simple
from carnet.builder.rule_places import (
    WHOLE,
    every_rule,
    items_in,
    part_in,
    with_rule,
)
from carnet.builder.sentences import SEVERAL, Condition, Group, Sentence
from carnet.questionnaires.definition import PLACEHOLDER, repeated
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import NAME, TEXTS
from carnet.questionnaires.outline import outline
from carnet.questionnaires.rules import InvalidRule

# Without a condition of theirs, these say the same as if nobody had ever written it.
DROPPABLE = ("show_if", "check", "warn_if", "choice_if")
BESIDE = {"check": "check_text", "warn_if": "warn_text"}
FALLS, SHORTER, REWORDED, BY_HAND, STAYS = "falls", "shorter", "reworded", "by hand", "stays"


@dataclass(frozen=True)
class Gone:
    """What would be deleted: the ids of questions, or one choice of some."""

    part: str
    ids: frozenset[str]
    choice: str = ""


class SpokenOf(Exception):
    """Something else speaks of what was to be deleted; its author is shown that first."""

    def __init__(self, part: str, choice: str = "") -> None:
        super().__init__(part)
        self.part, self.choice = part, choice


@dataclass(frozen=True)
class Use:
    """One place that speaks of it. `remedy` says what becomes of the place, `new` what stands there then."""

    part: str
    key: str
    now: str
    remedy: str
    new: Any = None

    @property
    def is_rule(self) -> bool:
        return self.key.rpartition(".")[2] not in (*TEXTS, "count", "person", "page", "choice_map")


def gone_with(document: Document, part: str, choice: str = "") -> Gone:
    if choice:
        owner = part_in(document, part)
        same = owner.get("choices")
        sharing = [
            one
            for one in items_in(document)
            if isinstance(same, str) and one.get("choices") == same
        ]
        return Gone(part, frozenset(one["id"] for one in sharing or [owner]), choice)
    return Gone(part, frozenset(inside(part_in(document, part), part)))


def inside(part: Document, address: str) -> Iterator[str]:
    if address.startswith("items."):
        yield part["id"]
    for item in part.get("items", []):
        yield item["id"]
        yield from (inner["id"] for inner in item.get("items", []))


def uses_of(document: Document, gone: Gone) -> list[Use]:
    """What stands elsewhere and speaks of it, in the order of the document."""
    known = Known(document)
    found = [*rules(known, gone)]
    if not gone.choice:
        found += [*texts(document, gone), *others(document, gone)]
    order = {address: place for place, address in enumerate([WHOLE, *outline(document).parts])}
    return sorted(found, key=lambda use: order.get(use.part, 0))


def outside(part: str, gone: Gone) -> bool:
    """What goes with it needs no repair."""
    return bool(gone.choice) or not (part == gone.part or part.removeprefix("items.") in gone.ids)


def rules(known: Known, gone: Gone) -> Iterator[Use]:
    for part, key, rule in every_rule(known.document):
        if gone.choice and part == gone.part and key.startswith(f"choices.{gone.choice}."):
            continue
        if outside(part, gone) and any(name in rule for name in gone.ids):
            here = Lexicon(known, part, key)
            if speaks(here, rule, gone):
                yield repaired(here, rule, gone)


def speaks(here: Lexicon, rule: str, gone: Gone) -> bool:
    """As the compiler sees it: a choice may be called like the question that goes."""
    own = here.own if here.timed else ""
    try:
        made = here.compiler.scope(here.list_id).compile(rule, own)
    except InvalidRule:
        names = set(NAME.findall(rule))
        return bool(names & gone.ids) and (not gone.choice or gone.choice in names)
    if gone.choice:
        return any((name, gone.choice) in made.compared for name in gone.ids) or (
            bool(named(made) & gone.ids) and f"'{gone.choice}'" in made.canonical
        )
    return bool(named(made) & gone.ids)


def named(rule: Any) -> set[str]:
    names = {name.rpartition(".")[2] for name in rule.names}
    return names | {field for _list, field in rule.fields}


def repaired(here: Lexicon, rule: str, gone: Gone) -> Use:
    use = Use(here.part, here.key, rule, BY_HAND)
    sentence = here.read(rule)
    if sentence is None:
        return use
    if gone.choice:
        left = without_choice(sentence, gone)
        return replace(use, remedy=SHORTER, new=here.write(left)) if left else use
    if here.key.rpartition(".")[2] not in DROPPABLE:
        return use
    left = without_names(sentence, gone.ids)
    return replace(use, remedy=SHORTER if left else FALLS, new=here.write(left) if left else "")


def without_names(sentence: Sentence, names: Collection[str]) -> Sentence | None:
    parts: list[Condition | Group] = []
    for part in sentence.parts:
        if isinstance(part, Group):
            kept = tuple(one for one in part.conditions if not about(one, names))
            parts += [Group(kept)] if kept else []
        elif not about(part, names):
            parts.append(part)
    return simple(Sentence(sentence.join, tuple(parts))) if parts else None


def about(condition: Condition, names: Collection[str]) -> bool:
    spoken = (condition.subject, condition.against, condition.of)
    return any(name.removeprefix("prior.") in names for name in spoken if name)


def without_choice(sentence: Sentence, gone: Gone) -> Sentence | None:
    """A choice goes out of a row of several; None where it stands alone somewhere."""
    parts: list[Condition | Group] = []
    for part in sentence.parts:
        inner = part.conditions if isinstance(part, Group) else (part,)
        left = tuple(fewer(one, gone) for one in inner)
        if None in left:
            return None
        parts.append(Group(left) if isinstance(part, Group) else left[0])  # type: ignore[arg-type]
    return simple(Sentence(sentence.join, tuple(parts)))


def fewer(condition: Condition, gone: Gone) -> Condition | None:
    if not about(condition, gone.ids) or gone.choice not in condition.values:
        return condition
    values = tuple(value for value in condition.values if value != gone.choice)
    if condition.operator not in SEVERAL or not values:
        return None
    return replace(condition, values=values)


def texts(document: Document, gone: Gone) -> Iterator[Use]:
    """Where a text repeats its answer. The words that stand in while there is none can stand there for good."""
    for part, key, text in every_text(document):
        spoken = [text] if isinstance(text, str) else list(text.values())
        if outside(part, gone) and any(repeats(words, gone.ids) for words in spoken):
            new = unrepeated(text, gone)
            remedy = REWORDED if new else BY_HAND
            yield Use(part, key, spoken[0], remedy, new)


def repeats(words: str, ids: Collection[str]) -> bool:
    # Nearly no text has the name in it at all, and to look for that takes no time.
    return any(name in words for name in ids) and not set(ids).isdisjoint(repeated(words))


def every_text(document: Document) -> Iterator[tuple[str, str, Any]]:
    for section in document.get("sections", []):
        yield from texts_in(section, f"sections.{section['id']}", "")
    for item in items_in(document):
        yield from texts_in(item, f"items.{item['id']}", "")
        for choice in choices_of(item, document):
            yield from texts_in(choice, f"items.{item['id']}", f"choices.{choice['id']}.")


def texts_in(part: Document, address: str, above: str) -> Iterator[tuple[str, str, Any]]:
    for key in sorted(TEXTS & part.keys()):
        text = part[key]
        if isinstance(text, str) or (
            isinstance(text, dict) and all(isinstance(words, str) for words in text.values())
        ):
            yield address, above + key, text


def unrepeated(text: Any, gone: Gone) -> Any:
    """The text with the words that stand in; None where some place has none."""
    spoken = {"": text} if isinstance(text, str) else text
    new = {}
    for language, words in spoken.items():
        missing = [
            m for m in PLACEHOLDER.finditer(words) if m[1] in gone.ids and not (m[2] or "").strip()
        ]
        if missing:
            return None
        new[language] = PLACEHOLDER.sub(
            lambda m: (m[2] or "").strip() if m[1] in gone.ids else m[0], words
        )
    return new[""] if isinstance(text, str) else new


def others(document: Document, gone: Gone) -> Iterator[Use]:
    """The lists it is counted for, whose figures it tells apart, and what shares its page."""
    pages = {one.get("page") for one in items_in(document) if one["id"] in gone.ids} - {None}
    for item in items_in(document):
        part = f"items.{item['id']}"
        if not outside(part, gone):
            continue
        if item.get("count") in gone.ids:
            yield Use(part, "count", item["count"], FALLS, "")
        if item.get("person") in gone.ids:
            yield Use(part, "person", item["person"], BY_HAND)
        if item.get("page") in pages:
            yield Use(part, "page", str(item["page"]), STAYS)


def deleted(document: Document, gone: Gone, uses: Collection[Use]) -> Document:
    """Without it, and without the mentions that could be taken out."""
    changed = document
    for use in uses:
        if use.remedy in (FALLS, SHORTER, REWORDED):
            changed = put_right(changed, use)
    if gone.choice:
        return without_a_choice(changed, gone)
    return without_part(changed, gone.part)


def put_right(document: Document, use: Use) -> Document:
    *way, last = use.key.split(".")
    if use.is_rule:
        changed = with_rule(document, use.part, use.key, use.new)
        if use.remedy == FALLS and last in BESIDE and not way:
            part_in(changed, use.part).pop(BESIDE[last], None)
        return changed
    changed = deepcopy(document)
    holder = part_in(changed, use.part)
    if way:
        holder = next(one for one in choices_of(holder, changed) if one["id"] == way[1])
    if use.remedy == FALLS:
        del holder[last]
    else:
        holder[last] = use.new
    return changed


def without_part(document: Document, address: str) -> Document:
    found = outline(document)
    found.order[found.parts[address].home].remove(address)
    return found.document()


def without_a_choice(document: Document, gone: Gone) -> Document:
    changed = deepcopy(document)
    owner = part_in(changed, gone.part)
    choices = owner["choices"]
    listed = changed["choices"][choices] if isinstance(choices, str) else choices
    listed[:] = [one for one in listed if one.get("id") != gone.choice]
    for item in items_in(changed):
        mapped = item.get("choice_map") or {}
        if item["id"] in gone.ids and gone.choice in mapped.values():
            left = {old: new for old, new in mapped.items() if new != gone.choice}
            item["choice_map"] = left
            if not left:
                del item["choice_map"]
    return changed
