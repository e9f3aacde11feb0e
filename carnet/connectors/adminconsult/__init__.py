"""Admin-IS | Admin-Consult (Syneton): a server at the firm itself. What is known of it: docs/adminconsult.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from carnet.connectors.adminconsult.session import Session
from carnet.connectors.contract import Opener, Setting, Settings

SETTINGS = (
    Setting(
        "address",
        _("Address of the server"),
        "url",
        _("As the Marketplace Manager shows it, with its port: https://server.example.be:2100"),
    ),
    Setting(
        "key",
        _("API key"),
        "secret",
        _(
            "Made in the configuration of Admin-IS | Admin-Consult. It decides what Carnet may read."
        ),
    ),
    Setting(
        "subtask",
        _("Subtask to tick"),
        help=_("Its name in the taskflow. It is ticked when a client has sent everything."),
        required=False,
    ),
    Setting(
        "user",
        _("User who ticks"),
        help=_("The login name in Admin-IS | Admin-Consult under which subtasks are ticked."),
        required=False,
    ),
)


@dataclass(frozen=True)
class AdminConsult:
    key: str = "adminconsult"
    name: str = "Admin-IS | Admin-Consult"
    settings: Sequence[Setting] = SETTINGS
    # Each server has a limit of its own, which it tells; until then few enough for any.
    pace: int = 60

    def open(self, settings: Settings, caller: Opener) -> Session:
        return Session(settings, caller)


CONNECTOR = AdminConsult()
