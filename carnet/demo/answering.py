"""Answers a dossier the way an unhurried client would: with something that fits each kind of question."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from carnet.answers import actions as answers
from carnet.answers.beginning import begin
from carnet.answers.reading import load
from carnet.answers.submitting import submit
from carnet.campaigns.models import Dossier
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.outcome import Instance

DECLARED = "J’ai répondu sincèrement et complètement, pour autant que je sache."
CHILD = {
    "child_name": "Noé",
    "child_birth": "2016-04-12",
    "child_residence": "full",
    "child_disability": "no",
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


def answer(dossier: Dossier, *, how_much: int, now: datetime) -> None:
    """`how_much` 2 answers the first section, 3 the first two, more answers everything."""
    begin(dossier, now=now)
    for number in range(ROUNDS):
        standing = load(dossier, today=timezone.localdate(now))
        sections = [section for section in standing.outcome.sections if section.shown]
        wanted = sections if how_much > 3 else sections[: how_much - 1]
        open_ones = [i for section in wanted for i in section.asked if not i.done]
        said = [one for one in (_say(instance, standing) for instance in open_ones) if one]
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


def _say(instance: Instance, standing: Any) -> answers.Said | None:
    given = _given(instance, standing.dossier)
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
    if instance.item.kind in VALUES:
        return Given(VALUES[instance.item.kind], Status.ANSWERED)
    return _escape(instance)


def _escape(instance: Instance) -> Given | None:
    wanted = [Status.NOT_HAVE, Status.ASK_ACCOUNTANT, Status.DONT_KNOW]
    offered = [status for status in wanted if status in instance.item.escapes]
    return Given(None, offered[0]) if offered else None


def send(dossier: Dossier, *, now: datetime) -> None:
    dossier.refresh_from_db()
    if load(dossier, today=timezone.localdate(now)).outcome.ready:
        submit(
            dossier,
            seq=dossier.seq,
            person="client",
            language=dossier.language,
            declared={"text": DECLARED, "name": dossier.client.name},
            now=now,
        )
