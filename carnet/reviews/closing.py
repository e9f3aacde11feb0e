"""The end of a review: the dossier is accepted, with what it tells of the client written into the client's file; or
it is opened again, with a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from carnet.audit import record as audit
from carnet.campaigns.actions import move
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.firms.models import Colleague
from carnet.reviews.actions import accept_all, begin
from carnet.reviews.desk import Desk, desk_of
from carnet.reviews.models import Reopening
from carnet.reviews.write_back import Line, write_back

# From where a dossier may be opened again, for whom.
FOR_CLIENT = (State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED)
FOR_FIRM = (State.ACCEPTED,)


@dataclass(frozen=True)
class Waiting:
    """What stands between a dossier and its acceptance."""

    needing: int
    with_client: int
    in_trays: int
    unread: bool
    open: bool

    def __bool__(self) -> bool:
        counts = self.needing + self.with_client + self.in_trays
        return bool(counts or self.unread or self.open)


class StillWaiting(Exception):
    """The dossier cannot be accepted yet; carries what it waits for."""

    def __init__(self, waiting: Waiting) -> None:
        super().__init__(str(waiting))
        self.waiting = waiting


def waiting_for(desk: Desk) -> Waiting:
    return Waiting(
        needing=len(desk.needing),
        with_client=len(desk.waiting),
        in_trays=desk.dossier.to_ask.count(),
        unread=desk.unread_about_nothing,
        open=desk.dossier.open,
    )


@transaction.atomic
def accept_dossier(
    dossier: Dossier, wanted: Collection[str], *, client_version: int, by: Colleague, now: datetime
) -> list[Line]:
    """Accept it with what nobody had to look at, and write the `wanted` lines into the client's file. Returns what
    was written. Raises StillWaiting, WrongState and what the client's file says to a change (write_back.py)."""
    begin(dossier, now=now)
    desk = desk_of(dossier, today=timezone.localdate(now), language=dossier.language)
    if waiting := waiting_for(desk):
        raise StillWaiting(waiting)
    accept_all(desk, desk.rest, by=by, now=now)
    written = write_back(desk, wanted, version=client_version, by=by, now=now)
    move(dossier, State.ACCEPTED, now=now)
    audit.record("dossier accepted", dossier, firm=dossier.firm, by=by, count=len(written))
    return written


@transaction.atomic
def reopen(
    dossier: Dossier, reason: str, *, for_firm: bool = False, by: Colleague, now: datetime
) -> None:
    """Let the client change the answers and send them again, or only the firm go on reviewing. What was sent before
    stays frozen."""
    held = Dossier.objects.select_for_update().only("state").get(pk=dossier.pk)
    if held.state not in (FOR_FIRM if for_firm else FOR_CLIENT):
        raise WrongState(dossier.pk, State.ASKED_AGAIN)
    move(dossier, State.IN_REVIEW if for_firm else State.ASKED_AGAIN, now=now)
    Reopening.objects.create(dossier=dossier, reason=reason, for_firm=for_firm, by=by, at=now)
    audit.record("dossier reopened", dossier, firm=dossier.firm, by=by)
