"""The questions of one dossier: those of its revision, and the firm's extra ones for this client."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

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


def switched_off(dossier: Dossier) -> dict[str, Any]:
    """What is not asked of this client, with who decided so and why. By today's ids: in a new revision a question
    may have another one, and it stays off."""
    off = dossier.switched_off or {}
    items = dossier_form(dossier).definition.all_items() if off else ()
    renamed = {old: item.id for item in items for old in item.was}
    return {renamed.get(id_, id_): known for id_, known in off.items()}


@lru_cache(maxsize=200)
def made(recipe: Recipe) -> Compiled:
    return recipe.make()


def section_title() -> Text:
    titles = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles[code] = _("Extra questions from your accountant")
    return titles
