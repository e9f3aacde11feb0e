"""The questionnaires that ship with Carnet, as the files they are written in."""

from functools import cache, lru_cache
from pathlib import Path

from carnet.questionnaires.loading import Document, Source, digest, load

LIBRARY = Path(__file__).parent / "library"


@cache
def shipped() -> tuple[Source, ...]:
    """Read once: the files do not change while Carnet runs."""
    return tuple(load(path.read_bytes()) for path in sorted(LIBRARY.glob("*.yaml")))


@lru_cache(maxsize=50)
def shipped_with(key: str) -> Document | None:
    """The one with this key, which its file is named after: the others need not be read for it."""
    path = LIBRARY / f"{key.replace('_', '-')}.yaml"
    return load(path.read_bytes()).document if path in LIBRARY.glob("*.yaml") else None


@lru_cache(maxsize=50)
def shipped_digest(key: str) -> str:
    """Of what ships under this key now; empty when nothing does."""
    document = shipped_with(key)
    return digest(document) if document else ""
