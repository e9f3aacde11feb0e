from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carnet.builder.naming import name_from
from carnet.questionnaires.loading import Document


class NewForm(forms.Form):
    """A questionnaire from nothing: what it is called, in which languages, for which period."""

    title = forms.CharField(label=_("Title"), max_length=200)
    first = forms.ChoiceField(
        label=_("Language of the title"),
        help_text=_("You write in it first; it stands in where another is missing."),
        choices=settings.LANGUAGES,
    )
    others = forms.MultipleChoiceField(
        label=_("Also in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    start = forms.DateField(
        label=_("First day of the period"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label=_("Last day of the period"),
        required=False,
        help_text=_("Leave both empty when it is asked whenever something happens."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if bool(start) != bool(end):
            self.add_error("end" if start else "start", _("Give both days, or none."))
        if start and end and start > end:
            self.add_error("end", _("The period ends before it starts."))

    def document(self, taken: frozenset[str]) -> Document:
        """With one section to begin in. `taken`: the keys of the firm's questionnaires."""
        said = self.cleaned_data
        languages = list(dict.fromkeys([said["first"], *said["others"]]))
        document = {
            "questionnaire": name_from(said["title"], taken, "questionnaire"),
            "title": {languages[0]: said["title"]},
            "languages": languages,
        }
        if said["start"]:
            days = {"start": said["start"].isoformat(), "end": said["end"].isoformat()}
            document["period"] = days
        section = {"id": "begin", "title": {languages[0]: gettext("First section")}, "items": []}
        return {**document, "sections": [section]}


def usual(language: str, today: date) -> dict[str, object]:
    """Most questionnaires ask about the year that has ended."""
    year = today.year - 1
    return {"first": language, "start": date(year, 1, 1), "end": date(year, 12, 31)}
