import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.campaigns import wording
from carnet.campaigns.texts import Words
from carnet.firms.models import Firm

NAMES = dict(settings.LANGUAGES)
PARTS = ("subject", "message")
SELECTOR = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*")


class MessageForm(forms.Form):
    """Subject and text of a letter, per language. `standard` is what is said where nothing else was written."""

    def __init__(
        self,
        data: Any,
        *,
        languages: Iterable[str],
        standard: Words,
        subjects: Mapping[str, str] | None = None,
        messages: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.languages, self.standard = list(languages), standard
        for language in self.languages:
            subject, message = standard[language]
            subject = (subjects or {}).get(language) or subject
            message = (messages or {}).get(language) or message
            self.fields[f"subject_{language}"] = subject_field(subject)
            self.fields[f"message_{language}"] = message_field(message)

    def clean(self) -> dict[str, Any]:
        for name, text in list(self.cleaned_data.items()):
            self.cleaned_data[name] = text = text.replace("\r\n", "\n")
            if strange := wording.unknown(text):
                self.add_error(name, _unknown(strange))
        return self.cleaned_data

    def words(self, language: str) -> tuple[str, str]:
        """What stands in the fields now, checked or not: the preview shows what is typed."""
        subject, message = self[f"subject_{language}"], self[f"message_{language}"]
        return subject.value() or "", message.value() or ""

    def own(self, part: str) -> dict[str, str]:
        """The texts that differ from the standard ones; the others follow those."""
        place = PARTS.index(part)
        typed = {language: self.cleaned_data[f"{part}_{language}"] for language in self.languages}
        return {
            language: text
            for language, text in typed.items()
            if text != self.standard[language][place]
        }


class SelectorForm(forms.ModelForm):
    """Under which name the key lies that the mail server signs with."""

    class Meta:
        model = Firm
        fields = ["dkim_selector"]

    def clean_dkim_selector(self) -> str:
        selector = self.cleaned_data["dkim_selector"].strip().lower()
        if selector and not SELECTOR.fullmatch(selector):
            raise forms.ValidationError(
                _("A selector is a word of letters, digits, dots and hyphens, such as mail2024.")
            )
        return selector


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
    sentences = [
        _("Carnet does not know %(unknown)s. You can use %(known)s.")
        % {
            "unknown": ", ".join(strange),
            "known": ", ".join("{" + name + "}" for name in wording.PLACEHOLDERS),
        }
    ]
    meant = {typed: found for typed in strange if (found := wording.meant(typed))}
    for typed, found in meant.items():
        sentences.append(
            _("Did you mean %(meant)s instead of %(typed)s?") % {"meant": found, "typed": typed}
        )
    return " ".join(sentences)
