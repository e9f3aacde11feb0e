from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """An explicit word, with a name: what is kept as evidence."""

    agreed = forms.BooleanField(
        label=_("I have read the document and approve it."),
        error_messages={"required": _("Tick the box to approve.")},
    )
    name = forms.CharField(
        label=_("Your first and last name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your first and last name.")},
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("What is not right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is not right, so that we can correct it.")},
    )
