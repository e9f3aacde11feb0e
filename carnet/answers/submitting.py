"""Sending a dossier: what the client checked is frozen, word for word, and the firm's turn begins."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from carnet.answers.actions import lock
from carnet.answers.asking_again import after_sending, undone
from carnet.answers.models import Signature, Submission
from carnet.answers.reading import Standing, load
from carnet.answers.sent_letters import confirm
from carnet.answers.signing import Signing, end_all, in_sight, lift, sign, signing_of
from carnet.answers.signing_letters import ask
from carnet.answers.summary import frozen, summarise, typists, with_typists
from carnet.audit import record as audit
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State
from carnet.firms.models import Colleague, Firm
from carnet.firms.notices import current
from carnet.invitations.models import Invitation
from carnet.questionnaires.definition import say
from carnet.questionnaires.seen import seen_by

# Without letters and figures that look alike on paper.
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Moved(Exception):
    """Answers changed after they were checked. `paths` are theirs."""

    def __init__(self, paths: set[str]) -> None:
        super().__init__(f"{len(paths)} answers changed")
        self.paths = paths


class Incomplete(Exception):
    """Questions that must be answered are still open."""


@dataclass(frozen=True)
class Sender:
    """Who sends: the person of the link, or a colleague on the telephone with them. `declared` holds the text
    agreed to and the name typed."""

    person: str
    language: str
    declared: dict[str, str]
    colleague: Colleague | None = None


def submit(
    dossier: Dossier,
    *,
    seq: int,
    person: str,
    language: str,
    declared: dict[str, str],
    now: datetime,
) -> Submission | None:
    """Sign what was checked at `seq` and send it once. None when the other of a couple must still sign: they
    are asked to in the same moment."""
    return hand_over(dossier, Sender(person, language, declared), seq=seq, now=now)


@transaction.atomic
def hand_over(dossier: Dossier, by: Sender, *, seq: int, now: datetime) -> Submission | None:
    lock(dossier)
    standing = load(dossier, today=timezone.localdate(now))
    if dossier.seq != seq:
        changed = changed_since(dossier, seq)
        mine = in_sight(standing, changed, by.person)
        if mine or not changed:
            raise Moved(mine)
    signing = signing_of(standing)
    if not signing.by_each:
        return _send(standing, by, [], now)
    if by.colleague:
        signed = [one for one in signing.given if signing.settled(one.person)]
        told = {**by.declared, "person": by.person, "signed_at": now.isoformat()}
        return _send(standing, by, [*map(_declaration, signed), told], now)
    if not seen_by(standing.outcome, by.person).ready or undone(standing, by.person):
        raise Incomplete
    signing = sign(standing, person=by.person, declared=by.declared, now=now)
    audit.record("dossier signed", dossier, firm=dossier.firm, by=None, person=by.person)
    return _sent_or_asked(signing, by, now)


@transaction.atomic
def lift_signature(
    dossier: Dossier, person: str, *, reason: str, by: Colleague, now: datetime
) -> Submission | None:
    """The firm does without this person's signature in this dossier. Where the other's stands, that sends it."""
    lock(dossier)
    signing = lift(
        load(dossier, today=timezone.localdate(now)), person, reason=reason, by=by, now=now
    )
    audit.record("signature not needed", dossier, firm=dossier.firm, by=by, person=person)
    if signing.waiting or not signing.given or not signing.standing.outcome.ready:
        return None
    last = signing.given[-1]
    return _sent_or_asked(signing, Sender(last.person, dossier.language, last.agreed), now)


def _sent_or_asked(signing: Signing, by: Sender, now: datetime) -> Submission | None:
    if not signing.waiting:
        return _send(signing.standing, by, [_declaration(one) for one in signing.given], now)
    ask(signing, now=now)
    dossier = signing.standing.dossier
    if dossier.state not in (State.IN_PROGRESS, State.ASKED_AGAIN):
        move(dossier, State.IN_PROGRESS, now=now)
    return None


def _declaration(signature: Signature) -> dict[str, str]:
    signed_at = signature.signed_at.isoformat()
    return {**signature.agreed, "person": signature.person, "signed_at": signed_at}


def _send(
    standing: Standing, by: Sender, signed: list[dict[str, str]], now: datetime
) -> Submission:
    dossier = standing.dossier
    if not standing.outcome.ready or undone(standing):
        raise Incomplete
    content = _content(standing, by.language)
    content |= {"person": by.person, "declaration": by.declared}
    content |= {"declarations": signed} if signed else {}
    submission = Submission.objects.create(
        dossier=dossier,
        content=content,
        sha256=digest(content),
        language=by.language,
        revision=dossier.revision,
        reference=_reference(timezone.localdate(now).year),
        person=by.person,
        sent_at=now,
    )
    end_all(dossier, now)
    move(dossier, State.SUBMITTED, now=now, submitted_at=now)
    number = submission.pk
    confirm(submission, now=now)
    after_sending(dossier, person=by.person, now=now)
    audit.record(
        "dossier submitted", dossier, firm=dossier.firm, by=by.colleague, submission=number
    )
    return submission


def changed_since(dossier: Dossier, seq: int) -> set[str]:
    events = dossier.answer_events.filter(seq__gt=seq)
    return set(events.values_list("path", flat=True))


def digest(content: dict[str, Any]) -> str:
    """Of the one way to write this content, so that anybody can compute it again."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(standing: Standing, language: str) -> dict[str, Any]:
    dossier, revision = standing.dossier, standing.dossier.revision
    values = standing.outcome.effective
    title, parts = _words(standing, language)
    content = {
        "questionnaire": {
            "key": revision.questionnaire.key,
            "title": title,
            "revision": revision.number,
            "digest": revision.digest,
        },
        "language": language,
        "period": [str(dossier.campaign.period_start), str(dossier.campaign.period_end)],
        "parts": parts,
        "values": dict(values),
        "notice": _notice(dossier.firm, language),
    }
    return content | _read_in(standing, language)


def _notice(firm: Firm, language: str) -> dict[str, Any]:
    """What the client was told of their data when this was sent; absent from what was sent before there was one. Word
    for word, since the standard text names what a firm may change, such as its telephone."""
    notice = current(firm, language)
    return {"number": notice.number, "text": notice.text, "sha256": notice.sha256}


def _words(standing: Standing, language: str) -> tuple[str, list[dict[str, Any]]]:
    with translation.override(language):
        summary = with_typists(summarise(standing, language), typists(standing.dossier))
    return say(standing.outcome.compiled.definition.title, language), frozen(summary)


def _read_in(standing: Standing, language: str) -> dict[str, Any]:
    """Of a couple with two languages each reads the copy in the own one, sealed with the rest."""
    links = Invitation.objects.filter(dossier=standing.dossier, revoked_at=None)
    spoken = [
        own or standing.dossier.language for own in links.values_list("own_language", flat=True)
    ]
    others = sorted({*spoken} - {language}) if len(spoken) > 1 else []
    words = {
        other: dict(zip(("title", "parts"), _words(standing, other), strict=True))
        for other in others
    }
    return {"read_in": words} if words else {}


def _reference(year: int) -> str:
    """Short enough to read out on the phone; tried again in the unlikely case that it is taken."""
    while True:
        word = "".join(secrets.choice(READABLE) for _letter in range(4))
        reference = f"C-{word}-{year}"
        if not Submission.objects.filter(reference=reference).exists():
            return reference
