"""What an archive says of itself, and whether it is true. Pure.

`manifest.json` lists every file with its size and SHA-256. Of a document it tells as well what it was when the client
sent it, so that whoever keeps the archive can show years later that nothing was changed.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as BrokenData

NAME = "manifest.json"
FORMAT, VERSION = "carnet-archive", 1
LONGEST = 64 * 2**20
PIECE = 2**18


@dataclass(frozen=True)
class Held:
    """A file as it was written. `problem` is empty, `missing` or `damaged`."""

    name: str
    size: int
    sha256: str
    facts: dict[str, Any]
    problem: str = ""


class NoManifest(Exception):
    """This is no archive of Carnet's."""


def manifest(dossiers: Sequence[dict[str, Any]], held: Sequence[Held], now: datetime) -> bytes:
    files = [told(one) for one in held]
    about = {"format": FORMAT, "version": VERSION, "made_at": now.isoformat()}
    content = about | {"dossiers": list(dossiers), "files": files}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def told(one: Held) -> dict[str, Any]:
    found = {"name": one.name, "bytes": one.size, "sha256": one.sha256} | one.facts
    return found | ({"problem": one.problem} if one.problem else {})


def files_of(zipped: ZipFile) -> list[dict[str, Any]]:
    """What the manifest lists. Raises NoManifest."""
    try:
        info = zipped.getinfo(NAME)
        content = json.loads(zipped.read(info)) if info.file_size <= LONGEST else {}
        if content["format"] == FORMAT and content["version"] == VERSION:
            return [{**one, "name": str(one["name"])} for one in content["files"]]
    except (KeyError, TypeError, ValueError, BadZipFile, BrokenData) as problem:
        raise NoManifest from problem
    raise NoManifest


def faults(zipped: ZipFile) -> Iterator[tuple[str, str]]:
    """Name and fault of every file that is not as the manifest says: `missing`, `damaged`, `changed` since it was put
    in, `other` than the client sent, `added` by somebody, `twice`. Raises NoManifest."""
    listed = files_of(zipped)
    there = zipped.namelist()
    for one in listed:
        if fault := fault_of(zipped, one):
            yield one["name"], fault
    known = {one["name"] for one in listed} | {NAME}
    for name in dict.fromkeys(there):
        if name not in known:
            yield name, "added"
        elif there.count(name) > 1:
            yield name, "twice"


def fault_of(zipped: ZipFile, one: dict[str, Any]) -> str:
    if one.get("problem"):
        return str(one["problem"])
    try:
        info = zipped.getinfo(one["name"])
    except KeyError:
        return "missing"
    if info.file_size != one.get("bytes") or sha256_of(zipped, info) != one.get("sha256"):
        return "changed"
    return "other" if one.get("sent", one["sha256"]) != one["sha256"] else ""


def sha256_of(zipped: ZipFile, info: ZipInfo) -> str:
    """Empty when it cannot be read at all."""
    digest = hashlib.sha256()
    try:
        with zipped.open(info) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except (BadZipFile, BrokenData, OSError, RuntimeError, NotImplementedError):
        return ""
    return digest.hexdigest()
