from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.connectors.named import Named, NamesFields

NOT_TAKEN = "-"
MEANING = "meaning"
LONGEST_VALUE, MOST_VALUES = 60, 30
UNDERSTOOD = gettext_lazy("as it is understood")


class NamesForm(forms.Form):
    """A name for each field, empty: the usual one; and what its codes mean, for those that were seen."""

    def __init__(
        self,
        data: Any,
        *,
        connector: NamesFields,
        mapping: Mapping[str, Any],
        values: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(data)
        self.connector = connector
        self._values = values
        for field in connector.fields:
            self.fields[field.key] = self._name(field, mapping.get("names", {}))
            for value, meaning in self._meanings(field, mapping.get("meanings", {})).items():
                self.fields[meaning_of(field, value)] = self._choice(field, value, meaning)

    def _name(self, field: Named, corrected: Mapping[str, str]) -> forms.CharField:
        name = corrected.get(field.key)
        return forms.CharField(
            label=field.label,
            required=False,
            max_length=200,
            initial=NOT_TAKEN if name == "" else name or "",
            widget=forms.TextInput(
                attrs={
                    "list": "names",
                    "autocomplete": "off",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )

    def _meanings(self, field: Named, told: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """By value: what an administrator said it means, and values nobody has spoken of yet."""
        if not field.meanings:
            return {}
        start = meaning_of(field, "")
        posted = [key.removeprefix(start) for key in self.data if key.startswith(start)]
        seen = [*self._values.get(field.key, ()), *posted][:MOST_VALUES]
        known = {value: "" for value in seen if len(value) <= LONGEST_VALUE}
        return known | {**told.get(field.key, {})}

    def _choice(self, field: Named, value: str, meaning: str) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=_("“%(value)s” means") % {"value": value},
            required=False,
            choices=[("", UNDERSTOOD), *field.meanings],
            initial=meaning,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in self.connector.fields:
            name = cleaned.get(field.key, "")
            if name and name != NOT_TAKEN and not self.connector.readable(name):
                self.add_error(
                    field.key,
                    _("Nothing can be called “%(name)s”. Choose one of the list.") % {"name": name},
                )
        return cleaned

    @property
    def mapping(self) -> dict[str, Any]:
        """As Connection.mapping keeps it, once the form is valid."""
        names: dict[str, str] = {}
        meanings: dict[str, dict[str, str]] = {}
        for field in self.connector.fields:
            if name := self.cleaned_data[field.key]:
                names[field.key] = "" if name == NOT_TAKEN else name
            start = meaning_of(field, "")
            told = {
                key.removeprefix(start): meaning
                for key, meaning in self.cleaned_data.items()
                if key.startswith(start) and meaning
            }
            if told:
                meanings[field.key] = told
        return {"names": names, "meanings": meanings}


def meaning_of(field: Named, value: str) -> str:
    return f"{MEANING}:{field.key}:{value}"
