"""A questionnaire laid out for its readers in the office: every question, with its conditions in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.questionnaires.compiled import Bound, Compiled, Node, SectionNode
from carnet.questionnaires.definition import PLACEHOLDER, Item, Section, Text, say
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.spoken import Speaker
from carnet.questionnaires.words import period_word

KIND_WORDS = {
    "yes_no": gettext_lazy("Yes or no"),
    "one": gettext_lazy("One choice"),
    "many": gettext_lazy("Several choices"),
    "text": gettext_lazy("Text"),
    "long_text": gettext_lazy("Long text"),
    "number": gettext_lazy("Number"),
    "money": gettext_lazy("Amount"),
    "percent": gettext_lazy("Percentage"),
    "date": gettext_lazy("Date"),
    "month": gettext_lazy("Month"),
    "year": gettext_lazy("Year"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Address"),
    "country": gettext_lazy("Country"),
    "id_number": gettext_lazy("Official number"),
    "bank_account": gettext_lazy("Bank account"),
    "file": gettext_lazy("Document"),
    "declaration": gettext_lazy("Declaration"),
    "note": gettext_lazy("Note"),
    "calc": gettext_lazy("Calculated"),
    "repeat": gettext_lazy("List"),
}
CARRY_WORDS = {
    "hint": gettext_lazy("Last year's answer stands beside it"),
    "suggest": gettext_lazy("Last year's answer is filled in"),
    "confirm": gettext_lazy("Filled in; the client confirms or changes it"),
    "confirm_each": gettext_lazy("Last year's entries are filled in; the client confirms each"),
}


@dataclass(frozen=True)
class Condition:
    """A rule in words where it is simple enough, and always as it is written."""

    label: str
    words: str
    rule: str


@dataclass(frozen=True)
class Line:
    item: Item
    text: str
    kind: str
    help: str = ""
    why: str = ""
    choices: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    carry: str = ""
    inner: tuple["Line", ...] = ()
    optional: bool = False
    # For the office: what to know of this question, and where its facts come from.
    note: str = ""
    sources: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str
    lines: tuple[Line, ...]
    conditions: tuple[Condition, ...] = field(default=())
    note: str = ""
    minutes: int = 0

    @property
    def questions(self) -> int:
        return sum(count_questions(line) for line in self.lines)


def count_questions(line: Line) -> int:
    inner = sum(count_questions(part) for part in line.inner)
    return inner + KINDS[line.item.kind].asks


def describe(compiled: Compiled, language: str) -> Iterator[Chapter]:
    """The questionnaire section by section, in one of its languages."""
    description = Description(compiled, language)
    for section in compiled.definition.sections:
        yield Chapter(
            id=section.id,
            title=say(section.title, language),
            lines=tuple(description.line(item) for item in section.items),
            conditions=tuple(description.conditions(compiled.sections[section.id])),
            note=say(section.staff_note, language),
            minutes=minutes_of(section),
        )


def minutes_of(section: Section) -> int:
    """For somebody who is asked everything: as the questionnaire says, or by the kinds of its questions."""
    if section.minutes is not None:
        return ceil(section.minutes)
    items = [one for item in section.items for one in (item, *item.items)]
    return ceil(sum(KINDS[item.kind].seconds for item in items) / 60)


def codes_of(item: Item) -> Iterator[str]:
    """The codes of the official form, each once: `1250-11 / 2250-78`."""
    listed = [*item.codes, *(code for choice in item.choices for code in choice.codes)]
    yield from dict.fromkeys(" / ".join(filter(None, (one.left, one.right))) for one in listed)


class Description:
    """Puts the parts of one questionnaire into words of one language."""

    def __init__(self, compiled: Compiled, language: str) -> None:
        self.by_id = compiled.by_id
        told = compiled.definition.period
        self.period = told and (date.fromisoformat(told[0]), date.fromisoformat(told[1]))
        self.sources = compiled.definition.sources
        self.language = language
        self.speaker = Speaker(compiled, language)

    def line(self, item: Item) -> Line:
        return Line(
            item=item,
            text=self.text(item.text) or item.id,
            kind=str(KIND_WORDS[item.kind]),
            help=self.text(item.help),
            why=self.text(item.why),
            choices=tuple(say(choice.text, self.language) for choice in item.choices),
            conditions=tuple(self.conditions(self.by_id[item.id])),
            carry=str(CARRY_WORDS.get(item.carry, "")),
            inner=tuple(self.line(part) for part in item.items),
            optional=KINDS[item.kind].asks and item.required is False,
            note=say(item.staff_note, self.language),
            sources=tuple(say(self.sources[name], self.language) for name in item.sources),
            codes=tuple(codes_of(item)),
        )

    def text(self, text: Text) -> str:
        """A text with the answers it repeats named, not filled in; the period is known."""
        return PLACEHOLDER.sub(lambda match: self.filled(match[1]), say(text, self.language))

    def filled(self, name: str) -> str:
        word = self.period and period_word(name, self.period, self.language)
        return word or f"‹{name}›"

    def conditions(self, node: Node | SectionNode) -> Iterator[Condition]:
        labels = {
            "show_if": _("Asked only if"),
            "required": _("Required if"),
            "choice_if": _("A choice stays if"),
            "check": _("Accepted if"),
            "warn_if": _("Warns if"),
            "value": _("Calculated as"),
        }
        for name, label in labels.items():
            rule: Bound | None = getattr(node, name, None)
            if rule:
                yield Condition(label, self.speaker.spoken(rule), rule.canonical)
