"""The buttons of the builder: what each does to the document, and which part is open afterwards. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carnet.builder import adding, choice_edits, edits
from carnet.builder.models import Did
from carnet.builder.naming import name_from, taken_in
from carnet.builder.pasting import lines_of, named
from carnet.builder.refused import Refused
from carnet.builder.saving import fields_of
from carnet.builder.steps import ROOT
from carnet.builder.uses import SpokenOf, gone_with, uses_of
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import TOP, outline
from carnet.questionnaires.reading import FITS

MOST_WORDS = 2000


@dataclass
class Act:
    """One press of a button; `landed` is the part that is open afterwards."""

    name: str
    posted: Mapping[str, str]
    landed: str = ""

    def alter(self, document: Document) -> Document:
        document, self.landed = ACTS[self.name][1](document, self)
        return document

    @property
    def did(self) -> Did:
        return ACTS[self.name][0]

    @property
    def part(self) -> str:
        return self.said("part")

    def said(self, name: str) -> str:
        return self.posted.get(name, "").strip()[:MOST_WORDS]


Acted = tuple[Document, str]


def add(document: Document, act: Act) -> Acted:
    language, taken = document["languages"][0], taken_in(document)
    kind, words = act.said("kind"), act.said("words")
    if kind == adding.SECTION:
        section = adding.new_section(words, language, taken)
        behind = section_of(document, act.part)
        return edits.with_section(document, section, behind), edits.address_of(section, "sections")
    require_kind(kind)
    item = adding.new_item(kind, words, language, taken)
    behind, inside = behind_of(document, act.part), act.said("where") != "behind"
    return edits.with_item(document, item, behind, inside=inside), edits.address_of(item)


def require_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Refused(_("Choose what kind of question it is."))


def behind_of(document: Document, address: str) -> str:
    """Behind which part something new stands; at the end of the last section where none is open."""
    if address not in ("", ROOT):
        return address
    sections = outline(document).order[TOP]
    if not sections:
        raise Refused(_("Add a section first: questions stand in one."))
    return sections[-1]


def section_of(document: Document, address: str) -> str:
    found = outline(document)
    while address in found.parts and found.parts[address].home != TOP:
        address = found.parts[address].home
    return address if address in found.parts else ""


def paste(document: Document, act: Act) -> Acted:
    """A question of the chosen kind for each line, in their order."""
    kind, language = act.said("kind"), document["languages"][0]
    require_kind(kind)
    lines = lines_of(act.posted.get("lines", ""))
    if not lines:
        raise Refused(_("Paste at least one line."))
    behind, landed = behind_of(document, act.part), ""
    for line, _id in named(lines, set(), fallback=kind):
        item = adding.new_item(kind, line, language, taken_in(document))
        document = edits.with_item(document, item, behind)
        behind = edits.address_of(item)
        landed = landed or behind
    return document, landed


def move(document: Document, act: Act) -> Acted:
    home, behind = act.said("home"), act.said("behind")
    return edits.moved(document, act.part, home, behind), act.part


def duplicate(document: Document, act: Act) -> Acted:
    new = edits.duplicated(document, act.part)
    order = outline(new).order[outline(new).parts[act.part].home]
    return new, order[order.index(act.part) + 1]


def remove(document: Document, act: Act) -> Acted:
    found = outline(document)
    require_unspoken(document, act.part)
    new = edits.removed(document, act.part)
    order = found.order[found.parts[act.part].home]
    place = order.index(act.part)
    beside = [*order[place + 1 : place + 2], *order[:place][-1:], found.parts[act.part].home]
    return new, next((one for one in beside if one), ROOT)


def require_unspoken(document: Document, part: str, choice: str = "") -> None:
    edits.part_at(outline(document), part)
    if uses_of(document, gone_with(document, part, choice)):
        raise SpokenOf(part, choice)


def remove_choice(document: Document, act: Act) -> Acted:
    path, choice = choice_edits.path_of(act.said("list")), act.said("choice")
    new = choice_edits.without(document, act.part, path, choice)
    if act.part != ROOT:
        require_unspoken(document, act.part, choice)
    return new, act.part


def retype(document: Document, act: Act) -> Acted:
    """The same question with another kind of answer; what does not go with it goes."""
    kind = act.said("kind")
    require_kind(kind)
    edits.require_question(act.part)
    if outline(document).order.get(act.part):
        raise Refused(_("Move or delete the questions of this list first."))
    inside = outline(document).parts.get(edits.part_at(outline(document), act.part).home)
    if KINDS[kind].repeats and inside is not None and edits.is_list(inside):
        raise Refused(_("A list cannot stand inside another list."))
    fields = {
        key: value
        for key, value in fields_of(document, act.part).items()
        if key not in FITS or FITS[key](KINDS[kind])
    }
    id_, taken = fields["id"], taken_in(document)
    begin = adding.begins_with(kind, id_, document["languages"][0], taken)
    carries = {} if kind_carries(kind, fields) else {"carry": None}
    kept = {key: value for key, value in (fields | carries).items() if value is not None}
    return edits.replaced(document, act.part, {**begin, **kept, "type": kind}), act.part


def kind_carries(kind: str, fields: Document) -> bool:
    return (fields.get("carry") == "confirm_each") == KINDS[kind].repeats


def choosing(alter: Callable[[Document, Act, choice_edits.Path], Document]) -> Callable[..., Acted]:
    def acted(document: Document, act: Act) -> Acted:
        return alter(document, act, choice_edits.path_of(act.said("list"))), act.part

    return acted


def new_list(document: Document, act: Act) -> Acted:
    return choice_edits.with_list(document, act.said("words"))[0], ROOT


def new_fact(document: Document, act: Act) -> Acted:
    taken = taken_in(document)
    name = name_from(act.said("from").partition(".")[2], taken, "fact")
    facts = {**(document.get("facts") or {}), name: {"type": "text", "from": act.said("from")}}
    return {**document, "facts": facts}, ROOT


def new_source(document: Document, act: Act) -> Acted:
    sources = document.get("sources") or {}
    name = next(f"S{number}" for number in range(1, 1000) if f"S{number}" not in sources)
    return {**document, "sources": {**sources, name: act.said("words") or name}}, ROOT


def drop_from(key: str) -> Callable[[Document, Act], Acted]:
    """One of the named things of the questionnaire goes; who still speaks of it is told among the problems."""

    def acted(document: Document, act: Act) -> Acted:
        kept = {
            name: one for name, one in (document.get(key) or {}).items() if name != act.said("name")
        }
        rest = {name: value for name, value in document.items() if name != key}
        return {**rest, **({key: kept} if kept else {})}, ROOT

    return acted


ACTS: dict[str, tuple[Did, Callable[[Document, Act], Acted]]] = {
    "add": (Did.ADD, add),
    "paste": (Did.PASTE, paste),
    "up": (Did.MOVE, lambda document, act: (edits.stepped(document, act.part, -1), act.part)),
    "down": (Did.MOVE, lambda document, act: (edits.stepped(document, act.part, 1), act.part)),
    "move": (Did.MOVE, move),
    "duplicate": (Did.DUPLICATE, duplicate),
    "remove": (Did.REMOVE, remove),
    "retype": (Did.SET, retype),
    "add_choices": (
        Did.ADD,
        choosing(
            lambda document, act, path: choice_edits.added(
                document, act.part, path, act.posted.get("lines", "")
            )
        ),
    ),
    "remove_choice": (Did.REMOVE, remove_choice),
    "choice_up": (
        Did.MOVE,
        choosing(
            lambda document, act, path: choice_edits.stepped(
                document, act.part, path, act.said("choice"), -1
            )
        ),
    ),
    "choice_down": (
        Did.MOVE,
        choosing(
            lambda document, act, path: choice_edits.stepped(
                document, act.part, path, act.said("choice"), 1
            )
        ),
    ),
    "own_choices": (
        Did.SET,
        lambda document, act: (choice_edits.made_own(document, act.part), act.part),
    ),
    "add_list": (Did.ADD, new_list),
    "remove_list": (Did.REMOVE, drop_from("choices")),
    "add_fact": (Did.ADD, new_fact),
    "remove_fact": (Did.REMOVE, drop_from("facts")),
    "add_source": (Did.ADD, new_source),
    "remove_source": (Did.REMOVE, drop_from("sources")),
}
