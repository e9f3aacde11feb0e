"""Finds the dossiers that `calling` decides on, and puts what is decided into words. The database looks first, by the
same rule: of thousands to be called, a page shows a few. A fixed number of queries, however many dossiers there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.campaigns import overview
from carnet.campaigns.criteria import Criteria
from carnet.campaigns.models import Campaign, Dossier, Note, due_before
from carnet.campaigns.overview import Asking
from carnet.clients.models import Client
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


def to_call(asking: Asking, campaign: Campaign | None, criteria: Criteria) -> list[int]:
    """The numbers of the dossiers to call about, the most urgent first."""
    today = asking.today
    soon = due_before(today + calling.SOON + timedelta(days=1))
    running = list(overview.campaigns_of(asking.firm, campaign))
    # Asked for the firm besides (django-scopes), SQLite would read all of the firm's.
    found = Dossier._base_manager.filter(soon, campaign__in=running, state__in=OPEN_STATES)
    found = asking.narrowed(found, criteria).exclude(client__in=_archived())
    # Whose invitation has yet to leave is not waited for.
    found = found.exclude(Q(state=State.NOT_SENT) & ~Q(client__in=_without_address()))
    found = found.filter(_likely(today), *_not_left_in_peace(today))
    due = Coalesce("due_date", "campaign__due_date")
    # The reason is worked out once for each, and not again as a condition.
    rows = found.annotate(reminded=_reminded(), due_on=due, why=_reason(today))
    ordered = rows.order_by("due_on", "why", "pk").values_list("pk", "why")
    return [number for number, reason in ordered if reason]


def _reason(today: date) -> Choice:
    """As `calling.why` decides."""
    cases = [
        (Reason.UNREACHED, Q(state=State.NOT_DELIVERED) | Q(client__in=_without_address())),
        (Reason.PROMISED, Q(pk__in=_promised_ones())),
        (Reason.UNOPENED, Q(state=State.SENT) & Q(reminded__gte=calling.REMINDED)),
        (Reason.ASKED_AGAIN, _asked_again(today)),
        (Reason.STOPPED, _stopped(today)),
    ]
    whens = [When(holds, then=Value(reason.value)) for reason, holds in cases]
    return Choice(*whens, default=None, output_field=IntegerField())


def _likely(today: date) -> Q:
    """What costs nothing to look at, so that the reason of few is worked out."""
    unreached = Q(state=State.NOT_DELIVERED) | Q(client__in=_without_address())
    quiet = _asked_again(today) | _stopped(today)
    return unreached | Q(state=State.SENT) | quiet | Q(pk__in=_promised_ones())


def _asked_again(today: date) -> Q:
    return Q(state=State.ASKED_AGAIN) & _quiet(today)


def _stopped(today: date) -> Q:
    """What the worker has not counted yet is not known to be little."""
    counted = Q(questions_done__gt=0) | Q(questions_left__gt=0)
    little = Q(questions_left__lte=calling.LITTLE)
    return Q(state=State.IN_PROGRESS) & little & counted & _quiet(today)


def _quiet(today: date) -> Q:
    return Q(active_at__lt=_begin_of(today - calling.QUIET))


def _not_left_in_peace(today: date) -> tuple[Any, Any]:
    one = OuterRef("pk")
    coming = Promise._base_manager.filter(dossier=one, replaced_at=None, day__gte=today)
    lately = _begin_of(today - calling.CALLED + timedelta(days=1))
    called = Note._base_manager.filter(dossier=one, called=True, at__gte=lately)
    return ~Exists(coming), ~Exists(called)


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# The few of the firm, looked up once instead of for each dossier.


def _archived() -> QuerySet:
    # By name, whatever it is: or SQLite reads every client of the firm instead of the index of those archived.
    return Client.objects.filter(archived_at__isnull=False, sort_name__gte="").values("pk")


def _without_address() -> QuerySet:
    return Client.objects.filter(email="").values("pk")


def _promised_ones() -> QuerySet:
    return Promise.objects.filter(replaced_at=None).values("dossier")


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


def cases(numbers: Sequence[int]) -> list[Case]:
    """With all that `calling` weighs."""
    rows = Dossier.objects.filter(pk__in=numbers).order_by()
    rows = rows.annotate(reminded=_reminded(), promised=_promised(), called=_called())
    return [_case(row) for row in rows.values_list(*COLUMNS)]


def _case(row: tuple) -> Case:
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


def lines(numbers: Sequence[int], asking: Asking) -> list[Line]:
    """Those of one page, with whom to call; without those that something has happened to meanwhile."""
    rows = asking.firm.dossiers.select_related("client", "campaign").defer(
        *overview.NOT_IN_A_ROW_WITH_IT
    )
    dossiers = rows.prefetch_related("notes__by", "client__labels").in_bulk(numbers)
    return [
        Line(dossiers[call.case.dossier], call, asking.today)
        for call in calling.to_call(cases(numbers), asking.today)
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
