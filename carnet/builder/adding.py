"""The kinds of questions as pictures, each with a sentence, and what a new one begins with. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from carnet.builder.naming import LONGEST, name_from, unused
from carnet.questionnaires.description import KIND_WORDS
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document

# In the order in which they are offered: what is used most comes first.
PICTURES = {
    "yes_no": ("check-circle", gettext_lazy("Two buttons.")),
    "one": ("list-bullet", gettext_lazy("One of several choices.")),
    "many": ("queue-list", gettext_lazy("As many of several choices as fit.")),
    "text": ("pencil", gettext_lazy("A few words on one line.")),
    "long_text": ("bars-3-bottom-left", gettext_lazy("Several lines.")),
    "number": ("hashtag", gettext_lazy("A figure, with a unit if you like.")),
    "money": ("banknotes", gettext_lazy("An amount in euros or another currency.")),
    "percent": ("percent-badge", gettext_lazy("A share of a hundred.")),
    "date": ("calendar-days", gettext_lazy("Day, month and year.")),
    "month": ("calendar", gettext_lazy("Month and year.")),
    "year": ("calendar-date-range", gettext_lazy("A year in four figures.")),
    "file": ("paper-clip", gettext_lazy("A photo or a file the client hands in.")),
    "repeat": ("rectangle-stack", gettext_lazy("The same questions for each child, house, car …")),
    "note": ("information-circle", gettext_lazy("Something to read; no answer.")),
    "calc": ("calculator", gettext_lazy("Comes out of other answers.")),
    "address": ("home", gettext_lazy("Street, number, postcode, town, country.")),
    "country": ("globe-alt", gettext_lazy("One country.")),
    "email": ("at-symbol", gettext_lazy("Checked for its form.")),
    "phone": ("phone", gettext_lazy("With its country code.")),
    "id_number": ("identification", gettext_lazy("National, enterprise or tax number, checked.")),
    "bank_account": ("building-library", gettext_lazy("An IBAN, checked.")),
    "declaration": ("hand-raised", gettext_lazy("The client agrees and writes a name.")),
}
SECTION = "section"


@dataclass(frozen=True)
class Picture:
    kind: str
    icon: str
    label: str
    sentence: str


def pictures() -> Iterator[Picture]:
    yield Picture(SECTION, "folder", _("Section"), _("A heading with questions of its own."))
    for kind, (icon, sentence) in PICTURES.items():
        yield Picture(kind, icon, str(KIND_WORDS[kind]), str(sentence))


def icon_of(part: Document) -> str:
    """The picture of a part in the outline."""
    found = PICTURES.get(part.get("type", ""))
    return found[0] if found else "folder"


def new_section(words: str, language: str, taken: frozenset[str]) -> Document:
    id_ = name_from(words, taken, SECTION)
    with override(language):
        return {"id": id_, "title": {language: words or _("New section")}, "items": []}


def new_item(kind: str, words: str, language: str, taken: frozenset[str]) -> Document:
    """What a client could be asked at once; a calculation waits for its rule."""
    id_ = name_from(words, taken, kind)
    with override(language):
        text = {language: words or str(KIND_WORDS[kind])}
        return {"id": id_, "type": kind, "text": text} | begins_with(kind, id_, language, taken)


def begins_with(kind: str, id_: str, language: str, taken: frozenset[str]) -> Document:
    if KINDS[kind].chooses:
        return {"choices": first_choices(language)}
    if KINDS[kind].uploads:
        return {"file": {"accept": ["pdf", "image"]}}
    if KINDS[kind].repeats:
        name = unused(f"{id_[: LONGEST - 5]}_name", taken | {id_})
        first = {"id": name, "type": "text", "text": {language: _("Name")}}
        return {"item_label": f"{{{{ {name} }}}}", "items": [first]}
    return {}


def first_choices(language: str) -> list[Document]:
    """Two to begin with, which nobody has worded yet."""
    with override(language):
        words = [(number, _("Choice %(number)d") % {"number": number}) for number in (1, 2)]
    return [{"id": f"choice_{number}", "text": {language: text}} for number, text in words]
