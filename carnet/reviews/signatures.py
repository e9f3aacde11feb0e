"""Who of a couple has signed, for the office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from carnet.answers.reading import Standing
from carnet.answers.signing import Signing, first_name, signing_of
from carnet.invitations.models import Person


@dataclass(frozen=True)
class Row:
    """One person's signature; `reason` is the firm's, where it does without."""

    person: str
    label: str
    name: str
    at: datetime | None
    again: bool
    reason: str
    may_lift: bool


def signature_rows(standing: Standing) -> list[Row]:
    """Nothing where one signature is enough."""
    signing = signing_of(standing)
    return list(_rows(signing)) if signing.by_each and standing.dossier.open else []


def _rows(signing: Signing) -> Iterator[Row]:
    dossier = signing.standing.dossier
    for person in Person:
        found = signing.signatures.get(person)
        waiting = person in signing.waiting
        yield Row(
            person=person,
            label=str(person.label),
            name=first_name(dossier, person),
            at=found.signed_at if found else None,
            again=waiting and found is not None,
            reason=found.reason or "" if found else "",
            may_lift=waiting and person == Person.PARTNER,
        )
