"""What administrators write into the registers, each with its trace. Nothing is deleted."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from carnet.audit.record import record as trace
from carnet.firms.models import Colleague, Firm
from carnet.privacy import terms
from carnet.privacy.models import Amendment, Incident, PersonRequest, Statement


class ChangedMeanwhile(Exception):
    """Somebody else has amended the incident, or closed the request, since the page was opened."""


def latest(firm: Firm) -> Statement | None:
    found: Statement | None = (
        firm.privacy_statements.select_related("by").order_by("-pk").first()  # type: ignore[attr-defined]
    )
    return found


@transaction.atomic
def state(statement: Statement, *, firm: Firm, by: Colleague) -> bool:
    """False when it says what the newest says."""
    newest = latest(firm)
    if newest and all(getattr(newest, one) == getattr(statement, one) for one in Statement.FIELDS):
        return False
    statement.pk, statement.firm, statement.by = None, firm, by
    statement.save()
    trace("register of processing changed", statement, firm=firm, by=by)
    return True


@transaction.atomic
def note_incident(incident: Incident, *, firm: Firm, by: Colleague) -> Incident:
    incident.firm, incident.by = firm, by
    incident.save()
    trace("incident noted", incident, firm=firm, by=by)
    return incident


@transaction.atomic
def amend(incident: Incident, fields: Collection[str], *, by: Colleague, now: datetime) -> None:
    """`incident` holds the new values. Raises ChangedMeanwhile."""
    former = Incident.objects.get(pk=incident.pk)
    before = {name: _text(getattr(former, name)) for name in fields}
    same = Incident.objects.filter(pk=incident.pk, version=incident.version)
    values = {name: getattr(incident, name) for name in fields}
    if not same.update(version=F("version") + 1, **values):
        raise ChangedMeanwhile
    Amendment.objects.create(incident=incident, before=before, by=by, at=now)
    trace("incident amended", incident, firm=incident.firm, by=by, fields=sorted(fields))


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


@transaction.atomic
def note_request(request: PersonRequest, *, firm: Firm, by: Colleague) -> PersonRequest:
    request.firm, request.by = firm, by
    request.due_on = terms.answer_by(request.received_on, firm.default_country)
    request.save()
    trace("request of a person noted", request, firm=firm, by=by, of=request.kind)
    return request


@transaction.atomic
def extend(request: PersonRequest, reason: str, *, by: Colleague, today: date) -> None:
    """Once, and before the term is over: the person has to be told within the month."""
    due = terms.extended(request.received_on, request.firm.default_country)
    open_ones = PersonRequest.objects.filter(
        pk=request.pk, closed_on=None, extended_on=None, due_on__gte=today
    )
    if not open_ones.update(due_on=due, extended_on=today, extension_reason=reason):
        raise ChangedMeanwhile
    trace("request of a person extended", request, firm=request.firm, by=by, to=due.isoformat())


@transaction.atomic
def close(request: PersonRequest, *, outcome: str, answer: str, by: Colleague, today: date) -> None:
    still = PersonRequest.objects.filter(pk=request.pk, closed_on=None)
    if not still.update(closed_on=today, outcome=outcome, answer=answer):
        raise ChangedMeanwhile
    trace("request of a person closed", request, firm=request.firm, by=by, outcome=outcome)
