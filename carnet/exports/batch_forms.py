from typing import cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.exports.models import Wanted


class BatchForm(forms.Form):
    """What to put out. Its `uuid` makes pressing twice one export."""

    wanted = forms.MultipleChoiceField(
        label=_("What do you want?"),
        choices=Wanted.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, codes: bool, **kwargs) -> None:
        """`codes`: does the questionnaire lead to an official form?"""
        super().__init__(*args, **kwargs)
        offered = [one for one in Wanted.choices if codes or one[0] != Wanted.CODES]
        cast(forms.MultipleChoiceField, self.fields["wanted"]).choices = offered
        self.initial.setdefault("wanted", [Wanted.EXCEL])
