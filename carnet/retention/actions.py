"""A firm's own periods, and holds; each with a reason that the trail keeps."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from carnet.audit.record import record as trace
from carnet.clients.models import Client
from carnet.firms.models import Colleague, Firm
from carnet.retention.due import chosen
from carnet.retention.models import Announced, Choice, Hold
from carnet.retention.rules import Kind, rules_of

Length = tuple[int, int]  # months and days; one of them is 0


@transaction.atomic
def choose(firm: Firm, kind: Kind, length: Length, reason: str, *, by: Colleague) -> None:
    """Raises TooShort. What was announced under the former period is announced anew."""
    months, days = length
    chosen(rules_of(firm.default_country)[kind], months, days)
    values = {"months": months, "days": days, "reason": reason, "by": by, "at": timezone.now()}
    Choice.objects.update_or_create(firm=firm, kind=kind, defaults=values)
    _forget(firm, kind)
    facts = {"months": months} if months else {"days": days}
    trace("period of keeping chosen", firm, firm=firm, by=by, of=kind.value, reason=reason, **facts)


@transaction.atomic
def use_standard(firm: Firm, kind: Kind, *, by: Colleague) -> None:
    if Choice.objects.filter(firm=firm, kind=kind).delete()[0]:
        _forget(firm, kind)
        trace("period of keeping reset", firm, firm=firm, by=by, of=kind.value)


def hold(client: Client, reason: str, *, by: Colleague) -> None:
    """Once; nothing happens when somebody holds the client already."""
    try:
        with transaction.atomic():
            Hold.objects.create(firm=client.firm, client=client, reason=reason, by=by)
            Announced.objects.filter(client=client).delete()
            trace("client held", client, firm=client.firm, by=by)
    except IntegrityError:
        return


@transaction.atomic
def lift(client: Client, *, by: Colleague, now: datetime) -> None:
    if client.holds.filter(lifted_at=None).update(lifted_at=now, lifted_by=by):
        trace("hold lifted", client, firm=client.firm, by=by)


def _forget(firm: Firm, kind: Kind) -> None:
    """A client's day hangs on those of the dossiers, too."""
    Announced.objects.filter(firm=firm, kind__in=[kind, Kind.CLIENT]).delete()
