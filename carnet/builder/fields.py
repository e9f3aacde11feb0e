"""Single settings of a part, as a form shows them and takes them back. Pure.

A form carries of each field a sign of what it showed. What came back unchanged is left alone; what changed is kept
when the document still says what the form showed, and is a clash when somebody else changed the same meanwhile.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carnet.builder.refused import Refused
from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import identified

# What a form shows and posts of one field: the words of its boxes.
Words = tuple[str, ...]
NOTHING: Words = ("",)


@dataclass(frozen=True)
class Form:
    """How a value becomes words, and words a value; None is no value, so that the key goes."""

    show: Callable[[Any], Words]
    read: Callable[[Words], Any]


@dataclass(frozen=True)
class Setting:
    """One field: where its value stands, and how it is written. `usual` is what holds where nothing is said."""

    path: tuple[str, ...]
    form: Form
    usual: Any = None

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def shown(self, part: Document) -> Words:
        value = value_at(part, self.path)
        return self.form.show(self.usual if value is None else value)

    def put(self, part: Document, words: Words, languages: Sequence[str]) -> Document:
        value = self.form.read(words)
        usual = value is not None and value == self.usual and type(value) is type(self.usual)
        return with_value(part, self.path, None if usual else value, languages)


def sign_of(words: Words) -> str:
    """A short sign of what a field showed."""
    written = json.dumps([smooth(one) for one in words], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def smooth(words: str) -> str:
    """Browsers end lines in their own way."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


def value_at(value: Any, path: Sequence[str]) -> Any:
    """What stands there; None where nothing does. One text for every language is the text of each."""
    for key in path:
        if isinstance(value, list) and identified(value):
            value = next((one for one in value if one["id"] == key), None)
        elif isinstance(value, dict):
            value = value.get(key)
        elif not isinstance(value, str):
            return None
    return value


def with_value(part: Any, path: Sequence[str], value: Any, languages: Sequence[str]) -> Any:
    """The part with this value there; without the key when the value is None."""
    key, rest = path[0], path[1:]
    if isinstance(part, list):
        return [
            with_value(one, rest, value, languages) if one["id"] == key else one for one in part
        ]
    if isinstance(part, str):
        part = dict.fromkeys(languages, part)
    part = part or {}
    if rest:
        inner = part.get(key)
        value = (
            None if inner is None and value is None else with_value(inner, rest, value, languages)
        )
        value = value if value != {} else None
    kept = {name: old for name, old in part.items() if name != key}
    if value is None:
        return kept
    return {name: value if name == key else old for name, old in part.items()} | {key: value}


def no_words(value: Any) -> Words:
    return ("" if value is None else str(value),)


def text(words: Words) -> str | None:
    return smooth(words[0]) if words[0].strip() else None


def one_word(words: Words) -> str | None:
    return words[0].strip() or None


def number(words: Words) -> int | float | None:
    said = words[0].strip().replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if not said:
        return None
    try:
        found = float(said)
        return int(found) if found == int(found) else found
    except (ValueError, OverflowError) as error:
        raise Refused(_("“%(word)s” is no number.") % {"word": words[0].strip()}) from error


def whole(words: Words) -> int | None:
    found = number(words)
    if isinstance(found, float) or (found is not None and found < 0):
        raise Refused(_("“%(word)s” is no whole number.") % {"word": words[0].strip()})
    return found


def show_list(value: Any) -> Words:
    return (", ".join(map(str, value)) if isinstance(value, list | tuple) else no_words(value)[0],)


def read_list(words: Words) -> list[str] | None:
    return [word.strip() for word in words[0].split(",") if word.strip()] or None


def show_ticks(value: Any) -> Words:
    found = [value] if isinstance(value, str) else (value or ())
    return tuple(map(str, found))


def read_ticks(words: Words) -> list[str]:
    return [word for word in words if word]


def read_some(words: Words) -> list[str] | None:
    return read_ticks(words) or None


def show_flag(value: Any) -> Words:
    """Yes, no, or that a rule decides, which is written elsewhere."""
    if isinstance(value, str):
        return ("rule",)
    return ("yes" if value else "no",)


def read_flag(words: Words) -> bool:
    return words[0] == "yes"


def show_codes(value: Any) -> Words:
    """Lines of the official form, each with its condition behind `if`."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return ("\n".join(code_line(one) for one in listed),)


def code_line(code: Any) -> str:
    if isinstance(code, dict):
        words = str(code.get("code", ""))
        return f"{words} if {code['if']}" if code.get("if") else words
    return str(code)


def read_codes(words: Words) -> list[Any] | None:
    lines = [line.strip() for line in smooth(words[0]).split("\n")]
    return [read_code(line) for line in lines if line] or None


def read_code(line: str) -> Any:
    code, condition, rule = line.partition(" if ")
    return {"code": code.strip(), "if": rule.strip()} if condition else code


def show_pairs(value: Any) -> Words:
    pairs = value if isinstance(value, dict) else {}
    return ("\n".join(f"{old} = {new}" for old, new in pairs.items()),)


def read_pairs(words: Words) -> dict[str, str] | None:
    pairs = [line.partition("=") for line in smooth(words[0]).split("\n") if line.strip()]
    if any(not old.strip() or not new.strip() for old, _sign, new in pairs):
        raise Refused(_("Write each line as: old = new"))
    return {old.strip(): new.strip() for old, _sign, new in pairs} or None


TEXT = Form(no_words, text)
WORD = Form(no_words, one_word)
NUMBER = Form(no_words, number)
WHOLE = Form(no_words, whole)
LIST = Form(show_list, read_list)
# Nothing ticked says something (TICKS), or says nothing (SOME).
TICKS = Form(show_ticks, read_ticks)
SOME = Form(show_ticks, read_some)
FLAG = Form(show_flag, read_flag)
CODES = Form(show_codes, read_codes)
PAIRS = Form(show_pairs, read_pairs)
