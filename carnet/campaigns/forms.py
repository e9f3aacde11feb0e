from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carnet.campaigns.actions import Terms
from carnet.campaigns.models import Partners
from carnet.firms.models import Firm
from carnet.questionnaires.models import Questionnaire, QuestionnaireQuerySet
from carnet.questionnaires.rolling import period_of

TIME_TO_ANSWER = timedelta(days=30)


class QuestionnaireField(forms.ModelChoiceField):
    def label_from_instance(self, questionnaire: Questionnaire) -> str:
        return questionnaire.title_in(get_language() or "en")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "medium"})


def proposed_period(questionnaire: Questionnaire | None, today: date) -> tuple[date, date]:
    """The questionnaire's own period, or else the last calendar year."""
    revision = questionnaire and questionnaire.current
    own = period_of(revision.document) if revision else None
    return own or (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


class TermsForm(forms.Form):
    """What is asked, about which period, by when."""

    questionnaire = QuestionnaireField(
        label=_("Questionnaire"),
        queryset=None,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a questionnaire.")},
    )
    period_start = forms.DateField(label=_("Period from"), widget=DayInput())
    period_end = forms.DateField(label=_("Period to"), widget=DayInput())
    due_date = forms.DateField(
        label=_("Due date"),
        widget=DayInput(),
        help_text=_("The mail names this day. Links work for two weeks longer."),
    )
    partners = forms.ChoiceField(
        label=_("Partners are invited"),
        choices=Partners.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Where the questionnaire is for couples: each partner gets a separate link at the address in "
            "the client's file."
        ),
    )
    name = forms.CharField(
        label=_("Name of the campaign"),
        required=False,
        max_length=120,
        help_text=_("For your own lists; clients do not see it."),
    )

    def __init__(
        self, data: Any = None, *, firm: Firm, today: date, linked: Mapping[str, Any] | None = None
    ) -> None:
        """`linked` is what was said earlier about these clients, where anything was."""
        linked = linked or {}
        questionnaires = cast(QuestionnaireQuerySet, firm.questionnaires.all())
        questionnaires = questionnaires.in_use().with_current()
        named = questionnaires.filter(pk=linked.get("questionnaire"))
        chosen = named.first() or questionnaires.first()
        start, end = proposed_period(chosen, today)
        initial: dict[str, Any] = {
            "questionnaire": chosen and chosen.pk,
            "period_start": start,
            "period_end": end,
            "due_date": today + TIME_TO_ANSWER,
            "partners": Partners.NOW,
        }
        super().__init__(data, initial={**initial, **linked})
        self.today = today
        cast(QuestionnaireField, self.fields["questionnaire"]).queryset = questionnaires

    def clean_due_date(self) -> date:
        due = self.cleaned_data["due_date"]
        if due < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return due

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("period_start"), self.cleaned_data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it begins."))
        return self.cleaned_data

    @property
    def terms(self) -> Terms:
        """Without words: those are the next step."""
        data = self.cleaned_data
        return Terms(
            name=data["name"] or self._usual_name(),
            revision=data["questionnaire"].current,
            period_start=data["period_start"],
            period_end=data["period_end"],
            due_date=data["due_date"],
            partners=data["partners"] or Partners.NOW,
        )

    def _usual_name(self) -> str:
        title = self.cleaned_data["questionnaire"].title_in(get_language() or "en")
        year = str(self.cleaned_data["period_end"].year)
        return (title if year in title else f"{title} {year}")[:120]
