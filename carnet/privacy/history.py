"""How an incident stood before each change, in words."""

from dataclasses import dataclass

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime

from carnet.privacy.models import Amendment, Incident, Risk


@dataclass(frozen=True)
class Change:
    amendment: Amendment
    fields: list[tuple[str, str]]


def amendments(incident: Incident) -> list[Change]:
    """Newest first."""
    rows = incident.amendments.select_related("by").order_by("-pk")
    return [Change(one, [_field(*item) for item in one.before.items()]) for one in rows]


def _field(name: str, before: str) -> tuple[str, str]:
    return str(Incident._meta.get_field(name).verbose_name), _words(name, before)  # type: ignore[union-attr]


def _words(name: str, before: str) -> str:
    if name == "risk":
        return str(Risk(before).label)
    if name.endswith("_at") and (moment := parse_datetime(before)):
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    if name.endswith("_on") and (day := parse_date(before)):
        return date_format(day, "SHORT_DATE_FORMAT")
    return before
