"""The rows of a table of dossiers. Drawing a row fifty times would take longer than the rest of the page: it is drawn
once for all dossiers that look alike, with gaps for all that differs between them and between pages."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from carnet.campaigns.dossier_cells import CELLS, Row
from carnet.campaigns.models import Dossier
from carnet.clients.states import State
from carnet.firms.models import Proof

register = template.Library()

# Stands for the number of a dossier while a row is drawn for all of them.
ANY = 7_000_000_000_000_000_007
# What a page puts into all of its rows.
OF_THE_PAGE = ("csrf_token", "here", "carried")
# Between signs that stand in no text.
GAPS = {key: format_html("\0{}\0", key) for key in (*CELLS, *OF_THE_PAGE)}
GAP = re.compile("\0(.*?)\0")
# What campaigns/_row.html and its menu tell apart.
ALONE = (State.NOT_SENT, State.NOT_DELIVERED, State.CLOSED)


@register.simple_tag(takes_context=True)
def dossier_rows(context: Context, dossiers: Sequence[Dossier], notes: Mapping[int, Any]) -> str:
    """`notes` are what the reminders tell, by dossier. Every cell is escaped that is not safe already."""
    request, now, language = context["request"], timezone.localtime(), get_language()
    of_the_page = {
        "csrf_token": str(context["csrf_token"]),
        "here": quote(request.get_full_path()),
        "carried": context["overview"].carried,
    }
    page = {key: conditional_escape(text) for key, text in of_the_page.items()}
    look = bool(context["campaign"]), request.firm.proof == Proof.PIN, language
    rows = []
    for dossier in dossiers:
        row = Row(dossier, notes[dossier.pk], now, language)
        cells = {key: _escaped(cell(row)) for key, cell in CELLS.items()}
        drawn = _drawn(_like(dossier), *look)
        rows.append(drawn.format(pk=dossier.pk, **page, **cells))
    return SafeString("".join(rows))


def _escaped(cell: str) -> str:
    """As Django does it, which looks at every text whether it is one that waits for its language."""
    return cell if isinstance(cell, SafeString) or not cell else escape(cell)


def _like(dossier: Dossier) -> str:
    """A state whose dossiers look the same."""
    if dossier.state in ALONE:
        return dossier.state
    return State.SENT if dossier.open else State.SUBMITTED


def _draw(state: str, in_campaign: bool, pin: bool, _language: str | None) -> str:
    """The row of dossiers in such a state, for format_html."""
    like = Dossier(pk=ANY, state=state)
    known = {"dossier": like, "in_campaign": in_campaign, "pin": pin}
    drawn = render_to_string("campaigns/_row.html", {**known, **GAPS})
    braced = drawn.replace("{", "{{").replace("}", "}}").replace(str(ANY), "{pk}")
    return GAP.sub(r"{\1}", braced)


# Whoever changes the template sees it at once.
_drawn = _draw if settings.DEBUG else lru_cache(maxsize=256)(_draw)
