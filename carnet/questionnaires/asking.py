"""One question as it is drawn on a page: its words, what stands in its boxes, its error and its ways out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import combining, normalize

from babel.dates import format_date
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.questionnaires import typed, words
from carnet.questionnaires.definition import say
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import (
    ADDRESS_AUTOCOMPLETE,
    AUTOCOMPLETE,
    KINDS,
    Kind,
    part_name,
    show,
)
from carnet.questionnaires.outcome import Instance, Issue, Level, Outcome

# What the buttons say, and what the answer reads like once one was pressed.
ESCAPE_WORDS = {
    Status.DONT_KNOW: gettext_lazy("I don't know"),
    Status.ASK_ACCOUNTANT: gettext_lazy("Ask my accountant"),
    Status.NOT_HAVE: gettext_lazy("I don't have it"),
    Status.LATER: gettext_lazy("I will send it later"),
}

# Told as soon as the page is shown again; that something is missing is told on request only.
TOLD = ("invalid", "check", "choice", "too_few", "too_many")
ADDRESS_LABELS = {
    "street": gettext_lazy("Street"),
    "house_number": pgettext_lazy("address", "Number"),
    "box": pgettext_lazy("address", "Box"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("City"),
    "country": gettext_lazy("Country"),
}
DATE_LABELS = {
    "day": gettext_lazy("Day"),
    "month": gettext_lazy("Month"),
    "year": gettext_lazy("Year"),
}
DATE_AUTOCOMPLETE = {"day": "bday-day", "month": "bday-month", "year": "bday-year"}
ACCEPT = {"pdf": "application/pdf", "image": "image/*,.heic,.heif"}
USUAL = ("pdf", "image")
OFFICE = ".doc,.docx,.odt,.xls,.xlsx,.ods,.csv,.txt"


def escape_words(given: Given, language: str) -> str:
    """How a way out reads; the day for which a document was promised belongs to it."""
    if given.status is Status.LATER and isinstance(given.value, str):
        day = format_date(date.fromisoformat(given.value), "long", words.locale_of(language))
        return _("I will send it by %(day)s") % {"day": day}
    return str(ESCAPE_WORDS[given.status])


def folded(name: str) -> str:
    """For sorting: É beside E."""
    return "".join(sign for sign in normalize("NFKD", name.casefold()) if not combining(sign))


@dataclass(frozen=True)
class Box:
    """One input of a question."""

    name: str
    html_id: str
    value: str
    label: Any = ""
    autocomplete: str = "off"
    suffix: str = ""


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    html_id: str
    chosen: bool


@dataclass(frozen=True)
class Asking:
    """What the templates of the kinds need; they decide nothing themselves."""

    instance: Instance
    outcome: Outcome
    language: str
    told: str = ""
    remark: str = ""
    documents: Iterable[Any] = ()
    # The only question of its page: its text is the heading, and its ways out stand below Continue.
    alone: bool = False

    @property
    def kind(self) -> Kind:
        return KINDS[self.instance.item.kind]

    @property
    def template(self) -> str:
        return f"questions/{self.kind.template}"

    @property
    def name(self) -> str:
        return self.instance.field_name

    @property
    def html_id(self) -> str:
        return self.instance.html_id

    @property
    def text(self) -> str:
        return self.outcome.wording(self.instance, self.instance.item.text, self.language)

    @property
    def help(self) -> str:
        return self.outcome.wording(self.instance, self.instance.item.help, self.language)

    @property
    def why(self) -> str:
        return self.outcome.wording(self.instance, self.instance.item.why, self.language)

    @property
    def optional(self) -> bool:
        return self.kind.asks and not self.instance.required

    @property
    def last_year(self) -> str:
        """Last year's answer, to stand beside the empty box."""
        if self.instance.item.carry != "hint":
            return ""
        value = self.outcome.prior.get(self.instance.path)
        return show(self.instance.item, value, self.language)

    @property
    def read_as(self) -> str:
        """The amount as it was understood, to stand beside the box in which it was typed."""
        return show(self.instance.item, self.instance.value, self.language)

    @property
    def problem(self) -> str:
        if self.told:
            return self.told
        return self.first_sentence(issue for issue in self.instance.issues if issue.kind in TOLD)

    @property
    def warning(self) -> str:
        """What wants a second look; `agreeable` tells whether it wants a tap, too."""
        return self.first_sentence(
            issue for issue in self.instance.issues if issue.level is not Level.ERROR
        )

    @property
    def agreeable(self) -> bool:
        return any(issue.level is Level.WARNING for issue in self.instance.issues)

    @property
    def needs(self) -> str:
        """What a calculation still waits for."""
        waited = self.outcome.needs(self.instance, self.language)
        return words.together(waited) if waited else ""

    @property
    def told_earlier(self) -> bool:
        return self.outcome.told_earlier(self.instance)

    def first_sentence(self, issues: Iterable[Issue]) -> str:
        found = (self.outcome.sentence(one, self.instance, self.language) for one in issues)
        return next(found, "")

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader should read with the input."""
        parts = {
            "why": self.why,
            "help": self.help,
            "last": self.last_year,
            "warning": self.warning,
            "error": self.problem,
        }
        return " ".join(f"{self.html_id}-{part}" for part, text in parts.items() if text)

    @property
    def boxes(self) -> Mapping[str, str]:
        """What was typed, if it could not be used or was put aside; else the answer."""
        given = self.instance.given
        if given.value is not None and given.status is not Status.INVALID:
            return self.kind.boxes(given.value, self.language)
        return {suffix: values[0] for suffix, values in (given.raw or {}).items() if values}

    @property
    def value(self) -> str:
        return self.boxes.get("", "")

    @property
    def attributes(self) -> dict[str, str]:
        """What the input tells the browser: which keyboard, and what it may fill in."""
        item = self.instance.item
        found = {"type": "text", **self.kind.attributes}
        if item.profile in AUTOCOMPLETE:
            found["autocomplete"] = AUTOCOMPLETE[item.profile]
        if item.profile.startswith("partner.") or item.list_id:
            found["autocomplete"] = "off"
        return found

    @property
    def options(self) -> list[Option]:
        given = self.instance.given
        chosen = given.value if given.value is not None else (given.raw or {}).get("", [])
        choices = self.instance.choices or self.kind.choices
        return [
            Option(
                choice.id,
                say(choice.text, self.language),
                f"{self.html_id}-{choice.id}",
                choice.id == chosen or (isinstance(chosen, list) and choice.id in chosen),
            )
            for choice in choices
        ]

    @property
    def date_boxes(self) -> list[Box]:
        own = self.instance.item.profile == "client.birth_date"
        return [
            self.box(part, DATE_LABELS[part], DATE_AUTOCOMPLETE[part] if own else "off")
            for part in self.kind.parts
            if part
        ]

    @property
    def address_boxes(self) -> list[Box]:
        own = self.instance.item.profile == "client.address"
        return [
            self.box(
                part, ADDRESS_LABELS[part], ADDRESS_AUTOCOMPLETE.get(part, "off") if own else "off"
            )
            for part in typed.ADDRESS_PARTS
        ]

    @property
    def name_box(self) -> Box:
        return self.box("name", _("First and last name"), "name")

    @property
    def agreed(self) -> bool:
        return self.boxes.get("agreed") == "yes"

    def box(self, part: str, label: Any, autocomplete: str) -> Box:
        name, html_id = part_name(self.name, part), f"{self.html_id}-{part}"
        return Box(name, html_id, self.boxes.get(part, ""), label, autocomplete, part)

    @property
    def countries(self) -> list[tuple[str, str]]:
        """Codes and names, in the order of the alphabet of this language."""
        named = words.locale_of(self.language).territories
        pairs = [(str(code), str(named.get(code, code))) for code in typed.COUNTRIES]
        return sorted(pairs, key=lambda pair: folded(pair[1]))

    @property
    def unit(self) -> str:
        return self.instance.item.unit or self.kind.unit

    @property
    def accept(self) -> str:
        wanted = self.instance.item.file.accept or USUAL
        if "any" in wanted:
            return ""
        return ",".join(ACCEPT.get(word, OFFICE) for word in wanted)

    @property
    def largest(self) -> int:
        """Megabytes a file may have."""
        return settings.UPLOAD_MEGABYTES

    @property
    def kept(self) -> Status | None:
        """The way out chosen before, which a page sent without an answer keeps."""
        return self.instance.given.status if self.instance.given.escaped else None

    @property
    def kept_words(self) -> str:
        return escape_words(self.instance.given, self.language) if self.kept else ""

    @property
    def promised(self) -> str:
        """The day for which the document was promised, as the browser's own date box wants it."""
        given = self.instance.given
        return str(given.value or "") if given.status is Status.LATER else ""

    @property
    def escapes(self) -> list[tuple[str, Any]]:
        return [
            (str(status), ESCAPE_WORDS[status])
            for status in self.instance.item.escapes
            if status is not self.kept
        ]
