from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DeclarationForm(forms.Form):
    """What somebody signs when sending: the questionnaire's own declaration or, without one, ours. The sentence
    agreed to is kept with the submission."""

    agreed = forms.BooleanField(
        label="",
        error_messages={"required": gettext_lazy("Tick the box to send your answers.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your first and last name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your first and last name.")},
    )

    def __init__(self, data: Any = None, *, text: str = "", initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.text = text or _("I have answered truthfully and completely, as far as I know.")
        self.fields["agreed"].label = self.text

    def declared(self) -> dict[str, str]:
        return {"text": self.text, "name": self.cleaned_data["name"]}
