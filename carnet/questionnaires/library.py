"""What the library page says of the questionnaires that come with Carnet, and how each stands with a firm."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.core.countries import country_choices, country_codes
from carnet.questionnaires.definition import Definition, Text, say
from carnet.questionnaires.description import minutes_of
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import digest
from carnet.questionnaires.reading import read
from carnet.questionnaires.shipped import shipped

# A key such as be_income_tax_short begins with its country.
OF_A_COUNTRY = re.compile(r"([a-z]{2})_")
PERSONS = _("For private persons")
COMPANIES = _("For companies")
OF_COMPANIES = re.compile(r"_(company|corporate)")


class Standing(StrEnum):
    """Of a shipped questionnaire with a firm."""

    NEW = "new"
    IN_USE = "in_use"
    UPDATE = "update"
    OWN = "own"  # the firm made one of its own under this key


@dataclass(frozen=True)
class Entry:
    """A shipped questionnaire; `country` is empty where it goes for any."""

    key: str
    title: Text
    languages: tuple[str, ...]
    country: str
    audience: str | Promise
    questions: int
    minutes: int
    year: int | None
    digest: str
    was: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """What a firm has under a key; `digest` is that of Carnet's text it took over, if it did."""

    pk: int
    title: Text
    retired: bool
    digest: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Card:
    entry: Entry
    title: str
    standing: Standing
    held: Held | None
    former: str = ""


@dataclass(frozen=True)
class Shelf:
    country: str
    cards: tuple[Card, ...]


@cache
def entries() -> tuple[Entry, ...]:
    """Read once: reading all of them takes a moment, and the files do not change while Carnet runs."""
    return tuple(entry(read(source.document)[0], digest(source.document)) for source in shipped())


def entry(definition: Definition, fingerprint: str) -> Entry:
    return Entry(
        key=definition.key,
        title=definition.title,
        languages=definition.languages,
        country=country_of(definition.key),
        audience=audience_of(definition),
        questions=sum(KINDS[item.kind].asks for item in definition.all_items()),
        minutes=sum(minutes_of(section) for section in definition.sections),
        year=int(definition.period[1][:4]) if definition.period else None,
        digest=fingerprint,
        was=definition.was,
    )


def country_of(key: str) -> str:
    match = OF_A_COUNTRY.match(key)
    code = match[1].upper() if match else ""
    return code if code in country_codes() else ""


def audience_of(definition: Definition) -> str | Promise:
    """Who fills in the forms of a country with a partner is a person; what goes anywhere is for all."""
    if OF_COMPANIES.search(definition.key):
        return COMPANIES
    of_persons = country_of(definition.key) and "partner" in definition.respondents
    return PERSONS if of_persons else ""


def shelves(held: Mapping[str, Held], *, country: str, language: str) -> list[Shelf]:
    """The library with the firm's own country first, then what goes anywhere, then the others."""
    names = dict(country_choices())
    cards = [card(one, held, language) for one in entries()]
    found = {one.entry.country for one in cards}
    others = sorted(found - {country, ""}, key=lambda code: names[code])
    order = [code for code in (country, "", *others) if code in found]
    return [Shelf(names.get(code, ""), of_country(cards, code)) for code in order]


def of_country(cards: Iterable[Card], country: str) -> tuple[Card, ...]:
    return tuple(
        sorted((one for one in cards if one.entry.country == country), key=lambda one: one.title)
    )


def card(entry: Entry, held: Mapping[str, Held], language: str) -> Card:
    mine = held.get(entry.key)
    former = next((held[key] for key in entry.was if key in held), None)
    return Card(
        entry,
        title=say(entry.title, language),
        standing=standing(entry, mine),
        held=mine,
        former=say(former.title, language) if former else "",
    )


def standing(entry: Entry, held: Held | None) -> Standing:
    if held is None:
        return Standing.NEW
    if held.since is None:
        return Standing.OWN
    return Standing.IN_USE if held.digest == entry.digest else Standing.UPDATE
