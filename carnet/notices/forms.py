from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.notices.kinds import KINDS, When
from carnet.notices.models import Wishes

MINE, ALL = "mine", "all"


class WishesForm(forms.Form):
    clients = forms.ChoiceField(
        label=_("About which clients"),
        choices=[(MINE, _("those under my label")), (ALL, _("all clients of the firm"))],
        widget=forms.RadioSelect,
        help_text=_("Clients under nobody's label concern the administrators."),
    )

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        initial = {key: wishes.when(key) for key in KINDS}
        initial["clients"] = ALL if wishes.everybody else MINE
        super().__init__(*args, **{**kwargs, "initial": initial})
        for key, kind in KINDS.items():
            self.fields[key] = forms.ChoiceField(label=kind.label, choices=When.choices)

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[key] for key in KINDS]

    @property
    def chosen(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in KINDS}

    @property
    def everybody(self) -> bool:
        return self.cleaned_data["clients"] == ALL
