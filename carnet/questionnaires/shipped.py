"""The questionnaires that ship with Carnet, as the files they are written in."""

from collections.abc import Iterator
from pathlib import Path

from carnet.questionnaires.loading import Source, load

LIBRARY = Path(__file__).parent / "library"


def shipped() -> Iterator[Source]:
    for path in sorted(LIBRARY.glob("*.yaml")):
        yield load(path.read_bytes())
