"""YAML text in, plain document out, with the line of every part. Knows nothing of questionnaires.

Stricter than YAML: `yes`, `no` and dates stay words; repeated keys, anchors and tags are refused.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import yaml
from django.utils.translation import gettext as _

Document = dict[str, Any]
Keys = tuple[str | int, ...]

MOST_BYTES = 1_000_000
MOST_LEVELS = 16
WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,14})")
BROKEN = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class Unreadable(Exception):
    """The file is no questionnaire document; says what is wrong and on which line."""

    def __init__(self, message: str, line: "Line | None" = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, order=True)
class Spot:
    """A place in a workbook; spots are ordered as one reads: `number` is that of the sheet, `column` 0 for a
    whole row, `row` 0 for a whole sheet."""

    number: int
    row: int = 0
    column: int = 0
    sheet: str = ""
    heading: str = ""

    def __str__(self) -> str:
        about = {"sheet": self.sheet, "row": self.row, "heading": self.heading}
        if not self.row:
            return self.sheet
        if not self.heading:
            return _("%(sheet)s, row %(row)d") % about
        return _("%(sheet)s, row %(row)d, column %(heading)s") % about


# Where something stands: the line of a YAML file, or a spot in a workbook.
Line = int | Spot


@dataclass(frozen=True)
class Source:
    document: Document
    lines: Mapping[Keys, Line] = field(default_factory=dict)


def load(content: bytes | str) -> Source:
    """Read one document; raise Unreadable with the line at the first thing that is not allowed."""
    text = decoded(content)
    lines: dict[Keys, int] = {}
    try:
        document = Builder(yaml.parse(text, Loader=yaml.CSafeLoader), lines).build()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            _("This is not valid YAML: %(problem)s.") % {"problem": error.problem or error.context},
            mark.line + 1 if mark else None,
        ) from error
    except yaml.YAMLError as error:
        raise Unreadable(_("The file holds characters that YAML does not allow.")) from error
    if not isinstance(document, dict):
        raise Unreadable(_("The file must begin with “questionnaire: its_key”."), 1)
    return Source(document, lines)


def digest(document: Document) -> str:
    """The fingerprint of what the document says: comments, order of keys and layout do not count."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def decoded(content: bytes | str) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 1 MB."))
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not written in UTF-8.")) from error


def plain(word: str) -> str | int | float | bool | None:
    """What an unquoted word means: numbers, true, false and null; everything else is a word."""
    if word.lower() in WORDS:
        return WORDS[word.lower()]
    if WHOLE.fullmatch(word):
        return int(word)
    if BROKEN.fullmatch(word):
        return float(word)
    return word


def line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class Builder:
    """Turns YAML events into dicts and lists, noting the line of every part."""

    def __init__(self, events: Iterator[yaml.Event], lines: dict[Keys, int]) -> None:
        self.events = events
        self.lines = lines

    def build(self) -> object:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                document = self.part(next(self.events), ())
                next(self.events)
                if isinstance(next(self.events), yaml.DocumentStartEvent):
                    raise Unreadable(_("The file holds more than one document."))
                return document
        return None

    def part(self, event: yaml.Event, keys: Keys) -> Any:
        line = line_of(event)
        self.lines[keys] = line
        if getattr(event, "anchor", None):
            raise Unreadable(_("Anchors and aliases (& and *) are not allowed."), line)
        if getattr(event, "tag", None):
            raise Unreadable(_("Tags (!) are not allowed."), line)
        if len(keys) > MOST_LEVELS:
            raise Unreadable(_("The parts are nested too deeply."), line)
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style else plain(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(keys)
        return self.mapping(keys)

    def sequence(self, keys: Keys) -> list[Any]:
        parts: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            parts.append(self.part(event, (*keys, len(parts))))
        return parts

    def mapping(self, keys: Keys) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = line_of(event)
            if not isinstance(event, yaml.ScalarEvent) or event.tag or event.anchor:
                raise Unreadable(_("The name before a colon must be a single word."), line)
            if event.value in parts:
                raise Unreadable(_("“%(key)s” stands here twice.") % {"key": event.value}, line)
            parts[event.value] = self.part(next(self.events), (*keys, event.value))
            self.lines[(*keys, event.value)] = line
        return parts
