"""What the rows of an XLSForm are: its types and columns, and the ids we give to its names."""

import re
from collections.abc import Container, Iterable, Mapping

from django.utils.translation import gettext as _

from carnet.questionnaires.workbook.columns import Column
from carnet.questionnaires.workbook.sheets import Row
from carnet.questionnaires.workbook.spelling import tidy

BRACKET = re.compile(r"(begin|end)[ _](group|repeat)")
CHOOSING = re.compile(r"select[ _](one|multiple)(?: from)? (?P<list>\S+)(?P<other> or_other)?")
WITHOUT = re.compile("[^a-z0-9_]+")

# What we have, too; the pictures and papers that a file question accepts.
TYPES = {
    **dict.fromkeys(("text", "note", "date"), ""),
    **dict.fromkeys(("integer", "int", "decimal", "range"), "number"),
    **dict.fromkeys(("image", "photo", "file", "audio", "video"), "file"),
    **dict.fromkeys(("acknowledge", "trigger"), "declaration"),
    "calculate": "calc",
}
ACCEPTED = {"image": ["image"], "photo": ["image"]}
METADATA = frozenset(
    ("start", "end", "today", "deviceid", "username", "phonenumber", "email", "simserial")
    + ("subscriberid", "audit", "start-geopoint", "background-audio", "background-geopoint")
)
# The key that each column of the sheet “survey” is known by here.
SURVEY_COLUMNS = {
    **{name: name for name in ("type", "relevant", "constraint", "calculation", "required")},
    **{name: name for name in ("default", "appearance", "parameters", "choice_filter", "trigger")},
    **{"relevance": "relevant", "readonly": "read_only", "read_only": "read_only"},
    **{"name": "id", "label": "text", "hint": "help", "constraint_message": "check_text"},
    **{"guidance_hint": "staff_note", "repeat_count": "repeat_count", "caption": "text"},
}
CHOICE_COLUMNS = {"list_name": "list_name", "list name": "list_name", "name": "id", "label": "text"}
CHOICE_COLUMNS |= {"value": "id"}
SETTING_COLUMNS = {
    **dict.fromkeys(("form_id", "id_string"), "questionnaire"),
    **dict.fromkeys(("form_title", "title"), "title"),
    "default_language": "default_language",
}
# Columns that XLSForm knows and that say nothing we could keep; Kobo adds those with a $.
IGNORED = frozenset(
    ("media", "image", "audio", "video", "big-image", "required_message", "instance", "bind")
    + ("body", "control", "save_to", "autoplay", "hxl", "note", "rows", "disabled", "order")
    + ("$kuid", "$xpath", "$autoname", "$prefix", "kuid", "query", "count", "intent", "$qpath")
)
# Of these, only that a counterpart is missing can be said, row by row.
ROW_BY_ROW = ("choice_filter", "trigger", "read_only")


def word(row: Row, key: str) -> str:
    return tidy(row.cells.get(Column(key), ""))


def type_of(row: Row) -> str:
    return re.sub(r"\s+", " ", word(row, "type"))


def bracket(row: Row) -> tuple[str, str]:
    found = BRACKET.fullmatch(type_of(row).lower())
    return (found[1], found[2]) if found else ("", "")


def untranslatable(row: Row) -> str:
    """Why a row of this type is left out; empty when it is taken over."""
    kind = type_of(row)
    if CHOOSING.fullmatch(kind) or kind.lower() in TYPES:
        return ""
    if kind.lower() in METADATA:
        return _("Carnet itself notes who answers, when and where.")
    return _("The type “%(type)s” has no counterpart.") % {"type": kind}


def id_from(name: str, taken: Container[str], start: str = "q") -> str:
    """An id as like the name as may be."""
    plain = WITHOUT.sub("_", name.lower()).strip("_")
    if not plain[:1].isalpha():
        plain = f"{start}_{plain}"
    plain = plain[:36]
    tries = [plain, f"{plain}_", *(f"{plain}_{number}" for number in range(2, 1000))]
    return next(one for one in tries if one not in taken)


def choice_ids(names: Iterable[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found[name] = found.get(name) or id_from(name, found.values(), "c")
    return found
