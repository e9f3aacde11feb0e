"""What a person may type about a client. The rules stand in fields.py; `read_record` is the one way in
for the web form, spreadsheets, practice software and the API alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from carnet.clients.countries import language_choices
from carnet.clients.fields import check, tidy
from carnet.clients.models import Client, Kind
from carnet.clients.national import masked
from carnet.clients.record import FIELDS, NAMES, NUMBERS, PARTNER, REQUIRED, ClientRecord
from carnet.clients.shown import shown
from carnet.core.countries import country_choices
from carnet.firms.models import Colleague, Firm

COUNTRIES = ("country", "nationality", "country_of_practice")
SIZES = {
    "house_number": "short",
    "box": "short",
    "postcode": "short",
    "birth_date": "medium",
    "client_number": "medium",
}


class InvalidRecord(ValueError):
    """What the source says cannot be kept; `errors` has the sentences, by field."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def read_record(
    values: Mapping[str, Any], *, firm: Firm, today: date | None = None
) -> ClientRecord:
    """Only the keys in `values` count as told; the label may name several, separated by semicolons."""
    clean, errors = check(values, country=firm.default_country, today=today or timezone.localdate())
    if errors:
        raise InvalidRecord(errors)
    return ClientRecord(**clean, told=frozenset(clean))


def number_taken(firm: Firm, number: str, *, besides: Client | None) -> str:
    """Who has this client number already, in a sentence; empty when nobody but `besides` has."""
    others = firm.clients.exclude(pk=besides.pk if besides else 0)
    taken = others.filter(client_number=number).first() if number else None
    if taken is None:
        return ""
    sentence = _("%(name)s already has the client number %(number)s.")
    return str(sentence % {"name": taken.name, "number": number})


class Typed(forms.CharField):
    """Takes what was typed as it is: read_record checks it, and knows the sentences."""

    def validate(self, value: Any) -> None:
        pass


class OfPerson(forms.TextInput):
    """Needed unless the client is a company, which only the server looks at."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class Ticked(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        pass


class ClientForm(forms.Form):
    """One client, to be added or changed. The record is ready once the form is valid."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    new_label = Typed(
        label=_("New label"),
        required=False,
        help_text=_("Several are separated by semicolons."),
    )
    keep = forms.BooleanField(label=_("Keep this client's information"), required=False)

    record: ClientRecord

    def __init__(
        self, data: Any = None, *, firm: Firm, by: Colleague, client: Client | None = None
    ) -> None:
        self.firm, self.client = firm, client
        own = firm.labels.filter(colleague=by).first()
        # Proposed to the colleague who adds a client: "my clients" are those under this label.
        self.own_label = own.name if own else by.name
        super().__init__(data, initial=self._initial(), auto_id="id_%s")
        for key in FIELDS:
            self.fields[key] = self._label_field() if key == "label" else _field(key)
            self.fields[key].show_hidden_initial = client is not None
        self.order_fields(FIELDS)
        if client is not None:
            del self.fields["keep"]

    def _initial(self) -> dict[str, Any]:
        if self.client:
            return {**typed_values(self.client), "version": self.client.version}
        return {
            "kind": Kind.PERSON,
            "language": self.firm.language,
            "country": self.firm.default_country,
            "label": [self.own_label],
        }

    def _label_field(self) -> forms.Field:
        names = set(self.firm.labels.values_list("name", flat=True)) | {self.own_label}
        return Ticked(
            label=NAMES["label"],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(name, name) for name in sorted(names, key=str.casefold)],
            help_text=_("Usually who looks after the client."),
        )

    def clean(self) -> None:
        values = self.values()
        try:
            self.record = read_record(values, firm=self.firm)
        except InvalidRecord as problem:
            for key, sentences in problem.errors.items():
                self.add_error(key, sentences)
        self.refuse_taken_number()

    def values(self) -> dict[str, Any]:
        """As read_record takes them. A covered number that was left alone is not told at all."""
        values = {key: self.cleaned_data.get(key, "") for key in FIELDS}
        labels = [*self.cleaned_data.get("label", []), self.cleaned_data.get("new_label", "")]
        values["label"] = ";".join(labels)
        for key in NUMBERS:
            if self.client and values[key] == masked(getattr(self.client, key)):
                del values[key]
        return values

    def refuse_taken_number(self) -> None:
        number = tidy(self.cleaned_data.get("client_number"))
        if sentence := number_taken(self.firm, number, besides=self.client):
            self.add_error("client_number", sentence)

    @property
    def partner_open(self) -> bool:
        """The partner's part stands open when there is something to see in it."""
        return any(self[key].value() or self[key].errors for key in PARTNER)


def _field(key: str) -> forms.Field:
    return Typed(
        label=NAMES[key],
        required=key in REQUIRED,
        widget=_widget(key),
        help_text=HELP.get(key, ""),
        strip=False,
    )


def _widget(key: str) -> forms.Widget:
    if key in COUNTRIES:
        return forms.Select(choices=[("", "–"), *country_choices()])
    if key in {"language", "partner_language"}:
        return forms.Select(choices=[("", "–"), *language_choices()])
    if key == "kind":
        return forms.Select(choices=[(key, capfirst(name)) for key, name in Kind.choices])
    attrs = {"autocomplete": "off", **({"class": SIZES[key]} if key in SIZES else {})}
    return WIDGETS.get(key, forms.TextInput)(attrs=attrs)


WIDGETS = {
    "first_name": OfPerson,
    "last_name": OfPerson,
    "email": forms.EmailInput,
    "partner_email": forms.EmailInput,
    "phone": forms.TextInput,
    "notes": forms.Textarea,
}
HELP = {
    "first_name": _("Of a company: the person you write to, if there is one."),
    "birth_date": _("For example 30/07/1985."),
    "national_number": _("Kept encrypted and shown covered."),
    "phone": _("Foreign numbers start with +."),
    "country_of_practice": _("Where the client works, if not here."),
}


def typed_values(client: Client) -> dict[str, Any]:
    """A client's values as the form shows them: numbers covered, dates as people write them."""
    values = {key: client.value(key) for key in FIELDS}
    for key in (*NUMBERS, "phone", "mobile", "iban"):
        values[key] = shown(key, values[key])
    if client.birth_date:
        values["birth_date"] = f"{client.birth_date:%d/%m/%Y}"
    values["label"] = list(values["label"])
    return values


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )


class PostponeForm(forms.Form):
    until = forms.DateField(
        label=_("Erase on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
