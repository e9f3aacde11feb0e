from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carnet.campaigns.actions import Terms
from carnet.campaigns.models import Partners
from carnet.campaigns.periods import period_in_words, proposed_period
from carnet.firms.models import Firm
from carnet.questionnaires.models import Questionnaire, QuestionnaireQuerySet

TIME_TO_ANSWER = timedelta(days=30)


class QuestionnaireField(forms.ModelChoiceField):
    """Each with its period, so that the one chosen needs no further word about it."""

    today: date

    def label_from_instance(self, questionnaire: Questionnaire) -> str:
        title = questionnaire.title_in(get_language() or "en")
        return f"{title} · {period_in_words(*proposed_period(questionnaire, self.today))}"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "medium"})


class TermsForm(forms.Form):
    """What is asked, about which period, by when."""

    questionnaire = QuestionnaireField(
        label=_("Questionnaire"),
        queryset=None,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a questionnaire.")},
    )
    period_start = forms.DateField(
        label=_("Period from"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: the period named beside the questionnaire."),
    )
    period_end = forms.DateField(label=_("Period to"), widget=DayInput(), required=False)
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
        initial: dict[str, Any] = {
            "questionnaire": chosen and chosen.pk,
            "due_date": today + TIME_TO_ANSWER,
            "partners": Partners.NOW,
        }
        super().__init__(data, initial={**initial, **linked})
        self.today = today
        field = cast(QuestionnaireField, self.fields["questionnaire"])
        field.queryset, field.today = questionnaires, today

    def clean_due_date(self) -> date:
        due = self.cleaned_data["due_date"]
        if due < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return due

    def clean(self) -> dict[str, Any]:
        if questionnaire := self.cleaned_data.get("questionnaire"):
            self._fill_period(questionnaire)
        start, end = self.cleaned_data.get("period_start"), self.cleaned_data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it begins."))
        return self.cleaned_data

    def _fill_period(self, questionnaire: Questionnaire) -> None:
        """A day that was left empty is the questionnaire's own; one that is no day keeps its error."""
        own = proposed_period(questionnaire, self.today)
        for name, day in zip(("period_start", "period_end"), own, strict=True):
            if name in self.cleaned_data:
                self.cleaned_data[name] = self.cleaned_data[name] or day

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
