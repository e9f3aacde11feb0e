from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import template
from django.db.models import Count
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from carnet.campaigns.models import Dossier, Note
from carnet.core.asked_often import AskedOften

register = template.Library()


@register.simple_tag
def days_to(due_date: date, today: date) -> str:
    """How far off a day is, in words."""
    return days_off((due_date - today).days)


def days_off(left: int) -> str:
    near = {1: _("tomorrow"), 0: _("today"), -1: _("since yesterday")}
    if left in near:
        return near[left]
    text = _("in %(count)s days") if left > 0 else _("%(count)s days ago")
    return text % {"count": abs(left)}


@register.simple_tag
def manager_rows(rows: Iterable[Any]) -> SafeString:
    """Of dozens of labels, without a look at each variable, each word and each number by the template."""
    words = _("Clients"), _("Waiting for them"), _("Answering"), _("With us"), _("Done")
    cell = '<td data-label="{}" class="number">{{}}</td>'
    cells = format_html(cell * len(words), *words)
    line = f'<tr><td><a href="{{}}"{{}}>{{}}</a></td>{cells}</tr>\n'
    current, unnamed = ' aria-current="true"', _("No label")
    told = (
        (escape(row.url), current if row.current else "", escape(row.name or unnamed), *row.figures)
        for row in rows
    )
    return SafeString("".join(line.format(*one) for one in told))


@register.simple_tag
def notes_of(dossier: Dossier) -> list[Note]:
    return list(dossier.notes.select_related("by"))


@register.simple_tag
def note_key() -> UUID:
    """Goes with a form, so that pressing twice notes once."""
    return uuid4()


NOTES = AskedOften(
    lambda dossiers: (
        Note._base_manager.filter(dossier__pk__in=dossiers)
        .order_by()
        .values_list("dossier")
        .annotate(n=Count("pk"))
    )
)


@register.simple_tag
def count_notes(dossiers: Sequence[Dossier]) -> str:
    """Gives each dossier its `note_count`; one query. Writes nothing into the page."""
    counts = dict(NOTES(dossiers=[one.pk for one in dossiers]))
    for dossier in dossiers:
        dossier.note_count = counts.get(dossier.pk, 0)  # type: ignore[attr-defined]
    return ""
