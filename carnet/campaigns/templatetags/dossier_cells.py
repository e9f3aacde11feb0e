"""Cells of a list of dossiers. Fifty rows hold the same few texts more often than not: each is put into words once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.campaigns.models import Dossier
from carnet.campaigns.templatetags.campaigns import days_off
from carnet.core import days
from carnet.core.templatetags.ui import progress, state

register = template.Library()
remembered = lru_cache(maxsize=4096)


@register.simple_tag
def state_cell(dossier: Any) -> SafeString:
    """The sign of its state, and what else is to be said of it (the tags before the table have looked it up)."""
    reason = dossier.get_closed_because_display() if dossier.closed_because else ""
    more = (reason, dossier.partner_word, dossier.problem, _leaves(dossier.planned_at))
    told = ((text,) for text in more if text)
    return state(dossier.state) + format_html_join("", ' <span class="sub">{}</span>', told)


def _leaves(moment: datetime | None) -> str:
    if not moment:
        return ""
    shown = date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    return _("leaves on %(moment)s") % {"moment": shown}


@register.simple_tag
def labels_cell(names: Sequence[str]) -> SafeString:
    return format_html_join(" ", '<span class="tag">{}</span>', ((name,) for name in names))


@register.simple_tag
def due_cell(dossier: Dossier, today: date) -> str:
    return _due(dossier.due, (dossier.due - today).days if dossier.open else None, get_language())


@remembered
def _due(day: date, left: int | None, _language: str | None) -> str:
    if left is None:
        return days.short(day)
    return format_html('{} <span class="sub">{}</span>', days.short(day), days_off(left))


@register.simple_tag
def progress_cell(dossier: Dossier) -> str:
    if not dossier.questions:
        return ""
    return _progress(dossier.questions_done, dossier.questions, get_language())


@remembered
def _progress(done: int, total: int, _language: str | None) -> str:
    words = _("%(done)s of %(total)s") % {"done": done, "total": total}
    return format_html('{} <span class="sub nowrap">{}</span>', progress(done, total), words)


@register.simple_tag
def activity_cell(dossier: Dossier) -> SafeString | str:
    if dossier.active_at is None:
        return "–"
    moment = timezone.localtime(dossier.active_at)
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        moment.isoformat(timespec="seconds"),
        _in_full(moment.date(), get_language()),
        f"{moment:%H:%M}",
        ago(moment, timezone.localtime()),
    )


@remembered
def _in_full(day: date, _language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")


def ago(moment: datetime, now: datetime) -> str:
    """“2 weeks ago”: the largest unit is enough for a row, and from a day on, whole days."""
    if now - moment < timedelta(days=1):
        return _ago(timesince(moment, now, depth=1))
    return _days_ago((now - moment).days, now.date(), get_language())


@remembered
def _days_ago(count: int, today: date, _language: str | None) -> str:
    return _ago(timesince(today - timedelta(days=count), today, depth=1))


def _ago(time: str) -> str:
    return _("%(time)s ago") % {"time": time}
