from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Options = Iterable[tuple[str, str]]


class InsertForm(forms.Form):
    after = forms.ChoiceField(
        label=_("Where"), help_text=_("It comes right behind what you choose.")
    )

    def __init__(self, *args: Any, places: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = list(places)  # type: ignore[attr-defined]


class SaveForm(forms.Form):
    part = forms.ChoiceField(label=_("What"))
    name = forms.CharField(
        label=_("Name in the bank"),
        max_length=120,
        help_text=_("A name that is there already gets these words as its next revision."),
    )

    def __init__(self, *args: Any, parts: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = list(parts)  # type: ignore[attr-defined]
