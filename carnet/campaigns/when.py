"""When the mails of an invitation leave: now or at a time, all together or in waves."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carnet.campaigns import spreading
from carnet.campaigns.forms import DayInput
from carnet.campaigns.spreading import Members, Planned

NOW, LATER = "now", "later"
# When the waves after one that leaves at once leave.
MORNING = time(9)
PER_DAY = 100
SHOWN = 40


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"class": "medium"})


class MomentForm(forms.Form):
    """A day and a time of the day that have not passed."""

    send_on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Choose a day.")},
    )
    send_time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=ClockInput(),
        error_messages={"required": gettext_lazy("Choose a time.")},
    )

    def __init__(self, data: Any = None, *, now: datetime, **options: Any) -> None:
        super().__init__(data, **options)
        self.now, self.zone = now, timezone.get_default_timezone()

    def moment(self) -> datetime | None:
        """None with an error at the field that is wrong."""
        day, clock = self.cleaned_data.get("send_on"), self.cleaned_data.get("send_time")
        if day is None or clock is None:
            return None
        try:
            at = spreading.moment(day, clock, self.zone)
        except spreading.NoSuchTime:
            self.add_error("send_time", _("The clocks change in this hour. Choose another time."))
            return None
        if at <= self.now:
            self.add_error("send_on", _("This moment has passed. Choose a later one."))
            return None
        return at

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["at"] = self.moment()
        return self.cleaned_data


class WhenForm(MomentForm):
    """Whether now or later, and how the clients are spread; `planned` says who is invited when."""

    when = forms.ChoiceField(
        label=gettext_lazy("Start"),
        choices=[(NOW, gettext_lazy("Now")), (LATER, gettext_lazy("On a day and at a time"))],
        widget=forms.RadioSelect,
    )
    spread = forms.ChoiceField(
        label=gettext_lazy("Pace"),
        choices=[
            (spreading.TOGETHER, gettext_lazy("All together")),
            (spreading.LABELS, gettext_lazy("One dossier manager’s clients each working day")),
            (spreading.DAILY, gettext_lazy("So many clients each working day")),
        ],
        widget=forms.RadioSelect,
    )
    per_day = forms.IntegerField(
        label=gettext_lazy("Clients a day"),
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput({"class": "short"}),
    )

    def __init__(
        self, data: Any = None, *, now: datetime, due: date, country: str, members: Members
    ) -> None:
        self.free, self.due, self.members = spreading.holidays_of(country), due, members
        super().__init__(data, now=now)
        today = timezone.localdate(now)
        self.initial = {
            "when": NOW,
            "send_on": next(iter(spreading.working_days(today, self.free))),
            "send_time": MORNING,
            "spread": spreading.TOGETHER,
            "per_day": PER_DAY,
        }
        self.planned: list[Planned] = self._plan(self.initial | {"at": now})

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self._forget_unchosen()
        later = data.get("when") == LATER
        at = self.moment() if later else self.now
        if at is not None and not self.errors:
            self.planned = self._plan({**data, "at": at, "send_time": later and data["send_time"]})
            self._refuse_after_due()
        return data

    def _forget_unchosen(self) -> None:
        """What stands in fields of what was not chosen does not matter."""
        data = self.cleaned_data
        unchosen = [] if data.get("when") == LATER else ["send_on", "send_time"]
        unchosen += [] if data.get("spread") == spreading.DAILY else ["per_day"]
        for name in unchosen:
            self.errors.pop(name, None)
            data[name] = None

    def _plan(self, data: dict[str, Any]) -> list[Planned]:
        return spreading.plan(
            spreading.groups(self.members, data["spread"], data["per_day"] or PER_DAY),
            first=data["at"],
            clock=data["send_time"] or MORNING,
            zone=self.zone,
            free=self.free,
        )

    def _refuse_after_due(self) -> None:
        last = self.planned[-1] if self.planned else None
        if last and timezone.localdate(last.at) > self.due:
            self.add_error("spread", _after_due(self.planned, timezone.localdate(last.at)))

    @property
    def at_once(self) -> bool:
        """No wave is needed: everyone is mailed now."""
        return len(self.planned) == 1 and self.planned[0].at == self.now

    @property
    def by_label(self) -> bool:
        return self["spread"].value() == spreading.LABELS

    @property
    def more(self) -> int:
        """Waves beyond those a page shows."""
        return max(0, len(self.planned) - SHOWN)

    @property
    def last(self) -> datetime:
        return self.planned[-1].at


def _after_due(planned: Sequence[Planned], last: date) -> str:
    text = ngettext(
        "The mail would leave on %(day)s, after the due date. Start earlier.",
        "The last of %(count)d waves would leave on %(day)s, after the due date. Start earlier or invite "
        "more clients a day.",
        len(planned),
    )
    return text % {"count": len(planned), "day": date_format(last)}
