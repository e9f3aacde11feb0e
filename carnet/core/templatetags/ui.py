"""The small parts pages are made of: the sign of a state, the bar of states, the rail.

Knows the words and shapes of states, not what they mean; knows the names of URLs, not their views.
"""

from collections.abc import Iterable
from typing import Any

import heroicons
from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

RING = '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.8"/>'
SHAPES = {
    "not_invited": '<path d="M3.5 8h9" stroke="currentColor" stroke-width="2"/>',
    "not_sent": RING,
    "sent": RING + '<path d="M8 8V2a6 6 0 0 1 6 6z" fill="currentColor"/>',
    "not_delivered": '<path d="M8 1 15.6 14.5H.4z" fill="currentColor"/>'
    '<path class="cut" d="M8 5.6v4.6m0 1.2v1.6" stroke-width="1.7"/>',
    "opened": RING + '<path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/>',
    "in_progress": RING + '<path d="M8 8V2a6 6 0 1 1-6 6z" fill="currentColor"/>',
    "submitted": '<circle cx="8" cy="8" r="6.9" fill="currentColor"/>',
    "in_review": RING + '<circle cx="8" cy="8" r="3" fill="currentColor"/>',
    "asked_again": '<path d="M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7" fill="none"'
    ' stroke="currentColor" stroke-width="2"/>',
    "accepted": '<path d="m2 8.6 3.8 4L14 3.6" fill="none" stroke="currentColor" stroke-width="2.4"/>',
    "closed": '<rect x="2" y="2" width="12" height="12" rx="2" fill="none" stroke="currentColor"'
    ' stroke-width="1.8"/><path d="M5.5 5.5h5v5h-5z" fill="currentColor"/>',
}

# URL name, icon, word, and the namespaces that count as being there.
RAIL = [
    ("clients:list", "users", _("Clients"), {"clients"}),
    (
        "campaigns:list",
        "paper-airplane",
        _("Campaigns"),
        {"campaigns", "invitations", "answers", "reviews", "exports"},
    ),
    ("questionnaires:list", "clipboard-document-list", _("Questionnaires"), {"questionnaires"}),
    ("imports:start", "arrow-down-tray", pgettext_lazy("rail", "Import"), {"imports"}),
]
RAIL_OF_ADMINISTRATORS = [
    ("core:outbox", "inbox-stack", _("Outbox"), {"core"}),
    ("firms:settings", "cog-6-tooth", _("Settings"), {"firms"}),
]


@register.filter
def state_label(state: str) -> str:
    return capfirst(STATES.get(state or "not_invited", state))


@register.simple_tag
def state(key: str, short: bool = False) -> SafeString:
    """The sign of a state: a colour, a shape and a word (`short` leaves the word to screen readers)."""
    key = key or "not_invited"
    return format_html(
        '<span class="state s-{}"{}>{}<span{}>{}</span></span>',
        key,
        format_html(' title="{}"', state_label(key)) if short else "",
        _sign(key),
        mark_safe(' class="visually-hidden"') if short else "",
        state_label(key),
    )


def _sign(key: str) -> SafeString:
    shape = SHAPES.get(key, SHAPES["not_sent"])
    return mark_safe(f'<svg viewBox="0 0 16 16" aria-hidden="true">{shape}</svg>')


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


GAP, SMALLEST = 3, 8


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
    return {"items": list(_rail_items(getattr(request, "user", None), here))}


def _rail_items(user: Any, here: str) -> Iterable[dict[str, Any]]:
    administrator = getattr(user, "is_administrator", False)
    for name, icon, label, places in RAIL + (RAIL_OF_ADMINISTRATORS if administrator else []):
        url = _url(name)
        if url and (name != "imports:start" or getattr(user, "may_import", False)):
            yield {"url": url, "icon": icon, "label": label, "current": here in places}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A heroicon whose name is a variable, hidden from screen readers."""
    return mark_safe(heroicons._render_icon("outline", name, 24, {"aria_hidden": "true"}))
