import uuid
from math import floor
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.files.base import ContentFile
from django.urls import reverse_lazy
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carnet.core.countries import country_choices
from carnet.firms import document_names, logo
from carnet.firms.colour import contrast_with_white, is_readable, readable
from carnet.firms.models import Colleague, Firm, Notice, Role

NEW_PASSWORD = {"autocomplete": "new-password"}


class PasswordForm(forms.Form):
    """A name and a new password, typed twice: without a mail server nobody could reset it."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(NEW_PASSWORD),
        help_text=_("At least 10 characters. A sentence only you know is good."),
    )
    password_again = forms.CharField(
        label=_("Password, once more"), strip=False, widget=forms.PasswordInput(NEW_PASSWORD)
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, second = values.get("password"), values.get("password_again")
        if first and second and first != second:
            self.add_error("password_again", _("The two passwords differ. Type the same twice."))
        elif first:
            self._check(first)
        return values

    def _check(self, password: str) -> None:
        try:
            validate_password(password, self.person())
        except forms.ValidationError as problem:
            self.add_error("password", problem)

    def person(self) -> Colleague:
        return Colleague(
            name=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email", "")
        )


class SetUpForm(PasswordForm):
    firm_name = forms.CharField(
        label=_("Name of the firm"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    field_order = ["firm_name", "name", "email", "password", "password_again"]


class JoinForm(PasswordForm):
    def __init__(self, *args: Any, colleague: Colleague, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleague = colleague

    def person(self) -> Colleague:
        return Colleague(name=self.cleaned_data.get("name", ""), email=self.colleague.email)


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.ACCOUNTANT, _("Accountant: works on clients")),
            (Role.ADMINISTRATOR, _("Administrator: also settings, colleagues and imports")),
        ],
        initial=Role.ACCOUNTANT,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)


class AccountForm(forms.ModelForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )

    class Meta:
        model = Colleague
        fields = ["name", "language"]


class FirmForm(forms.ModelForm):
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP, up to 2 MB. Without a logo the name is shown."),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages you offer"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    default_country = forms.ChoiceField(label=_("Default country"), choices=country_choices)

    class Meta:
        model = Firm
        fields = [
            "name",
            "logo",
            "colour",
            "languages",
            "default_country",
            "phone",
            "email",
            "sender_name",
            "reply_to",
            "proof",
            "accountants_import",
            "may_send_for_clients",
            "keep_days",
            "idle_days",
            "hidden_days",
            "mails_per_hour",
            "mails_per_day",
            "document_names",
        ]
        widgets = {
            "colour": forms.TextInput({"type": "color", "class": "short"}),
            "proof": forms.RadioSelect,
            "keep_days": forms.NumberInput({"class": "short"}),
            "idle_days": forms.NumberInput({"class": "short"}),
            "hidden_days": forms.NumberInput({"class": "short"}),
            "mails_per_hour": forms.NumberInput({"class": "short"}),
            "mails_per_day": forms.NumberInput({"class": "short"}),
            "document_names": forms.TextInput(
                {
                    "placeholder": document_names.STANDARD,
                    "hx-get": reverse_lazy("firms:document_names"),
                    "hx-trigger": "input changed delay:300ms",
                    "hx-target": "#name-example",
                }
            ),
        }
        labels = {
            "keep_days": _("Days after the questionnaire came back"),
            "idle_days": _("Days without any activity"),
            "hidden_days": _("Days after you accepted the dossier"),
        }
        help_texts = {
            "colour": _("White text must be easy to read on it."),
            "sender_name": _("Shown as the sender of mails. Empty: the name of the firm."),
            "reply_to": _("Where clients' answers to our mails arrive."),
            "proof": _(
                "A code proves that the client reads the mailbox now. A PIN also keeps out who reads "
                "the mailbox of somebody else. A link that is trusted opens for everybody who has it: "
                "who got the mail passed on, and programs that press buttons in mails."
            ),
            "document_names": format_lazy(
                "{} {}",
                _("Empty: the usual names. You can use:"),
                ", ".join(f"{{{name}}}" for name in document_names.NAMES),
            ),
            "default_country": _("Filled in for new clients, and read into phone numbers."),
        }

    def clean_logo(self) -> Any:
        """Untouched, a new drawing of the upload, or False (Django's word for none any more)."""
        upload = self.cleaned_data["logo"]
        if "logo" not in self.files:
            return upload
        try:
            return ContentFile(logo.redraw(upload), name=f"{uuid.uuid4().hex}.png")
        except logo.WrongLogo as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean_colour(self) -> str:
        colour = self.cleaned_data["colour"].lower()
        Firm._meta.get_field("colour").run_validators(colour)
        if is_readable(colour):
            return colour
        raise forms.ValidationError(
            _(
                "White text on %(colour)s is hard to read: its contrast is %(contrast)s and should "
                "be 4.5 or more. The nearest darker colour that works is %(better)s."
            )
            % {
                "colour": colour,
                # Cut, not rounded: 4.46 must not read 4.5.
                "contrast": number_format(floor(contrast_with_white(colour) * 10) / 10),
                "better": readable(colour),
            }
        )

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        country = self.data.get("default_country") or self.instance.default_country
        try:
            number = phonenumbers.parse(typed, country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(
                _("%(phone)s is not a phone number we know. Write it as +32 2 555 12 12.")
                % {"phone": typed}
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("remove_logo") and "logo" not in self.files:
            values["logo"] = False
        return values

    @property
    def changed_fields(self) -> list[str]:
        """The columns to save; `remove_logo` is the logo's."""
        changed = {"logo" if name == "remove_logo" else name for name in self.changed_data}
        return [name for name in self.Meta.fields if name in changed]


def current_language() -> str:
    """The language of this page, as one of ours."""
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class NoticeForm(forms.Form):
    """The privacy notice in each language of the firm; empty where Carnet's text is to be shown."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, firm: Firm, newest: Notice | None) -> None:
        texts = newest.texts if newest else {}
        super().__init__(data, initial=texts)
        self.languages = [code for code, _name in settings.LANGUAGES if code in firm.languages]
        for language in self.languages:
            self.fields[language] = forms.CharField(
                label=_("Your text"),
                required=False,
                max_length=20_000,
                widget=forms.Textarea({"rows": 12, "lang": language}),
                help_text=_("Leave it empty to show Carnet’s text."),
            )

    def texts(self) -> dict[str, str]:
        return {one: self.cleaned_data[one].replace("\r\n", "\n") for one in self.languages}
