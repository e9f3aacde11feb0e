"""Names of files and folders that every system takes, whatever a client has called them. Pure.

What Windows refuses goes: signs it reserves, names of devices, a dot or a space at the end. Signs that turn the
direction of writing go too, since with them a program looks like a picture.
"""

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

from django.utils.text import slugify

# Reserved signs, control signs, and what is not seen: marks of direction, width and order.
UNSAFE = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]'
)
DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE)
LONGEST_FOLDER, LONGEST_NAME = 60, 100


def safe(words: str, longest: int, otherwise: str = "-") -> str:
    """One part of a path. `longest` counts as Windows does, in UTF-16."""
    plain = unicodedata.normalize("NFC", UNSAFE.sub(" ", unicodedata.normalize("NFKC", words)))
    plain = shortened(" ".join(plain.split()), longest).strip(". ")
    if DEVICE.match(plain):
        plain = shortened(f"_{plain}", longest).strip(". ")
    return plain or otherwise


def shortened(words: str, longest: int) -> str:
    """Never through the middle of a sign outside the usual ones."""
    return words.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")


def safe_file(stem: str, ending: str, longest: int = LONGEST_NAME) -> str:
    """The stem is cut, the ending never."""
    return safe(stem, longest - len(ending), "document") + ending


def unused(name: str, taken: Collection[str]) -> str:
    """With a number, if somebody else has this name already; capitals make no difference to Windows. `taken` are
    folded names."""
    plain, number = PurePath(name), 1
    while name.casefold() in taken:
        number += 1
        ending = f" ({number}){plain.suffix}"
        name = safe_file(plain.stem, ending)
    return name


def download_name(dossier: Any, reference: str, ending: str) -> str:
    """In plain letters, since not every program can do more in a header."""
    client = dossier.client
    number = slugify(client.client_number) or str(client.pk)
    return f"{number}-{slugify(client.name)[:40] or 'client'}-{slugify(reference)}.{ending}"
