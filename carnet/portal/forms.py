from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DeclarationForm(forms.Form):
    """What somebody signs when sending. The sentence agreed to is kept with the submission."""

    agreed = forms.BooleanField(
        label=gettext_lazy("I have answered truthfully and completely, as far as I know."),
        error_messages={"required": gettext_lazy("Tick the box to send your answers.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your first and last name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your first and last name.")},
    )

    def declared(self) -> dict[str, str]:
        text = _("I have answered truthfully and completely, as far as I know.")
        return {"text": text, "name": self.cleaned_data["name"]}
