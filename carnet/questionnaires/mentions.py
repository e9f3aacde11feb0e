"""Which names a part of a document speaks of: in its rules, and where its texts repeat answers."""

import re
from collections.abc import Iterator
from typing import Any

from carnet.questionnaires.definition import repeated

NAME = re.compile(r"\b[a-z][a-z0-9_]*\b")
# What these keys hold are rules, or the id of a question.
RULES = frozenset(
    (
        *("show_if", "required", "check", "warn_if", "choice_if", "value", "if"),
        *("joint", "partner_left", "count", "person"),
    )
)
# What these hold are words for people, one text or one for each language.
TEXTS = frozenset(
    ("title", "text", "help", "why", "check_text", "warn_text", "item_label", "staff_note")
)
# What these hold are names of other things too.
SPEAKING = RULES | {"choices", "sources"}


def mentioned(part: Any, key: str = "") -> Iterator[str]:
    """The names in this part; `key` is where it stands."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from mentioned(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from mentioned(value, key)
    elif isinstance(part, str):
        if key in SPEAKING:
            yield from NAME.findall(part)
        elif "{{" in part:
            yield from repeated(part)


def newly_mentioned(old: Any, new: Any, key: str = "") -> Iterator[str]:
    """The names in what is new or different in `new`."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name, value in new.items():
            yield from newly_mentioned(old.get(name), value, name)
    else:
        yield from mentioned(new, key)
