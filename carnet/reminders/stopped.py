"""Where a client stopped, and what one says about it in a reminder: not opened, nothing answered, questions
left, only documents missing, only to be sent, or the partner's part open.
Reads what the engine found, writes nothing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from carnet.answers.reading import load
from carnet.campaigns.models import Dossier
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Instance, Outcome


class Where(StrEnum):
    UNOPENED = "unopened"
    OPENED = "opened"
    STARTED = "started"
    PAPERS = "papers"
    READY = "ready"
    OTHER = "other"


WORDS = {
    Where.UNOPENED: _("never opened"),
    Where.OPENED: _("opened, nothing answered"),
    Where.STARTED: _("questions left"),
    Where.PAPERS: _("documents missing"),
    Where.READY: _("only to be sent"),
    Where.OTHER: _("waits for the partner"),
}


@dataclass(frozen=True)
class Stopped:
    """`papers` are the documents that are missing, by name; `left` counts the other open questions."""

    where: Where
    left: int
    minutes: int
    papers: tuple[str, ...]


def where_stopped(dossier: Dossier, person: str, *, opened: bool, today: date) -> Stopped:
    """As this person sees the dossier, in its language."""
    outcome = load(dossier, today=today, drawn=False).outcome
    open_ones = [one for one in outcome.instances.values() if waits_for(one, person)]
    papers = [one for one in open_ones if KINDS[one.item.kind].uploads]
    named = tuple(dict.fromkeys(outcome.named(one, dossier.language) for one in papers))
    left = len(open_ones) - len(papers)
    where = place(outcome, opened=opened, left=left, papers=bool(papers))
    return Stopped(where, left, max(1, outcome.minutes), named)


def nothing_left(dossier: Dossier, person: str, *, today: date) -> bool:
    outcome = load(dossier, today=today, drawn=False).outcome
    return not any(waits_for(one, person) for one in outcome.instances.values())


def waits_for(instance: Instance, person: str) -> bool:
    return instance.shown and instance.blocked and meant_for(instance, person)


def place(outcome: Outcome, *, opened: bool, left: int, papers: bool) -> Where:
    if not opened:
        return Where.UNOPENED
    if not any(section.begun for section in outcome.sections if section.shown):
        return Where.OPENED
    if left:
        return Where.STARTED
    if papers:
        return Where.PAPERS
    return Where.READY if outcome.ready else Where.OTHER
