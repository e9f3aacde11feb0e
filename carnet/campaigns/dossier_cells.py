"""Cells of a list of dossiers. Fifty rows hold the same few texts more often than not: each is put into words once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.campaigns.templatetags.campaigns import days_off
from carnet.core import days
from carnet.core.templatetags.ui import progress, state

remembered = lru_cache(maxsize=4096)
SUB = ' <span class="sub">{}</span>'


@dataclass(frozen=True)
class Row:
    """A dossier, with what the tags before the table have looked up of it, and what the reminders tell. Read at the
    moment `now`, by the firm's clock."""

    dossier: Any
    note: Any
    now: datetime
    language: str | None


def name(row: Row) -> str:
    return row.dossier.client.name


def company(row: Row) -> str:
    known = row.dossier.client.company
    return format_html(SUB, known) if known else ""


def notes(row: Row) -> str:
    if not (count := row.dossier.note_count):
        return ""
    words = ngettext("%(counter)s note", "%(counter)s notes", count) % {"counter": count}
    return format_html(' <a class="tag" href="{}#notes">{}</a>', _url(row), words)


def _url(row: Row) -> str:
    return reverse("reviews:dossier", args=[row.dossier.pk])


def state_sign(row: Row) -> SafeString:
    """The sign of its state, and what else is to be said of it."""
    dossier = row.dossier
    reason = dossier.get_closed_because_display() if dossier.closed_because else ""
    more = (reason, dossier.partner_word, dossier.problem, _leaves(dossier.planned_at))
    told = [(text,) for text in more if text]
    sign = state(dossier.state)
    return sign + format_html_join("", SUB, told) if told else sign


def _leaves(moment: datetime | None) -> str:
    if not moment:
        return ""
    shown = date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    return _("leaves on %(moment)s") % {"moment": shown}


def labels(row: Row) -> SafeString:
    return _labels(tuple(row.dossier.label_names))


@remembered
def _labels(names: Sequence[str]) -> SafeString:
    return format_html_join(" ", '<span class="tag">{}</span>', ((name,) for name in names))


def campaign(row: Row) -> str:
    return row.dossier.campaign.name


def campaign_url(row: Row) -> str:
    return row.dossier.campaign.url


def due(row: Row) -> str:
    day, today = row.dossier.due, row.now.date()
    return _due(day, (day - today).days if row.dossier.open else None, row.language)


@remembered
def _due(day: date, left: int | None, _language: str | None) -> str:
    if left is None:
        return days.short(day)
    return format_html("{}" + SUB, days.short(day), days_off(left))


def far(row: Row) -> str:
    """How many questions are done, and what waits for the office besides."""
    dossier = row.dossier
    parts = []
    if dossier.questions:
        parts.append(_progress(dossier.questions_done, dossier.questions, row.language))
    if count := dossier.unread:
        words = ngettext("%(counter)s message", "%(counter)s messages", count) % {"counter": count}
        tag = ' <a class="tag warning" href="{}#messages">{}</a>'
        parts.append(format_html(tag, _url(row), words))
    if count := dossier.questions_asked:
        words = ngettext("%(counter)s question to you", "%(counter)s questions to you", count)
        parts.append(format_html(' <span class="tag">{}</span>', words % {"counter": count}))
    if not dossier.questions and not dossier.unread:
        parts.append("–")
    return parts[0] if len(parts) == 1 else format_html("{}" * len(parts), *parts)


@remembered
def _progress(done: int, total: int, _language: str | None) -> str:
    words = _("%(done)s of %(total)s") % {"done": done, "total": total}
    return format_html('{} <span class="sub nowrap">{}</span>', progress(done, total), words)


def reminders(row: Row) -> str:
    """What was promised, or the last and the next mail, or why there will be none."""
    note = row.note
    if note.promises and row.dossier.open:
        told = (_promise(one, row.language) for one in note.promises)
        return format_html_join("", '<p class="sub">{}{}{}</p>', told)
    return _mails(note.last, note.next, "" if note.next else note.why, row.language)


def _promise(promise: Any, language: str | None) -> tuple[str, str, str]:
    partner = f" ({_('the partner')})" if promise.person == "partner" else ""
    reason = f": {promise.reason}" if promise.reason else ""
    return _promised(promise.day, language), partner, reason


@remembered
def _promised(day: date, _language: str | None) -> str:
    return _("Promised for %(day)s") % {"day": date_format(day, "DATE_FORMAT")}


@remembered
def _mails(last: date | None, coming: date | None, why: str, _language: str | None) -> str:
    first = _("last %(day)s") % {"day": days.short(last)} if last else ""
    then = _("next %(day)s") % {"day": days.short(coming)} if coming else why
    return format_html("{}" + SUB, first, then) if then else first or "–"


def activity(row: Row) -> str:
    if row.dossier.active_at is None:
        return "–"
    moment = row.dossier.active_at.astimezone(row.now.tzinfo)
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        moment.isoformat(timespec="seconds"),
        _in_full(moment.date(), row.language),
        f"{moment:%H:%M}",
        ago(moment, row.now, row.language),
    )


@remembered
def _in_full(day: date, _language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")


def ago(moment: datetime, now: datetime, language: str | None) -> str:
    """“2 weeks ago”: the largest unit is enough for a row, and from a day on, whole days."""
    if now - moment < timedelta(days=1):
        return _ago(timesince(moment, now, depth=1))
    return _days_ago((now - moment).days, now.date(), language)


@remembered
def _days_ago(count: int, today: date, _language: str | None) -> str:
    return _ago(timesince(today - timedelta(days=count), today, depth=1))


def _ago(time: str) -> str:
    return _("%(time)s ago") % {"time": time}


# By the names they have in campaigns/_row.html.
CELLS: dict[str, Callable[[Row], str]] = {
    "name": name,
    "company": company,
    "notes": notes,
    "state": state_sign,
    "labels": labels,
    "campaign": campaign,
    "campaign_url": campaign_url,
    "due": due,
    "progress": far,
    "reminders": reminders,
    "activity": activity,
}
