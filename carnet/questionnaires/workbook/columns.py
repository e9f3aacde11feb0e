"""The columns of the workbook: the key of the document each stands for, its heading, and what else it is called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf.locale import LANG_INFO

from carnet.questionnaires.reading import CHOICE, ITEM, SECTION

QUESTIONS, CHOICES, SETTINGS = "questions", "choices", "settings"
FACTS, SOURCES, META = "facts", "sources", "_meta"
SURVEY = "survey"


@dataclass(frozen=True)
class Column:
    """`key` of the document; a text has a column for each language, or one without."""

    key: str
    language: str = ""


# What no other cell can say stands here, as JSON: whatever was written in the YAML comes back the same.
MORE = Column("more")
LIST_NAME = Column("list_name")
TYPE = Column("type")

# Our headings, where they are not the key itself; they are XLSForm's where XLSForm has one.
HEADINGS = {
    "id": "name",
    "text": "label",
    "help": "hint",
    "check_text": "check_message",
    "warn_text": "warn_message",
    "staff_note": "note_for_staff",
    "questionnaire": "key",
}
# What else people write: XLSForm's names.
ALIASES = {
    "relevant": "show_if",
    "relevance": "show_if",
    "constraint": "check",
    "constraint_message": "check_text",
    "calculation": "value",
    "guidance_hint": "staff_note",
    "repeat_count": "count",
    "form_id": "questionnaire",
    "id_string": "questionnaire",
    "form_title": "title",
}
# Parts of one key, each in a column of its own.
NESTED: dict[str, dict[str, str]] = {
    "file": {"accept": "file_accept", "min": "file_min", "max": "file_max"},
    "period": {"start": "period_start", "end": "period_end"},
    "form": {"scheme": "form_scheme", "joint": "form_joint", "partner_left": "form_partner_left"},
    "declaration": {"by": "declaration_by", "if": "declaration_if"},
}
PARTS = {part: (key, inner) for key, parts in NESTED.items() for inner, part in parts.items()}

OF_QUESTIONS = (
    *("type", "id", "text", "help", "show_if", "required", "check", "check_text", "warn_if"),
    *("warn_text", "value", "carry", "profile", "who", "staff_note", "why", "choice_if"),
    *("default", "unit", "format", "min", "max", "max_length", "pattern", "file_accept"),
    *("file_min", "file_max", "item_label", "count", "escapes", "page", "minutes", "codes"),
    *("person", "tags", "basis", "sources", "unsourced", "was"),
)
APART = ("type", "choices", "items", "file", "title")  # said by rows, sheets or several columns
# By sheet: its columns, in the order in which we write them. A key that is new in the format follows.
KEYS = {
    QUESTIONS: (
        *OF_QUESTIONS,
        *(key for key in (*ITEM, *SECTION) if key not in (*OF_QUESTIONS, *APART)),
    ),
    CHOICES: ("list_name", *CHOICE),
    SETTINGS: (
        *("questionnaire", "title", "languages", "complete", "period_start", "period_end"),
        *("respondents", "was", "staff_note", "form_scheme", "form_joint", "form_partner_left"),
        *("declaration_by", "declaration_if"),
    ),
    FACTS: ("id", "type", "from"),
    SOURCES: ("id", "text"),
}
# These are there even when nothing stands in them, for who wants to write something.
ALWAYS = {
    QUESTIONS: OF_QUESTIONS[: OF_QUESTIONS.index("why")],
    CHOICES: ("list_name", "id", "text", "show_if"),
    SETTINGS: KEYS[SETTINGS][: KEYS[SETTINGS].index("respondents")],
    FACTS: KEYS[FACTS],
    SOURCES: KEYS[SOURCES],
}
TEXTS = frozenset(
    ("text", "help", "why", "check_text", "warn_text", "staff_note", "item_label", "title")
)
LANGUAGE = re.compile(r"(?P<name>[^:]*?)\s*:{1,2}\s*(?P<words>.+)", re.DOTALL)
CODE = re.compile(r"[^()]*\(\s*(?P<code>[A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)\s*\)")


def heading(column: Column) -> str:
    name = HEADINGS.get(column.key, column.key)
    return f"{name}::{language_name(column.language)}" if column.language else name


def language_name(code: str) -> str:
    about = LANG_INFO.get(code, {})
    name = str(about.get("name_local", code))
    return f"{name[:1].upper()}{name[1:]} ({code})"


def column_of(text: str, known: Mapping[str, str]) -> Column | None:
    """The column under this heading; `known` says the key of each name. None when it is not known."""
    found = LANGUAGE.fullmatch(text)
    name, words = (found["name"], found["words"]) if found else (text, "")
    key = known.get(name.strip().lower().replace(" ", "_"))
    if key is None or (words and key not in TEXTS):
        return None
    code = language_code(words)
    return None if words and not code else Column(key, code)


def language_code(words: str) -> str:
    """`Français (fr)`, `Français` and `fr` are fr; empty when it is no language."""
    if found := CODE.fullmatch(words):
        return found["code"].lower().replace("_", "-")
    return LANGUAGE_CODES.get(words.strip().lower(), "")


def names_of(sheet: str) -> dict[str, str]:
    """The key of each name that a heading of this sheet may have."""
    own = {*KEYS[sheet], MORE.key}
    names = {key: key for key in own}
    names |= {name: key for name, key in ALIASES.items() if key in own}
    return names | {name: key for key, name in HEADINGS.items() if key in own}


LANGUAGE_CODES = {
    str(about[name]).lower(): code
    for code, about in LANG_INFO.items()
    for name in ("name", "name_local")
    if name in about
} | {code: code for code in LANG_INFO}
