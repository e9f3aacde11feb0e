"""What can be chosen for a setting, each with its words for people. Pure."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.questionnaires.description import CARRY_WORDS
from carnet.questionnaires.kinds import KINDS, Kind
from carnet.questionnaires.loading import Document
from carnet.questionnaires.prefill import PROFILE
from carnet.questionnaires.reading import CARRY, KNOWN_FACTS
from carnet.questionnaires.typed import ID_FORMATS

Options = tuple[tuple[str, str], ...]
NONE = ("", "–")

PERSON_WORDS = {
    "client": gettext_lazy("The client"),
    "partner": gettext_lazy("The partner"),
    "staff": gettext_lazy("The office"),
}
ESCAPE_WORDS = {
    "dont_know": gettext_lazy("I don't know"),
    "ask_accountant": gettext_lazy("Ask my accountant"),
    "not_have": gettext_lazy("I don't have it"),
    "later": gettext_lazy("I'll send it later"),
}
FILE_WORDS = {
    "pdf": gettext_lazy("PDF"),
    "image": gettext_lazy("Photo or scan"),
    "office": gettext_lazy("Excel or Word"),
    "any": gettext_lazy("Any file"),
}
FIELD_WORDS = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "full_name": gettext_lazy("Full name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "mobile": gettext_lazy("Mobile"),
    "language": gettext_lazy("Language"),
    "address": gettext_lazy("Address"),
    "iban": gettext_lazy("Bank account"),
    "birth_date": gettext_lazy("Date of birth"),
    "nationality": gettext_lazy("Nationality"),
    "country_of_practice": gettext_lazy("Country of practice"),
    "national_number": gettext_lazy("National number"),
    "company": gettext_lazy("Company"),
    "enterprise_number": gettext_lazy("Enterprise number"),
    "type": gettext_lazy("Person or company"),
    "kind": gettext_lazy("Kind of client"),
    "country": gettext_lazy("Country"),
    "postcode": gettext_lazy("Postcode"),
    "has_company": gettext_lazy("Has a company"),
    "has_partner": gettext_lazy("Has a partner"),
}
# A date or an address of the client file fits no other question.
OWN_KINDS = {"client.birth_date": "date", "client.address": "address"}


def spoken(words: Mapping[str, object]) -> Options:
    return tuple((key, str(label)) for key, label in words.items())


def people() -> Options:
    return spoken(PERSON_WORDS)


def escapes(uploads: bool) -> Options:
    return spoken(ESCAPE_WORDS)[: 4 if uploads else 2]


def accepted() -> Options:
    return spoken(FILE_WORDS)


def carries(kind: Kind) -> Options:
    fitting = [word for word in CARRY if word == "none" or (word == "confirm_each") == kind.repeats]
    words = {"none": _("It begins empty")} | {key: str(label) for key, label in CARRY_WORDS.items()}
    return tuple((word, words[word]) for word in fitting)


def formats() -> Options:
    return (("", _("Any number")), *((name, name) for name in ID_FORMATS if name))


def profiles_for(kind: str) -> Options:
    fitting = [name for name in PROFILE if OWN_KINDS.get(name, kind) == kind]
    return (NONE, *((name, field_words(name)) for name in fitting))


def facts() -> Options:
    return tuple((name, field_words(name)) for name in KNOWN_FACTS)


def field_words(name: str) -> str:
    whose, _dot, field = name.partition(".")
    words = str(FIELD_WORDS.get(field, field))
    return f"{PERSON_WORDS[whose]} · {words}" if whose in PERSON_WORDS else words


def numbers_in(document: Document) -> Options:
    """The questions outside lists that are answered with a number."""
    return tuple((item["id"], item["id"]) for item in top_items(document) if is_number(item))


def top_items(document: Document) -> Iterator[Document]:
    for section in document.get("sections", ()):
        yield from section.get("items", ())


def is_number(item: Document) -> bool:
    kind = KINDS.get(item.get("type", ""))
    return kind is not None and (kind.numeric or kind.calculated)
