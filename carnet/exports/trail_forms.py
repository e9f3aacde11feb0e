from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.audit.phrases import kinds, whats
from carnet.firms.models import Firm

NOBODY = "0"


class TrailFilter(forms.Form):
    """What is not understood is said, and not asked."""

    by = forms.ChoiceField(label=_("Who"), required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    first = forms.DateField(label=_("First day"), required=False)
    last = forms.DateField(label=_("Last day"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("column", "On"), required=False)
    number = forms.IntegerField(label=_("Its number"), required=False, min_value=1)

    def __init__(self, data: Any, *, firm: Firm) -> None:
        super().__init__(data)
        people = [(str(one.pk), str(one)) for one in firm.colleagues.in_order()]
        nobody = (NOBODY, _("Carnet or a client"))
        self.fields["by"].choices = [("", _("Everybody")), nobody, *people]  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", _("Everything")), *whats()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Everything")), *kinds()]  # type: ignore[attr-defined]
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first one."))
        if values.get("number") and not values.get("kind"):
            self.add_error("kind", _("Choose what the number is of."))
        if values.get("kind") and not values.get("number") and "number" not in self.errors:
            self.add_error("number", _("Write its number."))
        return values
