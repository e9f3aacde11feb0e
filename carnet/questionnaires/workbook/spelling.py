"""Values of the document as the cells people write, and back. What a cell cannot say is not spelled at all."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from carnet.questionnaires.loading import MOST_LEVELS, Builder, Unreadable, plain
from carnet.questionnaires.normal import INVISIBLE
from carnet.questionnaires.workbook.columns import NESTED, PARTS, TEXTS, Column

LONGEST_CELL = 32_767
# What Excel keeps to itself: control signs, its own way to write them, blanks at the ends.
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
BLANKS = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
YES, NO = ("yes", "true", "1", "true()"), ("no", "false", "0", "false()")
IF = " if "


class Misspelt(ValueError):
    """The cell does not say what stands in such a column; carries the sentence."""


def spell(key: str, value: Any) -> dict[Column, str] | None:
    """The cells that say this and come back as exactly this; None when there are none."""
    cells = _cells(key, value)
    if not cells or not all(map(is_safe, cells.values())):
        return None
    try:
        again = {part: told(part, text) for part, text in cells.items()}
    except Misspelt:
        return None
    return cells if same(joined(again), {key: value}) else None


def told(column: Column, text: str) -> Any:
    """What the cell says; raise Misspelt when that is nothing possible here."""
    if column.key in TEXTS:
        return text
    return SPELLINGS.get(column.key, FLOW)[1](text)


def joined(values: Mapping[Column, Any]) -> dict[str, Any]:
    """The columns of one row as a document: texts of several languages, and parts of a key, together."""
    document: dict[str, Any] = {}
    for column, value in values.items():
        if column.key in PARTS:
            key, inner = PARTS[column.key]
            document.setdefault(key, {})[inner] = value
        elif column.language:
            document.setdefault(column.key, {})[column.language] = value
        else:
            document[column.key] = value
    return document


def packed(rest: Any) -> str:
    """JSON in signs that any program leaves alone."""
    return json.dumps(rest).replace("_x", "\\u005fx")


def is_safe(text: str) -> bool:
    return bool(text) and text == text.strip() and not UNSAFE.search(text)


def same(one: Any, other: Any) -> bool:
    """Alike in the fingerprint, where 1, 1.0 and true are three things."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _cells(key: str, value: Any) -> dict[Column, str]:
    """The cells that would say it; empty when there are none."""
    if key in TEXTS:
        return _texts(key, value)
    if key in NESTED:
        return _parts(key, value)
    text = SPELLINGS.get(key, FLOW)[0](value)
    return {Column(key): text} if text else {}


def _texts(key: str, value: Any) -> dict[Column, str]:
    if isinstance(value, str):
        return {Column(key): value}
    if not isinstance(value, dict) or not LANG_INFO.keys() >= value.keys():
        return {}
    if all(isinstance(text, str) for text in value.values()):
        return {Column(key, language): text for language, text in value.items()}
    return {}


def _parts(key: str, value: Any) -> dict[Column, str]:
    cells: dict[Column, str] = {}
    known = NESTED[key]
    if not isinstance(value, dict) or not known.keys() >= value.keys():
        return {}
    for inner, part in value.items():
        cells |= _cells(known[inner], part)
    return cells if len(cells) == len(value) else {}


# -- How each kind of cell is written and read ---------------------------------------------------


def _write_word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def tidy(text: str) -> str:
    """A word or a rule without what nobody sees: marks of direction, unbreakable blanks."""
    return INVISIBLE.sub("", BLANKS.sub(" ", text)).strip()


def _write_list(value: Any) -> str:
    words = value if isinstance(value, list) else []
    return ", ".join(words) if all(isinstance(word, str) for word in words) else ""


def _read_list(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,\n]", tidy(text)) if word.strip()]


def _write_flag(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else ""


def _read_flag(text: str) -> bool:
    word = tidy(text).lower()
    if word not in YES + NO:
        raise Misspelt(_("Write yes or no here."))
    return word in YES


def _write_flag_or_rule(value: Any) -> str:
    return _write_flag(value) or _write_word(value)


def _read_flag_or_rule(text: str) -> bool | str:
    word = tidy(text)
    return _read_flag(word) if word.lower() in YES + NO else word


def _write_codes(value: Any) -> str:
    return "\n".join(map(_write_code, value)) if isinstance(value, list) else ""


def _write_code(code: Any) -> str:
    if isinstance(code, dict) and code.keys() == {"code", "if"}:
        return f"{code['code']}{IF}{code['if']}"
    return code if isinstance(code, str) else ""


def _read_codes(text: str) -> list[str | dict[str, str]]:
    lines = [line.strip() for line in tidy(text).split("\n")]
    return [_read_code(line) for line in lines if line]


def _read_code(line: str) -> str | dict[str, str]:
    code, condition, rule = line.partition(IF)
    return {"code": code.strip(), "if": rule.strip()} if condition else code


def _write_flow(value: Any) -> str:
    if isinstance(value, str) and value and value[0] not in "[{\"'" and plain(value) == value:
        return value
    return packed(value)


def read_flow(text: str) -> Any:
    """A number or a word as it is; what begins like a list or names, as JSON or as YAML writes it."""
    text = text.strip()
    if text[:1] not in ("[", "{", '"', "'"):
        return plain(text)
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
        _measure(value, 0)
    except (ValueError, RecursionError):
        return _read_yaml(text)
    return value


def _read_yaml(text: str) -> Any:
    try:
        return Builder(yaml.parse(text, Loader=yaml.CSafeLoader), {}).build()
    except (Unreadable, yaml.YAMLError, StopIteration) as problem:
        raise Misspelt(
            _("This is not complete: a bracket or a quotation mark is missing.")
        ) from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError(pairs)
    return dict(pairs)


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _measure(value: Any, level: int) -> None:
    """No deeper than a file may be; what is deeper is no value."""
    if level > MOST_LEVELS:
        raise ValueError(level)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        _measure(part, level + 1)


Spelling = tuple[Callable[[Any], str], Callable[[str], Any]]
WORD: Spelling = (_write_word, tidy)
LIST: Spelling = (_write_list, _read_list)
FLOW: Spelling = (_write_flow, read_flow)
SPELLINGS: dict[str, Spelling] = {
    **dict.fromkeys(("type", "id", "list_name", "from", "questionnaire", "show_if", "check"), WORD),
    **dict.fromkeys(("warn_if", "value", "choice_if", "carry", "profile", "unit", "format"), WORD),
    **dict.fromkeys(("pattern", "basis", "page", "count", "person"), WORD),
    **dict.fromkeys(("period_start", "period_end"), WORD),
    **dict.fromkeys(("form_scheme", "form_joint", "form_partner_left"), WORD),
    **dict.fromkeys(("declaration_by", "declaration_if"), WORD),
    **dict.fromkeys(("who", "escapes", "tags", "sources", "was", "file_accept"), LIST),
    **dict.fromkeys(("languages", "complete", "respondents"), LIST),
    "unsourced": (_write_flag, _read_flag),
    "required": (_write_flag_or_rule, _read_flag_or_rule),
    "codes": (_write_codes, _read_codes),
}
