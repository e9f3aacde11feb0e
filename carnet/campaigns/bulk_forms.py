"""What a colleague fills in to act on many dossiers."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carnet.firms.models import Firm

# A slip of the keyboard, such as the year 2206.
FURTHEST = timedelta(days=730)


class NothingToFillIn(forms.Form):
    """Only to be confirmed."""

    def __init__(self, *args: Any, firm: Firm, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firm, self.today = firm, today


class NoteForm(NothingToFillIn):
    text = forms.CharField(label=_("Note"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    made = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


class ReassignForm(NothingToFillIn):
    label: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Label"), empty_label=_("choose a label")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["label"])
        field.queryset = self.firm.labels.order_by("name")


class DueDateForm(NothingToFillIn):
    day = forms.DateField(
        label=_("New due date"), widget=forms.DateInput({"type": "date", "class": "medium"})
    )

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(
                gettext("This day has passed. Choose today or a later day.")
            )
        if day > self.today + FURTHEST:
            raise forms.ValidationError(gettext("Choose a day within two years."))
        return day
