from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.firms.models import Firm
from carnet.privacy.models import Incident, Outcome, PersonRequest, Risk, Statement


def area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def moment() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class StatementForm(forms.ModelForm):
    class Meta:
        model = Statement
        fields = list(Statement.FIELDS)
        widgets = {name: area(4) for name in Statement.FIELDS}
        help_texts = {
            "bases": gettext_lazy(
                "For each activity: the contract, a duty by law (which one), a legitimate interest, consent."
            ),
            "processors": gettext_lazy(
                "Whoever runs this Carnet and its copies, if not yourselves; your mail provider. Since when, under "
                "which contract."
            ),
            "transfers": gettext_lazy("To which country, and what protects them there."),
        }


class IncidentForm(forms.ModelForm):
    class Meta:
        model = Incident
        fields = [
            *("title", "what", "began_at", "found_at", "concerned", "people", "consequences"),
            *("measures", "risk", "reported_at", "not_reported", "told_on", "not_told"),
            "closed_on",
        ]
        widgets = {
            **{name: moment() for name in ("began_at", "found_at", "reported_at")},
            **{name: day() for name in ("told_on", "closed_on")},
            **{name: area(3) for name in ("what", "concerned", "consequences", "measures")},
            **{name: area(2) for name in ("not_reported", "not_told")},
            "people": forms.NumberInput({"class": "short"}),
            "risk": forms.RadioSelect,
        }
        help_texts = {
            "concerned": gettext_lazy(
                "Kinds of people and of data. No names: they stay in the dossiers."
            ),
        }

    def clean_found_at(self) -> Any:
        return self._past("found_at")

    def clean_reported_at(self) -> Any:
        return self._past("reported_at")

    def _past(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if value and value > timezone.now():
            raise ValidationError(_("This moment has not come yet."))
        return value

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("closed_on"):
            self._complete(values)
        return values

    def _complete(self, values: dict[str, Any]) -> None:
        if not values.get("reported_at") and not values.get("not_reported"):
            problem = _("Before it is closed: say when it was reported, or why it is not.")
            self.add_error("not_reported", problem)
        high = values.get("risk") == Risk.HIGH
        if high and not values.get("told_on") and not values.get("not_told"):
            problem = _("Before it is closed: say when the people were told, or why they are not.")
            self.add_error("not_told", problem)


class RequestForm(forms.ModelForm):
    def __init__(self, data: Any, *, firm: Firm, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        # By number, as the card hands it on; a list to choose from would hold thousands.
        self.fields["client"] = forms.ModelChoiceField(
            firm.clients.all(), required=False, widget=forms.HiddenInput
        )
        chosen = self["client"].value()
        self.about = firm.clients.filter(pk=chosen).first() if str(chosen or "").isdigit() else None

    class Meta:
        model = PersonRequest
        fields = ["who", "kind", "received_on", "identity"]
        widgets = {"received_on": day(), "kind": forms.RadioSelect}
        help_texts = {
            "identity": gettext_lazy(
                "For instance: by phone under the number we know. Ask for no more than you need."
            ),
        }

    def clean_received_on(self) -> Any:
        received = self.cleaned_data["received_on"]
        if received > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return received

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self.instance.client = values.get("client")
        if self.instance.client:
            values["who"] = ""
        elif not values.get("who"):
            self.add_error("who", _("Say who asks, or begin on the card of the client."))
        return values


class ExtendForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it takes longer"), max_length=500)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("What was done, and what the person was told"),
        max_length=5000,
        widget=area(3),
    )
