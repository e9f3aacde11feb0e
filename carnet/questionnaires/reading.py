"""A plain document read as a Definition. Collects everything that does not fit instead of stopping at the first.

Judges names, types and texts; rules are only carried over (compiled.py judges them).
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from carnet.questionnaires.definition import Choice, Definition, Fact, FileRule, Item, Section, Text
from carnet.questionnaires.given import ESCAPES, Status
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document, Keys
from carnet.questionnaires.problems import Findings, Place, Problem
from carnet.questionnaires.rules import did_you_mean
from carnet.questionnaires.typed import ID_FORMATS

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
CARRY = ("none", "hint", "suggest", "confirm", "confirm_each")
RESPONDENTS = ("client", "partner", "staff")
ACCEPT = ("pdf", "image", "office", "any")

# The keys that belong to some kinds only, by the trait of the kind that allows them.
ONLY_FOR = {"choices": "chooses", "choice_if": "chooses", "value": "calculated"}
ONLY_FOR |= {"file": "uploads", "items": "repeats", "item_label": "repeats"}


class Reader:
    """Reads one document; `findings` holds what it met on the way."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.languages: tuple[str, ...] = ()
        self.lists: dict[str, tuple[Choice, ...]] = {}

    def definition(self, document: Document) -> Definition:
        place = Place()
        self.known_keys(document, ROOT, place)
        self.languages = self.spoken(document.get("languages"), place.at("languages", "languages"))
        lists = self.mapping(document.get("choices", {}), place.at("choices", "choices"))
        for name, choices in lists.items():
            self.lists[name] = self.choices(choices, place.at("choices").at(name, name))
        return Definition(
            key=self.id(document.get("questionnaire"), place.at("questionnaire", "questionnaire")),
            title=self.text(document.get("title"), place.at("title", "title")),
            languages=self.languages,
            period=self.period(document.get("period"), place.at("period", "period")),
            respondents=self.words(
                document.get("respondents", []), place.at("respondents", "respondents"), RESPONDENTS
            ),
            facts=self.facts(document.get("facts", {}), place.at("facts", "facts")),
            sections=tuple(
                self.section(section, place.at("sections").at(number))
                for number, section in enumerate(
                    self.parts(document.get("sections"), place.at("sections", "sections"))
                )
            ),
        )

    def section(self, document: Any, place: Place) -> Section:
        document = self.mapping(document, place.named(_("section")))
        place = place.named(str(document.get("id", _("section"))))
        self.known_keys(document, SECTION, place)
        return Section(
            id=self.id(document.get("id"), place.at("id")),
            title=self.text(document.get("title"), place.at("title", "title")),
            help=self.optional_text(document.get("help"), place.at("help", "help")),
            show_if=self.rule(document.get("show_if", ""), place.at("show_if", "show_if")),
            items=self.items(document.get("items"), place),
        )

    def items(self, documents: Any, place: Place, list_id: str = "") -> tuple[Item, ...]:
        parts = self.parts(documents, place.at("items", "items"))
        return tuple(
            self.item(part, place.at("items").at(number), list_id)
            for number, part in enumerate(parts)
        )

    def item(self, document: Any, place: Place, list_id: str) -> Item:
        document = self.mapping(document, place.named(_("question")))
        place = place.named(str(document.get("id", _("question"))))
        self.known_keys(document, ITEM, place)
        kind = self.one_of(document.get("type"), place.at("type", "type"), KINDS) or "note"
        self.fitting_keys(document, kind, place)
        if list_id and KINDS[kind].repeats:
            self.findings.refuse(place, _("A list cannot stand inside another list."))
        traits = {
            name: read(self, document[name], place.at(name, name))
            for name, read in ITEM.items()
            if name in document and document[name] is not None
        }
        traits |= {"kind": kind, "list_id": list_id, "id": traits.get("id", "")}
        traits.pop("type", None)
        traits.setdefault("escapes", usual_escapes(kind))
        traits.pop("items", None)
        if "items" in document and not list_id:
            traits["items"] = self.items(document["items"], place, traits["id"] or "list")
        return Item(**traits)

    def fitting_keys(self, document: Document, kind: str, place: Place) -> None:
        for key, trait in ONLY_FOR.items():
            if key in document and not getattr(KINDS[kind], trait):
                self.findings.refuse(
                    place.at(key, key),
                    _("“%(key)s” does not go with the type %(kind)s.") % {"key": key, "kind": kind},
                )
        needed = [
            key for key in ("choices", "value", "items") if getattr(KINDS[kind], ONLY_FOR[key])
        ]
        silent = KINDS[kind].calculated
        for key in (*needed, *(() if silent else ("text",)), "id"):
            if not document.get(key):
                self.findings.refuse(place, _("“%(key)s” is missing.") % {"key": key})

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
        found = [
            self.choice(part, place.at(number))
            for number, part in enumerate(self.parts(documents, place))
        ]
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
        return Choice(
            self.id(document.get("id"), place.at("id")),
            self.text(document.get("text"), place.at("text", "text")),
        )

    def facts(self, documents: Any, place: Place) -> tuple[Fact, ...]:
        facts = []
        for name, document in self.mapping(documents, place).items():
            inner = place.at(name, name)
            document = self.mapping(document, inner)
            self.known_keys(document, FACT, inner)
            kind = self.one_of(document.get("type"), inner.at("type", "type"), KINDS) or "text"
            source = self.word(document.get("from", ""), inner.at("from", "from"))
            facts.append(Fact(self.id(name, inner), kind, source))
        return tuple(facts)

    def period(self, document: Any, place: Place) -> tuple[str, str] | None:
        if document is None:
            return None
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
        rule = FileRule()
        return FileRule(
            accept=self.words(document.get("accept", rule.accept), place, ACCEPT),
            min=int(self.number(document.get("min", rule.min), place.at("min", "min"))),
            max=int(self.number(document.get("max", rule.max), place.at("max", "max"))),
        )

    def known_keys(self, document: Document, known: Mapping[str, Any], place: Place) -> None:
        for key in document:
            if key not in known:
                self.findings.refuse(
                    place.at(key, key),
                    _("“%(key)s” is not known here.%(guess)s")
                    % {"key": key, "guess": did_you_mean(key, known)},
                )

    def mapping(self, document: Any, place: Place) -> Document:
        if isinstance(document, dict):
            return document
        self.findings.refuse(place, _("Names with a colon are expected here."))
        return {}

    def parts(self, document: Any, place: Place) -> list[Any]:
        if isinstance(document, list | tuple):
            return list(document)
        self.findings.refuse(place, _("A list is expected here."))
        return []

    def id(self, word: Any, place: Place) -> str:
        if isinstance(word, str) and ID.fullmatch(word):
            return word
        self.findings.refuse(
            place,
            _("“%(id)s” is no id. Use small letters, figures and _, and begin with a letter.")
            % {"id": "" if word is None else word},
        )
        return ""

    def text(self, document: Any, place: Place) -> Text:
        """A text in the questionnaire's languages, the first language first."""
        if isinstance(document, str) and len(self.languages) == 1:
            return {self.languages[0]: document}
        texts = self.mapping(document, place)
        for language, words in texts.items():
            if language not in self.languages:
                self.findings.refuse(
                    place,
                    _("“%(language)s” is not one of the languages above.") % {"language": language},
                )
            if not isinstance(words, str) or not words.strip():
                self.findings.refuse(place.at(language, language), _("A text is expected here."))
        missing = [language for language in self.languages if language not in texts]
        if texts and missing:
            self.findings.refuse(
                place,
                _("The text is missing in: %(languages)s.") % {"languages": ", ".join(missing)},
            )
        return {code: str(texts[code]) for code in self.languages if code in texts}

    def optional_text(self, document: Any, place: Place) -> Text:
        return {} if document is None else self.text(document, place)

    def label(self, document: Any, place: Place) -> Text:
        """A label may be one text for all languages, since it mostly repeats answers."""
        if isinstance(document, str):
            return dict.fromkeys(self.languages, document)
        return self.text(document, place)

    def rule(self, rule: Any, place: Place) -> str:
        if isinstance(rule, str):
            return rule
        self.findings.refuse(place, _("A rule is expected here, such as: married = yes"))
        return ""

    def flag_or_rule(self, flag: Any, place: Place) -> bool | str:
        if isinstance(flag, bool):
            return flag
        if flag in ("yes", "no"):
            self.findings.refuse(place, _("Write true or false here, or a rule."))
            return True
        return self.rule(flag, place) or True

    def word(self, word: Any, place: Place) -> str:
        if isinstance(word, str):
            return word
        self.findings.refuse(place, _("A word is expected here."))
        return ""

    def words(self, words: Any, place: Place, known: Mapping | tuple | None = None) -> tuple:
        words = [words] if isinstance(words, str) else words
        return tuple(
            self.one_of(word, place, known) if known else self.word(str(word), place)
            for word in self.parts(words, place)
        )

    def one_of(self, word: Any, place: Place, known: Mapping | tuple) -> str:
        if word in known if isinstance(word, str) else False:
            return word
        self.findings.refuse(
            place,
            _("“%(word)s” is not possible here.%(guess)s Possible: %(known)s.")
            % {
                "word": "" if word is None else word,
                "guess": did_you_mean(str(word), known),
                "known": ", ".join(known),
            },
        )
        return ""

    def number(self, number: Any, place: Place) -> float:
        if isinstance(number, int | float) and not isinstance(number, bool):
            return number
        self.findings.refuse(place, _("A number is expected here."))
        return 0

    def spoken(self, languages: Any, place: Place) -> tuple[str, ...]:
        found = self.words(languages, place)
        for language in found:
            if language not in LANG_INFO:
                self.findings.refuse(
                    place, _("“%(word)s” is no language code.") % {"word": language}
                )
        if not found:
            self.findings.refuse(place, _("Name at least one language."))
        return found or ("en",)

    def escapes(self, words: Any, place: Place) -> tuple[Status, ...]:
        known = tuple(str(status) for status in ESCAPES)
        return tuple(Status(word) for word in self.words(words, place, known) if word)

    def value(self, value: Any, place: Place) -> Any:
        return str(value) if isinstance(value, int | float) else value


def usual_escapes(kind: str) -> tuple[Status, ...]:
    """Whoever cannot answer may say so; a declaration is signed or not."""
    if not KINDS[kind].asks or kind == "declaration":
        return ()
    return ESCAPES if KINDS[kind].uploads else ESCAPES[:2]


def one_from(known: tuple[str, ...] | Mapping[str, Any]) -> Callable[[Reader, Any, Place], str]:
    return lambda reader, word, place: reader.one_of(word, place, known)


def words_from(known: tuple[str, ...]) -> Callable[[Reader, Any, Place], tuple[str, ...]]:
    return lambda reader, words, place: reader.words(words, place, known)


def whole(reader: Reader, number: Any, place: Place) -> int:
    return int(reader.number(number, place))


ROOT = dict.fromkeys(
    ("questionnaire", "title", "languages", "period", "respondents", "facts", "choices", "sections")
)
SECTION = dict.fromkeys(("id", "title", "help", "show_if", "items"))
CHOICE = dict.fromkeys(("id", "text"))
FACT = dict.fromkeys(("type", "from"))
PERIOD = dict.fromkeys(("start", "end"))
FILE = dict.fromkeys(("accept", "min", "max"))
ITEM: dict[str, Callable[[Reader, Any, Place], Any]] = {
    "id": Reader.id,
    "type": Reader.word,
    "text": Reader.text,
    "help": Reader.text,
    "why": Reader.text,
    "choices": Reader.choices,
    "choice_if": Reader.rule,
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
    "max_length": whole,
    "pattern": Reader.word,
    "escapes": Reader.escapes,
    "staff_note": Reader.word,
    "tags": Reader.words,
    "was": Reader.words,
    "page": Reader.word,
    "items": Reader.parts,
    "item_label": Reader.label,
}


def read(
    document: Document, lines: Mapping[Keys, int] | None = None
) -> tuple[Definition, list[Problem]]:
    findings = Findings(lines or {})
    return Reader(findings).definition(document), findings.problems
