"""A questionnaire as it was written: sections, items, choices and their texts.

Frozen values almost without behaviour of their own; reading.py makes them, engine.py asks them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from carnet.questionnaires.given import Status, Value

Text = Mapping[str, str]

# {{ name }}, or {{ name | words that stand in while there is no answer }}.
PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*(?:\|([^{}|]*))?\}\}")
# What texts may say of the period without naming it, so that next year's revision needs no new words.
PERIOD_WORDS = ("period_year", "last_year", "next_year", "period_start", "period_end")


def say(text: Text, language: str) -> str:
    """The text in this language, or else in the questionnaire's first language."""
    return text.get(language) or next(iter(text.values()), "")


def repeated(words: str) -> list[str]:
    """The names of what these words repeat."""
    return [match[1] for match in PLACEHOLDER.finditer(words)]


def filled(words: str, fill: Callable[[str], str]) -> str:
    """With what `fill` says to each name; where it says nothing, the words that stand in, or …."""
    return PLACEHOLDER.sub(
        lambda match: fill(match[1]) or (match[2] or "").strip() or "…",
        words,
    )


@dataclass(frozen=True)
class Code:
    """A line of an official form. A form with two columns has a code for each; a household of one uses
    the left."""

    left: str
    right: str = ""
    only_if: str = ""


@dataclass(frozen=True)
class Choice:
    id: str
    text: Text
    show_if: str = ""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class FileRule:
    accept: tuple[str, ...] = ()
    min: int = 1
    max: int = 20


@dataclass(frozen=True)
class Form:
    """The official form behind the codes: how they are checked, and who stands in which column."""

    scheme: str = ""
    joint: str = ""
    partner_left: str = ""


@dataclass(frozen=True)
class Signing:
    """Who declares that the answers are right: whoever sends them, or each of a couple while `only_if` says so
    (always, where it says nothing)."""

    by: str = "one"
    only_if: str = ""


@dataclass(frozen=True)
class Item:
    id: str
    kind: str
    text: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)
    why: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    choice_if: str = ""
    # Former choices and those that took their place.
    choice_map: Mapping[str, str] = field(default_factory=dict)
    show_if: str = ""
    required: bool | str = True
    check: str = ""
    check_text: Text = field(default_factory=dict)
    warn_if: str = ""
    warn_text: Text = field(default_factory=dict)
    value: str = ""
    default: Value | None = None
    carry: str = "none"
    profile: str = ""
    who: tuple[str, ...] = ()
    file: FileRule = FileRule()
    unit: str = ""
    format: str = ""
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    pattern: str = ""
    escapes: tuple[Status, ...] = ()
    staff_note: Text = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    person: str = ""
    basis: str = ""
    sources: tuple[str, ...] = ()
    unsourced: bool = False
    was: tuple[str, ...] = ()
    page: str = ""
    count: str = ""
    items: tuple["Item", ...] = ()
    item_label: Text = field(default_factory=dict)
    list_id: str = ""

    @property
    def for_office(self) -> bool:
        """Answered by the firm alone: clients neither see it nor wait for it."""
        return self.who == ("staff",)


@dataclass(frozen=True)
class Section:
    id: str
    title: Text
    help: Text = field(default_factory=dict)
    show_if: str = ""
    who: tuple[str, ...] = ()
    minutes: float | None = None
    staff_note: Text = field(default_factory=dict)
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Fact:
    id: str
    kind: str
    source: str


@dataclass(frozen=True)
class Definition:
    key: str
    title: Text
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...] = ()
    period: tuple[str, str] | None = None
    respondents: tuple[str, ...] = ()
    # The languages in which nothing may be missing any more.
    complete: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    form: Form = Form()
    declaration: Signing = Signing()
    sources: Mapping[str, Text] = field(default_factory=dict)
    staff_note: Text = field(default_factory=dict)

    def all_items(self) -> Iterator[Item]:
        """Every item in the order of the document; those of a list follow their list."""
        for section in self.sections:
            for item in section.items:
                yield item
                yield from item.items

    def item(self, item_id: str) -> Item:
        return next(item for item in self.all_items() if item.id == item_id)

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.id == section_id)
