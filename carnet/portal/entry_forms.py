import re

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.invitations.secret import DIGITS


class CodeForm(forms.Form):
    digits = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Eight digits."),
        max_length=40,
        error_messages={"required": _("Type the eight digits from the mail.")},
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )
    remember = forms.BooleanField(
        label=_("This is my own device: do not ask for a code here for 90 days"), required=False
    )

    def clean_digits(self) -> str:
        """People type what they see: with spaces, dashes or a full stop."""
        digits = re.sub(r"\D", "", self.cleaned_data["digits"])
        if len(digits) != DIGITS:
            raise forms.ValidationError(
                _("The code has eight digits; this one has %(count)d."),
                params={"count": len(digits)},
            )
        return digits
