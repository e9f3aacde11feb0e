"""“Is this still right?”: answers carried over from last year are confirmed as they stand, all at once or one by one.

A confirmed proposal counts like an answer and stays a proposal: whoever reviews sees that it was merely confirmed.
What was never answered before, or needs a second look, is not confirmed this way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from carnet.answers.actions import Hand, Said, keep, lock
from carnet.answers.form import dossier_form
from carnet.answers.models import Answer
from carnet.answers.reading import Standing, background, given_by, load
from carnet.campaigns.models import Dossier
from carnet.questionnaires.definition import Definition
from carnet.questionnaires.engine import evaluate
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Instance, Outcome, SectionOutcome
from carnet.questionnaires.prefill import DEFAULT, LAST_YEAR, carried


@dataclass(frozen=True)
class Carried:
    """One answer of last year, as the questionnaire would stand once all of them were confirmed. `flagged`: a rule
    wants a second look. `answered`: the client has been there since, so there is nothing to confirm."""

    instance: Instance
    rev: int
    from_last_year: bool
    confirmed: bool = False
    flagged: bool = False
    answered: bool = False

    @property
    def waits(self) -> bool:
        return not (self.confirmed or self.answered)


@dataclass(frozen=True)
class Recalled:
    """The sections with what was carried into them, seen as if all of it were right."""

    outcome: Outcome
    rows: Mapping[str, tuple[Carried, ...]]

    def opens(self, section_id: str, person: str) -> bool:
        """Is there something of last year's for this person to confirm?"""
        return any(one.waits and one.from_last_year for one in self.of(section_id, person))

    def of(self, section_id: str, person: str) -> list[Carried]:
        rows = self.rows.get(section_id, ())
        return [one for one in rows if not one.instance.item.who or person in one.instance.item.who]


def recall(standing: Standing) -> Recalled:
    """Costs one more evaluation, and that only where something was carried over."""
    if not any(_proposed(standing, path) for path in standing.answers) and not _carries(standing):
        return Recalled(standing.outcome, {})
    outcome = _as_if_right(standing)
    definition = outcome.compiled.definition
    rows = {
        section.section.id: tuple(_carried(standing, definition, section))
        for section in outcome.sections
        if section.shown
    }
    return Recalled(outcome, rows)


@transaction.atomic
def confirm(dossier: Dossier, seen: Mapping[str, int], *, by: Hand) -> list[str]:
    """Say of these answers that they are still right; those that were confirmed. `seen` holds the version the
    page showed by path: what somebody has changed since is left for another look, like all that is flagged."""
    lock(dossier)
    recalled = recall(load(dossier, today=timezone.localdate(by.now)))
    fit = {
        one.instance.path
        for rows in recalled.rows.values()
        for one in rows
        if one.waits and not one.flagged and seen.get(one.instance.path) == one.rev
    }
    return _say(dossier, dossier.answers.filter(path__in=fit), True, by)


@transaction.atomic
def take_back(dossier: Dossier, paths: list[str], *, by: Hand) -> list[str]:
    """Undo the confirmation; the proposals stand as before."""
    lock(dossier)
    rows = dossier.answers.filter(path__in=paths, status=Status.PREFILLED, confirmed=True)
    return _say(dossier, rows, False, by)


def _say(dossier: Dossier, rows: Iterable[Answer], right: bool, by: Hand) -> list[str]:
    said = [
        Said(row.path, replace(given_by(row), confirmed=right, at=None), row.remark, row.rev)
        for row in rows
    ]
    return list(keep(dossier, said, by).changed)


def _as_if_right(standing: Standing) -> Outcome:
    dossier = standing.dossier
    given = {
        path: _confirmed(given_by(row)) if _proposed(standing, path) else given_by(row)
        for path, row in standing.answers.items()
    }
    around = background(dossier, timezone.localdate(), standing.outcome.prior)
    return evaluate(dossier_form(dossier), given, standing.outcome.entries, around)


def _confirmed(given: Given) -> Given:
    return replace(given, confirmed=True)


def _proposed(standing: Standing, path: str) -> bool:
    """A proposal somebody can know of: a default was never anybody's answer."""
    row = standing.answers[path]
    return row.status == Status.PREFILLED and row.source != DEFAULT


def _carries(standing: Standing) -> bool:
    return bool(standing.outcome.prior)


def _carried(
    standing: Standing, definition: Definition, section: SectionOutcome
) -> Iterator[Carried]:
    for one in section.asked:
        row = standing.answers.get(one.path)
        if row is None or not KINDS[one.item.kind].asks:
            continue
        if _proposed(standing, one.path):
            yield Carried(one, row.rev, row.source == LAST_YEAR, row.confirmed, flagged=one.blocked)
        elif row.status != Status.PREFILLED and _was_carried(definition, standing, one):
            yield Carried(one, row.rev, True, answered=True)


def _was_carried(definition: Definition, standing: Standing, one: Instance) -> bool:
    before = standing.outcome.prior.get(one.path)
    return before is not None and carried(definition, one.item, before) is not None
