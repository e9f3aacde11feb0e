"""The scenarios of a questionnaire: kept from the preview, run again under another text, taken for right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.audit.record import record
from carnet.builder.drafts import Refused
from carnet.builder.scenario_models import Scenario
from carnet.builder.scenarios import (
    Came,
    Difference,
    How,
    came_of,
    differences,
    renamed,
    restored,
    stored,
)
from carnet.firms.models import Colleague
from carnet.questionnaires import trying
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.engine import Outcome
from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import show
from carnet.questionnaires.models import Questionnaire, Revision
from carnet.questionnaires.reasons import Reasons
from carnet.questionnaires.trying import Trial, outcome_of

MOST = 50


@transaction.atomic
def keep(revision: Revision, name: str, trial: Trial, *, by: Colleague, now: datetime) -> Scenario:
    """What was tried on this revision; under a name that is taken, in its place. Raises Refused."""
    questionnaire = Questionnaire.objects.select_for_update().get(pk=revision.questionnaire_id)
    if questionnaire.scenarios.exclude(name=name).count() >= MOST:
        raise Refused(_("There are %(most)d scenarios already. Delete one first.") % {"most": MOST})
    today = timezone.localdate(now)
    outcome = outcome_of(trial, revision.compiled(), today)
    came = stored(came_of(outcome, trial, today))
    kept = {"trial": trying.stored(trial), "came": came, "today": today, "by": by, "at": now}
    scenario, _made = questionnaire.scenarios.update_or_create(name=name, defaults=kept)
    record("scenario kept", scenario, firm=questionnaire.firm, by=by)
    return scenario


@transaction.atomic
def take_for_right(scenario: Scenario, compiled: Compiled, *, by: Colleague) -> None:
    """What comes of it now is what is expected from now on."""
    trial, _came = in_words_of(scenario, compiled)
    outcome = outcome_of(trial, compiled, scenario.today)
    came = stored(came_of(outcome, trial, scenario.today))
    kept = {"trial": trying.stored(trial), "came": came}
    Scenario.objects.filter(pk=scenario.pk).update(**kept)
    firm = scenario.questionnaire.firm
    record("scenario taken for right", scenario, firm=firm, by=by)


@transaction.atomic
def drop(scenario: Scenario, *, by: Colleague) -> None:
    record("scenario deleted", scenario, firm=scenario.questionnaire.firm, by=by)
    scenario.delete()


def in_words_of(scenario: Scenario, compiled: Compiled) -> tuple[Trial, Came]:
    trial, came = trying.restored(scenario.trial), restored(scenario.came)
    return renamed(trial, came, compiled.definition)


@dataclass(frozen=True)
class Line:
    """One difference in words: which question or code, and what about it."""

    subject: str
    told: str


@dataclass(frozen=True)
class Rehearsal:
    """A scenario under a text. `failed`: the text cannot be run with these answers at all."""

    scenario: Scenario
    lines: tuple[Line, ...] = ()
    failed: bool = False

    @property
    def same(self) -> bool:
        return not self.lines and not self.failed


def rehearsed(revision: Revision, compiled: Compiled, language: str) -> list[Rehearsal]:
    """Every scenario of the questionnaire under this text."""
    scenarios = revision.questionnaire.scenarios.select_related("by")
    return [rehearse(one, compiled, language) for one in scenarios]


def rehearse(scenario: Scenario, compiled: Compiled, language: str) -> Rehearsal:
    try:
        trial, was = in_words_of(scenario, compiled)
        outcome = outcome_of(trial, compiled, scenario.today)
        found = differences(was, came_of(outcome, trial, scenario.today))
    except (KeyError, TypeError, ValueError):
        # Answers of another kind of question than this text has now.
        return Rehearsal(scenario, failed=True)
    telling = Telling(outcome, trial, language)
    return Rehearsal(scenario, tuple(telling.lines(found)))


class Telling:
    """Says differences in the words of the questionnaire."""

    def __init__(self, outcome: Outcome, trial: Trial, language: str) -> None:
        self.outcome, self.language = outcome, language
        self.reasons = Reasons(outcome, trial.facts, language)

    def lines(self, found: list[Difference]) -> Iterator[Line]:
        for one in found:
            yield Line(self.subject(one), self.told(one))

    def subject(self, one: Difference) -> str:
        if one.how is How.CODE:
            return _("Code %(code)s") % {"code": one.path}
        instance = self.outcome.instances.get(one.path)
        if instance is None:
            return one.path
        return self.outcome.named(instance, self.language)

    def told(self, one: Difference) -> str:
        if one.how is How.NOT_ASKED:
            return self.not_asked(one.path)
        if one.how in (How.VALUE, How.CODE):
            return _("was %(was)s, is %(now)s") % {
                "was": self.shown(one, one.was),
                "now": self.shown(one, one.now),
            }
        return {
            How.ASKED: _("is asked now"),
            How.WRONG: _("the answer does not fit any more"),
            How.RIGHT: _("the answer fits now"),
        }[one.how]

    def not_asked(self, path: str) -> str:
        instance = self.outcome.instances.get(path)
        if instance is None:
            return _("is no longer in the questionnaire")
        because = " ".join(why.sentence for why in self.reasons.why(instance))
        return f"{_('is not asked any more')}. {because}".strip()

    def shown(self, one: Difference, value: Value | None) -> str:
        instance = self.outcome.instances.get(one.path)
        if value is None:
            return _("nothing")
        if one.how is How.CODE or instance is None:
            return str(value)
        return show(instance.item, value, self.language)
