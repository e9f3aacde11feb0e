"""The answers a new dossier starts with: from the client file, from last year, or a default.

They are proposals: none of them counts before the client has seen and kept it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from carnet.questionnaires.definition import Definition, Item
from carnet.questionnaires.given import Given, Status, Value
from carnet.questionnaires.kinds import KINDS, fits

# The fields of the client file that a question may be prefilled from.
PROFILE = tuple(
    f"client.{name}"
    for name in (
        *(
            "first_name",
            "last_name",
            "full_name",
            "email",
            "phone",
            "mobile",
            "language",
            "address",
        ),
        *("iban", "birth_date", "nationality", "country_of_practice", "national_number"),
        *("company", "enterprise_number"),
    )
) + tuple(
    f"partner.{name}"
    for name in ("first_name", "last_name", "full_name", "email", "language", "national_number")
)


STAFF, CLIENT_FILE, LAST_YEAR, DEFAULT = "staff", "client file", "last year", "default"
# Who knows better comes first: a colleague who enters something beforehand knows this client, this year.
SOURCES = (STAFF, CLIENT_FILE, LAST_YEAR, DEFAULT)


@dataclass(frozen=True)
class Proposal:
    value: Value
    source: str


def outranks(source: str, stored: Given, stored_source: str) -> bool:
    """May a proposal from this source take the place of what is stored? Never of what somebody has said, kept
    or cleared; only of a proposal that nobody has confirmed, from no better source."""
    if stored.status is not Status.PREFILLED or stored.confirmed or stored_source not in SOURCES:
        return False
    return SOURCES.index(source) <= SOURCES.index(stored_source)


def prefill(
    definition: Definition, profile: Mapping[str, Value], prior: Mapping[str, Value]
) -> dict[str, Proposal]:
    """What to propose by path: the client file first, then last year, then the default."""
    return {
        path: proposal
        for path, item in carried_paths(definition, prior)
        for proposal in [first_fitting(item, profile, carried(definition, item, prior.get(path)))]
        if proposal
    }


def prefill_entry(definition: Definition, list_id: str, entry: str) -> dict[str, Proposal]:
    """What to propose in an entry that was just added: it has no past, but it may have defaults."""
    found = {
        f"{list_id}/{entry}/{item.id}": first_fitting(item, {}, None)
        for item in definition.item(list_id).items
    }
    return {path: proposal for path, proposal in found.items() if proposal}


def carried_entries(definition: Definition, prior: Mapping[str, Value]) -> dict[str, list[str]]:
    """The entries of last year that are proposed again, list by list, in their order. They keep their
    ids, which is how a rule finds last year's answers of the same child or house."""
    found: dict[str, dict[str, None]] = {}
    for path in prior:
        list_id, _slash, rest = path.partition("/")
        if rest:
            found.setdefault(list_id, {})[rest.split("/")[0]] = None
    return {
        item.id: list(found[item.id])
        for item in definition.all_items()
        if item.id in found and item.carry == "confirm_each"
    }


def renamed(definition: Definition, values: Mapping[str, Value]) -> dict[str, Value]:
    """Last year's answers under this year's ids; what has no place any more is left out."""
    items = {item.id: item for item in definition.all_items()}
    new_ids = {old: item.id for item in items.values() for old in item.was}
    found: dict[str, Value] = {}
    for path, value in values.items():
        new = "/".join(
            part if place == 1 else known_as(part, items, new_ids)
            for place, part in enumerate(path.split("/"))
        )
        # An answer under its own id goes before one under a former id.
        if stands(new, items) and (new == path or new not in values):
            found[new] = chosen_as(items[new.rpartition("/")[2]], value)
    return found


def chosen_as(item: Item, value: Value) -> Value:
    """A choice of last year under the id that took its place, if its own is gone."""
    stay = {choice.id for choice in item.choices} if item.choice_map else set()
    words = value if isinstance(value, list) else [value]
    if not item.choice_map or not all(isinstance(word, str) for word in words):
        return value
    new = [word if word in stay else item.choice_map.get(str(word), str(word)) for word in words]
    return list(dict.fromkeys(map(str, new))) if isinstance(value, list) else new[0]


def stands(path: str, items: Mapping[str, Item]) -> bool:
    """Is there a question here, inside or outside a list as before?"""
    list_id, slash, _rest = path.partition("/")
    item = items.get(path.rpartition("/")[2])
    return item is not None and item.list_id == (list_id if slash else "")


def known_as(part: str, items: Mapping[str, Item], new_ids: Mapping[str, str]) -> str:
    return part if part in items else new_ids.get(part, part)


def first_fitting(
    item: Item, profile: Mapping[str, Value], before: Value | None
) -> Proposal | None:
    offers = {
        CLIENT_FILE: profile.get(item.profile),
        LAST_YEAR: before,
        DEFAULT: item.default,
    }
    for source, value in offers.items():
        if value and fits(item, value):
            return Proposal(value, source)
    return None


def carried_paths(definition: Definition, prior: Mapping[str, Value]) -> Iterator[tuple[str, Item]]:
    for item in definition.all_items():
        kind = KINDS[item.kind]
        if not item.list_id and kind.asks and kind.prefills:
            yield item.id, item
    for list_id, entries in carried_entries(definition, prior).items():
        for entry in entries:
            for item in definition.item(list_id).items:
                if KINDS[item.kind].asks and KINDS[item.kind].prefills:
                    yield f"{list_id}/{entry}/{item.id}", item


def carried(definition: Definition, item: Item, value: Value | None) -> Value | None:
    """Last year's answer, where it may be filled in; a figure is only filled in when told so."""
    if item.carry in ("suggest", "confirm"):
        return value
    by_list = item.list_id and definition.item(item.list_id).carry == "confirm_each"
    if by_list and item.carry == "none" and not KINDS[item.kind].numeric:
        return value
    return None
