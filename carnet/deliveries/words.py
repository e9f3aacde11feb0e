"""What is wrong, in words: what happened and what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WRONG: dict[str, Any] = {
    "refused": _("The address may not be called. Use one that is on the public internet."),
    "unreachable": _("Nobody is there. Check the address, and whether the server runs."),
    "encryption": _("The certificate is not in order. Ask who looks after the server."),
    "slow": _("There was no answer in time."),
    "cut": _("The connection broke off."),
    "wrong_key": _("Carnet is not let in: user name, password or key are wrong. Enter them again."),
    "expired": _("Carnet has been signed out there. Sign in again under “Connections”."),
    "not_allowed": _("Writing there is not allowed. Give this user, or this key, the right to."),
    "throttled": _("Too much at once for the other side. It goes on by itself."),
    "missing": _("There is no such place. Make the folder, or correct the address."),
    "odd": _("The answer makes no sense. Is this the right address?"),
    "broken": _("The other side says that it is out of order."),
    "full": _("There is no room left. Clear some, and it goes on by itself."),
    "unreadable": _("A document cannot be read any more, so it was left out."),
    "record": _("The PDF could not be made. Try again later."),
    "unknown_client": _("The software does not know this client: they were not imported from it."),
    "no_documents": _("This software takes no documents."),
    "too_large": _("A file is too large for the other side."),
    "gone": _("The connection is gone. Connect the software again."),
    "fault": _("Something went wrong in Carnet. Whoever runs it finds more in the log."),
}


def wrong(code: str) -> str:
    return str(WRONG.get(code, code))
