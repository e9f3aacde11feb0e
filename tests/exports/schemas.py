"""As much of JSON Schema as dossier.schema.json speaks; a word it does not know fails loudly."""

import re

TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip
# Of anything else these words say nothing.
MEANT_FOR = dict.fromkeys(("properties", "required", "additionalProperties"), dict)
MEANT_FOR |= {"items": list, "minItems": list, "maxItems": list, "pattern": str}
SILENT = {"$schema", "$id", "$defs", "title", "description"}


def faults(value, schema, root, place="$"):
    """A sentence for each thing that does not fit."""
    for word, wanted in schema.items():
        if word not in SILENT and isinstance(value, MEANT_FOR.get(word, object)):
            yield from CHECKS[word](value, wanted, schema, root, place)


def is_a(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def of_type(value, wanted, schema, root, place):
    names = [wanted] if isinstance(wanted, str) else wanted
    if not any(is_a(value, name) for name in names):
        yield f"{place}: {value!r} is no {wanted}"


def of_ref(value, wanted, schema, root, place):
    yield from faults(value, root["$defs"][wanted.removeprefix("#/$defs/")], root, place)


def of_properties(value, wanted, schema, root, place):
    for name in wanted.keys() & value.keys():
        yield from faults(value[name], wanted[name], root, f"{place}.{name}")


def of_required(value, wanted, schema, root, place):
    yield from (f"{place}: {name} is missing" for name in wanted if name not in value)


def of_additional(value, wanted, schema, root, place):
    for name in value.keys() - schema.get("properties", {}).keys():
        if wanted is False:
            yield f"{place}: {name} is not known"
        else:
            yield from faults(value[name], wanted, root, f"{place}.{name}")


def of_items(value, wanted, schema, root, place):
    for number, one in enumerate(value):
        yield from faults(one, wanted, root, f"{place}[{number}]")


def of_any(value, wanted, schema, root, place):
    if all(list(faults(value, one, root, place)) for one in wanted):
        yield f"{place}: {value!r} fits none"


def told(fits):
    def check(value, wanted, schema, root, place):
        if not fits(value, wanted):
            yield f"{place}: {value!r} is not {wanted!r}"

    return check


CHECKS = {
    "type": of_type,
    "$ref": of_ref,
    "properties": of_properties,
    "required": of_required,
    "additionalProperties": of_additional,
    "items": of_items,
    "anyOf": of_any,
    "const": told(lambda value, wanted: value == wanted),
    "enum": told(lambda value, wanted: value in wanted),
    "pattern": told(lambda value, wanted: re.search(wanted, value) is not None),
    "minItems": told(lambda value, wanted: len(value) >= wanted),
    "maxItems": told(lambda value, wanted: len(value) <= wanted),
}
