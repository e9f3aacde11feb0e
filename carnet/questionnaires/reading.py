"""A plain document read as a Definition. Collects everything that does not fit instead of stopping at the first.

Judges names, types and texts; rules are only carried over (compiling.py judges them).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from carnet.questionnaires.codes import SCHEMES
from carnet.questionnaires.definition import (
    Choice,
    Code,
    Definition,
    Fact,
    FileRule,
    Form,
    Item,
    Section,
    Signing,
    Text,
)
from carnet.questionnaires.given import ESCAPES, Status
from carnet.questionnaires.kinds import KINDS, Kind
from carnet.questionnaires.loading import Document, Keys, Line
from carnet.questionnaires.parts import Parts, one_from, words_from
from carnet.questionnaires.problems import Findings, Place, Problem
from carnet.questionnaires.rules import did_you_mean
from carnet.questionnaires.typed import ID_FORMATS

CARRY = ("none", "hint", "suggest", "confirm", "confirm_each")
RESPONDENTS = ("client", "partner", "staff")
ACCEPT = ("pdf", "image", "office", "any")

# The keys that belong to some kinds only.
FITS: dict[str, Callable[[Kind], bool]] = {
    "choices": lambda kind: kind.chooses,
    "choice_if": lambda kind: kind.chooses,
    "choice_map": lambda kind: kind.chooses,
    "value": lambda kind: kind.calculated,
    "file": lambda kind: kind.uploads,
    "items": lambda kind: kind.repeats,
    "item_label": lambda kind: kind.repeats,
    "count": lambda kind: kind.repeats,
    "min": lambda kind: kind.numeric or kind.repeats,
    "max": lambda kind: kind.numeric or kind.repeats,
    "max_length": lambda kind: kind.written,
    "pattern": lambda kind: kind.written,
    "format": lambda kind: kind.official,
    "unit": lambda kind: kind.numeric or kind.calculated,
    "required": lambda kind: kind.asks,
    "escapes": lambda kind: kind.asks,
    "check": lambda kind: bool(kind.rule_type) or kind.calculated,
    "warn_if": lambda kind: bool(kind.rule_type) or kind.calculated,
    "default": lambda kind: kind.asks and kind.prefills,
    "profile": lambda kind: kind.asks and kind.prefills,
    "carry": lambda kind: kind.repeats or (kind.asks and kind.prefills),
}
NEEDED = ("choices", "value", "items")


class Reader(Parts):
    """Reads one document."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.form = Form()
        self.sources: dict[str, Text] = {}

    def definition(self, document: Document) -> Definition:
        place = Place()
        self.known_keys(document, ROOT, place)
        languages = self.spoken(document.get("languages"), place.at("languages", "languages"))
        self.languages, self.finished = languages, frozenset(languages)
        complete = self.traits(document, {"complete": ROOT["complete"]}, place).get("complete", ())
        self.finished = frozenset((languages[0], *complete))
        # What other parts refer to is read before those.
        self.traits(document, REFERRED, place)
        return Definition(
            **self.traits(document, ROOT, place),
            languages=languages,
            form=self.form,
            sources=self.sources,
            key=self.id(document.get("questionnaire"), place.at("questionnaire", "questionnaire")),
            title=self.text(document.get("title"), place.at("title", "title")),
            sections=self.sections(document.get("sections"), place.at("sections", "sections")),
        )

    def traits(
        self,
        document: Document,
        known: Mapping[str, Callable[[Any, Any, Place], Any] | None],
        place: Place,
    ) -> dict[str, Any]:
        """What the document says under these keys, where it says anything."""
        return {
            name: read(self, document[name], place.at(name, name))
            for name, read in known.items()
            if read and document.get(name) is not None
        }

    def section(self, document: Any, place: Place) -> Section:
        document = self.mapping(document, place.named(_("section")))
        place = place.named(str(document.get("id", _("section"))))
        self.known_keys(document, SECTION, place)
        traits = self.traits(document, SECTION, place)
        traits |= {
            "id": self.id(document.get("id"), place.at("id")),
            "title": self.text(document.get("title"), place.at("title", "title")),
        }
        return Section(**traits, items=self.items(document.get("items"), place, traits))

    def sections(self, documents: Any, place: Place) -> tuple[Section, ...]:
        return tuple(
            self.section(part, Place(("sections", number)))
            for number, part in enumerate(self.parts(documents, place))
        )

    def items(self, documents: Any, place: Place, above: Document) -> tuple[Item, ...]:
        """`above` is what a section or a list says for all that stands in it."""
        parts = self.parts(documents, place.at("items", "items"))
        return tuple(
            self.item(part, place.at("items").at(number), above)
            for number, part in enumerate(parts)
        )

    def item(self, document: Any, place: Place, above: Document) -> Item:
        document = self.mapping(document, place.named(_("question")))
        place = place.named(str(document.get("id", _("question"))))
        self.known_keys(document, ITEM, place)
        kind = self.one_of(document.get("type"), place.at("type", "type"), KINDS) or "note"
        list_id = above.get("list_id", "")
        self.fitting_keys(document, KINDS[kind], kind, place)
        if list_id and KINDS[kind].repeats:
            self.findings.refuse(place, _("A list cannot stand inside another list."))
        traits = {"who": above.get("who", ()), **usual(kind)}
        traits |= self.traits(document, ITEM, place)
        traits |= {"kind": kind, "list_id": list_id, "id": traits.get("id", "")}
        self.fitting_carry(traits["carry"], KINDS[kind], place)
        if "items" in document and not list_id:
            within = {"list_id": traits["id"] or "list", "who": traits["who"]}
            traits["items"] = self.items(document["items"], place, within)
        return Item(**traits)

    def fitting_keys(self, document: Document, kind: Kind, name: str, place: Place) -> None:
        for key, fits in FITS.items():
            if key in document and not fits(kind):
                self.findings.refuse(
                    place.at(key, key),
                    _("“%(key)s” does not go with the type %(kind)s.") % {"key": key, "kind": name},
                )
        needed = [key for key in NEEDED if FITS[key](kind)]
        for key in (*needed, *(() if kind.calculated else ("text",)), "id"):
            if not document.get(key):
                self.findings.refuse(place, _("“%(key)s” is missing.") % {"key": key})

    def fitting_carry(self, carry: str, kind: Kind, place: Place) -> None:
        if carry not in ("", "none") and (carry == "confirm_each") != kind.repeats:
            self.findings.refuse(
                place.at("carry", "carry"),
                _(
                    "Lists carry over with confirm_each, single questions with hint, suggest or confirm."
                ),
            )

    def choice_lists(self, documents: Any, place: Place) -> None:
        for name, choices in self.mapping(documents, place).items():
            self.lists[name] = self.choices(choices, place.at(name, name))

    def choices(self, documents: Any, place: Place) -> tuple[Choice, ...]:
        """A list of choices written here, or the name of one of the questionnaire's lists."""
        if isinstance(documents, str):
            if documents not in self.lists:
                self.findings.refuse(
                    place,
                    _("There is no list of choices “%(name)s”.%(guess)s")
                    % {"name": documents, "guess": did_you_mean(documents, self.lists)},
                )
            return self.lists.get(documents, ())
        parts = enumerate(self.parts(documents, place))
        found = [self.choice(part, place.at(number)) for number, part in parts]
        for choice in {choice.id: choice for choice in found}.values():
            if sum(other.id == choice.id for other in found) > 1:
                self.findings.refuse(
                    place, _("The choice “%(id)s” stands here twice.") % {"id": choice.id}
                )
        return tuple(found)

    def choice(self, document: Any, place: Place) -> Choice:
        document = self.mapping(document, place)
        self.known_keys(document, CHOICE, place)
        place = place.named(str(document.get("id", "")))
        traits = self.traits(document, CHOICE, place)
        traits["text"] = self.text(document.get("text"), place.at("text", "text"))
        return Choice(**traits | {"id": self.id(document.get("id"), place.at("id"))})

    def codes(self, documents: Any, place: Place) -> tuple[Code, ...]:
        documents = [documents] if isinstance(documents, str | int | dict) else documents
        parts = enumerate(self.parts(documents, place))
        return tuple(self.code(part, place.at(number)) for number, part in parts)

    def code(self, document: Any, place: Place) -> Code:
        """`1250-11`, `1250-11/2250-78` or one of them with the condition under which it is used."""
        if not isinstance(document, dict):
            document = {"code": document}
        self.known_keys(document, CODE, place)
        left, _slash, right = self.word(document.get("code", ""), place).partition("/")
        for problem in SCHEMES[self.form.scheme](left, right):
            self.findings.refuse(place, problem)
        return Code(left, right, self.rule(document.get("if", ""), place.at("if", "if")))

    def read_form(self, document: Any, place: Place) -> None:
        document = self.mapping(document, place)
        self.known_keys(document, FORM, place)
        self.form = Form(**self.traits(document, FORM, place))

    def declaration(self, document: Any, place: Place) -> Signing:
        document = self.mapping(document, place)
        self.known_keys(document, DECLARATION, place)
        traits = self.traits(document, DECLARATION, place)
        if "if" in traits and traits.get("by") != "each":
            self.findings.refuse(place.at("if", "if"), _("A condition goes with “by: each” only."))
        return Signing(traits.get("by") or "one", traits.get("if", ""))

    def read_sources(self, documents: Any, place: Place) -> None:
        for name, text in self.mapping(documents, place).items():
            self.sources[name] = self.label(text, place.at(name, name))

    def cited(self, words: Any, place: Place) -> tuple[str, ...]:
        return self.words(words, place, self.sources or ("",))

    def facts(self, documents: Any, place: Place) -> tuple[Fact, ...]:
        facts = []
        for name, document in self.mapping(documents, place).items():
            inner = place.at(name, name)
            document = self.mapping(document, inner)
            self.known_keys(document, FACT, inner)
            kind = self.one_of(document.get("type"), inner.at("type", "type"), KINDS) or "text"
            source = self.one_of(document.get("from"), inner.at("from", "from"), KNOWN_FACTS)
            facts.append(Fact(self.id(name, inner), kind, source))
        return tuple(facts)

    def period(self, document: Any, place: Place) -> tuple[str, str] | None:
        document = self.mapping(document, place)
        self.known_keys(document, PERIOD, place)
        try:
            start, end = (date.fromisoformat(str(document.get(key))) for key in PERIOD)
        except ValueError:
            self.findings.refuse(place, _("Write start and end as days, such as 2025-01-31."))
            return None
        if start > end:
            self.findings.refuse(place, _("The period ends before it starts."))
        return start.isoformat(), end.isoformat()

    def file(self, document: Any, place: Place) -> FileRule:
        document = self.mapping(document, place)
        self.known_keys(document, FILE, place)
        return FileRule(**self.traits(document, FILE, place))

    def escapes(self, words: Any, place: Place) -> tuple[Status, ...]:
        known = tuple(str(status) for status in ESCAPES)
        return tuple(Status(word) for word in self.words(words, place, known) if word)


def usual(kind: str) -> dict[str, Any]:
    """What holds where an item says nothing: whoever cannot answer may say so, but a declaration is
    signed or not; and last year's amounts stand beside the box, never in it."""
    escapes: tuple[Status, ...] = ESCAPES if KINDS[kind].uploads else ESCAPES[:2]
    if not KINDS[kind].asks or kind == "declaration":
        escapes = ()
    return {"escapes": escapes, "carry": KINDS[kind].carry}


# What a questionnaire may know of its client; campaigns/facts.py looks them up.
KNOWN_FACTS = (
    *("client.type", "client.kind", "client.language", "client.country", "client.postcode"),
    *("client.nationality", "client.country_of_practice", "client.birth_date"),
    *("client.has_company", "client.has_partner"),
)
Read = Callable[[Any, Any, Place], Any]
REFERRED: dict[str, Read] = {
    "form": Reader.read_form,
    "sources": Reader.read_sources,
    "choices": Reader.choice_lists,
}
ROOT: dict[str, Any] = {
    "questionnaire": None,
    "title": None,
    "languages": None,
    "complete": lambda reader, words, place: reader.words(words, place, reader.languages),
    "was": Reader.ids,
    "period": Reader.period,
    "respondents": words_from(RESPONDENTS),
    "staff_note": Reader.label,
    "sources": None,
    "form": None,
    "declaration": Reader.declaration,
    "facts": Reader.facts,
    "choices": None,
    "sections": None,
}
SECTION: dict[str, Any] = {
    "id": None,
    "title": None,
    "help": Reader.text,
    "show_if": Reader.rule,
    "who": words_from(RESPONDENTS),
    "minutes": Reader.number,
    "staff_note": Reader.label,
    "items": None,
}
CHOICE: dict[str, Any] = {"id": None, "text": None, "show_if": Reader.rule, "codes": Reader.codes}
CODE = ("code", "if")
FORM: dict[str, Read] = {
    "scheme": one_from(SCHEMES),
    "joint": Reader.rule,
    "partner_left": Reader.rule,
}
SIGNED_BY = ("one", "each")
DECLARATION: dict[str, Read] = {"by": one_from(SIGNED_BY), "if": Reader.rule}
FACT = ("type", "from")
PERIOD = ("start", "end")
FILE: dict[str, Read] = {
    "accept": words_from(ACCEPT),
    "min": Reader.whole,
    "max": Reader.whole,
}
ITEM: dict[str, Any] = {
    "id": Reader.id,
    "type": None,
    "text": Reader.text,
    "help": Reader.text,
    "why": Reader.text,
    "choices": Reader.choices,
    "choice_if": Reader.rule,
    "choice_map": Reader.id_pairs,
    "show_if": Reader.rule,
    "required": Reader.flag_or_rule,
    "check": Reader.rule,
    "check_text": Reader.text,
    "warn_if": Reader.rule,
    "warn_text": Reader.text,
    "value": Reader.rule,
    "default": Reader.value,
    "carry": one_from(CARRY),
    "profile": Reader.word,
    "who": words_from(RESPONDENTS),
    "file": Reader.file,
    "unit": Reader.word,
    "format": one_from(ID_FORMATS),
    "min": Reader.number,
    "max": Reader.number,
    "max_length": Reader.whole,
    "pattern": Reader.word,
    "escapes": Reader.escapes,
    "staff_note": Reader.label,
    "tags": Reader.words,
    "codes": Reader.codes,
    "person": Reader.word,
    "basis": Reader.word,
    "sources": Reader.cited,
    "unsourced": Reader.flag,
    "was": Reader.ids,
    "page": Reader.word,
    "count": Reader.word,
    "items": None,
    "item_label": Reader.label,
}


def read(
    document: Document, lines: Mapping[Keys, Line] | None = None
) -> tuple[Definition, list[Problem]]:
    findings = Findings(lines or {})
    return Reader(findings).definition(document), findings.problems
