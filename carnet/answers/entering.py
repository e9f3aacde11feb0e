"""What colleagues enter themselves: beforehand, for a client who told or mailed it, or in place of a calculation.

Beforehand means a proposal, better than the client file's, that the client still confirms. An answer entered for the
client counts at once. A value set in place of a calculation counts until it is reset. All of it tells who and when.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from carnet.answers.actions import STAFF, Hand, Said, Saved, content, keep, lock, propose
from carnet.answers.adapting import NoSuchQuestion, change, note
from carnet.answers.models import Answer
from carnet.answers.reading import given_by, glimpse, split
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.firms.models import Colleague
from carnet.questionnaires.given import Status, Value
from carnet.questionnaires.kinds import KINDS, fits
from carnet.questionnaires.outcome import Instance
from carnet.questionnaires.prefill import STAFF as BY_STAFF
from carnet.questionnaires.prefill import Proposal, outranks


class UnfitAnswer(Exception):
    """The question at this path could not have been answered so."""


@transaction.atomic
def enter_beforehand(
    dossier: Dossier, values: Mapping[str, Value], *, by: Colleague, now: datetime
) -> list[str]:
    """Propose these answers by path, where the client has not said anything; those that were. Raises
    NoSuchQuestion and UnfitAnswer, and keeps nothing then."""
    lock(dossier)
    for path, instance in _instances(dossier, values, now).items():
        if not KINDS[instance.item.kind].prefills or not fits(instance.item, values[path]):
            raise UnfitAnswer(path)
    free = _free(dossier, values)
    if free:
        change(dossier)
        proposals = {path: Proposal(values[path], BY_STAFF) for path in free}
        propose(dossier, proposals, Hand(STAFF, "", "", now, by.pk))
        audit.record("answers proposed", dossier, firm=dossier.firm, by=by, count=len(free))
    return free


def _free(dossier: Dossier, values: Mapping[str, Value]) -> list[str]:
    """Where nothing better than a proposal stands."""
    rows = {row.path: row for row in dossier.answers.filter(path__in=values)}
    taken = {
        path for path, row in rows.items() if not outranks(BY_STAFF, given_by(row), row.source)
    }
    return [path for path in values if path not in taken]


@transaction.atomic
def enter_for_client(
    dossier: Dossier, answers: Sequence[Said], *, by: Colleague, now: datetime
) -> Saved:
    """Keep what the client told or mailed. As on the client's pages, what somebody answered since `base_rev` is
    never overwritten; and an answer that cannot be used is kept as it was typed."""
    _instances(dossier, [said.path for said in answers], now)
    saved = keep(dossier, answers, Hand(STAFF, "", "", now, by.pk))
    if saved.changed:
        count = len(saved.changed)
        audit.record("answers entered", dossier, firm=dossier.firm, by=by, count=count)
    return saved


@transaction.atomic
def set_value(
    dossier: Dossier, path: str, value: Value, reason: str, *, by: Colleague, now: datetime
) -> None:
    """Let this value stand in place of what is calculated at `path`, until it is reset. Possible until the dossier
    is accepted; raises WrongState afterwards."""
    hold(dossier)
    check_calculated(dossier, path, now)
    row = dossier.answers.filter(path=path).first() or Answer(dossier=dossier, path=path, rev=0)
    old = content(row) | {"reason": row.reason} if row.pk else None
    row.question, row.status, row.value, row.raw = split(path)[2], Status.ANSWERED, value, None
    row.source, row.person, row.colleague, row.reason = STAFF, STAFF, by, reason
    row.rev, row.updated_at = row.rev + 1, now
    row.save()
    change(dossier)
    note(dossier, path, old, content(row) | {"reason": reason, "by": by.pk}, now=now)
    question = row.question
    audit.record("calculated value set", dossier, firm=dossier.firm, by=by, question=question)


@transaction.atomic
def reset_value(dossier: Dossier, path: str, *, by: Colleague, now: datetime) -> None:
    """Calculate again. The value that stood there stays in the events."""
    hold(dossier)
    check_calculated(dossier, path, now)
    row = dossier.answers.filter(path=path).first()
    if row is None:
        return
    row.delete()
    change(dossier)
    note(dossier, path, content(row) | {"reason": row.reason}, None, now=now)
    question = row.question
    audit.record("calculated value reset", dossier, firm=dossier.firm, by=by, question=question)


def hold(dossier: Dossier) -> None:
    """One writer at a time; the firm may still decide after the client has sent."""
    fresh = Dossier.objects.select_for_update().only("state", "seq").get(pk=dossier.pk)
    dossier.state, dossier.seq = fresh.state, fresh.seq
    if dossier.state in (State.ACCEPTED, State.CLOSED):
        raise WrongState(dossier.pk, State.IN_REVIEW)


def check_calculated(dossier: Dossier, path: str, now: datetime) -> None:
    instance = _instances(dossier, [path], now, asks=False)[path]
    if not KINDS[instance.item.kind].calculated:
        raise NoSuchQuestion(path)


def _instances(
    dossier: Dossier,
    paths: Mapping[str, Value] | Sequence[str],
    now: datetime,
    *,
    asks: bool = True,
) -> Mapping[str, Instance]:
    """What stands at these paths, all of which must exist and, mostly, be questions."""
    found = glimpse(dossier, list(paths), today=timezone.localdate(now)).instances
    for path in paths:
        if path not in found or (asks and not KINDS[found[path].item.kind].asks):
            raise NoSuchQuestion(path)
    return {path: found[path] for path in paths}
