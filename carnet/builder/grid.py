"""Every text of a questionnaire as a row of a grid: where it stands, and what it says in each language.

A row is known by its address (`items.rent.help`, `root.choices.uses.home.text`), so that a text that moved is still
the same text. One text that does for all languages, such as a label, is none. Knows no database.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from carnet.questionnaires.loading import Document, Keys

OF_ROOT = ("title", "staff_note")
OF_SECTION = ("title", "help", "staff_note")
OF_ITEM = ("text", "help", "why", "item_label", "check_text", "warn_text", "staff_note")
# What must say something; of these there is a row even while nobody has written anything.
NEEDED = frozenset(("title", "text"))
# Where one text may do for every language.
LABELS = frozenset(("item_label", "staff_note"))


@dataclass(frozen=True)
class Row:
    """`path` leads to the text in the document; `part` is the address of the section or item it belongs to, `section`
    the id of the section in which it is met, both empty for what belongs to the whole."""

    key: str
    path: Keys
    words: Mapping[str, str]
    part: str = ""
    section: str = ""

    @property
    def field(self) -> str:
        return self.key.rpartition(".")[2]

    def says(self, language: str) -> str:
        return self.words.get(language, "")

    def lacks(self, language: str) -> bool:
        return not self.words.get(language)

    @property
    def needed(self) -> bool:
        return self.field in NEEDED


@dataclass(frozen=True)
class At:
    """Where the reading is: an address, the same as a path, and what it belongs to."""

    key: str
    path: Keys
    part: str = ""
    section: str = ""

    def down(self, name: str, *path: str | int) -> "At":
        return At(f"{self.key}.{name}", (*self.path, *(path or (name,))), self.part, self.section)


class Gone(Exception):
    """There is no such text in the document (any more)."""


def spoken(document: Document) -> list[str]:
    """The languages of a draft, which may name one as a single word, or none yet."""
    told = document.get("languages") or ["en"]
    return [told] if isinstance(told, str) else [str(code) for code in told]


def rows(document: Document) -> list[Row]:
    """In the order in which a client meets them; lists of choices where they are first used."""
    return list(Reading(document).rows())


class Reading:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.languages = spoken(document)
        lists = document.get("choices")
        self.lists: Mapping[str, Any] = lists if isinstance(lists, dict) else {}
        self.met: set[str] = set()

    def rows(self) -> Iterator[Row]:
        root = At("root", ())
        yield from self.texts(self.document, OF_ROOT, root)
        for number, section in enumerate(self.document.get("sections") or ()):
            id_ = str(section.get("id"))
            at = At(f"sections.{id_}", ("sections", number), f"sections.{id_}", id_)
            yield from self.texts(section, OF_SECTION, at)
            yield from self.items(section, at)
        for name in self.lists:
            yield from self.named(name, root)
        sources = self.document.get("sources")
        for name, text in (sources if isinstance(sources, dict) else {}).items():
            yield from self.text(text, root.down(f"sources.{name}", "sources", name))

    def items(self, holder: Document, above: At) -> Iterator[Row]:
        for number, item in enumerate(holder.get("items") or ()):
            key = f"items.{item.get('id')}"
            at = At(key, (*above.path, "items", number), key, above.section)
            needed = item.get("type") != "calc"
            fields = OF_ITEM if needed or "text" in item else OF_ITEM[1:]
            yield from self.texts(item, fields, at)
            if isinstance(item.get("choices"), str):
                yield from self.named(item["choices"], at)
            else:
                yield from self.choices(item.get("choices"), at.down("choices"))
            yield from self.items(item, at)

    def named(self, name: str, at: At) -> Iterator[Row]:
        """A list of the questionnaire's, under the question that takes it first."""
        if name not in self.lists or name in self.met:
            return
        self.met.add(name)
        place = At(f"root.choices.{name}", ("choices", name), at.part, at.section)
        yield from self.choices(self.lists[name], place)

    def choices(self, choices: Any, at: At) -> Iterator[Row]:
        for number, choice in enumerate(choices if isinstance(choices, list) else ()):
            if isinstance(choice, dict):
                yield from self.texts(choice, ("text",), at.down(str(choice.get("id")), number))

    def texts(self, holder: Document, fields: Iterable[str], at: At) -> Iterator[Row]:
        for field in fields:
            if field in holder or field in NEEDED:
                yield from self.text(holder.get(field), at.down(field))

    def text(self, text: Any, at: At) -> Iterator[Row]:
        name = at.path[-1]
        if isinstance(text, str):
            if name in LABELS or at.path[0] == "sources":
                return
            text = {self.languages[0]: text}
        told = text if isinstance(text, dict) else {}
        words = {str(code): str(said) for code, said in told.items() if said}
        if words or name in NEEDED:
            yield Row(at.key, at.path, words, at.part, at.section)


def fingerprint(words: str) -> str:
    """By which two texts are told to be the same; empty for what says nothing."""
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words else ""


def tidy(words: str) -> str:
    """As a browser or a spreadsheet sends it, without the ends of lines of its own."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(frozen=True)
class Cell:
    """New words for one text in one language; `was`: the fingerprint of those that their author has seen."""

    key: str
    language: str
    was: str
    words: str


@dataclass(frozen=True)
class Clash:
    """A cell that was not written: meanwhile it says something else (`now`), or the text is not there any more
    (`now` is None)."""

    cell: Cell
    now: str | None


@dataclass(frozen=True)
class Written:
    document: Document
    done: tuple[Cell, ...] = ()
    clashes: tuple[Clash, ...] = ()


def written(document: Document, cells: Iterable[Cell]) -> Written:
    """The document with these words. A cell that says what it said already is passed over; one that somebody else
    has changed since is left as it is now."""
    found = {row.key: row for row in rows(document)}
    languages = spoken(document)
    done: list[Cell] = []
    clashes: list[Clash] = []
    for cell in cells:
        row = found.get(cell.key)
        now = row.says(cell.language) if row and cell.language in languages else None
        if now == cell.words or fingerprint(cell.words) == cell.was:
            continue
        if row is None or now is None or fingerprint(now) != cell.was:
            clashes.append(Clash(cell, now))
            continue
        words = {**row.words, cell.language: cell.words}
        found[cell.key] = Row(row.key, row.path, words, row.part, row.section)
        document = put(document, row.path, in_order(words, languages))
        done.append(cell)
    return Written(document, tuple(done), tuple(clashes))


def in_order(words: Mapping[str, str], languages: Iterable[str]) -> dict[str, str]:
    """Without what says nothing; the languages in the order of the questionnaire."""
    return {code: words[code] for code in dict.fromkeys((*languages, *words)) if words.get(code)}


def put(part: Any, path: Keys, value: Any) -> Any:
    """A copy with this value at the end of the path; an empty one takes the key away. Nothing else is copied."""
    here, *rest = path
    inner = part.get(here) if isinstance(part, dict) else part[int(here)]
    made = put(inner, tuple(rest), value) if rest else value
    if isinstance(part, dict):
        kept = {name: made if name == here else old for name, old in part.items()}
        if made or rest:
            return kept if here in kept else {**kept, here: made}
        kept.pop(here, None)
        return kept
    return [made if number == here else old for number, old in enumerate(part)]
