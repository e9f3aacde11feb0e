"""What a colleague types when the questions of one client change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.questionnaires.loading import Document

MOST_CHOICES = 20
TYPES = [
    ("yes_no", _("Yes or no")),
    ("text", _("Text")),
    ("money", _("Amount")),
    ("date", _("Date")),
    ("one", _("One of several choices")),
    ("file", _("Document")),
]


class QuestionForm(forms.Form):
    """A question more, in the language its client reads."""

    type = forms.ChoiceField(label=_("Kind of answer"), choices=TYPES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Question"),
        max_length=300,
        error_messages={"required": _("Write the question.")},
    )
    help = forms.CharField(label=_("Help"), max_length=500, required=False)
    choices = forms.CharField(
        label=_("Choices"),
        help_text=_("One on each line, for “One of several choices” only."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    required = forms.BooleanField(
        label=_("The client must answer before sending"), required=False, initial=True
    )

    def __init__(self, data: Any, language: str) -> None:
        super().__init__(data)
        for name in ("text", "help", "choices"):
            self.fields[name].widget.attrs["lang"] = language

    def clean(self) -> dict[str, Any]:
        lines = (line.strip() for line in self.cleaned_data.get("choices", "").splitlines())
        chosen = list(dict.fromkeys(line for line in lines if line))
        self.cleaned_data["choices"] = chosen
        if self.cleaned_data.get("type") == "one" and not 2 <= len(chosen) <= MOST_CHOICES:
            self.add_error("choices", _("Write from 2 to 20 choices, one on each line."))
        return self.cleaned_data

    def question(self, language: str) -> Document:
        """An item of the questionnaire format, without its id."""
        typed = self.cleaned_data
        found = {"type": typed["type"], "text": {language: typed["text"]}}
        if typed["help"]:
            found["help"] = {language: typed["help"]}
        if typed["type"] == "one":
            found["choices"] = [
                {"id": f"c{number}", "text": {language: line}}
                for number, line in enumerate(typed["choices"], 1)
            ]
        return {**found, "required": typed["required"]}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Clients do not see it on their pages."),
        max_length=300,
        error_messages={"required": _("Write the reason.")},
    )
