"""Whose signature a dossier needs, who has given it, and whether it still stands.

A signature is bound to what its person saw: an answer changed afterwards asks them to look again, and a change
in the other's own part, which they never see, does not. Sending is in submitting.py.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from carnet.answers.models import Signature
from carnet.answers.reading import Standing
from carnet.campaigns.models import Dossier, Partners
from carnet.invitations.models import Person
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.seen import others_questions, seen_by


@dataclass(frozen=True)
class Signing:
    """Where the signing of one dossier stands. `standing` is the whole of it, whoever looks."""

    standing: Standing
    signatures: dict[str, Signature]

    @property
    def by_each(self) -> bool:
        """Do both sign? Not in a campaign that asks the client alone."""
        alone = self.standing.dossier.campaign.partners == Partners.NEVER
        return self.standing.outcome.both_sign and not alone

    @cached_property
    def waiting(self) -> tuple[str, ...]:
        """Who must still sign, or sign again."""
        return tuple(one for one in Person.values if self.by_each and not self.settled(one))

    def settled(self, person: str) -> bool:
        found = self.signatures.get(person)
        return found is not None and (found.lifted or found.digest == seen(self.standing, person))

    def signed(self, person: str) -> Signature | None:
        """The signature this person has given, whether it still stands or not."""
        found = self.signatures.get(person)
        return None if found is None or found.lifted else found

    @property
    def given(self) -> list[Signature]:
        return [one for person in Person.values if (one := self.signed(person))]

    @property
    def begun(self) -> bool:
        return self.by_each and bool(self.given)


def signing_of(standing: Standing) -> Signing:
    rows = Signature.objects.filter(dossier=standing.dossier, ended_at=None)
    rows = rows if standing.outcome.both_sign else rows.none()
    return Signing(standing, {row.person: row for row in rows})


def seen(standing: Standing, person: str) -> str:
    """A fingerprint of all this person sees: questions, answers, documents. Who signed is not part of it."""
    outcome, dossier = seen_by(standing.outcome, person), standing.dossier
    shown = [
        one for one in outcome.instances.values() if one.asked and one.item.kind != "declaration"
    ]
    answers = [
        [one.path, str(one.given.status), one.value]
        for one in shown
        if not KINDS[one.item.kind].repeats
    ]
    papers = [
        [path, document.sha256]
        for path in sorted(standing.documents)
        if path in outcome.instances
        for document in standing.documents[path]
    ]
    remarks = [[one.path, words] for one in shown if (words := standing.remark(one.path))]
    entries = {path: list(keys) for path, keys in sorted(outcome.entries.items())}
    whole = [dossier.revision.digest, answers, entries, papers, remarks]
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_name(dossier: Dossier, person: str) -> str:
    """Empty where the client's file does not say."""
    client = dossier.client
    return client.partner_first_name if person == Person.PARTNER else client.called


def in_sight(standing: Standing, paths: Iterable[str], person: str) -> set[str]:
    """Those of the changed paths that this person may know of."""
    others = others_questions(standing.outcome.compiled.definition, person)
    return {path for path in paths if not others.intersection(path.split("/"))}


def sign(standing: Standing, *, person: str, declared: dict[str, str], now: datetime) -> Signing:
    """Note the signature, in place of an earlier one, and ask the other for theirs."""
    dossier = standing.dossier
    _end(dossier, person, now)
    Signature.objects.create(
        dossier=dossier,
        person=person,
        declared=declared,
        digest=seen(standing, person),
        seq=dossier.seq,
        signed_at=now,
    )
    return signing_of(standing)


def lift(standing: Standing, person: str, *, reason: str, by, now: datetime) -> Signing:
    dossier = standing.dossier
    _end(dossier, person, now)
    Signature.objects.create(
        dossier=dossier, person=person, reason=reason, lifted_by=by, signed_at=now
    )
    return signing_of(standing)


def _end(dossier: Dossier, person: str, now: datetime) -> None:
    dossier.signatures.filter(person=person, ended_at=None).update(ended_at=now)


def end_all(dossier: Dossier, now: datetime) -> None:
    """Sent: who gets the dossier back signs again. What the firm has lifted stays lifted."""
    dossier.signatures.filter(ended_at=None, reason=None).update(ended_at=now)
