"""What a colleague types when something is to be approved, or was filed."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from carnet.approvals.models import STANDARD_DAYS, Filing, Pace
from carnet.firms.models import Firm
from carnet.invitations.models import Person

ALONE, BOTH = "client", "both"
ACCEPTED_FILES = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif,.tif,.tiff"


class AskForm(forms.Form):
    file = forms.FileField(
        label=_("Document"),
        help_text=_("A PDF or a picture. It is kept exactly as the client reads it."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
        error_messages={"required": _("Choose the document."), "empty": _("This file is empty.")},
    )
    words = forms.CharField(
        label=_("A few words to the client"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = forms.ChoiceField(
        label=_("Who approves?"),
        choices=[(ALONE, _("The client")), (BOTH, _("Both partners, each for themselves"))],
        widget=forms.RadioSelect,
        initial=ALONE,
    )
    remind_days = forms.IntegerField(
        label=_("Remind after so many days"),
        help_text=_("0 means no reminders."),
        min_value=0,
        validators=[MaxValueValidator(60)],
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any, *, firm: Firm, may_ask: list[str]) -> None:
        pace = getattr(firm, "approval_pace", None)
        both = Person.PARTNER in may_ask
        initial = {
            "key": uuid.uuid4(),
            "remind_days": pace.days if pace else STANDARD_DAYS,
            "who": BOTH if both else ALONE,
        }
        super().__init__(data, files, initial=initial)
        if not both:
            del self.fields["who"]

    def people(self) -> list[str]:
        both = self.cleaned_data.get("who") == BOTH
        return [str(one) for one in (Person if both else [Person.CLIENT])]


class FilingForm(forms.ModelForm):
    class Meta:
        model = Filing
        fields = ["on", "reference"]
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, auto_id="filing-%s")
        self.today = today
        self.fields["on"].localize = False

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day has not come yet. Note the day it was filed."))
        return on


class PaceForm(forms.ModelForm):
    class Meta:
        model = Pace
        fields = ["days", "most"]


class PaperForm(forms.Form):
    reason = forms.CharField(
        label=_("How do you know?"),
        help_text=_("For example: signed at our office on 3 May, the paper is in the archive."),
        max_length=300,
        error_messages={"required": _("Write how you know.")},
    )
