"""A list of clients behind an https address, as many programs offer one: a file that comes by itself. The smallest
connector there can be (docs/connectors.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from carnet.connectors.contract import Opener, Setting, Settings
from carnet.connectors.csv_address.client import ListSession


@dataclass(frozen=True)
class CsvAddress:
    key: str = "csv"
    name: Any = _("List at an address")
    settings: Sequence[Setting] = (
        Setting("url", _("Address"), "url", _("A CSV or Excel file; begins with https://.")),
        Setting(
            "user", _("User name"), help=_("Only if the address asks for one."), required=False
        ),
        Setting("password", _("Password or key"), "secret", required=False),
    )
    pace: int = 10
    gives_file: bool = True

    def open(self, settings: Settings, caller: Opener) -> ListSession:
        return ListSession(settings, caller)


CONNECTOR = CsvAddress()
