"""What a wrong number was meant to be, where its check digits prove it: zeros that a spreadsheet dropped in
front, two neighbours that were swapped (two digits, or two letters), or letters typed for the digits they look like.

If that is what happened, the answer is right: the true number is among the candidates, and when a second
one fits as well there is no answer. If something else happened, say one digit is wrong, a candidate may
fit by chance: up to ten swaps, each with one chance in 97. Counted (tests/clients/test_repairs.py), one
wrong national or enterprise number in twenty gets a wrong proof, of long foreign IBANs one in five, and
with a birth date beside it one national number in a hundred. Therefore a repair is proposed to a person,
and never taken silently. A single check digit (Swiss UID, SIREN) would let chance win as often as not, so
swaps in those are left alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from carnet.clients import quick
from carnet.clients.about import About
from carnet.clients.enterprises import enterprise_number, without_words
from carnet.clients.fields import tidy
from carnet.clients.national import born, is_from_next_door
from carnet.clients.wrong import Wrong, bare

DIGITS = frozenset("0123456789")
LOOK_LIKE = str.maketrans("OI", "01")
MOST_ZEROS = 3  # of people born from January to September 2000


@dataclass(frozen=True)
class Proof:
    """Numbers that prove themselves: their normal form, or None, and which accidents one may undo."""

    of: Callable[[str, About], str | None]
    zeros: int = 0
    swaps: bool = True

    def allows(self, zeros: int) -> bool:
        return zeros <= self.zeros if zeros else self.swaps


def repair(
    field: str, text: str, *, country: str, today: date, birth_date: date | None = None
) -> str | None:
    """The normal form of the only number that this wrong one can have been; None: nothing is proven, or
    it is not wrong. `birth_date` is what the same row says of the same person."""
    proofs = PROOFS.get(field, ())
    about = About(country, "", today)
    number = without_words(tidy(text)) if field == "enterprise_number" else bare(tidy(text))
    if any(proof.of(number, about) for proof in proofs):
        return None
    fitting = {
        kept
        for candidate, zeros in _candidates(number)
        for proof in proofs
        if proof.allows(zeros) and (kept := proof.of(candidate, about))
    }
    if proofs is NATIONAL:
        fitting = {kept for kept in fitting if _can_be_theirs(kept, today, birth_date)}
    return fitting.pop() if len(fitting) == 1 else None


def _candidates(number: str) -> Iterator[tuple[str, int]]:
    """What may have been meant, and how many zeros were lost then."""
    if DIGITS.issuperset(number):
        for zeros in range(1, MOST_ZEROS + 1):
            yield "0" * zeros + number, zeros
    yield number.translate(LOOK_LIKE), 0
    for at in range(len(number) - 1):
        left, right = number[at], number[at + 1]
        if left != right and (left in DIGITS) == (right in DIGITS):
            yield number[:at] + right + left + number[at + 2 :], 0


def _can_be_theirs(number: str, today: date, birth_date: date | None) -> bool:
    """Whether a person can be born when the number says. A French tax number does not say."""
    birth = born(number)
    if birth is None:
        return len(number) == 13
    return quick.EARLIEST <= birth <= today and birth_date in (None, birth)


def _from_next_door(text: str, about: About) -> str | None:
    thirteen = len(text) == 13 and DIGITS.issuperset(text)
    return text if thirteen and is_from_next_door(text) else None


def _belgian_enterprise(text: str, about: About) -> str | None:
    number = quick.enterprise_number(text, about)
    return number if number and number[0] in DIGITS else None


def _abroad(form: str) -> Callable[[str, About], str | None]:
    """Numbers of French and Luxembourg enterprises of this normal form."""
    pattern = re.compile(form)

    def kept(text: str, about: About) -> str | None:
        place = text[:2] if text[:2].isalpha() else about.country
        if place not in {"FR", "LU"}:
            return None
        try:
            number = enterprise_number(text, about.country)
        except Wrong:
            return None
        return number if pattern.fullmatch(number) else None

    return kept


def _iban(text: str, about: About) -> str | None:
    """Belgian accounts had check digits before there were IBANs, and still have them."""
    number = quick.iban(text, about)
    belgian = number is not None and number.startswith("BE")
    return None if belgian and (int(text[4:14]) % 97 or 97) != int(text[14:]) else number


NATIONAL = (Proof(quick.national_number, zeros=MOST_ZEROS), Proof(_from_next_door, zeros=1))
PROOFS: dict[str, tuple[Proof, ...]] = {
    "national_number": NATIONAL,
    "partner_national_number": NATIONAL,
    "enterprise_number": (
        Proof(_belgian_enterprise),  # a lost 0 of these is no mistake
        Proof(_abroad(r"LU\d{8}|FR\d{11}|\d{3} \d{3} \d{3} \d{5}")),  # VAT, SIRET
        Proof(_abroad(r"\d{3} \d{3} \d{3}( \d{5})?"), zeros=1, swaps=False),  # SIREN, SIRET
    ),
    "iban": (Proof(_iban),),
}
