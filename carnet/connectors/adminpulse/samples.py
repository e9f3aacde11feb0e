"""Which names occur in what was fetched, each with a value: what a person chooses from who corrects a name. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from carnet.connectors.adminpulse.paths import found, readable, starred, text

MOST = 300
DEEPEST = 4
# By which of its names an object in a list says what it is.
TELLING = ("type", "kind", "linkType", "profile", "profileType", "channelType", "label")
FEW = 12


def names_in(sample: Sequence[Any]) -> dict[str, str]:
    """In the order in which they come; a name without any value is not among them."""
    names: dict[str, str] = {}
    for one in sample:
        for name in _names(one, "", 0):
            if name in names or len(names) >= MOST or not readable(name):
                continue
            if values := found(one, name):
                names[name] = values[0]
    return names


def _names(data: Any, before: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST or not isinstance(data, dict):
        return
    for key, value in data.items():
        if set("[].,=") & set(key) or key != key.strip() or not key:
            continue  # nothing that could be written as a name
        if isinstance(value, dict):
            yield from _names(value, f"{before}{key}.", depth + 1)
        elif isinstance(value, list):
            yield from _of_list(value, f"{before}{key}", depth)
        else:
            yield f"{before}{key}"


def _of_list(items: list[Any], name: str, depth: int) -> Iterator[str]:
    """By what the objects are, if they say so; else the favourite, else all."""
    objects = [item for item in items if isinstance(item, dict)]
    if not objects:
        yield name
        return
    star = any(map(starred, objects))
    telling = next((key for key in TELLING if all(_writable(one.get(key)) for one in objects)), "")
    for one in objects[:FEW]:
        kind = [f"{telling}={text(one[telling])}"] if telling else []
        chosen = ",".join([*kind, *(["favourite"] if star else [])])
        yield from _names(one, f"{name}[{chosen}]." if chosen else f"{name}.", depth + 1)


def _writable(value: Any) -> bool:
    said = text(value)
    return bool(said) and not set("[],=") & set(said)


def named(data: Any, users: Mapping[str, str]) -> Any:
    """With the names of users where their numbers stand: nobody would recognise a colleague by a 3."""
    if isinstance(data, list):
        return [named(item, users) for item in data]
    if not isinstance(data, dict):
        return data
    return {
        key: users.get(text(value)) or value
        if key.lower().endswith(("userid", "responsibleid"))
        else named(value, users)
        for key, value in data.items()
    }
