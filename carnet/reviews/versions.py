"""Which version of an answer somebody has seen, as one word that pages carry and actions compare.

An answer's version is its row and its revision number; that of a list has its entries besides, since an entry that
comes or goes changes no answer. `0.0` is a question without an answer. Pure.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

NOTHING = "0.0"


@dataclass(frozen=True)
class Written:
    """Who wrote an answer, when, and which version it is. `by` is the colleague's name, if it was one; `reason` is
    theirs where the value stands in place of the client's or of a calculation."""

    pk: int
    rev: int
    source: str
    person: str
    by: str
    reason: str
    at: datetime


def version(written: Written | None, entries: Sequence[str] | None = None) -> str:
    """`entries` are those of a list; None for what is no list."""
    found = f"{written.pk}.{written.rev}" if written else NOTHING
    if entries is None:
        return found
    digest = hashlib.sha256("/".join(entries).encode()).hexdigest()
    return f"{found}.{digest[:16]}"


def ticket(version: str, turn: int) -> str:
    """What a page carries: the version of the answer it shows, and how often that was judged."""
    return f"{version}@{turn}"
