"""How AdminPulse calls what Carnet keeps. Its makers publish hardly any names of the fields of a relation: `seen` ones
stand in public code that works, all others are assumed, and an administrator corrects them (docs/adminpulse.md)."""

from django.utils.translation import gettext_lazy as _

from carnet.clients.record import NAMES
from carnet.connectors.named import Named

KINDS = (("person", _("person")), ("sole_trader", _("sole trader")), ("company", _("company")))
SPOKEN = (("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English")))
STANDING = (("yes", _("active")), ("no", _("inactive")))

ADDRESS = "addresses[favourite]"


def _assumed(key: str, *names: str, **more) -> Named:
    return Named(key, NAMES[key], names, **more)


def _seen(key: str, *names: str, **more) -> Named:
    return _assumed(key, *names, seen=True, **more)


def _channel(kind: str, *plain: str) -> tuple[str, ...]:
    """Of the list behind the screen on which several channels of a kind stand, one of them with a star."""
    return f"channels[type={kind},favourite].value", f"{kind}s[favourite].value", *plain


FIELDS = (
    _assumed("kind", "relationType", "type", meanings=KINDS),
    _assumed("first_name", "firstName"),
    _assumed("last_name", "lastName", "name"),
    _seen("company", "name", "displayName"),
    Named("trade_name", _("Trade name of a sole trader"), ("commercialName",), seen=True),
    _assumed("enterprise_number", "vatNumber", "companyNumber", "enterpriseNumber"),
    _assumed("email", *_channel("email", "emailAddress", "email")),
    _assumed("language", "language", "languageCode", meanings=SPOKEN),
    _assumed("phone", *_channel("phone", "phoneNumber", "phone")),
    _assumed("mobile", *_channel("mobile", "mobileNumber", "mobile")),
    _assumed("street", f"{ADDRESS}.street", "address.street", "street"),
    _assumed("house_number", f"{ADDRESS}.number", "address.number", "houseNumber"),
    _assumed("box", f"{ADDRESS}.box", "address.box", "box"),
    _assumed("postcode", f"{ADDRESS}.postalCode", "address.postalCode", "postalCode", "zipCode"),
    _assumed("city", f"{ADDRESS}.city", "address.city", "city"),
    _assumed("country", f"{ADDRESS}.country", "address.country", "countryCode", "country"),
    _seen("client_number", "code"),
    _assumed("label", "profiles[profile=responsible].userId", "responsibleId", "responsible"),
    _assumed(
        "national_number", "nationalNumber", "nationalIdentificationNumber", "nrn", masked=True
    ),
    _assumed("nationality", "nationality", "nationalityCode"),
    _assumed("birth_date", "birthDate", "dateOfBirth"),
    _assumed("iban", "iban", "bankAccounts[favourite].iban", masked=True),
    _assumed("notes"),
    Named("partner", _("Partner (linked relation)"), ("tos[linkType=5].uniqueIdentifier",)),
    Named(
        "active",
        _("Still a client"),
        ("inactive", "isInactive", "isActive", "active", "status", "endDate"),
        meanings=STANDING,
    ),
)

# What nothing public says about sending a document: the names of the body of POST documents/add.
DOCUMENT_PATH = "documents/add"
DOCUMENT = {
    "relation": "relationIdentifier",
    "name": "fileName",
    "content": "content",
    "key": "externalReference",
    "reference": "id",
}
