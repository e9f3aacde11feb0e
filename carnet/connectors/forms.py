from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.connectors.contract import Connector, Group, Setting
from carnet.connectors.models import Connection
from carnet.connectors.registry import connector_of
from carnet.connectors.trouble import Trouble
from carnet.connectors.words import sentence

# At which kind of field a trouble is shown.
AT_KEY = {"wrong_key", "expired", "not_allowed"}
AT_ADDRESS = {"refused", "unreachable", "encryption", "missing"}


class ConnectionForm(forms.Form):
    """What a connector wants to know, and a name. Secrets that are there are not shown: left empty, they stay, unless
    the address becomes another."""

    # Pressing twice connects once.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("As you and your colleagues will see it.")
    )

    def __init__(
        self, data: Any = None, *, connector: Connector, former: Mapping[str, str], name: str
    ) -> None:
        # The connector's settings may be called as fields of ours.
        shown = {f"set-{one.name}": former.get(one.name, "") for one in connector.settings}
        super().__init__(data, initial={"name": name, **shown})
        self.connector, self.former = connector, former
        for setting in connector.settings:
            self.fields[f"set-{setting.name}"] = _field(setting, filled=setting.name in former)

    def clean(self) -> dict[str, Any]:
        """A key is not sent to an address it was not entered for."""
        data = super().clean() or self.cleaned_data
        if self.former and self._moved():
            for one in self._of_kind("secret"):
                if one.required and not data.get(f"set-{one.name}"):
                    self.add_error(f"set-{one.name}", _("Enter it again for the new address."))
        return data

    def _moved(self) -> bool:
        return any(
            self.cleaned_data.get(f"set-{one.name}") != self.former.get(one.name)
            for one in self._of_kind("url")
        )

    def _of_kind(self, kind: str) -> Iterator[Setting]:
        return (one for one in self.connector.settings if one.kind == kind)

    @property
    def settings(self) -> dict[str, str]:
        """As they are to be kept."""
        typed = {one.name: self.cleaned_data[f"set-{one.name}"] for one in self.connector.settings}
        if not self.former or self._moved():
            return typed
        kept = {one.name: self.former.get(one.name, "") for one in self._of_kind("secret")}
        return {name: text or kept.get(name, "") for name, text in typed.items()}

    @property
    def without_key(self) -> bool:
        return not any(self.settings[one.name] for one in self._of_kind("secret"))

    def refuse(self, trouble: Trouble) -> None:
        """The sentence, at the field it is about."""
        kind = "secret" if trouble.code in AT_KEY else "url" if trouble.code in AT_ADDRESS else ""
        field = next((f"set-{one.name}" for one in self._of_kind(kind)), None)
        said = [sentence(trouble.code, self.connector.name)]
        if trouble.said:
            said.append(f"“{trouble.said}”")
        self.add_error(field, " ".join(said))

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self["name"], *(self[f"set-{one.name}"] for one in self.connector.settings)]


def _field(setting: Setting, *, filled: bool) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    widgets = {"secret": forms.PasswordInput, "url": forms.URLInput}
    widget = widgets.get(setting.kind, forms.TextInput)
    stays = setting.kind == "secret" and filled
    if setting.kind == "secret":
        attrs["autocomplete"] = "new-password"
    return forms.CharField(
        label=setting.label,
        help_text=_("Left empty, the one you have stays.") if stays else setting.help,
        required=setting.required and not stays,
        max_length=2000,
        widget=widget(attrs=attrs),
    )


class WhomForm(forms.Form):
    """Of whom, and what is done with those who are no people or no longer clients."""

    group = forms.ChoiceField(label=_("Which clients"), required=False)
    companies = forms.BooleanField(label=_("Companies, too"), required=False)
    inactive = forms.ChoiceField(
        label=_("Clients who are inactive there"),
        choices=Connection.Inactive.choices,
        widget=forms.RadioSelect,
        help_text=_("New ones who are inactive are never added."),
    )

    def __init__(
        self, data: Any = None, *, connection: Connection, groups: Sequence[Group], **more: Any
    ) -> None:
        names = ("group", "companies", "inactive")
        initial = {name: getattr(connection, name) for name in names} | more.pop("initial", {})
        super().__init__(data, initial=initial, **more)
        self.names = {group.key: group.name for group in groups}
        if connection.group:  # it may be gone there, and is still what was chosen
            self.names.setdefault(connection.group, connection.group_name)
        choices = [("", _("All of them")), *self.names.items()]
        cast(forms.ChoiceField, self.fields["group"]).choices = choices
        self._leave_out(connection)

    def _leave_out(self, connection: Connection) -> None:
        """What there is nothing to choose about."""
        if not self.names:
            del self.fields["group"]
        if getattr(connector_of(connection.connector), "gives_file", False):
            del self.fields["companies"], self.fields["inactive"]

    @property
    def whom(self) -> dict[str, Any]:
        data = self.cleaned_data
        told: dict[str, Any] = {
            name: data[name] for name in ("group", "companies", "inactive") if name in data
        }
        return {**told, "group_name": self.names.get(data.get("group", ""), "")}


class ScheduleForm(WhomForm):
    schedule = forms.ChoiceField(
        label=_("When"), choices=Connection.Schedule.choices, widget=forms.RadioSelect
    )
    policy = forms.ChoiceField(
        label=_("What happens with changes"),
        choices=Connection.Policy.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, connection: Connection, **more: Any) -> None:
        initial = {"schedule": connection.schedule, "policy": connection.policy}
        super().__init__(data, connection=connection, initial=initial, **more)
