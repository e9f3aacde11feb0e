"""The words of an invitation: the standard ones in four languages, and a firm's own with a few
placeholders. Knows no mail and no database."""

import re
from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _

PLACEHOLDERS = ("first_name", "firm", "due_date", "questionnaire")
BRACES = re.compile(r"\{([^{}]*)\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no placeholder, as typed."""
    return [match[0] for match in BRACES.finditer(text) if match[1].strip() not in PLACEHOLDERS]


def fill(text: str, values: Mapping[str, str]) -> str:
    return BRACES.sub(lambda match: values.get(match[1].strip(), match[0]), text)


def standard_subject(language: str) -> str:
    with translation.override(language):
        return _("{questionnaire}: please answer by {due_date}")


def standard_message(language: str) -> str:
    with translation.override(language):
        return "\n\n".join(
            [
                _("Hello {first_name},"),
                _(
                    "Your questionnaire “{questionnaire}” is ready. With your answers we can prepare "
                    "your file. You may stop at any moment and go on later, on your phone or your "
                    "computer: everything you have answered is kept."
                ),
                _("Please send it to us by {due_date}."),
                _("Kind regards,\n{firm}"),
            ]
        )
