"""Files that rest sealed, chunk by chunk, so that none is ever whole in memory.

A file is a mark, a random id, and chunks of 1 MiB, each sealed for its own place: firm, row, this very file, its
number, and whether it is the last. So a file that was cut, lengthened, put together anew or moved does not open.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from carnet.core import shelf
from carnet.core.crypto import (
    ID_BYTES,
    Place,
    SealBroken,
    current,
    overhead,
    seal_bytes,
    unseal_bytes,
)

MARK = b"carnet sealed 1\n"
FILE_ID_BYTES = 16
HEAD = len(MARK) + FILE_ID_BYTES
CHUNK = 2**20
# As much of a block as tells which key sealed it.
SHORT = 1 + max(ID_BYTES.values())


@dataclass(frozen=True)
class Written:
    """Of the clear content: bytes, and SHA-256 in hexadecimal."""

    size: int
    sha256: str


def write(target: Path, data: Iterable[bytes], place: Place) -> Written:
    """Seal the pieces of `data`, of any size, as the file `target`: there as a whole, or not at all."""
    seen = _Seen()
    shelf.put(target, _sealed(seen.pieces(data), place))
    return Written(seen.size, seen.digest.hexdigest())


def read(path: Path, place: Place) -> Iterator[bytes]:
    """The clear content, in pieces. Raises SealBroken at the first that is not as it was written."""
    with shelf.opened(path) as file:
        head, version, number = file.read(HEAD), file.read(1), 0
        if head[: len(MARK)] != MARK or version not in (b"", *ID_BYTES):
            raise SealBroken(f"{place.field} of row {place.row} is not a sealed file.")
        size = CHUNK + overhead(version) if version else 0
        block = version + file.read(size - 1) if version else b""
        while block:
            following = file.read(size)
            yield unseal_bytes(block, _of_chunk(place, head, number, last=not following))
            block, number = following, number + 1
    if not number:
        raise SealBroken(f"{place.field} of row {place.row} is empty.")


def is_sealed(path: Path) -> bool:
    with shelf.opened(path) as file:
        return file.read(len(MARK)) == MARK


def seal_again(path: Path, place: Place) -> bool:
    """As it is done today. The old file stands until the new one is complete."""
    with shelf.opened(path) as file:
        file.seek(HEAD)
        if current(file.read(SHORT), place.key):
            return False
    write(path, read(path, place), place)
    return True


def chunks(data: Iterable[bytes], size: int = CHUNK) -> Iterator[bytes]:
    """The same bytes in pieces of this size; the last may be shorter, and there is always one."""
    held = bytearray()
    for piece in data:
        held += piece
        while len(held) > size:
            yield bytes(held[:size])
            del held[:size]
    yield bytes(held)


class _Seen:
    """What went by."""

    def __init__(self) -> None:
        self.size, self.digest = 0, hashlib.sha256()

    def pieces(self, data: Iterable[bytes]) -> Iterator[bytes]:
        for piece in data:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


def _sealed(data: Iterable[bytes], place: Place) -> Iterator[bytes]:
    head, number = MARK + secrets.token_bytes(FILE_ID_BYTES), 0
    pieces = chunks(data)
    piece: bytes | None = next(pieces)
    yield head
    while piece is not None:
        following = next(pieces, None)
        yield seal_bytes(piece, _of_chunk(place, head, number, last=following is None))
        number, piece = number + 1, following


def _of_chunk(place: Place, head: bytes, number: int, *, last: bool) -> Place:
    which = head[len(MARK) :].hex()
    return replace(place, field=f"{place.field}|{which}|{number}|{'last' if last else 'more'}")
