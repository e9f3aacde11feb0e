"""Where imported files lie, and what is worked out from them: sealed, in the firm's folder, for a month.

A file is a row of sealed parts, each of which opens only in its own place. Whoever is killed while writing
leaves the former file as it was.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import Struct
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from carnet.core import shelf
from carnet.core.crypto import Place, current, seal_bytes, unseal_bytes

LENGTH = Struct(">Q")
# What stands beside the file itself: its rows as they were read, the plan last shown, the plan that is
# being applied, and the rows that were left out. Of one from a connection also who the rows are in the
# software, and which clients they are about.
BESIDE = (".rows", ".shown", ".plan", ".left", ".refs", ".met")


class FileGone(Exception):
    """The file was deleted, as all are after a month."""


def path_for(firm: UUID, uuid: UUID, kind: str = "") -> str:
    return f"{firm}/imports/{uuid}{kind}"


def where(path: str) -> Path:
    return Path(settings.DATA_DIR) / "files" / path


def store(path: str, parts: Iterable[bytes]) -> str:
    """The path itself, once all of it is safely on disk. Of the parts one at a time is held in memory."""
    _write(path, (seal_bytes(part, _place(path, number)) for number, part in enumerate(parts)))
    return path


def load(path: str, number: int = 0) -> bytes:
    """One part of the file."""
    with _open(path) as file:
        sealed = _seek(file, number)
    return unseal_bytes(sealed, _place(path, number))


def load_all(path: str) -> Iterator[bytes]:
    """Its parts, each once it is asked for."""
    with _open(path) as file:
        for number, part in enumerate(_parts(file)):
            yield unseal_bytes(part, _place(path, number))


def exists(path: str) -> bool:
    return bool(path) and shelf.exists(where(path))


def seal_again(path: str) -> bool:
    """With the current key. The old file stands until the new one is complete."""
    if not exists(path):
        return False
    with _open(path) as file:
        parts = list(_parts(file))
    if all(current(part) for part in parts):
        return False
    places = [_place(path, number) for number in range(len(parts))]
    opened = map(unseal_bytes, parts, places)
    _write(path, map(seal_bytes, opened, places))
    return True


def delete(path: str) -> None:
    shelf.delete(where(path))


def delete_all(path: str) -> None:
    """The file with everything that stands beside it, drafts of somebody who was killed included."""
    target = where(path)
    for kind in ("", *BESIDE):
        delete(path + kind)
    for draft in shelf.beginning(target.with_name(f".{target.name}")):
        shelf.delete(draft)


def _open(path: str) -> BinaryIO:
    if not path:
        raise FileGone(path)
    try:
        return shelf.opened(where(path))
    except FileNotFoundError:
        raise FileGone(path) from None


def _parts(file: BinaryIO) -> Iterator[bytes]:
    while length := file.read(LENGTH.size):
        yield file.read(LENGTH.unpack(length)[0])


def _seek(file: BinaryIO, number: int) -> bytes:
    for _each in range(number):
        file.seek(LENGTH.unpack(file.read(LENGTH.size))[0], os.SEEK_CUR)
    return file.read(LENGTH.unpack(file.read(LENGTH.size))[0])


def _write(path: str, parts: Iterable[bytes]) -> None:
    target = where(path)
    shelf.make_folder(target.parent)
    shelf.put(target, (piece for part in parts for piece in (LENGTH.pack(len(part)), part)))


def _place(path: str, number: int) -> Place:
    firm, _folder, name = path.split("/")
    uuid, _dot, kind = name.partition(".")
    return Place(UUID(firm), f"imports.import.{kind or 'file'}.{number}", UUID(uuid))
