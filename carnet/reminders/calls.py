"""Finds the dossiers that `calling` decides on, and puts what is decided into words. The database looks first, by the
same rule: of thousands to be called, a page shows a few. A fixed number of queries, however many dossiers there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import (
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
from carnet.campaigns.models import Campaign, Dossier, Note
from carnet.campaigns.overview import Asking
from carnet.clients.criteria import MINE, links
from carnet.clients.models import Client
from carnet.clients.states import OPEN_STATES, State
from carnet.core import days
from carnet.core.asked_often import AskedOften
from carnet.reminders import calling
from carnet.reminders.calling import Call, Case, Reason
from carnet.reminders.models import Promise

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
OF_A_LINE = (
    *("client", "campaign", "campaign__name", "campaign__due_date"),
    *(f"client__{name}" for name in ("first_name", "last_name", "company", "mobile", "phone")),
)
# Of each dossier.
NOTES = 2


@dataclass(frozen=True)
class Line:
    dossier: Dossier
    call: Call
    today: date
    labels: Sequence[str]
    # The last ones, to know what was said.
    notes: Sequence[Note]

    @property
    def reason(self) -> str:
        return in_words(self.call, self.today)


def to_call(asking: Asking, campaign: Campaign | None, criteria: Criteria) -> list[int]:
    """The numbers of the dossiers to call about, the most urgent first."""
    today, firm = asking.today, asking.firm.pk
    before = today + calling.SOON + timedelta(days=1)
    running = overview.campaigns_of(asking.firm, campaign)
    asked: dict[str, Any] = {
        "firm": firm,
        "running": list(running),
        # Never a list of none: what has a day of its own is looked for whatever the campaigns say.
        "soon": [pk for pk, one in running.items() if one.due_date < before] or [0],
        "before": before,
        "today": today,
        "quiet": _begin_of(today - calling.QUIET),
        "lately": _begin_of(today - calling.CALLED + timedelta(days=1)),
    }
    if criteria.label == MINE and asking.by:
        return OF_MINE(by=asking.by.pk, **asked)
    if criteria.narrow or criteria.state:
        some: Any = asking.narrowed(_to_call(**asked), criteria)
        return list(some)
    return OF_ALL(**asked)


def _to_call(
    *, firm: Any, running: Sequence[Any], soon: Sequence[Any], today: Any, **moments: Any
) -> Any:
    """Of campaigns that run, those of whoever is due `soon` and, of all, who has an earlier day of its own. Whose
    invitation has yet to leave is not waited for."""
    # By the firm first, as the index says it, which holds the days, too.
    every = Dossier._base_manager.filter(firm=firm, state__in=OPEN_STATES)
    due = Q(due_date__lt=moments["before"]) | Q(due_date=None, campaign__pk__in=soon)
    silent = Q(client__in=_without_address(firm))
    found = every.filter(due, campaign__pk__in=running).exclude(client__in=_archived(firm))
    found = found.exclude(Q(state=State.NOT_SENT) & ~silent)
    # Not for each by itself: of thousands few have promised anything.
    found = found.exclude(pk__in=_promised_ones(firm).filter(day__gte=today))
    reasons = _reasons(silent, _promised_ones(firm), moments["quiet"])
    likely = Q()
    for _reason, holds in reasons:
        likely |= holds
    # The reason is worked out once for each, and not again as a condition.
    whens = [When(holds, then=Value(reason.value)) for reason, holds in reasons]
    why = Choice(*whens, default=None, output_field=IntegerField())
    rows = found.filter(likely, _not_called_since(moments["lately"]))
    rows = rows.annotate(due_on=Coalesce("due_date", "campaign__due_date"), why=why)
    return rows.order_by("due_on", "why", "pk").values_list("pk", flat=True)


def _reasons(silent: Q, promised: QuerySet, moment: Any) -> list[tuple[Reason, Q]]:
    """As `calling.why` decides, who is quiet since that moment."""
    quiet = Q(active_at__lt=moment)
    # What the worker has not counted yet is not known to be little.
    counted = Q(questions_done__gt=0) | Q(questions_left__gt=0)
    little = Q(questions_left__lte=calling.LITTLE)
    return [
        (Reason.UNREACHED, Q(state=State.NOT_DELIVERED) | silent),
        (Reason.PROMISED, Q(pk__in=promised)),
        (Reason.UNOPENED, Q(state=State.SENT, reminded__gte=calling.REMINDED)),
        (Reason.ASKED_AGAIN, Q(state=State.ASKED_AGAIN) & quiet),
        (Reason.STOPPED, Q(state=State.IN_PROGRESS) & little & counted & quiet),
    ]


def _not_called_since(moment: Any) -> Any:
    called = Note._base_manager.filter(dossier=OuterRef("pk"), called=True, at__gte=moment)
    return ~Exists(called)


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# The few of the firm, looked up once instead of for each dossier.


def _archived(firm: Any) -> QuerySet:
    # By name, whatever it is: or SQLite reads every client of the firm instead of the index of those archived.
    gone = Client._base_manager.filter(firm=firm, archived_at__isnull=False, sort_name__gte="")
    return gone.values("pk")


def _without_address(firm: Any) -> QuerySet:
    return Client._base_manager.filter(firm=firm, email="").values("pk")


def _promised_ones(firm: Any) -> QuerySet:
    return Promise._base_manager.filter(firm=firm, replaced_at=None).values("dossier")


OF_ALL = AskedOften(_to_call)
OF_MINE = AskedOften(
    lambda by, **asked: _to_call(**asked).filter(client__in=links(MINE, by).values("client"))
)


# Of one dossier each. Asked for the firm besides (django-scopes), SQLite would read all of the firm's every time.


def _promised() -> Subquery:
    told = Promise._base_manager.filter(dossier=OuterRef("pk"), replaced_at=None).order_by()
    return Subquery(told.values("dossier").annotate(last=Max("day")).values("last"))


def _called() -> Subquery:
    noted = Note._base_manager.filter(dossier=OuterRef("pk"), called=True).order_by()
    last = noted.values("dossier").annotate(last=Max("at")).values("last")
    return Subquery(last, output_field=DateTimeField())


def cases(numbers: Sequence[int]) -> list[Case]:
    """With all that `calling` weighs."""
    return [_case(row) for row in WEIGHED(numbers=list(numbers))]


WEIGHED = AskedOften(
    lambda numbers: (
        Dossier._base_manager.filter(pk__in=numbers)
        .annotate(promised=_promised(), called=_called())
        .values_list(*COLUMNS)
    )
)


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
    dossiers = {one.pk: one for one in SHOWN(numbers=list(numbers))}
    labels = overview.label_names_of([one.client_id for one in dossiers.values()])
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in SAID(dossiers=list(dossiers)):
        notes[note.dossier_id].append(note)
    return [
        Line(one, call, asking.today, labels.get(one.client_id, []), notes[one.pk][:NOTES])
        for call in calling.to_call(cases(numbers), asking.today)
        if (one := dossiers.get(call.case.dossier))
    ]


# What a line shows; half the time of reading a page goes into columns nobody sees. By their numbers alone, which are
# the firm's: asked for the firm besides, SQLite would look at all it has.
SHOWN = AskedOften(
    lambda numbers: (
        Dossier._base_manager.filter(pk__in=numbers)
        .select_related("client", "campaign")
        .only("due_date", *OF_A_LINE)
    )
)
SAID = AskedOften(
    lambda dossiers: (
        Note._base_manager.filter(dossier__pk__in=dossiers)
        .select_related("by")
        .only("dossier", "text", "at", "by__name")
        .order_by("-at", "-id")
    )
)


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
