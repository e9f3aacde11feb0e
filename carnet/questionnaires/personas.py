"""Personas: invented clients with their recorded answers, and what a questionnaire should make of them.

One YAML file each (docs/questionnaire-format.md). Reading checks the file against its questionnaire: an answer that
no client could type, or an id that is not there, is told with the place; playing.py lets the persona answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from carnet.questionnaires.definition import Definition, Item, Text
from carnet.questionnaires.given import ESCAPES, Given, Status, Value
from carnet.questionnaires.kinds import KINDS, parse
from carnet.questionnaires.loading import Document, load
from carnet.questionnaires.rules import did_you_mean

PERSONAS = Path(__file__).parent / "library" / "personas"
KEYS = (
    *("questionnaire", "who", "period", "today", "person"),
    *("facts", "client", "last_year", "answers", "expect"),
)
EXPECTED = ("asked", "asks", "hides", "documents", "codes", "undecided", "differs")
SAID = ("is", "way_out", "by", "right", "note")
Entries = dict[str, tuple[str, ...]]


class Unfit(Exception):
    """The file is no persona of this questionnaire; carries the sentence with the place."""


@dataclass(frozen=True)
class Expected:
    """What should come of a persona: the number of questions and some of them by path or id, those that stay
    hidden, the documents wanted, and the lines of the official form: an amount, `x` for a tick, `2x` for two,
    `document` where the figure stands on a paper. `undecided` lines are candidates among which an accountant chooses;
    `differs` says what a line is so far, where the questionnaire does not yet give what the form wants."""

    asked: int | None = None
    asks: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    documents: tuple[str, ...] | None = None
    codes: Mapping[str, str] | None = None
    undecided: tuple[str, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Persona:
    """Answers by path (`children/lea/child_name`); lists with the keys of their entries in order."""

    name: str
    questionnaire: str
    who: Text
    period: tuple[date, date]
    today: date
    person: str = "client"
    facts: Mapping[str, Value] = field(default_factory=dict)
    client: Mapping[str, Value] = field(default_factory=dict)
    prior: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Given] = field(default_factory=dict)
    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expected: Expected = Expected()


def persona_of(document: Document, definition: Definition, name: str) -> Persona:
    """Read one persona of this questionnaire; raise Unfit at the first thing that cannot be."""
    known(document, KEYS, "")
    if document.get("questionnaire") != definition.key:
        raise Unfit(_("This persona belongs to another questionnaire."))
    reader = Reader(definition)
    period = period_of(document.get("period"), definition)
    answers, entries = reader.answers(document.get("answers") or {}, "answers")
    prior, _listed = reader.answers(document.get("last_year") or {}, "last_year")
    return Persona(
        name=name,
        questionnaire=definition.key,
        who=text_of(document.get("who"), definition),
        period=period,
        today=day(document["today"], "today") if "today" in document else period[1],
        person=document.get("person", "client"),
        facts=texts(document.get("facts") or {}),
        client=texts(document.get("client") or {}),
        prior={path: given.value for path, given in prior.items() if given.value is not None},
        answers=answers,
        entries=entries,
        expected=expected(document.get("expect") or {}),
    )


def known(document: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
    for key in document:
        if key not in keys:
            raise Unfit(
                _("%(place)s: “%(key)s” is not known here.%(guess)s")
                % {"place": place or "–", "key": key, "guess": did_you_mean(key, keys)}
            )


def text_of(words: Any, definition: Definition) -> Text:
    """Who it is: one text for every language, or one for each."""
    if isinstance(words, str):
        return dict.fromkeys(definition.languages, words)
    if isinstance(words, dict) and words:
        return {language: str(text) for language, text in words.items()}
    raise Unfit(_("Say who this persona is: who: …"))


def period_of(document: Any, definition: Definition) -> tuple[date, date]:
    start, end = definition.period or ("", "")
    if document:
        start, end = document.get("start", ""), document.get("end", "")
    return day(start, "period"), day(end, "period")


def day(word: Any, place: str) -> date:
    try:
        return date.fromisoformat(str(word))
    except ValueError as error:
        raise Unfit(
            _("%(place)s: “%(word)s” is no day.") % {"place": place, "word": word}
        ) from error


def texts(document: Mapping[str, Any]) -> dict[str, Value]:
    return {
        name: value if isinstance(value, dict) else str(value) for name, value in document.items()
    }


def expected(document: Mapping[str, Any]) -> Expected:
    known(document, EXPECTED, "expect")
    documents, codes = document.get("documents"), document.get("codes")
    return Expected(
        asked=document.get("asked"),
        asks=tuple(document.get("asks") or ()),
        hides=tuple(document.get("hides") or ()),
        documents=None if documents is None else tuple(documents),
        codes=None if codes is None else {code: str(value) for code, value in codes.items()},
        undecided=tuple(document.get("undecided") or ()),
        differs={code: str(value) for code, value in (document.get("differs") or {}).items()},
    )


class Reader:
    """Reads answers as they stand in a persona file, as if a client had typed them."""

    def __init__(self, definition: Definition) -> None:
        self.items = {item.id: item for item in definition.all_items()}

    def answers(self, document: Mapping[str, Any], place: str) -> tuple[dict[str, Given], Entries]:
        """The answers by path, and the entries of the lists."""
        answers: dict[str, Given] = {}
        entries: Entries = {}
        for name, said in document.items():
            item = self.item(name, "", place)
            if not KINDS[item.kind].repeats:
                answers[name] = given(item, said, f"{place} › {name}")
                continue
            entries[name] = tuple(said or ())
            answers |= dict(self.listed(item, said or {}, f"{place} › {name}"))
        return answers, entries

    def listed(self, item: Item, document: Any, place: str) -> Iterator[tuple[str, Given]]:
        if not isinstance(document, dict):
            raise Unfit(
                _("%(place)s: a name for each entry is expected, with its answers.")
                % {"place": place}
            )
        for entry, said in document.items():
            for name, answer in (said or {}).items():
                inner = self.item(name, item.id, f"{place} › {entry}")
                yield (
                    f"{item.id}/{entry}/{name}",
                    given(inner, answer, f"{place} › {entry} › {name}"),
                )

    def item(self, name: str, list_id: str, place: str) -> Item:
        found = self.items.get(name)
        if found is None or found.list_id != list_id:
            near = [item.id for item in self.items.values() if item.list_id == list_id]
            raise Unfit(
                _("%(place)s: there is no question “%(name)s” here.%(guess)s")
                % {"place": place, "name": name, "guess": did_you_mean(name, near)}
            )
        return found


def given(item: Item, said: Any, place: str) -> Given:
    """One answer: the value itself, or `{is: 13000, right: true}`, `{way_out: later, by: 2026-03-01}`."""
    full = said if isinstance(said, dict) and set(said) & {"is", "way_out"} else {"is": said}
    known(full, SAID, place)
    if way_out := full.get("way_out"):
        return passed_on(item, way_out, full.get("by"), place)
    noted, confirmed = "note" in full, full.get("right") in (True, "yes")
    if KINDS[item.kind].uploads:
        papers = full["is"] if isinstance(full["is"], list) else [full["is"]]
        value: Value = [str(number) for number, _name in enumerate(papers, 1)]
        return Given(value, Status.ANSWERED, confirmed=confirmed, noted=noted)
    found, problem = parse(item, typed(item, full["is"]))
    if problem:
        raise Unfit(f"{place}: {problem}")
    return Given(found.value, Status.ANSWERED, confirmed=confirmed, noted=noted)


def passed_on(item: Item, way_out: str, by: str | None, place: str) -> Given:
    if way_out not in ESCAPES or way_out not in item.escapes:
        raise Unfit(
            _("%(place)s: there is no way out “%(word)s” here.%(guess)s")
            % {"place": place, "word": way_out, "guess": did_you_mean(way_out, item.escapes)}
        )
    return Given(by, Status(way_out))


def typed(item: Item, value: Any) -> dict[str, list[str]]:
    """What a client would have typed into the boxes for this answer."""
    if isinstance(value, list):
        return {"": [str(word) for word in value]}
    if isinstance(value, dict):
        parts = {part: [str(word)] for part, word in value.items()}
        return {"agreed": ["yes"], **parts} if "agreed" in KINDS[item.kind].parts else parts
    return {"": [str(value)]}


@cache
def documents() -> Mapping[str, Document]:
    """The persona files that come with Carnet, by name; read once."""
    return {path.stem: load(path.read_bytes()).document for path in sorted(PERSONAS.glob("*.yaml"))}


def introductions(definition: Definition) -> list[tuple[str, Text]]:
    """The names of the shipped personas of this questionnaire, and who they are. Whether their answers fit a firm's
    own revision shows when one is taken: reading them all takes long."""
    return [
        (name, text_of(document.get("who"), definition))
        for name, document in documents().items()
        if document.get("questionnaire") == definition.key
    ]
