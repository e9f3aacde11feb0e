"""Values as words for people, in their language."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language
from stdnum import iban
from stdnum.be import nn as be_nn

from carnet.questionnaires.definition import Choice, Item, Text, say
from carnet.questionnaires.given import Value

YES: Text = {"en": "Yes", "fr": "Oui", "nl": "Ja", "de": "Ja"}
NO: Text = {"en": "No", "fr": "Non", "nl": "Nee", "de": "Nein"}
YES_NO = (Choice("yes", YES), Choice("no", NO))


def locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def together(words: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
    """“a, b and c”, or “a, b or c”, in the language of whoever reads."""
    return format_list(list(words), style, locale_of(get_language() or "en"))


def show_text(item: Item, value: Value, language: str) -> str:
    return str(value)


def show_choice(item: Item, value: Value, language: str) -> str:
    choices = item.choices or YES_NO
    return next(
        (say(choice.text, language) for choice in choices if choice.id == value), str(value)
    )


def show_many(item: Item, value: Sequence[str], language: str) -> str:
    return ", ".join(show_choice(item, word, language) for word in value)


def show_number(item: Item, value: Value, language: str) -> str:
    number = format_decimal(Decimal(str(value)), format="#,##0.###", locale=locale_of(language))
    return f"{number} {item.unit}".strip()


def show_money(item: Item, value: Value, language: str) -> str:
    return format_currency(Decimal(str(value)), item.unit or "EUR", locale=locale_of(language))


def show_percent(item: Item, value: Value, language: str) -> str:
    return format_decimal(Decimal(str(value)), locale=locale_of(language)) + " %"


def show_calc(item: Item, value: Value, language: str) -> str:
    if isinstance(value, bool):
        return say(YES if value else NO, language)
    try:
        Decimal(str(value))
    except ArithmeticError:
        return str(value)
    return (show_money if len(item.unit) == 3 and item.unit.isupper() else show_number)(
        item, value, language
    )


def show_date(item: Item, value: str, language: str) -> str:
    return format_date(date.fromisoformat(value), "long", locale=locale_of(language))


def show_month(item: Item, value: str, language: str) -> str:
    return format_skeleton("yMMMM", date.fromisoformat(value + "-01"), locale=locale_of(language))


def show_address(item: Item, value: dict[str, str], language: str) -> str:
    street = " ".join(value[part] for part in ("street", "house_number", "box") if value.get(part))
    town = " ".join(value[part] for part in ("postcode", "city") if value.get(part))
    country = show_country(item, value["country"], language) if value.get("country") else ""
    return ", ".join(line for line in (street, town, country) if line)


def show_country(item: Item, value: Value, language: str) -> str:
    return locale_of(language).territories.get(str(value), str(value))


def show_id_number(item: Item, value: str, language: str) -> str:
    return be_nn.format(value) if item.format == "be_national" else value


def show_bank_account(item: Item, value: str, language: str) -> str:
    return iban.format(value)


def show_files(item: Item, value: Sequence[str], language: str) -> str:
    return str(len(value))


def show_declaration(item: Item, value: dict[str, str], language: str) -> str:
    return value["name"]


def box(value: Value, language: str) -> dict[str, str]:
    """What stands in the input again; a date, an address and a signature have several boxes."""
    return {"": str(value)}


def money_box(value: Value, language: str) -> dict[str, str]:
    return {"": format_decimal(Decimal(str(value)), format="0.00", locale=locale_of(language))}


def number_box(value: Value, language: str) -> dict[str, str]:
    number = Decimal(str(value))
    return {"": format_decimal(number, format="0.##########", locale=locale_of(language))}


def date_boxes(value: str, language: str) -> dict[str, str]:
    year, month, day = value.split("-")
    return {"day": day, "month": month, "year": year}


def month_boxes(value: str, language: str) -> dict[str, str]:
    year, month = value.split("-")
    return {"month": month, "year": year}


def record_boxes(value: dict[str, str], language: str) -> dict[str, str]:
    return dict(value)


def signed_boxes(value: dict[str, str], language: str) -> dict[str, str]:
    return {"agreed": "yes", **value}


def bank_account_box(value: str, language: str) -> dict[str, str]:
    return {"": iban.format(value)}


DAYS = ("period_start", "period_end")
YEARS = {"last_year": -1, "period_year": 0, "next_year": 1}


def period_word(name: str, period: tuple[date, date], language: str) -> str:
    """What {{ name }} says of the period: its year, the one before or after it, its first or last day; nothing
    if it says nothing of it."""
    if name in DAYS:
        return format_date(period[DAYS.index(name)], "long", locale=locale_of(language))
    return str(period[1].year + YEARS[name]) if name in YEARS else ""
