"""A questionnaire tried out by a colleague: what was typed in the preview, and the surroundings it was typed in.

Kept in the session of whoever tries, so it ends with the visit, never meets a client's data and needs no clearing
up. Only the questionnaire tried last is kept. Pure: a trial in, a trial out.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from carnet.questionnaires.blank import usual_period
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.engine import Background, Outcome, evaluate
from carnet.questionnaires.given import Given, Status, Value
from carnet.questionnaires.kinds import KINDS, Posted, posted_at, read
from carnet.questionnaires.outcome import Instance
from carnet.questionnaires.playing import Played
from carnet.questionnaires.prefill import carried_entries, prefill, prefill_entry

MOST_ENTRIES = 50
MOST_PAPERS = 20


@dataclass(frozen=True)
class Paper:
    """A document that somebody pretended to hand in: its name alone is kept."""

    pk: int
    name: str
    pages: int | None = None
    small: str = ""


@dataclass(frozen=True)
class Trial:
    """Days are ISO words, answers are kept as dictionaries: it lives in a session."""

    start: str
    end: str
    person: str = "client"
    facts: Mapping[str, Value] = field(default_factory=dict)
    prior: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    entries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    persona: str = ""

    def given(self, path: str) -> Given:
        kept = dict(self.answers.get(path, {}))
        kept["status"] = Status(kept.get("status", Status.BLANK))
        return Given(**kept, noted=bool(self.remarks.get(path)))

    def shown(self, path: str) -> list[Paper]:
        return [Paper(number, name) for number, name in enumerate(self.papers.get(path, ()), 1)]


def fresh(compiled: Compiled, today: date) -> Trial:
    start, end = usual_period(compiled.definition, today)
    facts = {fact.id: "" for fact in compiled.definition.facts}
    return begun(Trial(start.isoformat(), end.isoformat(), facts=facts), compiled)


def begun(trial: Trial, compiled: Compiled) -> Trial:
    """What stands in the boxes before the client has answered anything."""
    proposals = prefill(compiled.definition, {}, trial.prior)
    return replace(
        trial,
        answers={path: kept(Given(one.value, Status.PREFILLED)) for path, one in proposals.items()},
        entries=carried_entries(compiled.definition, trial.prior),
        remarks={},
        papers={},
    )


def kept(given: Given) -> dict[str, Any]:
    return {
        "value": given.value,
        "status": str(given.status),
        "raw": dict(given.raw) if given.raw else None,
        "confirmed": given.confirmed,
    }


def of_persona(played: Played) -> Trial:
    persona = played.persona
    return Trial(
        start=persona.period[0].isoformat(),
        end=persona.period[1].isoformat(),
        person=persona.person,
        facts={fact.id: "" for fact in played.outcome.compiled.definition.facts}
        | dict(persona.facts),
        prior=dict(persona.prior),
        answers={path: kept(given) for path, given in played.answers.items()},
        papers={
            one.path: [f"{one.item.id}-{number}.pdf" for number in one.value]
            for one in played.documents
            if isinstance(one.value, list)
        },
        entries={path: list(listed) for path, listed in played.entries.items()},
        persona=persona.name,
    )


def surroundings(trial: Trial, today: date) -> Background:
    return Background(
        today=today,
        period_start=date.fromisoformat(trial.start),
        period_end=date.fromisoformat(trial.end),
        facts={name: value for name, value in trial.facts.items() if value},
        prior=trial.prior,
    )


def all_given(trial: Trial) -> dict[str, Given]:
    return {path: trial.given(path) for path in trial.answers}


def outcome_of(trial: Trial, compiled: Compiled, today: date) -> Outcome:
    return evaluate(compiled, all_given(trial), trial.entries, surroundings(trial, today))


def answered(
    trial: Trial, outcome: Outcome, posted: Posted, uploads: Mapping[str, Sequence[str]]
) -> Trial:
    """What a posted page says, read as the portal reads it. `uploads`: names of files by question."""
    answers, remarks, papers = dict(trial.answers), dict(trial.remarks), dict(trial.papers)
    for instance in on_page(outcome, posted):
        path = instance.path
        reading = read(instance.item, posted, path, instance.choices or None)
        answers[path] = kept(reading.given)
        if f"{path}-remark" in posted:
            remarks[path] = reading.remark
        if KINDS[instance.item.kind].uploads:
            papers[path] = papers_after(trial, path, posted, uploads)
            if papers[path]:
                value = [str(number) for number, _name in enumerate(papers[path], 1)]
                answers[path] = kept(Given(value, Status.ANSWERED))
    return replace(trial, answers=answers, remarks=remarks, papers=papers)


def on_page(outcome: Outcome, posted: Posted) -> Iterator[Instance]:
    for instance in outcome.instances.values():
        if KINDS[instance.item.kind].asks and posted_at(posted, instance.path):
            yield instance


def papers_after(
    trial: Trial, path: str, posted: Posted, uploads: Mapping[str, Sequence[str]]
) -> list[str]:
    taken_back = posted.getlist(f"{path}-remove")
    left = [paper.name for paper in trial.shown(path) if str(paper.pk) not in taken_back]
    return [*left, *uploads.get(path, ())][:MOST_PAPERS]


def with_entry(trial: Trial, compiled: Compiled, list_id: str) -> Trial:
    """One entry more in this list, with its defaults."""
    node = compiled.by_id.get(list_id)
    listed = list(trial.entries.get(list_id, ()))
    if node is None or not node.kind.repeats or len(listed) >= MOST_ENTRIES:
        return trial
    entry = secrets.token_hex(4)
    proposals = prefill_entry(compiled.definition, list_id, entry)
    answers = {path: kept(Given(one.value, Status.PREFILLED)) for path, one in proposals.items()}
    return replace(
        trial,
        answers={**trial.answers, **answers},
        entries={**trial.entries, list_id: [*listed, entry]},
    )


def without_entry(trial: Trial, path: str) -> Trial:
    list_id, _slash, entry = path.partition("/")
    left = [one for one in trial.entries.get(list_id, ()) if one != entry]
    answers = {one: said for one, said in trial.answers.items() if not one.startswith(f"{path}/")}
    return replace(trial, entries={**trial.entries, list_id: left}, answers=answers)


def next_year(trial: Trial, compiled: Compiled, outcome: Outcome) -> Trial:
    """The same client a year later: what counts now is last year's answer."""
    prior = {
        path: value
        for path, value in outcome.effective.items()
        if not KINDS[outcome.instances[path].item.kind].calculated
    }
    return begun(replace(trial, prior=prior, persona=""), compiled)


def stored(trial: Trial) -> dict[str, Any]:
    return asdict(trial)


def restored(document: Mapping[str, Any]) -> Trial:
    return Trial(**document)
