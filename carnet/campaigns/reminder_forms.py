from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.campaigns.models import Campaign
from carnet.campaigns.reminder_steps import STANDARD, check_steps, read_days


def days_field(label: Any, help_text: Any = "") -> forms.CharField:
    attributes = {"class": "medium", "autocomplete": "off"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=attributes),
    )


class ReminderForm(forms.Form):
    """Whether a campaign reminds, and on which days around the due date."""

    reminders_on = forms.BooleanField(
        label=gettext_lazy("Remind who has not sent the answers"), required=False
    )
    reminders_before = days_field(
        gettext_lazy("Days before the due date"), gettext_lazy("For instance: 14, 7, 2")
    )
    reminders_after = days_field(
        gettext_lazy("Days after the due date"), gettext_lazy("For instance: 3, 10")
    )
    reminder_most = forms.IntegerField(
        label=gettext_lazy("At most, for each person"),
        required=False,
        min_value=1,
        max_value=10,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, data: Any = None, *, campaign: Campaign | None = None) -> None:
        steps = campaign.reminder_steps if campaign else STANDARD
        initial = {
            "reminders_on": campaign.reminders_on if campaign else True,
            "reminders_before": listed(sorted(-step for step in steps if step <= 0)[::-1]),
            "reminders_after": listed(sorted(step for step in steps if step > 0)),
            "reminder_most": campaign.reminder_most if campaign else 5,
        }
        super().__init__(data, initial=initial)

    def clean_reminders_before(self) -> list[int]:
        return [-days for days in read_days(self.cleaned_data["reminders_before"])]

    def clean_reminders_after(self) -> list[int]:
        return read_days(self.cleaned_data["reminders_after"])

    def clean(self) -> dict[str, Any]:
        before = self.cleaned_data.get("reminders_before")
        after = self.cleaned_data.get("reminders_after")
        if before is None or after is None:
            return self.cleaned_data
        try:
            check_steps(before + after)
        except ValidationError as wrong:
            self.add_error("reminders_before", wrong)
        if self.cleaned_data["reminders_on"] and not before + after:
            wrong_too = _("Give at least one day, or switch the reminders off.")
            self.add_error("reminders_before", wrong_too)
        return self.cleaned_data

    @property
    def chosen(self) -> Mapping[str, Any]:
        """The fields of the campaign."""
        data = self.cleaned_data
        return {
            "reminders_on": data["reminders_on"],
            "reminder_steps": sorted(set(data["reminders_before"] + data["reminders_after"])),
            "reminder_most": data["reminder_most"] or 5,
        }


def listed(days: list[int]) -> str:
    return ", ".join(str(one) for one in days)
