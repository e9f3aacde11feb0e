"""The empty workbook a firm may fill in instead of its own list. Its headers are those of headers.py."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from carnet.clients.countries import language_choices
from carnet.clients.models import Kind
from carnet.clients.record import PERSON, REQUIRED
from carnet.core.countries import country_choices
from carnet.imports.columns.headers import TITLES

LAST_ROW = 5_000
COUNTRIES = ("country", "nationality", "country_of_practice")
LANGUAGES = ("language", "partner_language")

# What to write in the column, and an example. All of it invented.
HINTS = {
    "kind": (gettext_lazy("Person, sole trader or company. Left empty: person."), ""),
    "first_name": ("", "Ann"),
    "last_name": ("", "Peeters"),
    "email": (gettext_lazy("Where the questionnaire is sent."), "ann.peeters@example.org"),
    "mobile": ("", "0470 12 34 56"),
    "label": (gettext_lazy("Who in the office looks after this client."), "Claire Dubois"),
    "language": (gettext_lazy("The language of the mails and of the questionnaire."), ""),
    "street": ("", "Rue Haute"),
    "house_number": ("", "12"),
    "box": ("", "3"),
    "postcode": ("", "1000"),
    "city": ("", "Bruxelles"),
    "country": ("", ""),
    "national_number": (gettext_lazy("With or without dots and dashes."), "85.07.30-033.28"),
    "partner_national_number": (
        gettext_lazy("One row is one return: write the partner here, not in a row of their own."),
        "87.03.14-002.68",
    ),
    "partner_first_name": ("", "Jan"),
    "partner_last_name": ("", "Maes"),
    "partner_email": ("", "jan.maes@example.org"),
    "partner_language": ("", ""),
    "company": (gettext_lazy("For companies and sole traders."), ""),
    "enterprise_number": (
        gettext_lazy("Belgian, Swiss, French or Luxembourg enterprise or VAT number."),
        "",
    ),
    "client_number": (
        gettext_lazy("Your own number for this client; it recognises the client next time."),
        "00125",
    ),
    "phone": ("", "02 123 45 67"),
    "birth_date": ("", "30/07/1985"),
    "nationality": ("", ""),
    "country_of_practice": (gettext_lazy("If the client works in another country."), ""),
    "iban": ("", "BE68 5390 0754 7034"),
    "notes": (gettext_lazy("Only the office sees these."), ""),
}


def write_template(language: str) -> bytes:
    file = io.BytesIO()
    with override(language), Workbook(file, {"in_memory": True}) as workbook:
        clients = workbook.add_worksheet(_("Clients"))
        _explain(workbook.add_worksheet(_("Explanation")), workbook, language)
        _choices(workbook.add_worksheet("-"), clients)
        _headers(clients, workbook, language)
    return file.getvalue()


def title(field: str, language: str) -> str:
    return TITLES[field][language] + ("*" if field in REQUIRED else "")


def _headers(sheet: Worksheet, workbook: Workbook, language: str) -> None:
    plain, starred = _heads(workbook)
    text = workbook.add_format({"num_format": "@"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for column, field in enumerate(TITLES):
        words = title(field, language)
        sheet.set_column(
            column, column, max(14, len(words) + 2), day if field == "birth_date" else text
        )
        sheet.write_string(0, column, words, starred if field in REQUIRED else plain)
    sheet.freeze_panes(1, 0)


def _heads(workbook: Workbook) -> tuple[Format, Format]:
    look = {"bold": True, "bottom": 1, "num_format": "@"}
    return workbook.add_format(look), workbook.add_format({**look, "bg_color": "#E4EEE9"})


def _explain(sheet: Worksheet, workbook: Workbook, language: str) -> None:
    plain, _starred = _heads(workbook)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    examples = _examples(language)
    sheet.set_column(0, 0, 42, wrapped)
    sheet.set_column(1, 1, 70, wrapped)
    sheet.set_column(2, 2, 28, wrapped)
    sheet.write_row(0, 0, [_("Column"), _("What to write"), _("Example")], plain)
    for row, (field, (hint, example)) in enumerate(HINTS.items(), start=1):
        needed = _needed(field)
        sheet.write_string(row, 0, title(field, language), wrapped)
        sheet.write_string(row, 1, f"{needed} {hint}".strip(), wrapped)
        sheet.write_string(row, 2, example or examples.get(field, ""), wrapped)


def _needed(field: str) -> str:
    if field in PERSON:
        return _("Needed, except of a company.")
    return _("Needed.") if field in REQUIRED else ""


def _examples(language: str) -> dict[str, str]:
    own = dict(language_choices())[language]
    belgium = dict(country_choices())["BE"]
    return {
        "kind": str(Kind.PERSON.label),
        **dict.fromkeys(LANGUAGES, own),
        **dict.fromkeys(COUNTRIES, belgium),
    }


def _choices(lists: Worksheet, clients: Worksheet) -> None:
    """Drop-downs refer to a hidden sheet, since a list in the cell itself holds 255 characters at most."""
    _drop_down(lists, 0, clients, ("kind",), [str(label) for label in Kind.labels])
    _drop_down(lists, 1, clients, LANGUAGES, [name for _code, name in language_choices()])
    _drop_down(lists, 2, clients, COUNTRIES, [name for _code, name in country_choices()])
    lists.hide()


def _drop_down(
    lists: Worksheet, at: int, clients: Worksheet, fields: Sequence[str], words: Sequence[str]
) -> None:
    lists.write_column(0, at, words)
    letter = "ABC"[at]
    rule = {
        "validate": "list",
        "source": f"='{lists.get_name()}'!${letter}$1:${letter}${len(words)}",
        "error_type": "warning",
    }
    columns = list(TITLES)
    for field in fields:
        place = columns.index(field)
        clients.data_validation(1, place, LAST_ROW, place, rule)
