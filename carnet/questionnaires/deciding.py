"""The conflicts of a merge and the new years of a roll-over in words, for the person who decides. Knows no database."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.questionnaires import change_words
from carnet.questionnaires.definition import PLACEHOLDER, say
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import TEXTS
from carnet.questionnaires.merging import HOME, MISSING, Conflict, Why
from carnet.questionnaires.outline import Outline, outline
from carnet.questionnaires.rolling import Look, NewWords
from carnet.questionnaires.writing import write

# Beside the words that the page of changes has.
FIELDS = {
    **change_words.FIELDS,
    "check_text": gettext_lazy("Error message"),
    "warn_text": gettext_lazy("Warning"),
    "item_label": gettext_lazy("Name of an entry"),
    "choices": gettext_lazy("Choices"),
    "choice_if": gettext_lazy("A choice stays if"),
    "sources": gettext_lazy("Source"),
    HOME: gettext_lazy("Place"),
}
REASONS = {
    Why.BOTH: gettext_lazy("You and Carnet have both changed this."),
    Why.TAKEN_OUT: gettext_lazy("You have taken this out; Carnet has changed or added it."),
    Why.WITHDRAWN: gettext_lazy("You have changed this; Carnet has taken it out."),
    Why.STILL_USED: gettext_lazy("Carnet has taken this out; your own questions still need it."),
    Why.NEEDED: gettext_lazy("You have taken this out; Carnet's new text needs it."),
    Why.OTHER_KIND: gettext_lazy("Only one of these two kinds of question can be asked."),
}


@dataclass(frozen=True)
class Choosing:
    """One conflict: where it is, what each side has, what makes it one."""

    conflict: Conflict
    where: str
    field: str
    ours: str
    theirs: str
    reason: str
    language: str


@dataclass(frozen=True)
class Words:
    """One text with other years: now and then in one language, and in which others too."""

    key: str
    where: str
    field: str
    before: str
    after: str
    left: bool
    languages: tuple[str, ...]

    @property
    def pieces(self) -> Iterator[tuple[str, str, str]]:
        """What stays, and behind it the old and the new year; only figures ever differ."""
        before, after = (re.split(r"(\d+)", words) for words in (self.before, self.after))
        for old, new in zip(before, after, strict=True):
            yield (old, "", "") if old == new else ("", old, new)


@dataclass(frozen=True)
class Looking:
    where: str
    field: str
    words: str


def by_section(choices: Iterable[Choosing], titles: Mapping[str, str]) -> dict[str, list[Choosing]]:
    """By the title of their section, in the order of the questionnaire; what belongs to no section it has now
    comes first, under an empty title. `titles`: by the ids of sections and items."""
    found: dict[str, list[Choosing]] = {"": [], **{title: [] for title in titles.values()}}
    for choice in choices:
        kind, *path = choice.conflict.path
        found["" if kind == "root" else titles.get(path[0], "")].append(choice)
    return {title: listed for title, listed in found.items() if listed}


class Telling:
    """Puts addresses and values into words of one language, with the documents that name them."""

    def __init__(self, language: str, *documents: Document) -> None:
        self.language = language
        self.outlines = [outline(document) for document in documents]

    def choosing(self, conflict: Conflict) -> Choosing:
        return Choosing(
            conflict,
            self.where(conflict.key),
            self.field(conflict.key),
            self.value(conflict.ours),
            self.value(conflict.theirs),
            str(REASONS[conflict.why]),
            self.language_of(conflict.key) or self.language,
        )

    def words(self, new: NewWords) -> Words:
        language = self.language if self.language in new.before else next(iter(new.before))
        return Words(
            key=new.key,
            where=self.where(new.key),
            field=self.field(new.key),
            before=self.text(new.before[language]),
            after=self.text(new.after[language]),
            left=new.left,
            languages=tuple(code for code in new.before if code and code != language),
        )

    def looking(self, look: Look) -> Looking:
        return Looking(self.where(look.key), self.field(look.key), look.words)

    def items(self, found: Mapping[str, Document]) -> list[tuple[str, str]]:
        """Ids with the words of their questions."""
        return [(id_, self.text(item.get("text") or {})) for id_, item in found.items()]

    def where(self, key: str) -> str:
        """The question or section by its own words; what belongs to the whole has none."""
        kind, _dot, rest = key.partition(".")
        if kind == "root":
            return _("The whole questionnaire")
        return self.name(f"{kind}.{rest.partition('.')[0]}")

    def name(self, address: str) -> str:
        for one in self.outlines:
            if words := self.named(one, address):
                return words
        return address.partition(".")[2]

    def named(self, found: Outline, address: str) -> str:
        if address not in found.parts:
            return ""
        fields = found.parts[address].fields
        return self.text(fields.get("title") or fields.get("text") or {})

    def field(self, key: str) -> str:
        """The last known field on the way down, and the language where it is one."""
        kind, *path = key.split(".")
        path = path if kind == "root" else path[1:]
        known = [name for name in path if name in FIELDS]
        if not known:
            return path[0] if path else ""
        language = self.language_of(key)
        return f"{FIELDS[known[-1]]} ({language})" if language else str(FIELDS[known[-1]])

    def language_of(self, key: str) -> str:
        """Of the one text at this address; empty where it is not one text."""
        *above, last = key.split(".")
        return last if above[-1] in TEXTS and last not in FIELDS else ""

    def value(self, value: Any) -> str:
        if value is MISSING:
            return ""
        if isinstance(value, str):
            return self.name(value) if value.startswith(("sections.", "items.")) else value
        if isinstance(value, dict) and ("text" in value or "title" in value):
            return self.text(value.get("title") or value.get("text"))
        if isinstance(value, dict | list):
            return write({"languages": [], "_": value}).partition("_:")[2].strip()
        return str(value)

    def text(self, text: Any) -> str:
        words = say(text, self.language) if isinstance(text, Mapping) else str(text)
        return PLACEHOLDER.sub(lambda match: f"‹{match[1]}›", words)
