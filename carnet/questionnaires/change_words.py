"""Changes between two texts in words for the office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.questionnaires.change_parts import Line, Part, parts, titles_in
from carnet.questionnaires.comparing import Change
from carnet.questionnaires.definition import Choice, Definition, FileRule, Item, Section, say
from carnet.questionnaires.description import KIND_WORDS
from carnet.questionnaires.weights import Weight
from carnet.questionnaires.words import NO, YES

WEIGHT_WORDS = {
    Weight.BREAKING: gettext_lazy("Answers would lose their question"),
    Weight.RESTRICTIVE: gettext_lazy("Clients may have to answer more or again"),
    Weight.ADDITIVE: gettext_lazy("More is possible than before"),
    Weight.TEXT: gettext_lazy("Words only"),
}
WHOLE = {
    ("added", "item"): gettext_lazy("New question"),
    ("removed", "item"): gettext_lazy("Question removed"),
    ("added", "section"): gettext_lazy("New section"),
    ("removed", "section"): gettext_lazy("Section removed"),
    ("added", "choice"): gettext_lazy("New choice"),
    ("removed", "choice"): gettext_lazy("Choice removed"),
    ("renamed", "id"): gettext_lazy("New name in the file, same answers"),
    ("moved", "section"): gettext_lazy("In another section"),
    ("moved", "order"): gettext_lazy("In another place"),
}
# Words for what most people change; other fields go by the name they have in the file.
FIELDS = {
    "text": gettext_lazy("Question text"),
    "title": gettext_lazy("Title"),
    "help": gettext_lazy("Help"),
    "why": gettext_lazy("Reason for asking"),
    "staff_note": gettext_lazy("Note for the office"),
    "kind": gettext_lazy("Type of answer"),
    "show_if": gettext_lazy("Asked only if"),
    "required": gettext_lazy("Must be answered"),
    "check": gettext_lazy("Accepted if"),
    "warn_if": gettext_lazy("Warns if"),
    "value": gettext_lazy("Calculated as"),
    "min": gettext_lazy("Minimum"),
    "max": gettext_lazy("Maximum"),
    "languages": gettext_lazy("Languages"),
    "period": gettext_lazy("Period"),
    "choice": gettext_lazy("Choice"),
    "choice text": gettext_lazy("Text of a choice"),
    "section title": gettext_lazy("Title of the section"),
}


@dataclass(frozen=True)
class Group:
    weight: Weight
    words: str
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def grouped(
    changes: Sequence[Change], old: Definition, new: Definition, language: str
) -> list[Group]:
    """The heaviest first."""
    names = {**names_in(old, language), **names_in(new, language)}
    # In the order of the new text, then what only the old one had.
    sections = titles_in(new, language)
    sections = {**sections, **titles_in(old, language), **sections}
    groups = []
    for weight in sorted(Weight, reverse=True):
        these = [change for change in changes if change.weight == weight]
        if these:
            told = ((change, line(change, names, language)) for change in these)
            groups.append(Group(weight, str(WEIGHT_WORDS[weight]), parts(told, sections)))
    return groups


def line(change: Change, names: Mapping[str, str], language: str) -> Line:
    where = next((names[part] for part in reversed(change.place) if part in names), "")
    sides = change.old, change.new
    if change.how == "moved":
        sides = (names.get(str(change.old), ""), names.get(str(change.new), ""))
        sides = sides if change.what == "section" else ("", "")
    return Line(where, said(change, language), *(shown(side, language) for side in sides))


def said(change: Change, language: str) -> str:
    """What was done, in a few words: “Question text (fr)”."""
    if (change.how, change.what) in WHOLE:
        return str(WHOLE[change.how, change.what])
    field, _colon, spoken = change.what.partition(":")
    words = str(FIELDS.get(field) or FIELDS.get(field.rpartition(" ")[2]) or field)
    return f"{words} ({spoken})" if spoken else words


def names_in(definition: Definition, language: str) -> dict[str, str]:
    sections = {one.id: say(one.title, language) for one in definition.sections}
    return sections | {one.id: say(one.text, language) or one.id for one in definition.all_items()}


def shown(value: Any, language: str) -> str:
    """One side of a change."""
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, bool):
        return say(YES if value else NO, language)
    if isinstance(value, tuple | list):
        return ", ".join(shown(one, language) for one in value)
    return str(_plain(value, language))


def _plain(value: Any, language: str) -> Any:
    if isinstance(value, Item):
        return f"{say(value.text, language) or value.id} · {KIND_WORDS[value.kind]}"
    if isinstance(value, Choice):
        return say(value.text, language)
    if isinstance(value, Section):
        return say(value.title, language)
    if isinstance(value, FileRule):
        return f"{', '.join(value.accept) or '–'} · {value.min}–{value.max}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    return KIND_WORDS.get(value, value) if isinstance(value, str) else getattr(value, "id", value)


def counted(counts: Mapping[str, int]) -> str:
    """“3 changed, 1 added, 0 removed”."""
    return _("%(changed)d changed, %(added)d added, %(removed)d removed") % counts
