"""The questionnaires that ship with Carnet, as the files they are written in."""

from functools import cache
from pathlib import Path

from carnet.questionnaires.loading import Source, load

LIBRARY = Path(__file__).parent / "library"


@cache
def shipped() -> tuple[Source, ...]:
    """Read once: the files do not change while Carnet runs."""
    return tuple(load(path.read_bytes()) for path in sorted(LIBRARY.glob("*.yaml")))
