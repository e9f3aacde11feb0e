"""What a header means when that depends on its neighbours and on what stands below it.

The rules of “Nom”, “N°”, “Partenaire”, “Code”, “Type” and their like, in every language: never settled
by chance. Each gives a field, or why the column is left out (a note of aside.py).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carnet.imports.columns.content import NEARLY_ALL, Samples
from carnet.imports.columns.words import listed, word_set

IGNORE = "ignore"

NAMES = word_set(
    "nom, naam, name, nomclient, klantnaam, kundenname, noms, namen, nom prenom usuel, naam 1, nom 1, name 1"
)
NAMES_OR_COMPANIES = word_set(
    "nom ou dénomination, nom ou raison sociale, nom/raison sociale, nom - raison sociale, raison sociale/nom,"
    " nom/dénomination, dénomination/nom, nom ou société, nom du client ou société, naam of bedrijf,"
    " naam of firma, naam/firmanaam, naam of benaming, naam/benaming, bedrijf/naam, naam of maatschappelijke"
    " naam, name or company, name oder firma, name/firma"
)
NUMBERS = word_set("n°, numéro, nummer, number, nr, #n, num, no, nº")
PARTNERS = word_set(
    "partenaire, conjoint, conjointe, partner, echtgenoot, echtgenote, echtgeno(o)t(e), spouse,"
    " ehepartner, ehegatte, époux, épouse, époux/épouse, related spouse"
)
CLIENTS = word_set("client, clients, klant, klanten, contribuable, kunde, mandant, customer")
CONTACTS = word_set(
    "contact, contacts, contactpersoon, personne de contact, contact person, contact name, main contact,"
    " kontaktperson, kontakt_person, kontakt, interlocuteur, contact principal, hoofdcontact, dirigeant,"
    " gérant, zaakvoerder, bestuurder, ansprechpartner, ansprechperson, représentant, vertegenwoordiger"
)
KINDS = word_set(
    "type, typ, soort, kind, catégorie, categorie, nature, statut juridique, personne, persoon, person"
)
CODES = word_set("code, codes")
# Other countries' numbers; only those with the length of one that may be kept are read.
PERSONAL_NUMBERS = word_set(
    "matricule, n° matricule, numéro matricule, NIF, numéro fiscal, n° fiscal, ssn, social security number,"
    " SocialSecurityNumber, numéro de sécurité sociale, n° de sécurité sociale, n° sécurité sociale,"
    " n° contribuable fiscal, government id number, sozialversicherungsnummer, national identifier,"
    " steuernummer, fiscal number, tax number, identification number, numéro d'identification,"
    " identificatienummer, fiscaal nummer"
)
# Reserved by law to certain bodies: never read, whatever stands there.
RESERVED_NUMBERS = word_set(
    "avs, n° avs, numéro avs, ahv, ahv n°, ahv nr, ahv-nr, ahvnr, ahv-nummer, ahv nummer, n° avs/ai, bsn,"
    " bsn-nummer, sofinummer, burgerservicenummer, navs, navs 13"
)
COURTS = word_set("rpr, rpm, rcs, rc")
UIDS = word_set("uid")
STATES = word_set("status, statut, stand, état")
ENTITIES = word_set("entity, entité, entiteit")
CUSTOMERS = word_set("is klant, est client, is customer, is_customer, customer rank, ist kunde")
SUPPLIERS = word_set(
    "is leverancier, est fournisseur, is supplier, is_supplier, leverancier, fournisseur, supplier, vendor,"
    " lieferant, ist lieferant, supplier rank"
)

OUTLOOK = word_set("deuxième prénom, suffixe, middelste naam, achtervoegsel, middle name, suffix")

KEPT_NUMBER = re.compile(r"(?:\D*\d){11}\D*|(?!\D*7\D*5\D*6)(?:\D*\d){13}\D*")
ROLES = listed(
    "c s k l client fournisseur klant leverancier customer supplier debiteur crediteur kunde"
    " lieferant d f clients fournisseurs beide"
)
STREETS = {"street", "address"}

Settled = tuple[str, str]


@dataclass(frozen=True)
class Spot:
    """One column among the others of its owner: the fields settled so far, the known words of the headers,
    what stands below."""

    index: int
    fields: Sequence[str]
    words: Sequence[str]
    samples: Sequence[Samples]

    @property
    def below(self) -> Samples:
        return self.samples[self.index]

    @property
    def left(self) -> str:
        return self.fields[self.index - 1] if self.index else ""

    def mostly(self, fits: Callable[[str], object]) -> bool:
        fitting = sum(1 for text in self.below.texts if fits(text))
        return bool(self.below) and fitting >= NEARLY_ALL * len(self.below)

    def unless_taken(self, field: str) -> Settled:
        return (IGNORE, "twice") if field in self.fields else (field, "")


def _name(spot: Spot) -> Settled:
    if "first_name" in spot.fields:
        return spot.unless_taken("last_name")
    if spot.below.share("company") > 1 - NEARLY_ALL and "full_name" in spot.fields:
        return spot.unless_taken("company")
    return spot.unless_taken("full_name")


def _number(spot: Spot) -> Settled:
    return spot.unless_taken("house_number") if spot.left in STREETS else (IGNORE, "own_number")


def _partner(spot: Spot) -> Settled:
    if spot.below.mostly("national_number") or spot.mostly(
        re.compile(r"(?:\D*\d){11}\D*").fullmatch
    ):
        return spot.unless_taken("partner_national_number")
    if spot.below.mostly("email"):
        return spot.unless_taken("partner_email")
    if (
        spot.below.mostly("words")
        and not spot.below.mostly("yes_no")
        and spot.below.share("company") < 0.1
    ):
        return spot.unless_taken("partner_full_name")
    return IGNORE, "unclear" if spot.below else "empty"


def _client(spot: Spot) -> Settled:
    if spot.below.mostly("yes_no"):
        return IGNORE, "customer"
    if spot.below.mostly("code"):
        return spot.unless_taken("client_number")
    if "last_name" in spot.fields or not NAMES.isdisjoint(spot.words):
        return IGNORE, "twice"
    return spot.unless_taken("full_name")


def _contact(spot: Spot) -> Settled:
    """The person to write to in a company, or the client where no other column names one."""
    named = {"last_name", "full_name"}.intersection(spot.fields) or NAMES.intersection(spot.words)
    return spot.unless_taken("contact" if named else "full_name")


def _code(spot: Spot) -> Settled:
    right = spot.fields[spot.index + 1] if spot.index + 1 < len(spot.fields) else ""
    if spot.below.mostly("postcode") and (right == "city" or spot.left in STREETS):
        return spot.unless_taken("postcode")
    if spot.below.mostly("language"):
        return spot.unless_taken("language")
    return spot.unless_taken("client_number")


def _kind(spot: Spot) -> Settled:
    if spot.mostly(lambda text: text.lower() in ROLES) and not spot.below.mostly("kind"):
        return IGNORE, "supplier"
    if spot.below.share("kind") + spot.below.share("legal_form") >= NEARLY_ALL:
        return spot.unless_taken("kind")
    return IGNORE, "sector"


def _personal_number(spot: Spot) -> Settled:
    if not spot.below:
        return IGNORE, "empty"
    kept = spot.mostly(KEPT_NUMBER.fullmatch)
    return spot.unless_taken("national_number") if kept else (IGNORE, "reserved")


def _court(spot: Spot) -> Settled:
    if spot.below.mostly("enterprise_number"):
        return spot.unless_taken("enterprise_number")
    return IGNORE, "court"


def _uid(spot: Spot) -> Settled:
    if not spot.below or spot.below.mostly("enterprise_number"):
        return spot.unless_taken("enterprise_number")
    return IGNORE, "own_number"


def _status(spot: Spot) -> Settled:
    if spot.below.mostly("kind") and not spot.below.mostly("active"):
        return spot.unless_taken("kind")
    if spot.below.mostly("legal_form"):
        return IGNORE, "legal_form"
    return IGNORE, "active" if spot.below.mostly("active") else "status"


def _entity(spot: Spot) -> Settled:
    return spot.unless_taken("kind" if spot.below.mostly("kind") else "company")


def _responsible(spot: Spot) -> Settled:
    """In Outlook's export this is the contact's own superior."""
    if not OUTLOOK.isdisjoint(spot.words):
        return IGNORE, "boss"
    return spot.unless_taken("label")


def _left_out(note: str) -> Callable[[Spot], Settled]:
    return lambda spot: (IGNORE, note)


RULES: dict[str, Callable[[Spot], Settled]] = {
    **dict.fromkeys(NAMES, _name),
    **dict.fromkeys(NAMES_OR_COMPANIES, _name),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(PARTNERS, _partner),
    **dict.fromkeys(CLIENTS, _client),
    **dict.fromkeys(CONTACTS, _contact),
    **dict.fromkeys(KINDS, _kind),
    **dict.fromkeys(CODES, _code),
    **dict.fromkeys(PERSONAL_NUMBERS, _personal_number),
    **dict.fromkeys(RESERVED_NUMBERS, _left_out("reserved")),
    **dict.fromkeys(COURTS, _court),
    **dict.fromkeys(UIDS, _uid),
    **dict.fromkeys(STATES, _status),
    **dict.fromkeys(ENTITIES, _entity),
    **dict.fromkeys(CUSTOMERS, _left_out("customer")),
    **dict.fromkeys(SUPPLIERS, _left_out("supplier")),
    "responsable": _responsible,
}
