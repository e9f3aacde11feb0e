"""Events, states and problems in the words of the page."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carnet.audit.happenings import HAPPENINGS

PROBLEMS = {
    "refused": _("The address leads inside a network. Nothing was sent."),
    "unresolved": _("Nobody knows this name."),
    "connection": _("No connection."),
    "encryption": _("The certificate is not in order."),
    "timeout": _("No answer in time."),
    "cut": _("The connection broke off."),
}


def event_choices() -> Iterator[tuple[str, str]]:
    """Each event once, in the words of the trail."""
    said: dict[str, str] = {}
    for phrase, name in HAPPENINGS.items():
        said.setdefault(name, phrase)
    for name, phrase in said.items():
        yield name, f"{capfirst(gettext(phrase))} ({name})"


def problem(code: str) -> str:
    return str(PROBLEMS.get(code, code))
