"""Columns told by what stands below them: where the header is missing or strange, and where it is wrong.

Whatever is found here is a proposal that a person is asked to confirm.
"""

import re
from collections.abc import Iterable, Sequence
from statistics import median

from carnet.imports.columns.column import IGNORE
from carnet.imports.columns.content import mostly_mobile, years
from carnet.imports.columns.draft import Draft

# Unmistakable, whatever the header; the most particular first.
STRONG = ("email", "iban", "national_number", "enterprise_number")
# What a field must look like, where it has a look.
LOOKS = {
    **{kind: kind for kind in STRONG},
    "partner_email": "email",
    "partner_national_number": "national_number",
    "phone": "phone",
    "mobile": "phone",
    "birth_date": "date",
    "postcode": "postcode",
    "country": "country",
    "language": "language",
    "kind": "kind",
}
# May hold anything: who is responsible is often told by an e-mail address.
ANYTHING = {"notes", "label", "client_number", "house_number", "box", IGNORE}
FLAGGED = {
    "email",
    "phone",
    "mobile",
    "iban",
    "national_number",
    "birth_date",
    "company",
    "enterprise_number",
}
MEANINGLESS = re.compile(
    r"(?:(?:col(?:onne|umn)?|kolom|spalte|field|feld|veld|champ|unnamed|f|zone|donnee|data|info)\s*\d*|\w|\d+)?"
)
BORN_BETWEEN = (1915, 2012)
ENOUGH_KNOWN = 0.35
ENOUGH_FORMS = 0.5
FEW_NAMES = 6
MOSTLY_STREETS = 0.6


def contradict(drafts: Sequence[Draft]) -> None:
    """A header that says one thing over a column that is clearly another."""
    for draft in drafts:
        if draft.how not in {"header", "neighbour"} or len(draft.below) < 1:
            continue
        if draft.field in FLAGGED and len(draft.below) > 1 and draft.below.mostly("yes_no"):
            _flag(draft)
        elif draft.field not in ANYTHING or draft.note == "own_number":
            _clearly_another(draft, drafts)


def _flag(draft: Draft) -> None:
    """“Société: oui/non” tells the kind of client; “GSM: oui” tells nothing we keep."""
    if draft.field == "company":
        draft.take("kind", "content", guess=True)
    else:
        draft.leave_out("flag")


def _clearly_another(draft: Draft, drafts: Sequence[Draft]) -> None:
    own = LOOKS.get(draft.field)
    found = next((kind for kind in STRONG if kind != own and draft.below.mostly(kind)), None)
    if found is None or (own and not draft.below.hardly(own)):
        return
    rivals = [other for other in drafts if other.field == found and other.below]
    if not rivals:
        draft.take(found, "content", guess=True)
    elif draft.field != IGNORE:
        draft.leave_out("unclear")


def propose(drafts: Sequence[Draft]) -> None:
    unknown = [draft for draft in drafts if draft.unknown and draft.below]
    for draft in unknown:
        _strong(draft, drafts)
    bare = [draft for draft in unknown if draft.unknown and MEANINGLESS.fullmatch(draft.words)]
    for look in (_born, _postcode, _language, _country, _kind):
        for draft in bare:
            if draft.unknown:
                look(draft, drafts)
    _places(bare, drafts)
    if "first_name" not in _fields(drafts):
        _names([draft for draft in unknown if draft.unknown], drafts)
    elif not {"last_name", "full_name"} & _fields(drafts):
        _last_name(next(draft for draft in drafts if draft.field == "first_name"), drafts)
    _companies([draft for draft in bare if draft.unknown], drafts)


def _fields(drafts: Iterable[Draft]) -> set[str]:
    return {draft.field for draft in drafts}


def _guess(draft: Draft, field: str, drafts: Sequence[Draft]) -> None:
    if field not in _fields(drafts):
        draft.take(field, "content", guess=True)


def _strong(draft: Draft, drafts: Sequence[Draft]) -> None:
    found = next((kind for kind in STRONG if draft.below.mostly(kind)), None)
    if found is not None and found not in _fields(drafts):
        draft.take(found, "content", guess=True)
    elif found == "national_number" and MEANINGLESS.fullmatch(draft.words):
        _guess(draft, "partner_national_number", drafts)
    elif found == "email":
        draft.take(IGNORE, "content", note="second_email")
    elif found is None and draft.below.mostly("phone"):
        _guess(draft, "mobile" if mostly_mobile(draft.below) else "phone", drafts)


def _born(draft: Draft, drafts: Sequence[Draft]) -> None:
    if (
        draft.below.mostly("date")
        and BORN_BETWEEN[0] <= median(years(draft.below)) <= BORN_BETWEEN[1]
    ):
        _guess(draft, "birth_date", drafts)


def _postcode(draft: Draft, drafts: Sequence[Draft]) -> None:
    """Four digits may be anything; before a column of words they are a postcode."""
    right = _beside(draft, drafts, 1)
    if (
        draft.below.mostly("postcode")
        and right is not None
        and (right.field == "city" or _wordy(right))
    ):
        _guess(draft, "postcode", drafts)


def _language(draft: Draft, drafts: Sequence[Draft]) -> None:
    if draft.below.mostly("language") and draft.below.different <= 8:
        _guess(draft, "language", drafts)


def _country(draft: Draft, drafts: Sequence[Draft]) -> None:
    if draft.below.mostly("country"):
        _guess(draft, "country", drafts)


def _kind(draft: Draft, drafts: Sequence[Draft]) -> None:
    if draft.below.mostly("kind") and not draft.below.mostly("yes_no"):
        _guess(draft, "kind", drafts)


def _places(bare: Sequence[Draft], drafts: Sequence[Draft]) -> None:
    """The city right of the postcode, the street somewhere before it, its number between."""
    for draft in bare:
        left, right = _beside(draft, drafts, -1), _beside(draft, drafts, 1)
        if not draft.unknown:
            continue
        if left is not None and left.field == "postcode" and _wordy(draft):
            _guess(draft, "city", drafts)
        elif draft.below.share("street") >= MOSTLY_STREETS:
            whole = draft.below.share("place") >= MOSTLY_STREETS
            _guess(draft, "address" if whole else "street", drafts)
        elif right is not None and draft.below.mostly("house_number") and right.field == "postcode":
            _number_and_street(draft, left, drafts)


def _number_and_street(draft: Draft, left: Draft | None, drafts: Sequence[Draft]) -> None:
    if left is not None and left.unknown and _wordy(left):
        _guess(draft, "house_number", drafts)
        _guess(left, "street", drafts)


def _names(unknown: Sequence[Draft], drafts: Sequence[Draft]) -> None:
    """First names are recognised by common ones among them; the last name stands beside."""
    wordy = [draft for draft in unknown if _wordy(draft) and _of_many(draft)]
    first = max(wordy, key=lambda draft: draft.below.share("first_name"), default=None)
    if first is None or first.below.share("first_name") < ENOUGH_KNOWN:
        return
    if "last_name" in _fields(drafts):
        _guess(first, "first_name", drafts)
    elif (last := _last_name_beside(first, drafts)) is not None:
        first.take("first_name", "content", guess=True)
        last.take("last_name", last.how or "content", guess=True)
    elif first.below.mostly("several_words"):
        _guess(first, "full_name", drafts)


def _of_many(draft: Draft) -> bool:
    """Every client has a name of their own; few people manage the dossiers of many."""
    return len(draft.below) < FEW_NAMES or 2 * draft.below.different > len(draft.below)


def _last_name_beside(first: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """A column of single words next to the first names, even if its header made whole names of it."""
    near = [_beside(first, drafts, side) for side in (-1, 1)]
    if first.below.mostly("several_words"):
        return None
    for other in near:
        if (
            other is not None
            and other.field == "full_name"
            and not other.below.mostly("several_words")
        ):
            return other
    free = "full_name" not in _fields(drafts)
    return next((d for d in near if free and d is not None and d.unknown and _wordy(d)), None)


def _last_name(first: Draft, drafts: Sequence[Draft]) -> None:
    if (last := _last_name_beside(first, drafts)) is not None:
        _guess(last, "last_name", drafts)


def _companies(bare: Sequence[Draft], drafts: Sequence[Draft]) -> None:
    for draft in bare:
        if draft.below.share("company") >= ENOUGH_FORMS:
            _guess(draft, "company", drafts)


def _wordy(draft: Draft) -> bool:
    return draft.below.mostly("words")


def _beside(draft: Draft, drafts: Sequence[Draft], side: int) -> Draft | None:
    """The next column that holds anything."""
    at = drafts.index(draft) + side
    while 0 <= at < len(drafts):
        if drafts[at].below:
            return drafts[at]
        at += side
    return None
