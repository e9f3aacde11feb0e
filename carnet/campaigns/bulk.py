"""Acts on many dossiers at once, each with its own trace. Says beforehand whom an act concerns and who is left
out, by the same conditions it then acts on: pressing twice acts once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carnet.audit.record import record_all as trace_all
from carnet.campaigns.actions import show_in_register
from carnet.campaigns.models import Because, Dossier, Note
from carnet.clients.bulk import CHUNK
from carnet.clients.models import Client, Label
from carnet.clients.states import OPEN_STATES, State
from carnet.firms.models import Colleague, Firm

Reason = tuple[str | Promise, Q]


@dataclass(frozen=True)
class Sorted:
    """`ids` in the order of the list; `left` says how many are left out for which reason."""

    ids: list[int]
    left: list[tuple[str | Promise, int]] = field(default_factory=list)


def sort_out(dossiers: QuerySet[Dossier], reasons: Sequence[Reason]) -> Sorted:
    """The first reason that holds is the one that is told."""
    left, rest = [], dossiers
    for words, condition in reasons:
        if count := rest.filter(condition).order_by().count():
            left.append((words, count))
            rest = rest.exclude(condition)
    return Sorted(list(rest.values_list("pk", flat=True)), left)


CLOSED: Reason = (_("closed already"), Q(state=State.CLOSED))
ACCEPTED: Reason = (_("accepted already"), Q(state=State.ACCEPTED))
NOT_OPEN: Reason = (_("the client can no longer answer"), ~Q(state__in=OPEN_STATES))


def has_day(day: date) -> Reason:
    own = Q(due_date=day) | Q(due_date=None, campaign__due_date=day)
    return (_("has this due date already"), own)


def is_with(label: Label) -> Reason:
    """Under this label, and under that of no other colleague."""
    links = Client.labels.through.objects.all()
    under = Q(client__in=links.filter(label=label).values("client"))
    others = links.filter(label__colleague__isnull=False).exclude(label=label)
    return (_("has this dossier manager already"), under & ~Q(client__in=others.values("client")))


@transaction.atomic
def close(
    firm: Firm, ids: Sequence[int], *, by: Colleague, now: datetime, because: str = ""
) -> int:
    """The clients can no longer answer; what they answered is kept."""
    what = "dossier done outside" if because else "dossier closed"
    from_states = list(Dossier.MOVES[State.CLOSED])
    if because:
        from_states.remove(State.ACCEPTED)
    done = 0
    for chunk in _locked(firm, ids, Q(state__in=from_states)):
        moved = firm.dossiers.filter(pk__in=chunk)
        moved.update(state=State.CLOSED, active_at=now, closed_because=because)
        _show(firm, chunk, now)
        trace_all(what, Dossier, chunk, firm=firm, by=by)
        done += len(chunk)
    return done


def close_as_done(firm: Firm, ids: Sequence[int], *, by: Colleague, now: datetime) -> int:
    return close(firm, ids, by=by, now=now, because=Because.OUTSIDE)


@transaction.atomic
def move_due_date(firm: Firm, ids: Sequence[int], day: date, *, by: Colleague) -> int:
    """Of these dossiers alone. The campaign's own day is no exception: it is followed again."""
    done = 0
    for chunk in _locked(firm, ids, Q(state__in=OPEN_STATES) & ~has_day(day)[1]):
        moved = firm.dossiers.filter(pk__in=chunk)
        moved.filter(campaign__due_date=day).update(due_date=None)
        moved.exclude(campaign__due_date=day).update(due_date=day)
        latest = _latest(firm, chunk).values("client")
        firm.clients.filter(pk__in=latest).update(due_date=day)
        trace_all("due date moved", Dossier, chunk, firm=firm, by=by, to=day.isoformat())
        done += len(chunk)
    return done


@transaction.atomic
def reassign(firm: Firm, ids: Sequence[int], label: Label, *, by: Colleague) -> int:
    """To another dossier manager: the label takes the place of those that stand for a colleague. A label is the
    client's, so the client's other dossiers go along."""
    links, done = Client.labels.through, 0
    for chunk in _locked(firm, ids, ~is_with(label)[1]):
        clients = list(
            dict.fromkeys(firm.dossiers.filter(pk__in=chunk).values_list("client", flat=True))
        )
        former = links.objects.filter(client__in=clients, label__colleague__isnull=False)
        former.exclude(label=label).delete()
        new = (links(client_id=client, label=label) for client in clients)
        links.objects.bulk_create(new, ignore_conflicts=True)
        firm.clients.filter(pk__in=clients).update(version=F("version") + 1)
        trace_all("client changed", Client, clients, firm=firm, by=by, fields=["label"])
        trace_all("dossier reassigned", Dossier, chunk, firm=firm, by=by, label=label.pk)
        done += len(chunk)
    return done


@dataclass(frozen=True)
class Words:
    """What is noted. `made` comes with the form: sent twice, it notes once."""

    text: str
    made: UUID
    called: bool = False


@transaction.atomic
def note(firm: Firm, ids: Sequence[int], words: Words, *, by: Colleague, now: datetime) -> int:
    """For the colleagues, on each of these dossiers."""
    noted, done = Note.objects.filter(made=words.made).values("dossier"), 0
    for chunk in _locked(firm, ids, ~Q(pk__in=noted)):
        Note.objects.bulk_create(
            Note(firm=firm, by=by, at=now, dossier_id=number, **vars(words)) for number in chunk
        )
        trace_all("note on dossier", Dossier, chunk, firm=firm, by=by, called=words.called)
        done += len(chunk)
    return done


def _locked(firm: Firm, ids: Sequence[int], condition: Q) -> Iterator[list[int]]:
    """Chunk by chunk those that still fulfil it. The second of two who press at once waits here, and then
    finds them changed."""
    for start in range(0, len(ids), CHUNK):
        part = firm.dossiers.filter(pk__in=ids[start : start + CHUNK])
        list(part.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        if chunk := list(part.filter(condition).order_by("pk").values_list("pk", flat=True)):
            yield chunk


def _latest(firm: Firm, ids: Sequence[int]) -> QuerySet[Dossier]:
    """Of these, the ones the register shows."""
    later = Dossier.objects.filter(client=OuterRef("client"), pk__gt=OuterRef("pk"))
    return firm.dossiers.filter(~Exists(later), pk__in=ids)


def _show(firm: Firm, ids: Sequence[int], now: datetime) -> None:
    days: dict[date, list[int]] = {}
    for one in (
        _latest(firm, ids)
        .select_related("campaign")
        .only("firm", "client", "due_date", "campaign__due_date")
    ):
        days.setdefault(one.due, []).append(one.client_id)
    for day, clients in days.items():
        show_in_register(clients, State.CLOSED, due=day, now=now)
