"""What a header means when that depends on its neighbours and on what stands below it.

The rules of “Nom”, “N°”, “Partenaire”, “Code”, “Type” and their like, in every language: never settled
by chance, and never a column read twice.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from carnet.clients.fields import check

IGNORE = "ignore"

NAMES = {
    *("nom", "naam", "name"),
    *("nom du client", "nom client", "nomclient", "nom contact", "nom du contact"),
    *("naam klant", "klantnaam", "kundenname"),
}
NUMBERS = {"n", "numero", "nummer", "number"}
PARTNERS = {
    *("partenaire", "conjoint", "conjointe", "partner", "echtgenoot", "echtgenote"),
    *("spouse", "partner name", "ehepartner"),
}
KINDS = {"type", "typ", "soort", "categorie", "nature", "statut juridique"}
# Other countries' numbers; only those with the length of one that may be kept are read.
PERSONAL_NUMBERS = {
    *("matricule", "nif", "numero fiscal", "n fiscal", "ssn", "social security number"),
    *("numero de securite sociale", "n de securite sociale", "government id number"),
    *("sozialversicherungsnummer", "national identifier"),
}
# Reserved by law to certain bodies: never read, whatever stands there.
RESERVED_NUMBERS = {"avs", "n avs", "numero avs", "ahv", "ahv n", "ahv nummer", "bsn", "sofinummer"}
COURTS = {"rpr", "rpm", "rcs"}
OUTLOOK = {"deuxieme prenom", "suffixe", "middelste naam", "achtervoegsel"}

ELEVEN_DIGITS = re.compile(r"(?:\D*\d){11}\D*")
KEPT_NUMBER = re.compile(r"(?:\D*\d){11}\D*|(?!\D*7\D*5\D*6)(?:\D*\d){13}\D*")
ENTERPRISE = re.compile(r"(?:BE)?\s*(?:[ .]*\d){9,10}", re.IGNORECASE)


@dataclass(frozen=True)
class Spot:
    """One column among the others: the fields settled so far, the headers' words, what stands below."""

    index: int
    fields: Sequence[str]
    words: Sequence[str]
    samples: Sequence[str]

    def mostly(self, fits: Callable[[str], object]) -> bool:
        fitting = sum(1 for sample in self.samples if fits(sample))
        return bool(self.samples) and fitting >= 0.8 * len(self.samples)

    def unless_taken(self, field: str) -> str:
        return IGNORE if field in self.fields else field


def settle(
    fields: Sequence[str], words: Sequence[str], samples: Sequence[Sequence[str]]
) -> list[str]:
    """The final field of each column, from the fields that are certain."""
    settled = list(fields)
    for index, word in enumerate(words):
        if word in RULES:
            settled[index] = RULES[word](Spot(index, settled, words, samples[index]))
    return _once(settled, samples)


def _once(fields: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """Of two columns for one field the first that holds anything counts."""
    chosen: dict[str, int] = {}
    for index, field in enumerate(fields):
        if field not in chosen or (samples[index] and not samples[chosen[field]]):
            chosen[field] = index
    return [field if chosen[field] == index else IGNORE for index, field in enumerate(fields)]


def _name(spot: Spot) -> str:
    return spot.unless_taken("last_name" if "first_name" in spot.fields else "full_name")


def _number(spot: Spot) -> str:
    after_street = spot.index > 0 and spot.fields[spot.index - 1] in {"street", "address"}
    return spot.unless_taken("house_number") if after_street else IGNORE


def _partner(spot: Spot) -> str:
    number = spot.mostly(ELEVEN_DIGITS.fullmatch)
    return spot.unless_taken("partner_national_number") if number else IGNORE


def _code(spot: Spot) -> str:
    return spot.unless_taken("client_number")


def _kind(spot: Spot) -> str:
    return spot.unless_taken("kind") if spot.mostly(_is_kind) else IGNORE


def _is_kind(text: str) -> bool:
    _clean, errors = check({"kind": text}, country="", today=date.max)
    return "kind" not in errors


def _personal_number(spot: Spot) -> str:
    return spot.unless_taken("national_number") if spot.mostly(KEPT_NUMBER.fullmatch) else IGNORE


def _court(spot: Spot) -> str:
    return spot.unless_taken("enterprise_number") if spot.mostly(ENTERPRISE.fullmatch) else IGNORE


def _responsible(spot: Spot) -> str:
    """In Outlook's export this is the contact's own boss."""
    return IGNORE if OUTLOOK.intersection(spot.words) else spot.unless_taken("label")


def _nothing(spot: Spot) -> str:
    return IGNORE


RULES: dict[str, Callable[[Spot], str]] = {
    **dict.fromkeys(NAMES, _name),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(PARTNERS, _partner),
    **dict.fromkeys(KINDS, _kind),
    **dict.fromkeys(PERSONAL_NUMBERS, _personal_number),
    **dict.fromkeys(RESERVED_NUMBERS, _nothing),
    **dict.fromkeys(COURTS, _court),
    **dict.fromkeys(OUTLOOK, _nothing),
    "code": _code,
    "responsable": _responsible,
}
