"""The plain parts of a questionnaire document: words, numbers, texts, rules. Each is judged where it stands.

A part that does not fit is noted and replaced by something harmless, so that the rest can be read too.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from carnet.questionnaires.definition import Text
from carnet.questionnaires.loading import Document
from carnet.questionnaires.problems import Findings, Place
from carnet.questionnaires.rules import did_you_mean

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Parts:
    """Reads parts of one document; `findings` holds what it met on the way."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.languages: tuple[str, ...] = ()
        # Where a missing text is refused: in the language that stands in for others, and in finished ones.
        self.finished: frozenset[str] = frozenset()

    def known_keys(self, document: Document, known: Iterable[str], place: Place) -> None:
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

    def ids(self, words: Any, place: Place) -> tuple[str, ...]:
        words = [words] if isinstance(words, str) else words
        return tuple(self.id(word, place) for word in self.parts(words, place))

    def id_pairs(self, document: Any, place: Place) -> dict[str, str]:
        """Former ids, each with the one that took its place."""
        pairs = self.mapping(document, place)
        return {self.id(old, place): self.id(new, place.at(old, old)) for old, new in pairs.items()}

    def text(self, document: Any, place: Place) -> Text:
        """A text in the questionnaire's languages, the first language first."""
        if isinstance(document, str) and len(self.languages) == 1:
            document = {self.languages[0]: document}
        texts = self.mapping(document, place)
        for language, words in texts.items():
            if language not in self.languages:
                self.findings.refuse(place, unspoken(language, self.languages))
            if not isinstance(words, str) or not words.strip():
                self.findings.refuse(place.at(language, language), _("A text is expected here."))
        if texts:
            self.missing(texts, place)
        return {code: str(texts[code]) for code in self.languages if code in texts}

    def missing(self, texts: Document, place: Place) -> None:
        absent = [language for language in self.languages if language not in texts]
        needed = [language for language in absent if language in self.finished]
        if absent:
            words = {"languages": ", ".join(needed or absent)}
            message = _("The text is missing in: %(languages)s.") % words
            if needed:
                stood_in = self.languages[0] not in needed
                self.findings.refuse(place, message, stood_in=stood_in)
            else:
                self.findings.warn(place, message)

    def optional_text(self, document: Any, place: Place) -> Text:
        return {} if document is None else self.text(document, place)

    def label(self, document: Any, place: Place) -> Text:
        """One text may do for all languages: labels mostly repeat answers, and a note is for the office."""
        if isinstance(document, str):
            return dict.fromkeys(self.languages, document)
        return self.text(document, place)

    def optional_label(self, document: Any, place: Place) -> Text:
        return {} if document is None else self.label(document, place)

    def rule(self, rule: Any, place: Place) -> str:
        if isinstance(rule, str):
            return rule
        self.findings.refuse(place, _("A rule is expected here, such as: married = yes"))
        return ""

    def flag(self, flag: Any, place: Place) -> bool:
        if not isinstance(flag, bool):
            self.findings.refuse(place, _("Write true or false here."))
        return flag is True

    def flag_or_rule(self, flag: Any, place: Place) -> bool | str:
        if isinstance(flag, bool):
            return flag
        if flag in ("yes", "no"):
            self.findings.refuse(place, _("Write true or false here, or a rule."))
            return True
        return self.rule(flag, place) or True

    def word(self, word: Any, place: Place) -> str:
        """A word, or a whole number as it is written; 281.10 would have become 281.1 by now."""
        if isinstance(word, str):
            return word
        if isinstance(word, int) and not isinstance(word, bool):
            return str(word)
        self.findings.refuse(place, _("A word is expected here. Put quotes around it."))
        return ""

    def words(self, words: Any, place: Place, known: Iterable[str] = ()) -> tuple[str, ...]:
        words = [words] if isinstance(words, str) else words
        known = tuple(known)
        return tuple(
            self.one_of(word, place, known) if known else self.word(word, place)
            for word in self.parts(words, place)
        )

    def one_of(self, word: Any, place: Place, known: Iterable[str]) -> str:
        known = tuple(known)
        if isinstance(word, str) and word in known:
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

    def whole(self, number: Any, place: Place) -> int:
        return int(self.number(number, place))

    def value(self, value: Any, place: Place) -> Any:
        if isinstance(value, bool) or value is None:
            self.findings.refuse(place, _("Write the answer itself here, such as yes or 100."))
            return None
        return str(value) if isinstance(value, int | float) else value

    def spoken(self, languages: Any, place: Place) -> tuple[str, ...]:
        found = self.words(languages, place)
        for language in found:
            if language not in LANG_INFO:
                self.findings.refuse(
                    place,
                    _("“%(word)s” is no language code.%(guess)s")
                    % {"word": language, "guess": did_you_mean(language, LANG_INFO)},
                )
        if not found:
            self.findings.refuse(place, _("Name at least one language."))
        return found or ("en",)


def unspoken(language: str, languages: Iterable[str]) -> str:
    return _("“%(language)s” is not one of the languages above.%(guess)s") % {
        "language": language,
        "guess": did_you_mean(language, languages),
    }


def one_from(known: Mapping[str, Any] | tuple[str, ...]) -> Callable[[Parts, Any, Place], str]:
    return lambda parts, word, place: parts.one_of(word, place, known)


def words_from(known: tuple[str, ...]) -> Callable[[Parts, Any, Place], tuple[str, ...]]:
    return lambda parts, words, place: parts.words(words, place, known)
