"""What is handed over: a file with a name of its own, and what can stand in its way that no destination can help.
Knows no rows and no destinations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

UNFIT = (
    "unreadable",  # the file cannot be opened, or is not what was sent
    "record",  # the PDF cannot be set
    "unknown_client",  # the software does not know this client
    "no_documents",  # the software takes none
    "too_large",
    "gone",  # the connection was removed
)


class Unfit(Exception):
    """This file, or this delivery, cannot go there; others may."""

    def __init__(self, code: str) -> None:
        assert code in UNFIT, code
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Parcel:
    """`folder` and `name` are safe on every system and stay the same at every try, as does `key`. `size` in bytes;
    `pieces` may be asked for again and holds exactly what was sent."""

    folder: tuple[str, ...]
    name: str
    key: str
    size: int
    pieces: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Result:
    """Of one try. `code` is empty when everything arrived, else one of UNFIT, of the codes of Trouble, or "fault": our
    own. `wide`: the destination itself is in trouble. `wait`: seconds. `paced`: nothing is wrong, the rest goes after
    `wait`. `ticked`: was there a task to tick?"""

    code: str = ""
    said: str = ""
    wide: bool = False
    wait: float = 0.0
    paced: bool = False
    ticked: bool | None = None


class Taker(Protocol):
    """An open destination. Both may raise Trouble (connectors/trouble.py) or Unfit."""

    def check(self) -> None:
        """Proves address and rights, before anything is handed over."""

    def put(self, parcel: Parcel) -> str:
        """What the other side calls it. A parcel that is there already is not put there twice."""
