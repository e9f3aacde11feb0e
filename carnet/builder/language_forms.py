from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from carnet.builder.grid_page import name_of


class LanguageForm(forms.Form):
    """Those that Carnet itself speaks first, then all that a questionnaire may be written in."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, spoken: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = [code for code, _name in settings.LANGUAGES]
        others = [code for code, about in LANG_INFO.items() if "fallback" not in about]
        others = sorted((one for one in others if one not in ours), key=name_of)
        wanted = [code for code in (*ours, *others) if code not in spoken]
        self.fields["language"].choices = [(code, name_of(code)) for code in wanted]  # type: ignore[attr-defined]


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook with translations"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )
