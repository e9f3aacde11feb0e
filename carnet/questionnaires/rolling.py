"""A questionnaire for the next period: the period moved on, and the years that its texts name proposed anew.

Ids stay as they are, since last year's answers are found under them. Rules are never changed: whether a day in a
rule belongs to the period or to a law, only a person knows. Those are listed to be looked at.
"""

import copy
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from carnet.questionnaires.definition import PLACEHOLDER
from carnet.questionnaires.loading import Document
from carnet.questionnaires.mentions import RULES, TEXTS
from carnet.questionnaires.outline import identified, items_of
from carnet.questionnaires.renaming import former_ids

Period = tuple[date, date]
Change = Callable[[str], str]

MOST_MONTHS = 60
# Where a day or a year may stand that is no word for people.
DATED = RULES | {"default", "pattern", "min", "max"}
DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
# A year, and the two figures of the next one behind it: 2025/26. Not an amount, nor a part of a number.
YEAR = re.compile(
    r"(?<!\d)(?<!€ )(?<!€\u00a0)(?P<year>\d{4})(?:(?P<sign>[/–-])(?P<next>\d{2})(?![\d-]))?"
    r"(?![.,]?\d)(?![ \u00a0]?(?:€|EUR))"
)


@dataclass(frozen=True)
class NewWords:
    """A text that names a year: its words by language (or under "" where all share them), now and then."""

    key: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    left: bool = False


@dataclass(frozen=True)
class Look:
    """A rule, a source or a text that names a year or a day, which stays as it is."""

    key: str
    words: str


@dataclass(frozen=True)
class Rolled:
    document: Document
    old: Period
    new: Period
    texts: tuple[NewWords, ...]
    looks: tuple[Look, ...]


def period_of(document: Document) -> Period | None:
    period = document.get("period")
    if not period:
        return None
    return date.fromisoformat(str(period["start"])), date.fromisoformat(str(period["end"]))


def roll(document: Document, *, leave: Collection[str] = ()) -> Rolled:
    """The document of the next period; `leave` are the keys of texts to leave as they are.

    Raises ValueError for a document without a period: there is nothing to move on.
    """
    old = period_of(document)
    if old is None:
        raise ValueError("a questionnaire without a period")
    new = next_period(*old)
    made = copy.deepcopy(document)
    made["period"] = {"start": new[0].isoformat(), "end": new[1].isoformat()}
    change = years_moved(old, new)
    texts = []
    for key, part, name in texts_in(made, "root"):
        before = part[name]
        after = every(before, change)
        if after != before:
            texts.append(NewWords(key, by_language(before), by_language(after), key in leave))
            part[name] = before if key in leave else after
    return Rolled(made, old, new, tuple(texts), tuple(looks_in(document, old, new)))


def next_period(start: date, end: date) -> Period:
    """As long as this one, in whole months where it is that, and beginning the day after."""
    new_start = end + timedelta(days=1)
    for months in range(1, MOST_MONTHS + 1):
        if months_after(start, months) == new_start:
            return new_start, months_after(new_start, months) - timedelta(days=1)
    return new_start, new_start + (end - start)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that is too short for it."""
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def around(period: Period) -> range:
    """The years of the period, the one before and the one after: those its texts speak of."""
    return range(period[0].year - 1, period[1].year + 2)


def years_moved(old: Period, new: Period) -> Change:
    """Rewrites the years around the old period as those around the new one; what {{ }} repeats stays."""
    shift, years = new[1].year - old[1].year, around(old)

    def moved(match: re.Match[str]) -> str:
        year = int(match["year"])
        if year not in years:
            return match[0]
        if match["sign"] is None:
            return str(year + shift)
        following = int(match["next"]) == (year + 1) % 100
        behind = f"{(year + shift + 1) % 100:02}" if following else match["next"]
        return f"{year + shift}{match['sign']}{behind}"

    return lambda words: "".join(
        piece if index % 2 else YEAR.sub(moved, piece) for index, piece in enumerate(pieces(words))
    )


def pieces(words: str) -> list[str]:
    """Words and placeholders in turn, beginning with words."""
    found, end = [], 0
    for match in PLACEHOLDER.finditer(words):
        found += [words[end : match.start()], match[0]]
        end = match.end()
    return [*found, words[end:]]


def every(text: Any, change: Change) -> Any:
    if isinstance(text, dict):
        return {language: change(words) for language, words in text.items()}
    return change(text)


def by_language(text: Any) -> dict[str, str]:
    return dict(text) if isinstance(text, dict) else {"": text}


def texts_in(part: Document, key: str) -> Iterator[tuple[str, Document, str]]:
    """Every text for people: its key (`items.rent.text`), what it stands in and under which name."""
    for inner_key, inner in inside(part, key):
        for name in inner:
            if name in TEXTS:
                yield f"{inner_key}.{name}", inner, name


def inside(part: Document, key: str) -> Iterator[tuple[str, Document]]:
    """This part and every one in it, under the keys that a merge gives them too."""
    yield key, part
    for name, value in part.items():
        if identified(value):
            for one in value:
                found = name if name in ("sections", "items") else f"{key}.{name}"
                yield from inside(one, f"{found}.{one['id']}")
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield from inside(one, f"{key}.{name}")
        elif isinstance(value, dict) and name not in (*TEXTS, "sources", "period"):
            yield from inside(value, f"{key}.{name}")


def looks_in(document: Document, old: Period, new: Period) -> Iterator[Look]:
    years = around(old)
    for key, part in inside(document, "root"):
        for name, value in part.items():
            if name in DATED and dated(str(value), years):
                yield Look(f"{key}.{name}", str(value))
    for name, text in document.get("sources", {}).items():
        for words in by_language(text).values():
            if names_year(words, years):
                yield Look(f"root.sources.{name}", words)
                break
    if old[1].year == new[1].year:
        yield from same_year(document, years)


def same_year(document: Document, years: range) -> Iterator[Look]:
    """Of a quarter or a month the year often stays, but not the quarter or the month beside it."""
    for key, part, name in texts_in(document, "root"):
        words = next(iter(by_language(part[name]).values()), "")
        if names_year(words, years):
            yield Look(key, words)


def dated(rule: str, years: range) -> bool:
    return bool(DAY.search(rule)) or names_year(rule, years)


def names_year(words: str, years: range) -> bool:
    return any(int(match["year"]) in years for match in YEAR.finditer(words))


def vanished(old: Document, new: Document) -> dict[str, Document]:
    """The items of `old` whose answers `new` will not find again: neither the id nor a former id is there."""
    found = items_of(new)
    former = {id_ for one in found.values() for id_ in former_ids(one)}
    return {
        id_: one for id_, one in items_of(old).items() if id_ not in found and id_ not in former
    }
