"""Where files lie that every machine must see: on the disk below DATA_DIR, or in a bucket (STORAGE_URL).

A file is named by its path below DATA_DIR in both. It is there as a whole or not at all, and stays readable to who has
begun to read it when another takes its place. What a machine needs for itself (`opening`, static files) stays on its
disk.
"""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from carnet.core.bucket_address import BucketAddress
from carnet.core.disk import keep_names

# Another one means that another file lies there.
Stamp = tuple[object, ...]

# So many folders are asked for one by one.
FEW = 5


class Away(Exception):
    """The bucket does not answer, or will not have us. Nothing is lost; it is to be tried again."""


class Refused(Away):
    """It answers, and will not have us: a setting is wrong. The sentence is for the operator."""


class Shelf(Protocol):
    """A bucket, whose names are paths below DATA_DIR with slashes. Everything raises Away."""

    def put(self, name: str, pieces: Iterable[bytes]) -> None: ...
    def open(self, name: str) -> BinaryIO: ...
    def size(self, name: str) -> int | None: ...
    def delete(self, name: str) -> None: ...
    def below(self, start: str) -> Iterator[tuple[str, Stamp]]: ...
    def folders(self, start: str) -> Iterator[str]: ...
    def answers(self) -> bool: ...
    def try_out(self) -> None: ...
    def keeps_deleted(self) -> bool: ...


def bucket() -> Shelf | None:
    return _bucket(settings.STORAGE) if settings.STORAGE else None


@cache
def _bucket(address: BucketAddress) -> Shelf:
    # By name: who has no bucket need not load the library that speaks to one.
    return import_string("carnet.core.bucket.Bucket")(address)


def put(path: Path, pieces: Iterable[bytes]) -> None:
    """Lay the pieces down as the file `path`, whose folder is there: as a whole, or not at all."""
    if there := bucket():
        there.put(_name(path), pieces)
        return
    # Under a name of its own: two may be writing the same at once.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)  # half a file, as on a full disk
    keep_names(path.parent)


def make_folder(path: Path) -> None:
    """A bucket has none."""
    if not bucket():
        path.mkdir(parents=True, exist_ok=True)


def opened(path: Path) -> BinaryIO:
    """To be read from the beginning; who skips much of it is not sent that. Raises FileNotFoundError."""
    there = bucket()
    return there.open(_name(path)) if there else path.open("rb")


def exists(path: Path) -> bool:
    there = bucket()
    return there.size(_name(path)) is not None if there else path.is_file()


def size(path: Path) -> int:
    """Bytes as they lie there. Raises FileNotFoundError."""
    if not (there := bucket()):
        return path.stat().st_size
    if (found := there.size(_name(path))) is None:
        raise FileNotFoundError(path)
    return found


def delete(path: Path) -> None:
    """Who is not there any more is deleted already."""
    if there := bucket():
        there.delete(_name(path))
    else:
        path.unlink(missing_ok=True)


def delete_below(folder: Path) -> None:
    """The folder with all that is in it."""
    if there := bucket():
        for name, _stamp in list(there.below(f"{_name(folder)}/")):
            there.delete(name)
    elif folder.exists():
        shutil.rmtree(folder)


def discard_below(folder: Path) -> bool:
    """As far as that can be done now; False when the bucket is away."""
    if not bucket():
        shutil.rmtree(folder, ignore_errors=True)
        return True
    try:
        delete_below(folder)
    except Away:
        return False
    return True


def below(folder: Path) -> Iterator[tuple[Path, Stamp]]:
    """Every file in the folder and its folders, in the order of their names, and how it is known from a later one of
    that name. Who goes meanwhile may be missing."""
    if there := bucket():
        for name, stamp in there.below(f"{_name(folder)}/"):
            yield Path(settings.DATA_DIR) / name, stamp
        return
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            try:
                about = path.stat()
            except FileNotFoundError:
                continue
            yield path, (about.st_ino, about.st_mtime_ns, about.st_size)


def there(folders: Sequence[Path]) -> list[Path]:
    """Those in which anything may lie, of folders that all lie in one."""
    found = bucket()
    if not found:
        return [folder for folder in folders if folder.exists()]
    if len(folders) <= FEW:
        return list(folders)
    full = set(found.folders(f"{_name(folders[0].parent)}/"))
    return [folder for folder in folders if f"{_name(folder)}/" in full]


def count_below(folder: Path) -> int:
    return sum(1 for _each in below(folder))


def beginning(path: Path) -> list[Path]:
    """The files of its folder whose names begin as this one's."""
    if there := bucket():
        return [Path(settings.DATA_DIR) / name for name, _stamp in there.below(_name(path))]
    return list(path.parent.glob(f"{path.name}*"))


def _name(path: Path) -> str:
    return path.relative_to(settings.DATA_DIR).as_posix()
