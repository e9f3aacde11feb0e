from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.campaigns import wording

NAMES = dict(settings.LANGUAGES)


class MessageForm(forms.Form):
    """Subject and text of the invitation, per language the chosen clients speak."""

    def __init__(
        self, data: Any, *, languages: Iterable[str], subjects: Mapping, messages: Mapping
    ) -> None:
        super().__init__(data)
        self.languages = list(languages)
        for language in self.languages:
            subject = subjects.get(language) or wording.standard_subject(language)
            message = messages.get(language) or wording.standard_message(language)
            self.fields[f"subject_{language}"] = subject_field(subject)
            self.fields[f"message_{language}"] = message_field(message)

    def clean(self) -> dict[str, Any]:
        for name, text in list(self.cleaned_data.items()):
            if strange := wording.unknown(text):
                self.add_error(name, _unknown(strange))
        return self.cleaned_data

    def words(self, language: str) -> tuple[str, str]:
        """What stands in the fields now, checked or not: the preview shows what is typed."""
        subject, message = self[f"subject_{language}"], self[f"message_{language}"]
        return subject.value() or "", message.value() or ""

    def own(self, part: str) -> dict[str, str]:
        """The texts that differ from the standard ones; the others follow our translations."""
        standard = {
            "subject": wording.standard_subject,
            "message": wording.standard_message,
        }[part]
        typed = {
            language: self.cleaned_data[f"{part}_{language}"].replace("\r\n", "\n")
            for language in self.languages
        }
        return {language: text for language, text in typed.items() if text != standard(language)}


def subject_field(initial: str) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=200,
        initial=initial,
        error_messages={"required": gettext_lazy("Write a subject.")},
    )


def message_field(initial: str) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        initial=initial,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": gettext_lazy("Write a text.")},
    )


def _unknown(strange: list[str]) -> str:
    return _("Carnet does not know %(unknown)s. You can use %(known)s.") % {
        "unknown": ", ".join(strange),
        "known": ", ".join("{" + name + "}" for name in wording.PLACEHOLDERS),
    }
