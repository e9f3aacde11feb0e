"""The page of a destination: what every kind asks, and what each asks of its own."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from carnet.core.lookup import asking
from carnet.core.targets import LONGEST, Refused, Unresolved, parse, resolve
from carnet.deliveries.abilities import Abilities
from carnet.deliveries.models import Destination, Kind, What, When
from carnet.exports.file_names import safe

SECRETS = ("password", "token")
AT_LEAST_ONE = {"required": _("Tick at least one.")}


class DestinationForm(forms.Form):
    """`standing` is the destination that is changed, if it is one."""

    kind = ""
    # Fields that go into the sealed settings.
    own: tuple[str, ...] = ()

    # Pressing twice adds one.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As colleagues will read it.")
    )
    what = forms.MultipleChoiceField(
        label=_("What goes there"),
        choices=[(one.value, one.label) for one in What if one != What.TASK],
        initial=[What.RECORD, What.DOCUMENTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages=AT_LEAST_ONE,
    )
    when = forms.MultipleChoiceField(
        label=_("When"),
        choices=When.choices,
        initial=[When.CLIENT, When.COLLEAGUE],
        widget=forms.CheckboxSelectMultiple,
        error_messages=AT_LEAST_ONE,
    )

    def __init__(self, *args: Any, standing: Destination | None = None, **options: Any) -> None:
        self.standing = standing
        if standing:
            kept = {name: standing.settings.get(name, "") for name in self.own}
            same = {"key": standing.uuid, "name": standing.name}
            chosen = {"what": standing.what, "when": standing.when}
            options["initial"] = kept | same | chosen
        super().__init__(*args, **options)
        self.order_fields(["key", "name", *self.own, "what", "when"])

    def values(self) -> dict[str, Any]:
        """Of the row."""
        found = self.cleaned_data
        chosen = {name: found[name] for name in self.own if found.get(name)}
        values = {name: found[name] for name in ("name", "what", "when")}
        return {**values, "kind": self.kind, "settings_sealed": chosen}


def secret(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=500, required=False, strip=False, widget=widget)


class WebDavForm(DestinationForm):
    kind = Kind.WEBDAV
    own = ("url", "user", "password", "token")

    url = forms.CharField(
        label=_("Address of the folder"),
        max_length=LONGEST,
        widget=forms.URLInput(attrs={"placeholder": "https://", "spellcheck": "false"}),
        help_text=_("Your cloud shows it as “WebDAV”. The folder must exist."),
    )
    user = forms.CharField(label=_("User name"), max_length=200, required=False)
    password = secret(_("Password"))
    token = secret(_("Or a token"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.standing:
            self.fields["password"].help_text = _("Leave it empty to keep the one there is.")

    def clean_url(self) -> str:
        """A name that leads inside is refused here already, and again at every call."""
        url = self.cleaned_data["url"]
        try:
            place = parse(url, settings.INNER_HOSTS)
            resolve(place, asking())
        except Refused as problem:
            raise forms.ValidationError(problem.args[0]) from problem
        except Unresolved:  # a name server that is away is no reason; the test file tells
            return url
        if "?" in place.path:
            raise forms.ValidationError(_("The address of a folder has no question mark."))
        return url

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.standing and not any(found.get(name) for name in SECRETS):
            self._keep_secrets(found)
        if found.get("password") and not found.get("user"):
            self.add_error("user", _("Enter the user name that belongs to the password."))
        return found

    def _keep_secrets(self, found: dict[str, Any]) -> None:
        """They stay, but are shown to no other address than the one they were entered for."""
        kept = self.standing.settings if self.standing else {}
        if not any(kept.get(name) for name in SECRETS):
            return
        if found.get("url") and found["url"] != kept.get("url"):
            self.add_error("password", _("The address is another one. Enter the password again."))
        else:
            found |= {name: kept.get(name, "") for name in SECRETS}


class FolderForm(DestinationForm):
    kind = Kind.FOLDER
    own = ("folder",)

    folder = forms.CharField(
        label=_("Folder"),
        max_length=60,
        required=False,
        help_text=_("Inside your firm's folder on the server; it is made if it is missing."),
    )

    def clean_folder(self) -> str:
        return safe(self.cleaned_data["folder"], 60, "")


class ConnectionForm(DestinationForm):
    kind = Kind.CONNECTION
    own = ("group",)

    group = forms.ChoiceField(label=_("Task to tick"), required=False)

    def __init__(self, *args: Any, abilities: Abilities, **options: Any) -> None:
        super().__init__(*args, **options)
        possible = []
        if abilities.documents or abilities.trouble:
            possible += [What.RECORD, What.DOCUMENTS]
        if abilities.tasks or abilities.trouble:
            possible += [What.TASK]
        self._choices("what", [(one.value, one.label) for one in possible])
        groups = {one.key: one.name for one in abilities.groups}
        kept = self.initial.get("group", "")
        groups |= {kept: kept} if kept and kept not in groups else {}
        self._choices("group", [("", "–"), *groups.items()])
        if What.TASK not in possible:
            del self.fields["group"]

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if What.TASK in found.get("what", []) and not found.get("group"):
            self.add_error("group", _("Choose which task is ticked."))
        return found
