"""A document as the YAML that people edit: keys in the usual order, whatever order the database kept."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from carnet.questionnaires.loading import Document
from carnet.questionnaires.reading import CHOICE, ITEM, ROOT, SECTION

# Ends of lines to YAML, which folds them into a space unless they are escaped.
LINE_ENDS = frozenset("\x85\u2028\u2029")


class Dumper(yaml.SafeDumper):
    pass


def _text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if LINE_ENDS.intersection(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _text)


def write(document: Document) -> str:
    """YAML that loads to the same document."""
    languages = document.get("languages", [])
    return yaml.dump(
        in_order(document, ROOT, languages if isinstance(languages, list) else []),
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )


# What stands under these names has keys of its own, in this order.
INSIDE: Mapping[str, Iterable[str]] = {"sections": SECTION, "items": ITEM, "choices": CHOICE}


def in_order(part: Any, known: Iterable[str], languages: Iterable[str]) -> Any:
    """The keys of each part as its kind has them; texts by language; what is named by the author as it is."""
    if isinstance(part, Mapping):
        order = {key: place for place, key in enumerate(known or languages)}
        keys: Iterable[str] = sorted(part, key=lambda key: order.get(key, len(order)))
        return {
            key: in_order(part[key], INSIDE.get(key, () if key in order else known), languages)
            for key in keys
        }
    if isinstance(part, list):
        return [in_order(inner, known, languages) for inner in part]
    return part
