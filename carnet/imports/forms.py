from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.imports.reading.sheet import ENDINGS


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )
    keep = forms.BooleanField(
        label=_("Keep these clients' information"), initial=True, required=False
    )
