"""The languages of a questionnaire: one more, one fewer, which stands in for others, which is complete. Pure."""

from collections.abc import Mapping
from typing import Any

from carnet.builder.grid import LABELS, Row, rows, spoken
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import TEXTS


def finished(document: Document) -> list[str]:
    """Those in which publishing refuses a missing text: the first stands in for others, so it always is."""
    complete = completed(document)
    languages = spoken(document)
    return [code for code in languages if code == languages[0] or code in complete]


def completed(document: Document) -> list[str]:
    told = document.get("complete") or []
    return [told] if isinstance(told, str) else [str(code) for code in told]


def missing(document: Document, language: str) -> list[Row]:
    return [row for row in rows(document) if row.lacks(language)]


def with_language(document: Document, language: str) -> Document:
    """One more at the end. What was one text because there was one language is a text of that language now."""
    languages = spoken(document)
    if language in languages:
        return document
    told = by_language(document, languages[0]) if len(languages) == 1 else document
    return {**told, "languages": [*languages, language]}


def by_language(part: Any, language: str, key: str = "") -> Any:
    if isinstance(part, list):
        return [by_language(inner, language) for inner in part]
    if isinstance(part, dict):
        return {name: by_language(inner, language, name) for name, inner in part.items()}
    if key in TEXTS - LABELS and isinstance(part, str):
        return {language: part}
    return part


def without_language(document: Document, language: str) -> Document:
    """Without any word of it. The first language stays: another must stand in first."""
    languages = spoken(document)
    if language not in languages[1:]:
        return document
    left = silent(document, language)
    left["languages"] = [code for code in languages if code != language]
    if "complete" in document:
        left["complete"] = [code for code in completed(document) if code != language]
    return left


def silent(part: Any, language: str, key: str = "") -> Any:
    if isinstance(part, list):
        return [silent(inner, language) for inner in part]
    if not isinstance(part, Mapping):
        return part
    if key in TEXTS:
        return {code: words for code, words in part.items() if code != language}
    if key == "sources":
        return {name: silent(text, language, "text") for name, text in part.items()}
    made = {name: silent(inner, language, name) for name, inner in part.items()}
    # A help that only this language had is none any more.
    return {name: inner for name, inner in made.items() if inner != {} or part[name] == {}}


def first(document: Document, language: str) -> Document:
    """This language stands in where another is missing."""
    languages = spoken(document)
    if language not in languages:
        return document
    return {**document, "languages": [language, *(one for one in languages if one != language)]}


def with_complete(document: Document, language: str, *, complete: bool) -> Document:
    told = completed(document)
    wanted = [code for code in told if code != language] + [language] * complete
    ordered = [code for code in spoken(document) if code in wanted]
    if ordered == told:
        return document
    if not ordered:
        return {key: value for key, value in document.items() if key != "complete"}
    return {**document, "complete": ordered}
