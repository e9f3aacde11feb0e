from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.connectors.actions import Whom
from carnet.connectors.forms import WhomForm
from carnet.firms.models import Firm
from carnet.imports.forms import QuestionnaireField
from carnet.questionnaires.models import QuestionnaireQuerySet


class FromForm(WhomForm):
    """Whom to fetch, and what those who are new will be asked."""

    questionnaire = QuestionnaireField(
        label=_("Questionnaire"), queryset=None, required=False, empty_label=_("Not decided yet")
    )
    year = forms.IntegerField(
        label=_("About the year"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, data: Any = None, *, firm: Firm, year: int, **more: Any) -> None:
        super().__init__(data, initial={"year": year}, **more)
        asked = cast(QuestionnaireQuerySet, firm.questionnaires.all())
        cast(QuestionnaireField, self.fields["questionnaire"]).queryset = asked.in_use()

    @property
    def wanted(self) -> Whom:
        asked = {name: self.cleaned_data[name] for name in ("questionnaire", "year")}
        return Whom(**self.whom, **asked)
