from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.campaigns import wording
from carnet.campaigns.models import Campaign

NAMES = dict(settings.LANGUAGES)


class WordsForm(forms.Form):
    """The firm's own subject and opening of a reminder, per language; empty ones stay ours."""

    def __init__(self, data: Any, *, languages: Iterable[str], campaign: Campaign) -> None:
        super().__init__(data)
        self.languages = list(languages)
        for language in self.languages:
            self.fields[f"subject_{language}"] = forms.CharField(
                label=gettext_lazy("Subject"),
                required=False,
                max_length=200,
                initial=campaign.reminder_subjects.get(language, ""),
            )
            self.fields[f"message_{language}"] = forms.CharField(
                label=gettext_lazy("Text"),
                required=False,
                max_length=5000,
                initial=campaign.reminder_messages.get(language, ""),
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def clean(self) -> dict[str, Any]:
        for name, text in list(self.cleaned_data.items()):
            if strange := wording.unknown(text):
                self.add_error(name, _unknown(strange))
        return self.cleaned_data

    @property
    def own(self) -> dict[str, dict[str, str]]:
        """The fields of the campaign."""
        return {
            "reminder_subjects": self._typed("subject"),
            "reminder_messages": self._typed("message"),
        }

    def _typed(self, part: str) -> dict[str, str]:
        typed = {
            language: self.cleaned_data[f"{part}_{language}"].replace("\r\n", "\n")
            for language in self.languages
        }
        return {language: text for language, text in typed.items() if text}

    def by_language(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [
            (str(NAMES[one]), self[f"subject_{one}"], self[f"message_{one}"])
            for one in self.languages
        ]


def _unknown(strange: list[str]) -> str:
    return _("Carnet does not know %(unknown)s. You can use %(known)s.") % {
        "unknown": ", ".join(strange),
        "known": ", ".join("{" + name + "}" for name in wording.PLACEHOLDERS),
    }
