"""What any source tells us about one client: web form, spreadsheet, practice software, API.

Its values are checked and in their normal form (carnet/clients/fields.py); it knows no database.
"""

from dataclasses import dataclass, fields
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRecord:
    first_name: str = ""
    last_name: str = ""
    email: str
    language: str
    kind: str = "person"
    street: str = ""
    house_number: str = ""
    box: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    company: str = ""
    enterprise_number: str = ""
    label: tuple[str, ...] = ()
    client_number: str = ""
    national_number: str = ""
    partner_first_name: str = ""
    partner_last_name: str = ""
    partner_email: str = ""
    partner_language: str = ""
    partner_national_number: str = ""
    nationality: str = ""
    country_of_practice: str = ""
    phone: str = ""
    mobile: str = ""
    birth_date: date | None = None
    iban: str = ""
    notes: str = ""
    # Which fields the source spoke of. About the others it knows nothing, which is not "empty".
    told: frozenset[str] = frozenset()


# In the order of the form, the template to download and the export.
FIELDS: tuple[str, ...] = tuple(
    field.name for field in fields(ClientRecord) if field.name != "told"
)
PARTNER = tuple(key for key in FIELDS if key.startswith("partner_"))
PERSON = ("first_name", "last_name")
# They rest sealed.
NUMBERS = ("national_number", "partner_national_number")
REQUIRED = (*PERSON, "email", "language")


def required(kind: str) -> tuple[str, ...]:
    """Of a company nobody needs to be named: its own name is (fields.check)."""
    return tuple(key for key in REQUIRED if kind != "company" or key not in PERSON)


NAMES = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "language": _("Language"),
    "kind": _("Kind of client"),
    "street": _("Street"),
    "house_number": pgettext_lazy("address", "Number"),
    "box": pgettext_lazy("address", "Box"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "country": _("Country"),
    "company": _("Company"),
    "enterprise_number": _("Enterprise or VAT number"),
    "label": _("Label"),
    "client_number": _("Client number"),
    "national_number": _("National register number"),
    "partner_first_name": _("Partner's first name"),
    "partner_last_name": _("Partner's last name"),
    "partner_email": _("Partner's e-mail"),
    "partner_language": _("Partner's language"),
    "partner_national_number": _("Partner's national register number"),
    "nationality": _("Nationality"),
    "country_of_practice": _("Country of practice"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "birth_date": _("Birth date"),
    "iban": _("IBAN"),
    "notes": _("Notes"),
}
