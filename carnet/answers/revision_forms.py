from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.answers.models import Reach


class PublishForm(forms.Form):
    """Who gets the draft, and what its author says of it. `draft` is the digest of what was looked at."""

    draft = forms.CharField(widget=forms.HiddenInput)
    reach = forms.ChoiceField(label=_("Who gets it"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For your colleagues; clients do not see it."),
    )

    def __init__(self, data: Any = None, *, offered: Sequence[Reach], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["reach"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]
