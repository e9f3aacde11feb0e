from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.retention.due import TooShort, chosen
from carnet.retention.models import Hold
from carnet.retention.rules import Kind, rules_of

UNITS = [("years", gettext_lazy("years")), ("days", gettext_lazy("days"))]


class PeriodForm(forms.Form):
    """Another period than the standard one for one kind."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=Kind.choices)
    length = forms.IntegerField(label=gettext_lazy("How long"), min_value=1, max_value=3650)
    unit = forms.ChoiceField(label=gettext_lazy("Years or days"), choices=UNITS)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args, country: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules_of(country)
        known = [(kind, label) for kind, label in Kind.choices if kind in self.rules]
        self.fields["kind"].choices = known  # type: ignore[attr-defined]

    def clean(self):
        values = super().clean()
        if not {"kind", "length", "unit"} <= set(values):
            return values
        years = values["unit"] == "years"
        if years and values["length"] > 50:
            raise ValidationError(_("At most 50 years."))
        values["months"] = values["length"] * 12 if years else 0
        values["days"] = 0 if years else values["length"]
        try:
            chosen(self.rules[Kind(values["kind"])], values["months"], values["days"])
        except TooShort as problem:
            raise ValidationError(_("A law asks you to keep this for longer.")) from problem
        return values


class HoldForm(forms.ModelForm):
    class Meta:
        model = Hold
        fields = ["reason"]
