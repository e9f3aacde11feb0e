"""Headers and samples → the field of each column. Each step knows more than the one before it, and a person
knows best: words, then neighbours, then what stands below, then who chose otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from carnet.clients.record import PARTNER
from carnet.imports.columns import context, guessing
from carnet.imports.columns.address_books import ADDRESS_BOOKS
from carnet.imports.columns.column import IGNORE, TOGETHER
from carnet.imports.columns.content import mostly_mobile
from carnet.imports.columns.context import Spot
from carnet.imports.columns.draft import Draft
from carnet.imports.columns.heading import read_heading
from carnet.imports.columns.layouts import Layout, meaning, recognise
from carnet.imports.columns.products import PRODUCTS
from carnet.imports.columns.whose import whose

LAYOUTS = (*PRODUCTS, *ADDRESS_BOOKS)
ADDRESS = {
    "street",
    "street_2",
    "house_number",
    "box",
    "postcode",
    "city",
    "town",
    "country",
    "address",
}
TOLD_ONCE = {*ADDRESS, "email", "label", "client_number", "notes", "company", "household", IGNORE}
MAKES_AN_ADDRESS = {"street", "address", "city", "town", "postcode"}
PHONES = {"phone", "mobile"}
PLACES = ("", "home", "work", "elsewhere")
EMPTY_IS_NOTHING = {"street_2", "infix", "contact", "partner_full_name", "town"}


def layout_of(titles: Sequence[str]) -> Layout | None:
    return recognise(titles, LAYOUTS)


def settle(drafts: list[Draft], layout: Layout | None, *, exact_groups: bool = False) -> None:
    """The field of each column, into the drafts. `exact_groups`: it is told how far each group goes."""
    for draft in drafts:
        _by_words(draft, layout)
    if not exact_groups:
        _beyond_the_partner(drafts)
    for owner in ("client", "partner"):
        _by_neighbours([draft for draft in drafts if draft.owner == owner])
    _of_others(drafts)
    _one_address(drafts)
    guessing.contradict(drafts)
    _phones(drafts)
    _pair_with_kinds(drafts)
    guessing.propose(drafts)
    for draft in drafts:
        if draft.field in EMPTY_IS_NOTHING and not draft.below:
            draft.leave_out("empty")
    _once(drafts)


def choose(drafts: Sequence[Draft], chosen: Mapping[int, str]) -> None:
    """What a person said wins, over the proposals for the same field and over what was said before."""
    last = {field: index for index, field in chosen.items()}
    for draft in drafts:
        field = chosen.get(draft.index)
        if field is not None and (field == IGNORE or last[field] == draft.index):
            draft.take(field, "chosen")
            draft.beside = -1
        elif field is not None or draft.field != IGNORE and draft.field in last:
            draft.leave_out("twice")


def _by_words(draft: Draft, layout: Layout | None) -> None:
    said = meaning(layout, draft.title)
    draft.heading = read_heading(draft.title, draft.group)
    if said is not None:
        draft.heading = replace(draft.heading, owner="", misspelt=False)
        draft.company = said.company
        draft.take(said.field, "layout", note=said.note)
    elif draft.heading.field:
        draft.take(
            draft.heading.field, "header", note=draft.heading.note, guess=draft.heading.misspelt
        )


def _beyond_the_partner(drafts: Sequence[Draft]) -> None:
    """Right of “Conjoint: Nom, Prénom, NISS” may stand what is told once for both, “E-mail” or “Adresse”."""
    told = {draft.field for draft in drafts if draft.owner == "client"}
    for draft in reversed(drafts):
        if draft.owner != "partner" or whose(draft.words).owner == "partner":
            continue
        if draft.field in told or draft.field not in TOLD_ONCE:
            return
        draft.heading = replace(draft.heading, owner="client")


def _by_neighbours(drafts: Sequence[Draft]) -> None:
    """The rules of context.py, among the columns of one person."""
    for at, draft in enumerate(drafts):
        rule = context.RULES.get(draft.heading.word)
        if draft.how or rule is None:
            continue
        spot = Spot(
            at,
            [other.field for other in drafts],
            [other.heading.word for other in drafts],
            [other.below for other in drafts],
        )
        field, note = rule(spot)
        draft.take(field, "neighbour", note=note)
        if draft.heading.word in context.NAMES_OR_COMPANIES:
            draft.company = "company"


def _of_others(drafts: Iterable[Draft]) -> None:
    """The partner's fields get their own names; what is about children or parents is left out."""
    for draft in drafts:
        if draft.owner == "others" and draft.heading.known:
            draft.take(IGNORE, "header", note="others")
        elif draft.owner == "partner" and draft.field not in {IGNORE, ""} and draft.how != "layout":
            if draft.field.startswith("partner_"):
                continue
            field = f"partner_{draft.field}"
            kept = field in PARTNER or field in TOGETHER
            draft.field, draft.note = (field, "") if kept else (IGNORE, "partner")


def _one_address(drafts: Sequence[Draft]) -> None:
    """Of the addresses at home, at work and elsewhere the one that is filled, home before work."""
    parts = [draft for draft in drafts if draft.field in ADDRESS and draft.owner == "client"]
    fields = {
        place: {d.field for d in parts if d.heading.place == place} & MAKES_AN_ADDRESS
        for place in PLACES
    }
    filled = {
        place: max(len(d.below) for d in parts if d.heading.place == place)
        for place in PLACES
        if fields[place]
    }
    best = max(filled, key=lambda place: 2 * filled[place] >= max(filled.values()), default="")
    for draft in parts:
        # “Rue” and “Pays (domicile)” belong together; “Rue (bureau)” and “Rue (domicile)” do not.
        if fields[draft.heading.place] & fields[best] and draft.heading.place != best:
            draft.leave_out("second_address")


def _phones(drafts: Sequence[Draft]) -> None:
    """By value: a column “Portable” of landlines is phones; a second column of phones may be mobiles."""
    for draft in drafts:
        if draft.field in PHONES and draft.how in {"header", "neighbour"} and draft.below:
            others = {other.field for other in drafts if other is not draft and other.below}
            mobile = mostly_mobile(draft.below)
            if draft.field == "mobile" and mobile is False and "phone" not in others:
                draft.take("phone", "content")
            elif draft.field == "phone" and mobile and "phone" in others and "mobile" not in others:
                draft.take("mobile", "content")


def _pair_with_kinds(drafts: Sequence[Draft]) -> None:
    """“Phone 1 - Value” is what “Phone 1 - Label” says, row by row."""
    places = {draft.words: draft.index for draft in drafts}
    for draft in drafts:
        if draft.field in PHONES and draft.words.endswith(" value"):
            stem = draft.words.removesuffix(" value")
            found = [
                places[f"{stem} {kind}"] for kind in ("label", "type") if f"{stem} {kind}" in places
            ]
            draft.beside = found[0] if found else -1


def _once(drafts: Sequence[Draft]) -> None:
    """Of two columns for one field the first, unless another is filled more than twice as much.

    Numbers with a kind beside them are several for one field on purpose.
    """
    best: dict[str, Draft] = {}
    for draft in drafts:
        if draft.field in {IGNORE, ""} or draft.beside >= 0:
            continue
        rival = best.get(draft.field)
        if rival is None or _better(draft, rival):
            best[draft.field] = draft
    for draft in drafts:
        if draft.field in best and best[draft.field] is not draft and draft.beside < 0:
            draft.leave_out("second_email" if draft.field == "email" else "twice")


def _better(draft: Draft, rival: Draft) -> bool:
    if draft.guess != rival.guess:
        return rival.guess and bool(draft.below)
    return len(draft.below) > 2 * len(rival.below)
