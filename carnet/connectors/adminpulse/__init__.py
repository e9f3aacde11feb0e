"""AdminPulse, by Syneton: what is publicly known of its interface, and what is assumed (docs/adminpulse.md)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carnet.connectors.adminpulse import oauth, paths, samples
from carnet.connectors.adminpulse.mapping import Reading
from carnet.connectors.adminpulse.names import FIELDS
from carnet.connectors.adminpulse.session import AdminPulseSession
from carnet.connectors.contract import Opener, Setting, Settings


class AdminPulse:
    key = "adminpulse"
    name = "AdminPulse"
    pace = 480
    fields = FIELDS

    @property
    def settings(self) -> Sequence[Setting]:
        """No key is needed of who can sign in there."""
        where = _("In AdminPulse, open My profile, then API keys, and add one for Carnet.")
        instead = _("Leave it empty to sign in at AdminPulse; or paste a key of your own profile.")
        help_text = instead if self.signs_in else where
        return (Setting("key", _("API key"), "secret", help_text, required=not self.signs_in),)

    def open(self, settings: Settings, caller: Opener) -> AdminPulseSession:
        return AdminPulseSession(settings, caller)

    @property
    def signs_in(self) -> bool:
        return oauth.registered()

    def sign_in_url(self, connection: Any) -> str:
        return reverse("adminpulse:sign_in", args=[connection.uuid])

    def fields_url(self, connection: Any) -> str:
        return reverse("connection_fields:fields", args=[connection.uuid])

    def sample(self, session: AdminPulseSession) -> Sequence[Any]:
        return session.sample()

    def names_in(self, sample: Sequence[Any]) -> Mapping[str, str]:
        return samples.names_in(sample)

    def readable(self, name: str) -> bool:
        return paths.readable(name)

    def found(self, data: Any, name: str) -> list[str]:
        return paths.found(data, name)

    def reading(self, mapping: Mapping[str, Any], today: date | None = None) -> Reading:
        return Reading(mapping, today or timezone.localdate())


CONNECTOR = AdminPulse()
