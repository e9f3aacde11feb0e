"""How a firm wants documents to be called when they leave the house: a pattern with names in braces. Pure."""

from collections.abc import Mapping
from datetime import date
from string import Formatter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NAMES = ("number", "client", "client_number", "question", "entry", "period", "date", "original")
STANDARD = "{number} {question} - {entry}"
# What tells one document of a dossier from another; without one of them all would be called the same.
TELLING = {"number", "question", "original"}
SEPARATORS = " -–_,;."


def check(pattern: str) -> None:
    """Raises ValidationError, in a sentence that says what to do."""
    found = parts(pattern)
    unknown = [name for name in found if name not in NAMES]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        raise ValidationError(
            _("%(name)s is not known. You can use: %(known)s.")
            % {"name": f"{{{unknown[0]}}}", "known": known}
        )
    if not TELLING.intersection(found):
        raise ValidationError(
            _("Use at least one of %(names)s: otherwise all documents would be called the same.")
            % {"names": "{number}, {question}, {original}"}
        )


def parts(pattern: str) -> list[str]:
    """The names in braces. Raises ValidationError for braces that do not close."""
    try:
        pieces = list(Formatter().parse(pattern))
    except ValueError:
        pieces = [("", None, "?", None)]
    if any(layout or conversion for _text, _name, layout, conversion in pieces):
        raise ValidationError(_("Write each name between a { and a }, and nothing else in there."))
    return [name for _text, name, _layout, _conversion in pieces if name is not None]


def named(pattern: str, values: Mapping[str, str]) -> str:
    """Values by name. What is empty goes with what stands before it, and with the bracket behind it."""
    found, bracket = "", False
    for text, name, _layout, _conversion in Formatter().parse(pattern):
        text = text.removeprefix(")") if bracket else text
        value = values.get(name, "") if name is not None else ""
        empty = name is not None and not value
        bracket = empty and text.endswith("(")
        if not empty:
            found += (text if found else text.lstrip(SEPARATORS)) + value
    return " ".join(found.split())


def example(pattern: str, day: date) -> str:
    """What a document would be called."""
    values = {
        "number": "02",
        "client": "Ann Peeters",
        "client_number": "K12",
        "question": _("Certificate of child care"),
        "entry": "Noa",
        "period": str(day.year - 1),
        "date": day.isoformat(),
        "original": "IMG_2034",
    }
    return f"{named(pattern, values)}.pdf"
