"""What the page of a draft tells: the changes, what the check says, and the dry run as far as it is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.foreseeing import NOT_STARTED, outdated, running, sound
from carnet.answers.models import Foresight
from carnet.campaigns.models import State
from carnet.questionnaires.change_words import Group, counted, grouped
from carnet.questionnaires.checks import check
from carnet.questionnaires.comparing import Change, between, heaviest, summary
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.models import Revision
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.reading import read
from carnet.questionnaires.weights import Weight

MOST_LISTED = 25


@dataclass(frozen=True)
class Finding:
    """How many dossiers something would happen to, and some of them to look at."""

    sentence: str
    rows: QuerySet[Foresight]
    more: int


class DraftPage:
    # So many changes of one weight are seen at once; of more, each section is folded.
    unfolded = 25

    def __init__(self, draft: Revision, current: Revision | None, language: str) -> None:
        self.draft, self.current, self.language = draft, current, language

    @cached_property
    def texts(self) -> tuple[Definition, Definition]:
        new = read(self.draft.document)[0]
        return (self.current.definition if self.current else empty(new)), new

    @cached_property
    def changes(self) -> list[Change]:
        return list(between(*self.texts))

    @property
    def weight(self) -> Weight | None:
        return heaviest(self.changes)

    @property
    def summary(self) -> str:
        return counted(summary(self.changes))

    @property
    def groups(self) -> list[Group]:
        return grouped(self.changes, *self.texts, self.language)

    @cached_property
    def problems(self) -> list[Problem]:
        return check(self.draft.document)

    @property
    def told(self) -> list[Problem]:
        """Without the missing texts, which the page asks for."""
        return [problem for problem in self.problems if not problem.stood_in]

    @property
    def broken(self) -> bool:
        return any(problem.refused for problem in self.told)

    @property
    def publishable(self) -> bool:
        return not any(problem.refused for problem in self.problems)

    @cached_property
    def dry_run(self) -> "DryRun | None":
        return DryRun(self.draft) if sound(self.draft.written) else None


class DryRun:
    """As far as the worker is. What it found for a dossier that has gone on since counts as still to do."""

    def __init__(self, draft: Revision) -> None:
        self.total = running(draft.questionnaire).count()
        self.left = outdated(draft).count()
        self.done = self.total - self.left
        still = running(draft.questionnaire).exclude(pk__in=outdated(draft).values("pk"))
        self.found = draft.foresights.filter(dossier__in=still).select_related(
            "dossier__client", "dossier__campaign"
        )

    @property
    def sentence(self) -> str:
        begun = self.found.filter(dossier__state=State.IN_PROGRESS).count()
        waiting = self.found.filter(dossier__state__in=NOT_STARTED).count()
        return _("%(begun)d in progress, %(waiting)d not started.") % {
            "begun": begun,
            "waiting": waiting,
        }

    @property
    def findings(self) -> list[Finding]:
        begun = self.found.filter(dossier__state=State.IN_PROGRESS)
        meanings = [(begun.filter(condition), words) for condition, words in MEANINGS]
        meanings.append((self.found.filter(failed=True), _failed))
        return [
            Finding(sentence, rows[:MOST_LISTED], max(0, count - MOST_LISTED))
            for found, words in meanings
            for rows in [found.order_by("dossier__client__sort_name", "pk")]
            if (count := rows.count())
            for sentence in [words(count)]
        ]


def _more(count: int) -> str:
    return ngettext(
        "%(count)d in progress gets more questions.",
        "%(count)d in progress get more questions.",
        count,
    ) % {"count": count}


def _hidden(count: int) -> str:
    return ngettext(
        "%(count)d has answers that become hidden; they are kept.",
        "%(count)d have answers that become hidden; they are kept.",
        count,
    ) % {"count": count}


def _unfit(count: int) -> str:
    return ngettext(
        "%(count)d has an answer that no longer fits.",
        "%(count)d have an answer that no longer fits.",
        count,
    ) % {"count": count}


def _breaks(count: int) -> str:
    return ngettext(
        "%(count)d in progress keeps its revision, because an answer would lose its place.",
        "%(count)d in progress keep their revision, because an answer would lose its place.",
        count,
    ) % {"count": count}


def _failed(count: int) -> str:
    return ngettext(
        "%(count)d could not be looked at and would stay as it is.",
        "%(count)d could not be looked at and would stay as they are.",
        count,
    ) % {"count": count}


MEANINGS: list[tuple[Q, Any]] = [
    (Q(more__gt=0), _more),
    (Q(hidden__gt=0), _hidden),
    (Q(unfit__gt=0) | Q(lost__gt=0), _unfit),
    (Q(breaks=True), _breaks),
]


def empty(definition: Definition) -> Definition:
    """What a questionnaire is before its first text."""
    return Definition(definition.key, {}, definition.languages, ())
