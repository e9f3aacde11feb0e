"""Values of the register as people read them; national numbers stay covered."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst

from carnet.clients import ibans
from carnet.clients.countries import country_name, language_name
from carnet.clients.models import Kind
from carnet.clients.national import masked
from carnet.core import phones


def shown(key: str, value: Any) -> str:
    """The value of the field `key` in words."""
    if not value:
        return ""
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return SHOWN.get(key, str)(value)


SHOWN: dict[str, Callable[[Any], str]] = {
    "language": lambda code: capfirst(language_name(code)),
    "partner_language": lambda code: capfirst(language_name(code)),
    "country": country_name,
    "nationality": country_name,
    "country_of_practice": country_name,
    "phone": phones.shown,
    "mobile": phones.shown,
    "iban": ibans.shown,
    "national_number": masked,
    "partner_national_number": masked,
    "kind": lambda value: capfirst(str(Kind(value).label)),
    "label": ", ".join,
}
