"""Who was erased, outside the database: a line {moment, kind, uuid} for each, in a file of DATA_DIR that is only ever
added to, or in the bucket, which all machines see, in a file for each time. Putting an older copy back replays it, so
that nobody comes back who was erased since."""

import fcntl
import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from carnet.core import shelf
from carnet.core.disk import keep_names
from carnet.core.whose import across_firms

NAME = "erased.log"
# In the bucket; above so many files lines() makes one of them.
FOLDER, MANY = "erased", 500
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
WHOLE = re.compile(rf"\S+Z [a-z]+ {UUID}(/{UUID})?")


def note(kind: str, names: Iterable[object], *, now: datetime) -> None:
    """Kept for good when this returns. Called before the erasure is final: who is killed in between is erased once more
    after a restore, instead of never."""
    text = "".join(f"{now:%Y-%m-%dT%H:%M:%SZ} {kind} {name}\n" for name in names)
    if text:
        keep(text)


def keep(text: str) -> None:
    if not shelf.bucket():
        add(Path(settings.DATA_DIR), text)
        return
    shelf.put(Path(settings.DATA_DIR) / FOLDER / secrets.token_hex(16), [text.encode()])


def add(folder: Path, text: str) -> None:
    handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write((_half(file) + text).encode())
        file.flush()
        os.fsync(file.fileno())
    keep_names(folder)


def lines(folder: Path | None = None) -> list[str]:
    """Oldest first, without one that was cut short: what it stood for was never erased."""
    path = Path(folder or settings.DATA_DIR) / NAME
    found = read(path) if path.exists() else []
    return sorted({*found, *_shared()}) if folder is None and shelf.bucket() else found


def read(path: Path) -> list[str]:
    return _whole(path.read_text(errors="replace"))


def replay() -> int:
    """Erases again who is back in the database although the ledger names them."""
    names: dict[str, set[str]] = {}
    for line in lines():
        _moment, kind, name = line.split(" ")
        names.setdefault(kind, set()).add(name)
    with across_firms("the ledger names people of every firm"):
        return sum(import_string(settings.REPLAYS[kind])(found) for kind, found in names.items())


def _whole(text: str) -> list[str]:
    return [line for line in text.splitlines() if WHOLE.fullmatch(line)]


def _shared() -> list[str]:
    """What all machines noted in the bucket. Who is killed while many files become one leaves lines there twice."""
    paths = [path for path, _stamp in shelf.below(Path(settings.DATA_DIR) / FOLDER)]
    try:
        found = sorted({line for path in paths for line in _noted(path)})
    except FileNotFoundError:  # another machine has just made one file of many
        return _shared()
    if len(paths) > MANY:
        keep("".join(f"{line}\n" for line in found))
        for path in paths:
            shelf.delete(path)
    return found


def _noted(path: Path) -> list[str]:
    with shelf.opened(path) as file:
        return _whole(file.read().decode())


def _half(file) -> str:
    """A line that a power cut left without its end is closed first, or the next one would be lost with it."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return ""
    file.seek(size - 1)
    return "" if file.read(1) == b"\n" else "\n"
