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
    order = {key: place for place, key in enumerate([*ROOT, *SECTION, *ITEM, *CHOICE])}
    order |= {language: -len(languages) + place for place, language in enumerate(languages)}
    return yaml.dump(
        in_order(document, order),
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )


def in_order(part: Any, order: Mapping[str, int]) -> Any:
    if isinstance(part, Mapping):
        keys: Iterable[str] = sorted(part, key=lambda key: order.get(key, len(order)))
        return {key: in_order(part[key], order) for key in keys}
    if isinstance(part, list):
        return [in_order(inner, order) for inner in part]
    return part
