"""Answers a dossier the way an unhurried client would: with something that fits each kind of question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from carnet.answers import actions as answers
from carnet.answers.beginning import begin
from carnet.answers.reading import load
from carnet.answers.submitting import submit
from carnet.campaigns.models import Dossier
from carnet.questionnaires.definition import say
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.outcome import Instance, Outcome

CHILD = {
    "child_name": "Noé",
    "child_birth": "2016-04-12",
    "child_residence": "full",
    "child_disability": "no",
}
# What the couple says where others would say what fits anybody.
COUPLE = {
    "region": "flanders",
    "civil_status": "married",
    "partner_birth": "1974-09-03",
    "remarks": "Het bedrag voor pensioensparen is van Lieve.",
}
ROUNDS = 12  # every round may open further questions

VALUES: dict[str, Any] = {
    "yes_no": "no",
    "text": "Comme l’an dernier",
    "long_text": "Rien à ajouter.",
    "number": "8",
    "money": "1250.00",
    "percent": "50",
    "date": "2025-06-30",
    "month": "2025-06",
    "year": 2025,
    "email": "client@example.org",
    "phone": "+32470000101",
    "country": "BE",
}


def answer(
    dossier: Dossier, *, how_much: int, now: datetime, own: Mapping[str, Any] | None = None
) -> None:
    """`how_much` 2 answers the first section, 3 the first two, more answers everything. `own` are values by path
    that come before what fits anybody."""
    begin(dossier, now=now)
    for number in range(ROUNDS):
        standing = load(dossier, today=timezone.localdate(now))
        sections = [section for section in standing.outcome.sections if section.shown]
        wanted = sections if how_much > 3 else sections[: how_much - 1]
        open_ones = [i for section in wanted for i in section.asked if not i.done]
        found = (_say(instance, standing, own or {}) for instance in open_ones)
        said = [one for one in found if one]
        if not said:
            return
        key = f"demo-{number}"
        answers.save(dossier, said, person="client", device="demo", key=key, now=now)


def with_child(dossier: Dossier, *, now: datetime) -> None:
    """One child of the income tax questionnaire."""
    begin(dossier, now=now)
    entry = answers.add_entry(dossier, "children", person="client", now=now)
    said = [
        answers.Said(f"{entry.path}/{item}", Given(value, Status.ANSWERED), base_rev=0)
        for item, value in CHILD.items()
    ]
    answers.save(dossier, said, person="client", device="demo", key="demo-child", now=now)


def _say(instance: Instance, standing: Any, own: Mapping[str, Any]) -> answers.Said | None:
    told = own.get(instance.path)
    given = Given(told, Status.ANSWERED) if told else _given(instance, standing.dossier)
    if given is None:
        return None
    return answers.Said(instance.path, given, base_rev=standing.rev(instance.path))


def _given(instance: Instance, dossier: Dossier) -> Given | None:
    if instance.given.status == Status.PREFILLED:
        return Given(instance.given.value, Status.ANSWERED)
    if instance.item.kind == "declaration":
        return Given({"name": dossier.client.name}, Status.ANSWERED)
    if instance.choices:
        first = instance.choices[0].id
        return Given([first] if instance.item.kind == "many" else first, Status.ANSWERED)
    if instance.item.kind == "repeat":
        return Given(None, Status.ANSWERED)  # what is listed is all there is
    if instance.item.kind in VALUES:
        return Given(VALUES[instance.item.kind], Status.ANSWERED)
    return _escape(instance)


def _escape(instance: Instance) -> Given | None:
    wanted = [Status.NOT_HAVE, Status.ASK_ACCOUNTANT, Status.DONT_KNOW]
    offered = [status for status in wanted if status in instance.item.escapes]
    return Given(None, offered[0]) if offered else None


def send(dossier: Dossier, *, now: datetime) -> None:
    """Where both of a couple sign, this is the client's signature, and the partner is asked for theirs."""
    dossier.refresh_from_db()
    outcome = load(dossier, today=timezone.localdate(now)).outcome
    if outcome.ready:
        submit(
            dossier,
            seq=dossier.seq,
            person="client",
            language=dossier.language,
            declared={"text": _declared(outcome, dossier.language), "name": dossier.client.name},
            now=now,
        )


def _declared(outcome: Outcome, language: str) -> str:
    """The words of the questionnaire that are agreed to."""
    [item] = [one.item for one in outcome.instances.values() if one.item.kind == "declaration"]
    return say(item.text, language)
