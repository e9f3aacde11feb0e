"""The questions of one dossier: those of its revision, and the firm's extra ones for this client."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from carnet.campaigns.models import Dossier
from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.definition import Text
from carnet.questionnaires.extras import extended


@dataclass(frozen=True)
class Recipe:
    """How to make a form; the same key makes the same."""

    key: str
    make: Callable[[], Compiled] = field(compare=False)


def dossier_form(dossier: Dossier) -> Compiled:
    """Ready to run; whoever asks, shows or keeps the answers of a dossier gets its questions here."""
    form = dossier.revision.compiled()
    if not dossier.extras:
        return form
    extras = [one["item"] for one in dossier.extras]
    key = json.dumps([dossier.revision.digest, extras], sort_keys=True)
    return made(Recipe(key, lambda: extended(form, extras, section_title())))


@lru_cache(maxsize=200)
def made(recipe: Recipe) -> Compiled:
    return recipe.make()


def section_title() -> Text:
    titles = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles[code] = _("Extra questions from your accountant")
    return titles
