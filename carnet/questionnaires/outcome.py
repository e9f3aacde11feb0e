"""What an evaluation found: every question with its state, what is still to do, and the words to say so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import ceil
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.definition import Choice, Item, Section, Text, filled, say
from carnet.questionnaires.given import Given, Status, Value
from carnet.questionnaires.kinds import KINDS, parse, show
from carnet.questionnaires.words import period_word


class State(StrEnum):
    SHOWN = "shown"
    HIDDEN = "hidden"
    PENDING = "pending"


class Progress(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    PROBLEM = "problem"
    ASKED_AGAIN = "asked_again"


class Level(StrEnum):
    """An error stands in the way of sending; a warning wants “it is right” or a note; the rest is told."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


# What the client typed is wrong, as opposed to not there yet.
WRONG = ("invalid", "check", "choice", "too_many")


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to do at one question; `text` is the questionnaire's own sentence, if it has one."""

    kind: str
    text: Text | None = None
    blocks: bool = True
    numbers: tuple[int, int] = (0, 0)

    @property
    def level(self) -> Level:
        return LEVELS.get(self.kind, Level.ERROR)


LEVELS = {"warning": Level.WARNING, "count": Level.WARNING, "changed": Level.INFO}


@dataclass(frozen=True, slots=True)
class RuleFault:
    path: str
    rule: str
    message: str


class Instance(NamedTuple):
    """One question as this client meets it; in a list, one for each entry.

    A named tuple, since hundreds are made at every saving and a frozen dataclass takes thrice as long.
    """

    path: str
    item: Item
    state: State
    given: Given
    entry: str = ""
    position: int = 0
    value: Value | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    issues: tuple[Issue, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        return self.state is State.SHOWN

    @property
    def asked(self) -> bool:
        """Does the client see this at all? Calculations without a text are for the office only."""
        if not self.shown or self.item.for_office:
            return False
        return bool(self.item.text) or not KINDS[self.item.kind].calculated

    @property
    def status(self) -> Status:
        """What is stored, or invalid where it does not fit any more, such as a choice that is gone."""
        gone = self.shown and self.given.counts and self.value is None
        return Status.INVALID if gone else self.given.status

    @property
    def overridden(self) -> bool:
        """A calculation in whose place the firm has put a value of its own."""
        return KINDS[self.item.kind].calculated and self.given.counts

    @property
    def blocked(self) -> bool:
        return any(issue.blocks for issue in self.issues)

    @property
    def done(self) -> bool:
        """Answered, or passed on to the accountant, with nothing left to do here."""
        said = self.given.escaped or self.value is not None
        return self.shown and KINDS[self.item.kind].asks and said and not self.blocked

    @property
    def wants_a_word(self) -> bool:
        """Also a list that may stay empty: only the client can say that nothing belongs in it."""
        return KINDS[self.item.kind].asks or KINDS[self.item.kind].repeats

    @property
    def touched(self) -> bool:
        """Has the client been here? A value the firm has set tells nothing of that."""
        if KINDS[self.item.kind].calculated:
            return False
        kept = self.given.status is Status.PREFILLED and self.given.confirmed
        return self.given.escaped or kept or self.given.status in ("answered", "invalid")

    @property
    def field_name(self) -> str:
        return self.path

    @property
    def html_id(self) -> str:
        return "q-" + self.path.replace("/", "-")


@dataclass(frozen=True)
class SectionOutcome:
    section: Section
    state: State
    instances: tuple[Instance, ...]
    asked_about: frozenset[str] = frozenset()

    @property
    def shown(self) -> bool:
        return self.state is State.SHOWN

    @property
    def asked(self) -> tuple[Instance, ...]:
        return tuple(instance for instance in self.instances if instance.asked)

    @property
    def to_do(self) -> int:
        return sum(instance.blocked for instance in self.instances)

    @property
    def done(self) -> int:
        return sum(instance.done for instance in self.instances)

    @property
    def may_add(self) -> bool:
        return any(instance.state is State.PENDING for instance in self.instances)

    @property
    def progress(self) -> Progress:
        asked = self.asked
        if any(issue.kind in WRONG for instance in asked for issue in instance.issues):
            return Progress.PROBLEM
        if any(instance.path in self.asked_about for instance in asked):
            return Progress.ASKED_AGAIN
        if any(instance.wants_a_word for instance in asked) and not self.begun:
            return Progress.NOT_STARTED
        return Progress.IN_PROGRESS if self.to_do else Progress.COMPLETED

    @property
    def begun(self) -> bool:
        return any(instance.touched or instance.entry for instance in self.asked)

    @property
    def minutes(self) -> float:
        """How long what is left takes: the questionnaire's own estimate in proportion, or else ours."""
        left = [one for one in self.asked if one.blocked]
        if self.section.minutes is None:
            return sum(KINDS[one.item.kind].seconds for one in left) / 60
        return self.section.minutes * len(left) / (len(self.asked) or 1)


@dataclass(frozen=True)
class Outcome:
    compiled: Compiled
    instances: Mapping[str, Instance]
    sections: tuple[SectionOutcome, ...]
    effective: Mapping[str, Value]
    entries: Mapping[str, Sequence[str]]
    faults: tuple[RuleFault, ...]
    period: tuple[date, date]
    prior: Mapping[str, Value] = field(default_factory=dict)
    both_sign: bool = False

    @property
    def to_do(self) -> int:
        return sum(section.to_do for section in self.sections if section.shown)

    @property
    def ready(self) -> bool:
        return self.to_do == 0

    @property
    def minutes(self) -> int:
        return ceil(sum(section.minutes for section in self.sections if section.shown))

    def told_earlier(self, instance: Instance) -> bool:
        """Was this said before the answer that brings the question back? Then the client is told."""
        if not instance.given.at or instance.value is None:
            return False
        opening = self.compiled.by_id[instance.item.id].show_if
        place = instance.path.rpartition("/")[0]
        paths = [f"{place}/{name}" for name in opening.waits_here] if opening else []
        paths += opening.waits_above if opening else []
        moments = (self.instances[path].given.at for path in paths if path in self.instances)
        return any(moment and moment > instance.given.at for moment in moments)

    def needs(self, instance: Instance, language: str) -> list[str]:
        """The questions a calculation waits for, by name: “Date of birth (Noa)”."""
        return [self.named(self.instances[path], language) for path in instance.needs]

    def waiting(self, path: str) -> list[Instance]:
        """What hangs on this answer and cannot be asked or worked out without it."""
        asked = self.instances[path].item.id
        return [
            one
            for one in self.instances.values()
            if one.value is None
            and (not one.shown or one.needs)
            and any(asked in bound.waits for bound in self.compiled.by_id[one.item.id].deciding())
        ]

    def named(self, instance: Instance, language: str) -> str:
        text = self.wording(instance, instance.item.text, language) or instance.item.id
        if not instance.entry:
            return text
        return f"{text} ({self.label(instance.item.list_id, instance.entry, language)})"

    def sentence(self, issue: Issue, instance: Instance, language: str) -> str:
        """What to say beside the question: the questionnaire's own words, or ours."""
        if issue.text:
            return self.wording(instance, issue.text, language)
        if issue.kind == "invalid" and instance.given.raw:
            return parse(instance.item, instance.given.raw)[1] or _("This answer does not fit.")
        if issue.kind == "count":
            told, listed = issue.numbers
            return _("You said %(told)d, and %(listed)d are listed.") % {
                "told": told,
                "listed": listed,
            }
        return SENTENCES[issue.kind](instance.item)

    def wording(self, instance: Instance | None, text: Text, language: str) -> str:
        """The text in this language, with {{ other_answer }} filled in."""
        place = instance.path.rpartition("/")[0] if instance else ""

        def fill(name: str) -> str:
            beside = self.instances.get(f"{place}/{name}") if place else None
            asked = beside or self.instances.get(name)
            if asked is None:
                return period_word(name, self.period, language)
            return show(asked.item, asked.value, language)

        return filled(say(text, language), fill)

    def label(self, list_id: str, entry: str, language: str) -> str:
        """What one entry of a list is called: by its answers, or else by its number."""
        item = self.instances[list_id].item
        first = self.instances.get(f"{list_id}/{entry}/{item.items[0].id}")
        label = self.wording(first, item.item_label, language) if item.item_label else ""
        if label.strip(" …,"):
            return label
        position = list(self.entries[list_id]).index(entry) + 1
        return f"{self.wording(first, item.text, language)} {position}"


def too_few(item: Item) -> str:
    least = item.file.min if KINDS[item.kind].uploads else int(item.min or 1)
    return ngettext("Add at least %(count)d.", "Add at least %(count)d.", least) % {"count": least}


def too_many(item: Item) -> str:
    most = item.file.max if KINDS[item.kind].uploads else int(item.max or 0)
    return ngettext("At most %(count)d is possible.", "At most %(count)d are possible.", most) % {
        "count": most
    }


SENTENCES: dict[str, Callable[[Item], str]] = {
    "missing": lambda _item: _("Please answer this question."),
    "invalid": lambda _item: _("This answer does not fit."),
    "unconfirmed": lambda _item: _("Please check this answer and confirm it."),
    "choice": lambda _item: _("This answer is no longer possible. Please choose again."),
    "check": lambda _item: _("Please check this answer."),
    "warning": lambda _item: _("Please check this answer."),
    "changed": lambda _item: _("This is quite different from last year. Is it right?"),
    "too_few": too_few,
    "too_many": too_many,
}
