"""The columns of the register: what each shows of a client, on the page and in a workbook. Gets plain rows
(dictionaries), so that showing a page costs no queries and no model objects."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carnet.clients.countries import country_name
from carnet.clients.models import Kind
from carnet.clients.states import OPEN_STATES
from carnet.core import days, phones
from carnet.core.templatetags.ui import state as state_sign
from carnet.core.templatetags.ui import state_label

Row = dict[str, Any]
LANGUAGES = dict(settings.LANGUAGES)
KINDS = dict(Kind.choices)
STILL_OPEN = {str(state) for state in OPEN_STATES}
NOTHING = "–"


@dataclass(frozen=True)
class Column:
    """`plain` is the value in a workbook; `shown` is what the page makes of it, the same when missing."""

    key: str
    title: str | Promise
    fields: tuple[str, ...]
    plain: Callable[[Row], Any]
    shown: Callable[[Row], Any] | None = None
    sort: str = ""
    css: str = ""
    standard: bool = False


def day(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return _written(moment, get_language()) if moment else ""


# The same few dates and states stand in every row; drawing them anew is what a page takes longest for.
@lru_cache(maxsize=4096)
def _written(day: date, language: str | None) -> str:
    return days.short(day)


@lru_cache(maxsize=128)
def _sign(state: str, language: str | None) -> SafeString:
    return state_sign(state)


def _labels(row: Row) -> str:
    return format_html_join(" ", '<span class="tag">{}</span>', ((name,) for name in row["labels"]))


def _due(row: Row) -> str:
    if row["due_date"] and row["state"] in STILL_OPEN and row["due_date"] < timezone.localdate():
        return format_html('<span class="tag warning">{}</span>', day(row["due_date"]))
    return day(row["due_date"])


def _phone(row: Row) -> str:
    return phones.shown(row["mobile"] or row["phone"])


def _of(key: str) -> Callable[[Row], Any]:
    return lambda row: row[key]


COLUMNS = [
    Column(
        "state", _("State"), ("state",),
        lambda row: str(state_label(row["state"])), lambda row: _sign(row["state"], get_language()),
        standard=True,
    ),
    Column("labels", _("Labels"), (), lambda row: ", ".join(row["labels"]), _labels, standard=True),
    Column(
        "language", _("Language"), ("language",),
        lambda row: str(LANGUAGES.get(row["language"], row["language"])), standard=True,
    ),
    Column(
        "due", _("Due"), ("due_date", "state"), _of("due_date"), _due,
        sort="due", css="number nowrap", standard=True,
    ),
    Column(
        "activity", _("Last activity"), ("active_at",), _of("active_at"),
        lambda row: day(row["active_at"]), sort="activity", css="number nowrap", standard=True,
    ),
    Column("email", _("E-mail"), ("email",), _of("email")),
    Column("number", _("Client number"), ("client_number",), _of("client_number"), css="nowrap"),
    Column("phone", _("Phone"), ("mobile", "phone"), _phone, css="nowrap"),
    Column("city", _("City"), ("city",), _of("city")),
    Column("country", _("Country"), ("country",), lambda row: country_name(row["country"])),
    Column("kind", _("Kind"), ("kind",), lambda row: str(KINDS.get(row["kind"], row["kind"]))),
    Column(
        "enterprise", _("Enterprise number"), ("enterprise_number",),
        _of("enterprise_number"), css="nowrap",
    ),
    Column(
        "added", _("Added"), ("created_at",), _of("created_at"),
        lambda row: day(row["created_at"]), sort="added", css="number nowrap",
    ),
]  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
STANDARD = [column.key for column in COLUMNS if column.standard]
ALWAYS = ("pk", "first_name", "last_name", "company", "kind", "erase_on", "archived_at")


def chosen(keys: Iterable[str]) -> list[Column]:
    """In the order of the table above. Keys a later version no longer knows are left out."""
    wanted = set(keys)
    return [column for column in COLUMNS if column.key in wanted]


def fields(columns: Iterable[Column]) -> list[str]:
    return list(dict.fromkeys([*ALWAYS, *(name for column in columns for name in column.fields)]))


def name(row: Row) -> str:
    return f"{row['first_name']} {row['last_name']}".strip() or row["company"]


def shown(column: Column, row: Row) -> Any:
    return (column.shown or column.plain)(row)
