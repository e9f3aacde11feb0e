from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    numbers = forms.BooleanField(
        label=_("With the full national numbers"),
        required=False,
        help_text=_("Leave this out unless the recipient needs them. It is noted that you asked."),
    )
