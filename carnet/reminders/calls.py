"""Fetches the dossiers that `calling` decides on, and puts what is decided into words. A fixed number of queries,
however many dossiers there are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Count,
    DateTimeField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.campaigns import overview
from carnet.campaigns.criteria import Criteria, unreached
from carnet.campaigns.models import Campaign, Dossier, Note, due_before
from carnet.campaigns.overview import Asking
from carnet.clients.states import OPEN_STATES, State
from carnet.core import days
from carnet.invitations.models import Person
from carnet.reminders import calling
from carnet.reminders.calling import Call, Case, Reason
from carnet.reminders.models import Promise, Step

UNOPENED = (State.NOT_SENT, State.SENT, State.NOT_DELIVERED)
BEGUN = (State.IN_PROGRESS, State.ASKED_AGAIN)
COLUMNS = (
    *(
        "pk",
        "due_date",
        "campaign__due_date",
        "state",
        "active_at",
        "questions_done",
        "questions_left",
    ),
    *("client__email", "reminded", "promised", "called"),
)


@dataclass(frozen=True)
class Line:
    dossier: Dossier
    call: Call
    today: date

    @property
    def reason(self) -> str:
        return in_words(self.call, self.today)

    @property
    def notes(self) -> list[Note]:
        """The last two, to know what was said."""
        return list(self.dossier.notes.all())[:2]


def calls(
    asking: Asking, campaign: Campaign | None, criteria: Criteria, now: datetime
) -> list[Call]:
    cases = (case(row) for row in candidates(asking, campaign, criteria, now).values_list(*COLUMNS))
    return calling.to_call(cases, asking.today)


def candidates(
    asking: Asking, campaign: Campaign | None, criteria: Criteria, now: datetime
) -> QuerySet[Dossier]:
    """All that may have to be called and some more: what a reason needs at least."""
    soon = due_before(asking.today + calling.SOON + timedelta(days=1))
    quiet = Q(active_at__lt=now - calling.QUIET)
    found = overview.dossiers_of(asking.firm, campaign).filter(soon, state__in=OPEN_STATES)
    found = asking.narrowed(found, criteria).filter(client__archived_at=None)
    reminded = Q(state=State.SENT, reminded__gte=calling.REMINDED)
    stopped = Q(state__in=BEGUN) & quiet
    found = found.annotate(reminded=_reminded(), promised=_promised(), called=_called())
    reached_out = found.exclude(Q(state=State.NOT_SENT) & ~Q(client__email=""))
    return reached_out.filter(
        unreached() | Q(promised__isnull=False) | reminded | stopped
    ).order_by()


# Of one dossier each. Asked for the firm besides (django-scopes), SQLite would read all of the firm's every time.


def _reminded() -> Coalesce:
    steps = Step._base_manager.filter(
        dossier=OuterRef("pk"), person=Person.CLIENT, reminder__sent_at__isnull=False
    )
    counted = steps.order_by().values("dossier").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _promised() -> Subquery:
    told = Promise._base_manager.filter(dossier=OuterRef("pk"), replaced_at=None).order_by()
    return Subquery(told.values("dossier").annotate(last=Max("day")).values("last"))


def _called() -> Subquery:
    noted = Note._base_manager.filter(dossier=OuterRef("pk"), called=True).order_by()
    last = noted.values("dossier").annotate(last=Max("at")).values("last")
    return Subquery(last, output_field=DateTimeField())


def case(row: tuple) -> Case:
    number, own, due, state, active, done, left, email, reminded, promised, called = row
    return Case(
        dossier=number,
        due=own or due,
        reached=bool(email) and state != State.NOT_DELIVERED,
        reminders=reminded,
        opened=state not in UNOPENED,
        # What the worker has not counted yet is not known to be little.
        begun=state == State.IN_PROGRESS and done + left > 0,
        asked_again=state == State.ASKED_AGAIN,
        active=active and timezone.localdate(active),
        left=left,
        promised=promised,
        called=called and timezone.localdate(called),
    )


def lines(found: list[Call], asking: Asking) -> list[Line]:
    """Those of one page, with whom to call."""
    rows = asking.firm.dossiers.select_related("client", "campaign").defer(
        *overview.NOT_IN_A_ROW_WITH_IT
    )
    numbers = [call.case.dossier for call in found]
    dossiers = rows.prefetch_related("notes__by", "client__labels").in_bulk(numbers)
    return [
        Line(dossiers[call.case.dossier], call, asking.today)
        for call in found
        if call.case.dossier in dossiers
    ]


def in_words(call: Call, today: date) -> str:
    case = call.case
    quiet = (today - case.active).days if case.active else 0
    if call.reason is Reason.UNREACHED:
        return _("Mail does not reach them.")
    if call.reason is Reason.PROMISED:
        return _("Promised it for %(day)s; it has not come.") % {"day": days.short(case.promised)}
    if call.reason is Reason.UNOPENED:
        text = ngettext(
            "Has not opened it after %(count)d reminder.",
            "Has not opened it after %(count)d reminders.",
            case.reminders,
        )
        return text % {"count": case.reminders}
    if call.reason is Reason.ASKED_AGAIN:
        text = _("Has not answered what you asked again %(count)d days ago.")
        return text % {"count": quiet}
    if not case.left:
        return _("Everything is answered, but nothing has been sent for %(count)d days.") % {
            "count": quiet
        }
    text = ngettext(
        "Stopped %(days)d days ago with %(count)d question left.",
        "Stopped %(days)d days ago with %(count)d questions left.",
        case.left,
    )
    return text % {"days": quiet, "count": case.left}
