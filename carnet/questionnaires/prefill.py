"""The answers a new dossier starts with: from the client file, from last year, or a default.

They are proposals: none of them counts before the client has seen and kept it.
"""

from collections.abc import Iterator, Mapping

from carnet.questionnaires.definition import Definition, Item
from carnet.questionnaires.given import Given, Status, Value
from carnet.questionnaires.kinds import KINDS

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


def prefill(
    definition: Definition, profile: Mapping[str, Value], prior: Mapping[str, Value]
) -> dict[str, Given]:
    """The answers a new dossier starts with; none of them counts before the client has seen it."""
    found = {}
    for path, item in carried_paths(definition, prior):
        value = profile.get(item.profile) or carried(definition, item, prior.get(path))
        value = value or item.default
        if value and fits(item, value):
            found[path] = Given(value, Status.PREFILLED)
    return found


def carried_paths(definition: Definition, prior: Mapping[str, Value]) -> Iterator[tuple[str, Item]]:
    items = {item.id: item for item in definition.all_items()}
    for item in items.values():
        kind = KINDS[item.kind]
        if not item.list_id and kind.asks and kind.prefills:
            yield item.id, item
    for path in prior:
        listed = items.get(path.rpartition("/")[2])
        if listed and listed.list_id and path.startswith(f"{listed.list_id}/"):
            yield path, listed


def carried(definition: Definition, item: Item, value: Value | None) -> Value | None:
    """Last year's answer, where it may be filled in; a figure is only filled in when told so."""
    if item.carry in ("suggest", "confirm"):
        return value
    by_list = item.list_id and definition.item(item.list_id).carry == "confirm_each"
    if by_list and item.carry == "none" and KINDS[item.kind].rule_type != "number":
        return value
    return None


def fits(item: Item, value: Value) -> bool:
    kind = KINDS[item.kind]
    allowed = {choice.id for choice in item.choices or kind.choices}
    chosen = value if isinstance(value, list) else [value]
    try:
        kind.rule_value(value)
    except (TypeError, ValueError):
        return False
    return not allowed or all(word in allowed for word in chosen)
