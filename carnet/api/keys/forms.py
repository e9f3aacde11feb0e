from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.api.keys.scopes import SCOPES

USUAL, LONGEST = timedelta(days=90), timedelta(days=365)


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("What uses this key"),
        max_length=80,
        help_text=_("For example the name of the program."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    last_day = forms.DateField(
        label=_("Works until"),
        widget=forms.DateInput({"type": "date", "class": "medium"}, format="%Y-%m-%d"),
        help_text=_("At most a year."),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"last_day": today + USUAL})
        self.today = today

    def clean_last_day(self) -> date:
        day = self.cleaned_data["last_day"]
        if not self.today <= day <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day within a year from today."))
        return day

    @property
    def expires_at(self) -> datetime:
        """The end of the last day."""
        after = self.cleaned_data["last_day"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(after, time.min))
