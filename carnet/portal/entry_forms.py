import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.invitations.secret import DIGITS, PIN_DIGITS


def digits_field(label: Any, help_text: Any, required: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        error_messages={"required": required},
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


class CodeForm(forms.Form):
    count: ClassVar = DIGITS
    wrong_count: ClassVar = _("The code has eight digits; this one has %(count)d.")

    digits = digits_field(
        _("Code from the mail"), _("Eight digits."), _("Type the eight digits from the mail.")
    )
    remember = forms.BooleanField(
        label=_("This is my own device: do not ask for a code here for 90 days"), required=False
    )

    def clean_digits(self) -> str:
        """People type what they see: with spaces, dashes or a full stop."""
        digits = re.sub(r"\D", "", self.cleaned_data["digits"])
        if len(digits) != self.count:
            raise forms.ValidationError(self.wrong_count, params={"count": len(digits)})
        return digits


class PinForm(CodeForm):
    count: ClassVar = PIN_DIGITS
    wrong_count: ClassVar = _("The PIN has six digits; this one has %(count)d.")

    digits = digits_field(
        _("PIN"), _("Six digits."), _("Type the six digits your accountant told you.")
    )
    remember = forms.BooleanField(
        label=_("This is my own device: do not ask for the PIN here for 90 days"), required=False
    )
