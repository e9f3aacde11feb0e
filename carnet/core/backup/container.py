"""The file of a copy: a ZIP that any program opens, with a manifest of what is in it, whose last 64 characters are
the SHA-256 of everything before them. So no bit can change without being noticed, not even where a ZIP has none of
our content. It shows accidents; who wants to deceive can work the sum out anew."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

FORMAT = 1
PIECE = 2**20
SUM = 64
MANIFEST = "manifest.json"


class BadCopy(Exception):
    """Why nothing can be made of the file, as one sentence for the operator."""


class Writer:
    """Takes members one after another and never goes back, so that the sum is there when the last is written."""

    def __init__(self, file: BinaryIO) -> None:
        self.members: dict[str, dict[str, Any]] = {}
        self._out = _Summing(file)
        self._zip = ZipFile(self._out, "w")  # type: ignore[call-overload]
        self._zip.comment = b"0" * SUM

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *problem: object) -> None:
        """Of one that was not ended nothing is worth keeping; ZipFile only wants to be closed."""
        with suppress(OSError):
            self._zip.close()

    def add(self, name: str, source: BinaryIO, *, compress: bool = False) -> None:
        info = ZipInfo(name, time.localtime()[:6])
        info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            while piece := source.read(PIECE):
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def end(self, manifest: dict[str, Any]) -> None:
        whole = {"format": FORMAT, **manifest, "members": self.members}
        self._zip.writestr(MANIFEST, json.dumps(whole, indent=1, sort_keys=True))
        self._zip.close()
        self._out.end()


class _Summing:
    """What ZipFile writes to: neither seeks nor tells. Keeps back the room of the sum itself."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest, self._held = file, hashlib.sha256(), b""

    def write(self, data: bytes) -> int:
        together = self._held + bytes(data)
        cut = max(len(together) - SUM, 0)
        self._digest.update(together[:cut])
        self._file.write(together[:cut])
        self._held = together[cut:]
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    def end(self) -> None:
        self._file.write(self._digest.hexdigest().encode())
        self._file.flush()
        os.fsync(self._file.fileno())


class Copy:
    """One that was found whole."""

    def __init__(self, zipped: ZipFile, manifest: dict[str, Any]) -> None:
        self._zip, self.manifest = zipped, manifest
        self.members: dict[str, dict[str, Any]] = manifest["members"]

    def extract(self, name: str, target: Path) -> None:
        """Raises BadCopy when the member is not what was put in."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(name) as source, target.open("wb") as into:
            while piece := source.read(PIECE):
                into.write(piece)
                digest.update(piece)
                size += len(piece)
        if self.members[name] != {"bytes": size, "sha256": digest.hexdigest()}:
            raise BadCopy(f"The member {name} is not what was put in. Use another copy.")


@contextmanager
def opened(path: Path) -> Iterator[Copy]:
    """The copy, once every byte of it was read and found as it was written. Raises BadCopy."""
    try:
        check_sum(path)
        with ZipFile(path) as zipped:
            yield Copy(zipped, _manifest(path, zipped))
    except (BadZipFile, KeyError, ValueError) as problem:
        raise BadCopy(f"{path} is no copy made by manage.py backup.") from problem


def check_sum(path: Path) -> None:
    digest, left = hashlib.sha256(), path.stat().st_size - SUM
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
        if file.read() != digest.hexdigest().encode():
            raise BadCopy(
                f"{path} was cut or altered since it was made, or is no copy made by manage.py backup. "
                "Use another copy."
            )


def _manifest(path: Path, zipped: ZipFile) -> dict[str, Any]:
    manifest = json.loads(zipped.read(MANIFEST))
    if manifest["format"] > FORMAT:
        raise BadCopy(f"{path} was made by a newer Carnet ({manifest['carnet']}). Update first.")
    members = sorted([*manifest["members"], MANIFEST])
    if members != sorted(zipped.namelist()) or not all(map(_stays_inside, members)):
        raise BadCopy(f"{path} does not hold what its manifest says. Use another copy.")
    return manifest


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
