"""The filters of the register as links: what can be chosen, and what is chosen and can be taken away. Each link
keeps the rest of what somebody asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.clients.countries import country_name
from carnet.clients.criteria import FILTERS, MINE, NONE, NOT_INVITED_KEY, YES, Criteria
from carnet.clients.models import Kind
from carnet.clients.states import State
from carnet.core.countries import country_choices
from carnet.core.templatetags.ui import state_label

Option = tuple[str, str | Promise]
Link = dict[str, Any]


@dataclass(frozen=True)
class Menu:
    """Groups of links; the chosen one takes its filter away again."""

    title: str
    groups: list[SafeString]


@dataclass(frozen=True)
class Filters:
    criteria: Criteria
    labels: list[tuple[int, str]]
    imported: str = ""  # name of the file by which is filtered

    def menus(self) -> list[Menu]:
        more = [
            self._links("kind", Kind.choices),
            self._link("foreign", YES, _("Foreign"))
            + self._link("temporary", YES, _("Temporary"))
            + self._link("archived", YES, _("Archived")),
        ]
        return [
            Menu(_("Label"), self._label_groups()),
            Menu(_("State"), [self._links("state", states())]),
            Menu(_("Language"), [self._links("language", settings.LANGUAGES)]),
            Menu(_("More filters"), more),
        ]

    def chips(self) -> list[Link]:
        chips = [
            {"label": self._chip(key, value), "url": self.criteria.url(**{key: ""})}
            for key in FILTERS
            if (value := getattr(self.criteria, key))
        ]
        if self.criteria.letter:
            label = _("Letter: %(letter)s") % {"letter": self.criteria.letter.upper()}
            chips.append({"label": label, "url": self.criteria.url(letter="")})
        return chips

    def _chip(self, key: str, value: str) -> str:
        sentences = {
            "label": _("Label: %(value)s"),
            "state": _("State: %(value)s"),
            "language": _("Language: %(value)s"),
            "country": _("Country: %(value)s"),
            "kind": _("Kind: %(value)s"),
            "imported": _("Imported file: %(value)s"),
            "foreign": _("Foreign"),
            "temporary": _("Temporary"),
            "archived": _("Archived"),
        }
        return sentences[key] % {"value": self._name(key, value)}

    def _name(self, key: str, value: str) -> str | Promise:
        if key == "country":
            return country_name(value)
        if key == "imported":
            return self.imported or value
        options: dict[str, Iterable[Option]] = {
            "label": [(MINE, _("my clients")), (NONE, _("none")), *self._label_options()],
            "state": states(),
            "language": settings.LANGUAGES,
            "kind": Kind.choices,
        }
        return dict(options.get(key, [])).get(value, value)

    def _label_options(self) -> list[Option]:
        return [(str(pk), name) for pk, name in self.labels]

    def _label_groups(self) -> list[SafeString]:
        mine = self._link("label", MINE, _("My clients"))
        none = self._link("label", NONE, _("No label"))
        return [mine, self._links("label", self._label_options()), none]

    def _links(self, key: str, options: Iterable[Option]) -> SafeString:
        return format_html_join(
            "", "{}", ((self._link(key, value, name),) for value, name in options)
        )

    def _link(self, key: str, value: str, name: str | Promise) -> SafeString:
        current = getattr(self.criteria, key) == value
        url = self.criteria.url(**{key: "" if current else value})
        return link(url, capfirst(str(name)), current=current)


def link(url: str, name: str, *, current: bool) -> SafeString:
    if current:
        return format_html('<a href="{}" aria-current="true">{}</a>', url, name)
    return format_html('<a href="{}">{}</a>', url, name)


def states() -> list[Option]:
    return [(key, state_label(key)) for key in (NOT_INVITED_KEY, *State.values)]


def country_options(chosen: str) -> SafeString:
    """Options of a select; 250 of them, so not through a template each time."""
    if not chosen:
        return _country_options(get_language() or settings.LANGUAGE_CODE)
    chosen_first = format_html(
        '<option value="{}" selected>{}</option>', chosen, country_name(chosen)
    )
    return chosen_first + _country_options(get_language() or settings.LANGUAGE_CODE)


@cache
def _country_options(language: str) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', country_choices())
