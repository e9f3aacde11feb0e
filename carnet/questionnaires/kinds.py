"""The kinds of questions: how each is read, shown, used in rules and drawn.

A new kind is one entry here and one template.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from carnet.questionnaires import typed, words
from carnet.questionnaires.definition import Choice, Item
from carnet.questionnaires.given import BLANK, ESCAPES, Given, Raw, Status, Value

# PostgreSQL refuses NUL inside JSON, and no answer needs the other control characters.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")
MOST_RAW = 20_000

# What the browser may fill in by itself, by the profile field a question is prefilled from.
AUTOCOMPLETE = {
    "client.first_name": "given-name",
    "client.last_name": "family-name",
    "client.full_name": "name",
    "client.birth_date": "bday",
    "client.company": "organization",
}
# Within an address: the part's own token.
ADDRESS_AUTOCOMPLETE = {"postcode": "postal-code", "city": "address-level2", "country": "country"}


class Posted(Protocol):
    """What a form posts: Django's QueryDict, or anything that lists its values by name."""

    def getlist(self, key: str) -> list[str]: ...

    def __contains__(self, key: object) -> bool: ...


def text_of(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def texts_of(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [text_of(word) for word in value]


def record_of(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


@dataclass(frozen=True)
class Kind:
    parse: Callable[[Item, Raw], Value]
    show: Callable[[Item, Any, str], str]
    template: str = "text.html"
    rule_type: str = "text"
    rule_value: Callable[[Any], object] = text_of
    parts: tuple[str, ...] = ("",)
    boxes: Callable[[Any, str], dict[str, str]] = words.box
    attributes: Mapping[str, str] = field(default_factory=dict)
    grouped: bool = False
    asks: bool = True
    uploads: bool = False
    repeats: bool = False
    calculated: bool = False
    chooses: bool = False
    prefills: bool = True
    prose: bool = False
    written: bool = False
    official: bool = False
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    # What becomes of last year's answer where the questionnaire does not say.
    carry: str = "none"
    # How long an unhurried client takes, looking up papers included: our judgement, not measured.
    seconds: int = 10
    # Answers to try a questionnaire out with.
    samples: tuple[Any, ...] = ("Noa",)

    @property
    def numeric(self) -> bool:
        return self.asks and self.rule_type == "number"


NUMERIC = {"inputmode": "decimal", "autocomplete": "off"}
FIGURES = {"inputmode": "numeric", "autocomplete": "off"}
OFF = {"autocomplete": "off"}
PHONE = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
EMAIL = {"type": "email", "inputmode": "email", "autocomplete": "email"}

AS_NUMBER: dict[str, Any] = {
    "rule_type": "number",
    "rule_value": float,
    "samples": ("0", "1", "2", "1000", "250000.50"),
}
AS_TEXTS: dict[str, Any] = {"rule_type": "texts", "rule_value": texts_of}
AS_RECORD: dict[str, Any] = {"rule_type": "record", "rule_value": record_of, "grouped": True}
PICKED: dict[str, Any] = {"template": "one.html", "grouped": True}
FIGURE: dict[str, Any] = {"attributes": NUMERIC, "seconds": 30, **AS_NUMBER}
NUMBER: dict[str, Any] = {"template": "number.html", **FIGURE}
SILENT: dict[str, Any] = {"parse": typed.parse_nothing, "show": words.show_calc, "asks": False}

KINDS: dict[str, Kind] = {
    "yes_no": Kind(typed.parse_choice, words.show_choice, choices=words.YES_NO, **PICKED),
    "one": Kind(typed.parse_choice, words.show_choice, chooses=True, **PICKED),
    "many": Kind(
        typed.parse_many,
        words.show_many,
        "many.html",
        grouped=True,
        chooses=True,
        seconds=20,
        **AS_TEXTS,
    ),
    "text": Kind(typed.parse_text, words.show_text, written=True, seconds=15),
    "long_text": Kind(
        typed.parse_long_text, words.show_text, "long_text.html", written=True, seconds=45
    ),
    "number": Kind(typed.parse_number, words.show_number, boxes=words.number_box, **NUMBER),
    "money": Kind(
        typed.parse_money,
        words.show_money,
        "money.html",
        boxes=words.money_box,
        unit="EUR",
        carry="hint",
        **FIGURE,
    ),
    "percent": Kind(
        typed.parse_number, words.show_percent, boxes=words.number_box, unit="%", **NUMBER
    ),
    "date": Kind(
        typed.parse_date,
        words.show_date,
        "date.html",
        parts=("day", "month", "year", ""),
        boxes=words.date_boxes,
        grouped=True,
        samples=("2025-06-30", "1960-02-29", "1990-12-31", "2012-09-01", "2024-01-15"),
    ),
    "month": Kind(
        typed.parse_month,
        words.show_month,
        "month.html",
        parts=("month", "year", ""),
        boxes=words.month_boxes,
        grouped=True,
        samples=("2025-06", "2019-12"),
    ),
    "year": Kind(
        typed.parse_year,
        words.show_text,
        "number.html",
        attributes=FIGURES,
        **AS_NUMBER | {"samples": (1975, 2010, 2024, 2025)},
    ),
    "email": Kind(
        typed.parse_email,
        words.show_text,
        attributes=EMAIL,
        seconds=15,
        samples=("noa@example.org",),
    ),
    "phone": Kind(
        typed.parse_phone,
        words.show_text,
        attributes=PHONE,
        seconds=15,
        samples=("+32 2 555 12 12",),
    ),
    "address": Kind(
        typed.parse_address,
        words.show_address,
        "address.html",
        parts=typed.ADDRESS_PARTS,
        boxes=words.record_boxes,
        seconds=30,
        samples=(
            {"street": "Rue Haute", "postcode": "1000", "city": "Bruxelles", "country": "BE"},
            {"street": "Kirchweg", "postcode": "8001", "city": "Zürich", "country": "CH"},
        ),
        **AS_RECORD,
    ),
    "country": Kind(
        typed.parse_country, words.show_country, "country.html", samples=("BE", "FR", "CH", "US")
    ),
    "id_number": Kind(
        typed.parse_id_number,
        words.show_id_number,
        attributes=OFF,
        official=True,
        seconds=30,
        samples=("85073003328",),
    ),
    "bank_account": Kind(
        typed.parse_bank_account,
        words.show_bank_account,
        boxes=words.bank_account_box,
        attributes=OFF,
        seconds=30,
        samples=("BE68539007547034",),
    ),
    "file": Kind(
        typed.parse_nothing,
        words.show_files,
        "file.html",
        grouped=True,
        uploads=True,
        prefills=False,
        seconds=60,
        samples=(["1"], ["1", "2"]),
        **AS_TEXTS,
    ),
    "declaration": Kind(
        typed.parse_declaration,
        words.show_declaration,
        "declaration.html",
        parts=("agreed", "name"),
        boxes=words.signed_boxes,
        prefills=False,
        prose=True,
        seconds=30,
        samples=({"name": "Noa Peeters"},),
        **AS_RECORD,
    ),
    "note": Kind(template="note.html", rule_type="", prose=True, seconds=5, **SILENT),
    "calc": Kind(template="calc.html", calculated=True, seconds=0, **SILENT),
    "repeat": Kind(template="repeat.html", rule_type="list", repeats=True, **SILENT),
}


@dataclass(frozen=True)
class Reading:
    """What one question of a posted page says: the answer, and the sentence if it cannot be used."""

    given: Given
    problem: str = ""
    remark: str = ""


def read(item: Item, posted: Posted, name: str, choices: Sequence[Choice] | None = None) -> Reading:
    """Read one posted question: a pressed escape, or what was typed, or the escape chosen before."""
    raw = typed_parts(item, posted, name)
    remark = cleaned(posted.getlist(f"{name}-remark"))
    said = remark[0].strip() if remark else ""
    if pressed := escape(item, posted, f"{name}-escape"):
        return Reading(Given(status=pressed, raw=raw), remark=said)
    if raw is None:
        kept = escape(item, posted, f"{name}-kept")
        day = promised(posted, f"{name}-promised") if kept is Status.LATER else None
        return Reading(Given(day, kept) if kept else BLANK, remark=said)
    confirmed = "yes" in posted.getlist(f"{name}-right")
    given, problem = parse(item if choices is None else replace(item, choices=tuple(choices)), raw)
    return Reading(replace(given, confirmed=confirmed), problem, said)


def parse(item: Item, raw: Raw) -> tuple[Given, str]:
    """The answer that these typed parts make, and a sentence when they make none."""
    kind = KINDS[item.kind]
    try:
        value = kind.parse(replace(item, choices=item.choices or kind.choices), raw)
    except typed.InvalidAnswer as problem:
        return Given(status=Status.INVALID, raw=raw), str(problem)
    return Given(value, Status.ANSWERED, raw), ""


def fits(item: Item, value: Value) -> bool:
    """Could this value have been typed here? Asked of answers that come from elsewhere."""
    kind = KINDS[item.kind]
    try:
        kind.rule_value(value)
        boxes = kind.boxes(value, "en")
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return False
    words = value if isinstance(value, list) else None
    raw = {suffix: words or [word] for suffix, word in boxes.items()}
    return parse(item, raw)[0].status is Status.ANSWERED


def typed_parts(item: Item, posted: Posted, name: str) -> dict[str, list[str]] | None:
    """What was typed, by suffix; None when every part was left empty."""
    parts = {}
    for suffix in KINDS[item.kind].parts:
        values = cleaned(posted.getlist(part_name(name, suffix)))
        if any(value.strip() for value in values):
            parts[suffix] = values
    # A country alone is the form's own suggestion, not an answer.
    return None if set(parts) <= {"country"} else parts


def part_name(name: str, suffix: str) -> str:
    return f"{name}-{suffix}" if suffix else name


def cleaned(values: Sequence[str]) -> list[str]:
    return [CONTROL.sub("", value)[:MOST_RAW] for value in values]


def escape(item: Item, posted: Posted, name: str) -> Status | None:
    chosen = next(iter(posted.getlist(name)), "")
    allowed = item.escapes if KINDS[item.kind].asks else ()
    return next((status for status in ESCAPES if status == chosen and status in allowed), None)


def promised(posted: Posted, name: str) -> str | None:
    """The day for which a document was promised, if it is one."""
    try:
        return date.fromisoformat(next(iter(posted.getlist(name)), "")).isoformat()
    except ValueError:
        return None


def posted_at(posted: Posted, name: str) -> bool:
    """Was this question on the page? Each drawn question says so by a hidden field."""
    return f"{name}-here" in posted


def show(item: Item, value: Value | None, language: str) -> str:
    return "" if value is None else KINDS[item.kind].show(item, value, language)
