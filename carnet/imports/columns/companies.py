"""Rows about a company: its name may stand where the last name of a person stands in the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from carnet.clients.search import fold
from carnet.imports.columns.column import Cell, Column, Values
from carnet.imports.columns.first_names import is_first_name
from carnet.imports.columns.legal_forms import has_legal_form
from carnet.imports.columns.meant import is_company
from carnet.imports.columns.words import listed

Cells = tuple[Cell, ...]
Step = Callable[[Values, Cells], None]
NAMES = ("first_name", "last_name")
# A word of these beside a first name is still a shop.
TRADES = listed(
    "garage boulangerie bakkerij backerei boucherie slagerij metzgerei restaurant cafe brasserie"
    " hotel pharmacie apotheek apotheke bouw bouwbedrijf construct construction constructions immo"
    " immobilier immobilien consult consulting conseil services service solutions group groupe"
    " groep holding invest transport transports menuiserie schrijnwerkerij schreinerei plomberie"
    " electricite elektro jardins tuinen tuin garten salon coiffure kapsalon studio atelier etudes"
    " bureau fiduciaire kantoor agence agentur toiture toitures dakwerken schilderwerken peinture"
    " entreprise entreprises bedrijf firma etablissements ets horlogerie librairie boekhandel"
    " fleuriste bloemen blumen traiteur design"
)


def steps(columns: Sequence[Column], own: Mapping[str, Column]) -> Iterator[Step]:
    for column in columns:
        if column.note == "vat_country":
            yield partial(_country_of_number, column.index)
    contact = own["contact"].index if "contact" in own else -1
    name = own.get("full_name") or own.get("last_name")
    if name is not None:
        yield partial(_company_in_name, name.index, contact, bool(name.company))
    if "company" in own and own["company"].company:
        yield _company_or_person
    if "kind" in own and "national_number" in own:
        yield _no_national_number


def named_by(text: str, values: Values) -> bool:
    """Whether the name was taken as the company's."""
    return values.get("company") == text


def _country_of_number(index: int, values: Values, cells: Cells) -> None:
    """“0403170701” of “BE”: some programs keep the country of a VAT number apart."""
    number, country = str(values.get("enterprise_number", "")), str(_at(cells, index))
    if number[:1].isdigit() and len(country) == 2 and country.isalpha():
        values["enterprise_number"] = f"{country.upper()}{number}"


def _company_in_name(
    index: int, contact: int, told_by_layout: bool, values: Values, cells: Cells
) -> None:
    text = str(_at(cells, index))
    if (
        not text
        or "first_name" in values
        or not _names_company(
            text, values, contact=bool(_at(cells, contact)), told_by_layout=told_by_layout
        )
    ):
        return
    values.pop("last_name", None)
    values.setdefault("company", text)
    values.setdefault("kind", "company")


def _names_company(text: str, values: Values, *, contact: bool, told_by_layout: bool) -> bool:
    """The kind decides; else a legal form; else, where a program mixes them, a number or a contact person."""
    if kind := values.get("kind"):
        return is_company(str(kind)) and "company" not in values
    if has_legal_form(text):
        return True
    if not told_by_layout:
        return False
    return contact or ("enterprise_number" in values and not _looks_like_a_person(text))


def _looks_like_a_person(text: str) -> bool:
    words = text.replace(",", " ").split()
    return TRADES.isdisjoint(map(fold, words)) and any(map(is_first_name, words))


def _company_or_person(values: Values, cells: Cells) -> None:
    """What a customer is called: the company, or the name of the person once more."""
    company = str(values.get("company", ""))
    names = " ".join(str(values.get(name, "")) for name in NAMES)
    person = not is_company(str(values.get("kind", "")))
    if company and person and sorted(fold(company).split()) == sorted(fold(names).split()):
        del values["company"]


def alone(values: Values, cells: Cells) -> None:
    """Nobody is named, and nothing says that it is a person."""
    named = any(values.get(name) for name in NAMES)
    if values.get("company") and not named and not values.get("kind"):
        values["kind"] = "company"


def _no_national_number(values: Values, cells: Cells) -> None:
    """In a list of companies it is somebody's who works there."""
    if "national_number" in values and is_company(str(values.get("kind", ""))):
        del values["national_number"]


def _at(cells: Cells, index: int) -> Cell:
    return cells[index] if 0 <= index < len(cells) else ""
