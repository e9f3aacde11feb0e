"""The words of the mails to clients: the standard ones in four languages, and a firm's own with a few
placeholders. Text in, text out: nothing is ever evaluated. Knows no mail and no database."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What may stand in braces, and what comes in its place.
PLACEHOLDERS: dict[str, Any] = {
    "first_name": gettext_lazy("the client’s first name"),
    "firm": gettext_lazy("the name of your firm"),
    "due_date": gettext_lazy("the due date, written out"),
    "questionnaire": gettext_lazy("the title of the questionnaire"),
    "period": gettext_lazy("the year or period asked about"),
}
# What people write instead, in their own language.
MEANT = {
    "first_name": "prenom prénom voornaam vorname name nom naam client klant kunde mandant",
    "firm": "cabinet bureau fiduciaire kantoor kanzlei office company sender",
    "due_date": "date echeance échéance delai délai vervaldag datum deadline frist due termin limite",
    "questionnaire": "vragenlijst fragebogen title titre titel checklist form formulaire",
    "period": "periode période zeitraum year annee année jaar jahr",
}
MEANING = {word: name for name, words in MEANT.items() for word in [name, *words.split()]}
BRACES = re.compile(r"\{([^{}]*)\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no placeholder, as typed, and braces that stand alone."""
    strange = [m[0] for m in BRACES.finditer(text) if m[1].strip() not in PLACEHOLDERS]
    return strange + re.findall(r"[{}]+", BRACES.sub(" ", text))


def meant(strange: str) -> str:
    """The placeholder that somebody probably meant, or nothing."""
    word = re.sub(r"[\W_]+", "_", strange.casefold()).strip("_")
    close = get_close_matches(word, MEANING, n=1, cutoff=0.75)
    return "{" + MEANING[close[0]] + "}" if close else ""


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


@dataclass(frozen=True)
class Kind:
    """One kind of letter whose words a firm may write: its name, and Carnet's own words by language."""

    name: Any
    subject: Callable[[str], str]
    message: Callable[[str], str]

    def words(self, language: str) -> tuple[str, str]:
        return self.subject(language), self.message(language)


# By the name under which a firm's own texts are kept. A later stage adds its letters here.
LETTERS: dict[str, Kind] = {
    "invitation": Kind(gettext_lazy("Invitation"), standard_subject, standard_message),
}
