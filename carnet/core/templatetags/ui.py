"""The small parts pages are made of: the sign of a state, the bar of states, the rail.

Knows the words of states, not what they mean; knows the names of URLs, not their views.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from carnet.core import days
from carnet.core.icons import heroicon_outline

register = template.Library()

STATES = {
    "not_invited": _("not invited"),
    "not_sent": _("not sent"),
    "sent": _("sent"),
    "not_delivered": _("not delivered"),
    "opened": _("opened"),
    "in_progress": _("in progress"),
    "submitted": _("submitted"),
    "in_review": _("in review"),
    "asked_again": _("asked again"),
    "accepted": _("accepted"),
    "closed": _("closed"),
}

# URL name, icon, word, and the namespaces that count as being there.
RAIL = [
    ("clients:list", "users", _("Clients"), {"clients"}),
    (
        "campaigns:list",
        "paper-airplane",
        _("Campaigns"),
        {"campaigns", "invitations", "answers", "reviews", "reminders", "approvals", "exports"},
    ),
    (
        "questionnaires:list",
        "clipboard-document-list",
        _("Questionnaires"),
        {"questionnaires", "builder", "building", "lists"},
    ),
    ("imports:start", "arrow-down-tray", pgettext_lazy("rail", "Import"), {"imports"}),
]
RAIL_OF_ADMINISTRATORS = [
    ("core:outbox", "inbox-stack", _("Outbox"), {"core"}),
    (
        "firms:settings",
        "cog-6-tooth",
        _("Settings"),
        {"firms", "mails", "webhooks", "deliveries", "retention", "privacy"},
    ),
]


# Of the funnel's thousand units of width.
GAP, SMALLEST = 3, 8


@register.filter
def short_day(moment: date | datetime | None) -> str:
    return days.short(moment)


@register.simple_tag
def labelled(label: str, text: str) -> str:
    """What a text is about, and the text; French puts a space before the colon."""
    return format_html(gettext("{label}: {text}"), label=label, text=text) if label else text


@register.filter
def state_label(state: str) -> str:
    return str(capfirst(STATES.get(state or "not_invited", state)))


@register.simple_tag
def state(key: str, short: bool = False) -> SafeString:
    """The sign of a state: a colour, a shape and a word (`short` leaves the word to screen readers)."""
    return _state(key or "not_invited", short, get_language())


# The same few stand in every row of a list.
@lru_cache(maxsize=128)
def _state(key: str, short: bool, language: str | None) -> SafeString:
    context = {"key": key, "label": state_label(key), "short": short}
    return render_to_string("ui/_state.html", context)


@register.inclusion_tag("ui/_funnel.html")
def funnel(segments: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One bar of states; each part is a link, and small parts keep a width one can hit."""
    segments = list(segments)
    shown = [segment for segment in segments if segment["count"]]
    total = sum(segment["count"] for segment in shown)
    room = 1000 - GAP * max(len(shown) - 1, 0) - SMALLEST * len(shown)
    bars, x = [], 0.0
    for segment in shown:
        width = SMALLEST + room * segment["count"] / total
        bars.append({**segment, "x": f"{x:.1f}", "width": f"{width:.1f}"})
        x += width + GAP
    return {"bars": bars, "segments": segments, "total": total}


@register.simple_tag
def progress(done: int, total: int) -> SafeString:
    return format_html(
        '<progress class="bar" value="{}" max="{}" aria-label="{}"></progress>',
        done,
        max(total, 1),
        _("%(done)s of %(total)s") % {"done": done, "total": total},
    )


@register.inclusion_tag("ui/_rail.html", takes_context=True)
def rail(context: Context, current: str = "") -> dict[str, Any]:
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    here = current or (match.namespace.partition(":")[0] if match else "")
    badges = context.get("rail_badges") or {}
    return {"items": list(_rail_items(getattr(request, "user", None), here, badges))}


def _rail_items(user: Any, here: str, badges: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """`badges` are signs beside a word, by the name of the URL; the stages make them."""
    administrator = getattr(user, "is_administrator", False)
    for name, icon, label, places in RAIL + (RAIL_OF_ADMINISTRATORS if administrator else []):
        url = _url(name)
        if url and (name != "imports:start" or getattr(user, "may_import", False)):
            shown = {"url": url, "icon": icon, "label": label, "current": here in places}
            yield {**shown, "badge": badges.get(name)}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def icon(name: str) -> str:
    """A heroicon whose name is a variable, hidden from screen readers."""
    return heroicon_outline(name, aria_hidden="true")
