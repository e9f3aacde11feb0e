"""A word of its own in every text of a firm, and the search for such words in whatever somebody was told."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from django.db import models
from pypdfium2 import PdfDocument

from carnet.core.crypto import seal, unseal
from carnet.core.sealed import SealedField, SealedJSON, place, under
from carnet.firms.models import Firm
from tests.isolation.belonging import owned, rows_of

CANARY = re.compile(r"qz[0-9a-z]{6}zq", re.IGNORECASE)
LENGTH = 10
_numbers = count(1)

# Texts the product reads itself: another word there would be a broken row and no secret.
READ_BY_PROGRAMS = {
    *("slug", "state", "kind", "language", "own_language", "letter", "page", "what", "action"),
    *("key", "path", "list_path", "question", "person", "device", "browser", "network", "format"),
    *("file", "staged", "sha256", "digest", "fingerprint", "lookup", "password", "public", "event"),
    *("connector", "schedule", "policy", "inactive", "group", "since", "mark", "claim", "status"),
    *(
        "source",
        "origin",
        "query",
        "problem",
        "colour",
        "proof",
        "national_number_index",
        "trouble",
        "fault",
    ),
    *("partner_national_number_index", "sort_name", "search", "version", "verdict", "undo"),
    *("languages", "scopes", "events", "wanted", "when", "columns", "kinds", "mapping", "never"),
    *("reminder_steps", "groups", "undone", "counts", "surprises", "campaigns", "proposed"),
    *("about", "declared", "content", "carried", "choices", "cursor", "old", "new", "extras"),
    *("switched_off", "pieces", "document_names", "document", "dkim_selector", "paused_why"),
}
BY_LANGUAGE = {"subjects", "messages", "reminder_subjects", "reminder_messages", "texts"}
TOLD_IN_WORDS = {"words", "reason", "raw"}
# No row of them may be changed: a trail is chained, and without its ring nothing opens.
SEALED_FOR_GOOD = {"audit.Event", "core.KeyRing"}


def canary() -> str:
    number, text = next(_numbers), ""
    for _place in range(6):
        number, digit = divmod(number, 36)
        text = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + text
    return f"qz{text}zq"


def plant(firm: Firm) -> dict[str, str]:
    """Where each canary sits."""
    planted: dict[str, str] = {}
    for model in owned():
        if model._meta.label in SEALED_FOR_GOOD:
            continue
        for row in rows_of(model, firm):
            planted |= plant_in(row)
    return planted


def plant_in(row: models.Model) -> dict[str, str]:
    found = {}
    bound = [one for one in row._meta.concrete_fields if isinstance(one, SealedJSON)]
    held = {one.name: getattr(row, one.name) for one in bound}  # opened while its row has its name
    for one in row._meta.concrete_fields:
        word = canary()
        if plant_at(row, one, word):
            found[word] = f"{row._meta.label}.{one.name}"
    changed = {place.rpartition(".")[2] for place in found.values()} | {*held}
    if changed:
        kept = row.__class__._base_manager.filter(pk=row.pk)
        kept.update(**under(row, {name: getattr(row, name) for name in changed}))
    return found


def plant_at(row: models.Model, one: models.Field, word: str) -> bool:
    if one.name in READ_BY_PROGRAMS or one.choices:
        return False
    value = getattr(row, one.attname)
    match one:
        case SealedField():
            setattr(row, one.name, seal(like(readable(row, one), word), place(row, one.name)))
        case SealedJSON() if value or one.name in TOLD_IN_WORDS:
            setattr(row, one.name, in_leaves(value, word) if value else word)
        case models.JSONField() if value or one.name in BY_LANGUAGE:
            setattr(row, one.name, in_leaves(value or {"en": "Words", "fr": "Words"}, word))
        case models.EmailField():
            setattr(row, one.name, f"{word}@example.org")
        case models.CharField() | models.TextField() if (one.max_length or LENGTH) >= LENGTH:
            setattr(row, one.name, word)
        case _:
            return False
    return True


def in_leaves(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {key: in_leaves(inner, word) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_leaves(inner, word) for inner in value]
    return like(value, word) if isinstance(value, str) else value


def like(text: str, word: str) -> str:
    """Addresses stay addresses, and what is JSON stays JSON, so that the firm's own pages still open."""
    if text.startswith("http"):
        return f"https://{word}.example/"
    return json.dumps(in_leaves(json.loads(text), word)) if text.startswith("{") else word


def canaries_in(data: bytes) -> set[str]:
    return {found.lower() for text in texts(data) for found in CANARY.findall(text)}


def texts(data: bytes) -> Iterator[str]:
    """What somebody can read in it: pages, tables and archives unpacked, papers as text."""
    wide = data.startswith(b"\xff\xfe")
    yield data.decode("utf-16" if wide else "utf-8", "replace")
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts(archive.read(name))
    if data.startswith(b"%PDF"):
        with PdfDocument(data) as paper:
            yield "\n".join(page.get_textpage().get_text_range() for page in paper)


def all_rows(models: Iterable[type[models.Model]]) -> dict[tuple[str, Any], tuple]:
    """As they can be read by who holds the keys."""
    return {
        (model._meta.label, row.pk): tuple(
            readable(row, one) for one in model._meta.concrete_fields
        )
        for model in models
        for row in model._base_manager.all()
    }


def readable(row: models.Model, one: models.Field) -> Any:
    value = getattr(row, one.attname)
    if isinstance(one, SealedField):
        return unseal(value, place(row, one.name)) if value else ""
    return bytes(value) if isinstance(value, memoryview) else value
