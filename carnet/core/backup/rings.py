"""The rings of the clients' data keys (carnet/core/keyrings.py) in a file of their own, beside copies that hold none.

The file is always the newest. So a copy that is older than an erasure opens nothing any more of who was erased: the key
is in no file that still exists. A line each: when it was made, then the rings, then the sum of all before.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from carnet.core.backup.container import BadCopy
from carnet.core.disk import keep_names

TABLE = "core_keyring"
COLUMNS = f"SELECT id, firm_id, sealed FROM {TABLE} ORDER BY id"  # noqa: S608
INSERT = f"INSERT INTO {TABLE} (id, firm_id, sealed) VALUES "  # noqa: S608
FORMAT = 1
SUM = b"sha256 "


class Ring(NamedTuple):
    id: int
    firm: int
    sealed: bytes


def write(target: Path, rings: Iterable[Any], *, now: datetime) -> None:
    """On disk as a whole, in the place of an older one, or not at all. Raises BadCopy where that one holds far more:
    then it is of another installation, or this one has lost something."""
    former = _count(target) if target.exists() else 0
    draft, lines, digest = target.with_name(f".{target.name}.new"), 0, hashlib.sha256()
    draft.unlink(missing_ok=True)
    draft.touch(0o600)
    with draft.open("wb") as file:
        for line in _lines(rings, now):
            file.write(line)
            digest.update(line)
            lines += 1
        file.write(_sum(digest))
        file.flush()
        os.fsync(file.fileno())
    if (count := lines - 1) < former / 2:
        draft.unlink()
        raise BadCopy(
            f"{target} holds {former} rings of keys, the database only {count}. Is the file of this installation? If"
            " so many clients were erased, move it away and give the name again."
        )
    draft.replace(target)
    keep_names(target.parent)


def check(manifest: dict[str, Any], path: Path | None) -> None:
    """Before anything is put in place. Raises BadCopy where the file is missing, too much, or not as it was written."""
    apart = manifest.get("keys_apart", False)
    if apart and path is None:
        raise BadCopy("The clients' keys were kept apart from this copy. Name their file: --keys.")
    if path is not None and not apart:
        raise BadCopy("The copy holds the clients' keys itself. Leave out --keys.")
    if path is not None:
        _count(path)


def read(path: Path) -> Iterator[Ring]:
    """Raises BadCopy, at the latest at the end, when the file is not as it was written."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if line.startswith(SUM):
                if line == _sum(digest):
                    return
                break
            digest.update(line)
            if number:
                yield _ring(path, line)
            else:
                _check_head(path, line)
    raise _altered(path)


def _count(path: Path) -> int:
    return sum(1 for _ring in read(path))


def _lines(rings: Iterable[Any], now: datetime) -> Iterator[bytes]:
    yield f"{json.dumps({'format': FORMAT, 'made_at': now.isoformat()})}\n".encode()
    for number, firm, sealed in rings:
        yield f"{number} {firm} {bytes(sealed).hex()}\n".encode()


def _sum(digest: Any) -> bytes:
    return SUM + digest.hexdigest().encode() + b"\n"


def _check_head(path: Path, line: bytes) -> None:
    try:
        head = json.loads(line)["format"]
    except (ValueError, KeyError, TypeError):
        raise BadCopy(f"{path} is no file of keys made by manage.py backup --keys.") from None
    if head > FORMAT:
        raise BadCopy(f"{path} was made by a newer Carnet. Update first.")


def _ring(path: Path, line: bytes) -> Ring:
    try:
        number, firm, sealed = line.split()
        return Ring(int(number), int(firm), bytes.fromhex(sealed.decode()))
    except ValueError:
        raise _altered(path) from None


def _altered(path: Path) -> BadCopy:
    return BadCopy(f"{path} was cut or altered since it was made. Use a copy of it.")
