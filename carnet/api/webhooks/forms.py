from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.api.webhooks.words import event_choices
from carnet.audit.happenings import EVENTS
from carnet.core.lookup import asking
from carnet.core.targets import LONGEST, Refused, Unresolved, parse, resolve


class WebhookForm(forms.Form):
    # Pressing twice adds one.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    url = forms.CharField(
        label=_("Address of the receiver"),
        max_length=LONGEST,
        widget=forms.URLInput(attrs={"placeholder": "https://", "spellcheck": "false"}),
        help_text=_("Begins with https:// and can be reached from the internet."),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=event_choices,
        initial=list(EVENTS),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_url(self) -> str:
        """A name that leads inside is refused here already, and again at every call."""
        url = self.cleaned_data["url"]
        try:
            resolve(parse(url), asking())
        except Refused as problem:
            raise forms.ValidationError(problem.args[0]) from problem
        except Unresolved:  # a name server that is away is no reason; the first call tells
            return url
        return url


class AgainForm(forms.Form):
    """Which events to send again: those of some days, all of them or those that failed."""

    start = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    end = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    failed = forms.BooleanField(
        label=_("Only those that did not arrive"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.add_error("end", _("This day lies before the first one. Choose a later day."))
        return values
