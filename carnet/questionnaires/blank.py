"""A questionnaire on paper: every question with its condition in words, boxes to tick and lines to write on, and the
documents at the end. For clients who fill nothing in on a screen. Pure; the words around are in the active language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from carnet.questionnaires.compiled import Bound, Compiled, Node
from carnet.questionnaires.definition import Definition, Text, say
from carnet.questionnaires.engine import Background, evaluate
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.spoken import Speaker

# How the answer to each kind is written down: templates/questions/paper/<word>.html.
SHAPES = {
    "yes_no": "ticks",
    "one": "ticks",
    "many": "ticks",
    "long_text": "lines",
    "address": "lines",
    "date": "day",
    "month": "month",
    "file": "enclosed",
    "declaration": "signed",
    "note": "nothing",
    "repeat": "entries",
}
# Of a list with few questions there is room for two entries; a longer one is copied.
ROOM = 4


@dataclass(frozen=True)
class Question:
    """One question on paper; `inner` are those of a list, asked once for each of `entries`."""

    number: str
    text: str
    shape: str
    help: str = ""
    condition: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    optional: bool = False
    unit: str = ""
    figure: bool = False
    inner: tuple["Question", ...] = ()
    entries: tuple[int, ...] = ()
    # On the form of one client: what is known already, and the entries a list has.
    answer: str = ""
    known: tuple["Entry", ...] = ()

    @property
    def template(self) -> str:
        return f"questions/paper/{self.shape}.html"

    @property
    def short(self) -> bool:
        """A figure: there is room for it beside the question."""
        return self.shape == "line" and self.figure


@dataclass(frozen=True)
class Entry:
    """One child, one property: what it is called, and what is asked of it."""

    label: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Part:
    """A section on paper."""

    title: str
    help: str
    condition: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Blank:
    title: str
    period: tuple[date, date]
    parts: tuple[Part, ...]
    # There is room for both of a couple to sign.
    by_each: bool = False

    @property
    def documents(self) -> tuple[Question, ...]:
        """What is to be enclosed, in the order of the questions."""
        everything = (
            one for part in self.parts for top in part.questions for one in (top, *top.inner)
        )
        return tuple(one for one in everything if one.shape == "enclosed")


def usual_period(definition: Definition, today: date) -> tuple[date, date]:
    """The questionnaire's own period, or else the last calendar year."""
    if definition.period:
        start, end = definition.period
        return date.fromisoformat(start), date.fromisoformat(end)
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


def blank(compiled: Compiled, language: str, today: date) -> Blank:
    """The whole questionnaire on paper, but for what the office answers or works out."""
    definition = compiled.definition
    period = usual_period(definition, today)
    printer = Printer(compiled, language, Background(today, *period))
    by_each = definition.declaration.by == "each"
    return Blank(printer.wording(definition.title), period, tuple(printer.parts()), by_each)


class Printer:
    def __init__(self, compiled: Compiled, language: str, background: Background) -> None:
        self.compiled = compiled
        self.language = language
        self.outcome = evaluate(compiled, {}, {}, background)
        self.speaker = Speaker(compiled, language, self.wording)

    def wording(self, text: Text) -> str:
        """With the period filled in, and … for every answer that is not there yet."""
        return self.outcome.wording(None, text, self.language)

    def parts(self) -> Iterator[Part]:
        place = 0
        for chapter in self.compiled.chapters:
            questions = tuple(self.questions(chapter.nodes, f"{place + 1}."))
            if questions:
                place += 1
                section = chapter.node.section
                yield Part(
                    f"{place}. {self.wording(section.title)}",
                    self.wording(section.help),
                    self.condition(chapter.node.show_if),
                    questions,
                )

    def questions(self, nodes: tuple[Node, ...], before: str) -> Iterator[Question]:
        place = 0
        for node in nodes:
            if node.kind.calculated or node.item.for_office:
                continue
            place += node.kind.asks or node.kind.repeats
            number = f"{before}{place}" if node.kind.asks or node.kind.repeats else ""
            yield self.question(node, number)

    def question(self, node: Node, number: str) -> Question:
        item, kind = node.item, node.kind
        inner = tuple(self.questions(node.inner, f"{number}."))
        return Question(
            number=number,
            text=self.wording(item.text),
            shape=SHAPES.get(item.kind, "line"),
            help=self.wording(item.help),
            condition=self.condition(node.show_if),
            choices=tuple(say(c.text, self.language) for c in item.choices or kind.choices),
            several=KINDS[item.kind].rule_type == "texts",
            optional=kind.asks and item.required is False,
            unit=item.unit or kind.unit,
            figure=kind.numeric,
            inner=inner,
            entries=((1, 2) if len(inner) <= ROOM else (1,)) if inner else (),
        )

    def condition(self, rule: Bound | None) -> str:
        if rule is None:
            return ""
        if words := self.speaker.spoken(rule):
            return _("Only if %(condition)s.") % {"condition": words}
        return _("Only if it concerns you.")
