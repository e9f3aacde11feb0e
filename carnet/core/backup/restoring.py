"""The way back: a copy becomes a data folder, and on PostgreSQL the empty database of DATABASE_URL. Everything is
looked at before anything is put in place."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from carnet.core import ledger, shelf
from carnet.core.backup import container, database, keys, rings
from carnet.core.backup.asking import address, ask, surroundings
from carnet.core.backup.container import PIECE, BadCopy, Copy
from carnet.core.backup.making import AGAIN, FILES, known_migrations
from carnet.core.release import version

DATABASE = "carnet.sqlite3"
# What Carnet itself puts into a new DATA_DIR before any command runs.
MAY_BE_THERE = {"secret-key", "encryption-keys", "index-key", "static", ledger.NAME}


@contextmanager
def usable(path: Path, apart: Path | None = None) -> Iterator[Copy]:
    """The copy, when it is whole, not newer than we, and sealed with our keys. Raises BadCopy."""
    with container.opened(path) as copy:
        _check_version(copy.manifest)
        keys.check(copy.manifest["keys"])
        rings.check(copy.manifest, apart)
        yield copy


def restore(
    path: Path, into: Path, ledgers: Sequence[Path] = (), apart: Path | None = None
) -> tuple[dict[str, Any], str]:
    """The manifest of what stands in `into` now, and what was said when those were erased again who are in a ledger:
    that of the copy, of DATA_DIR, of `into`, or one of `ledgers`. `apart` holds the clients' keys where the copy does
    not. Raises BadCopy or OSError, and then nothing was put in place; but a database on PostgreSQL may have rows."""
    _check_empty(into)
    _check_bucket()
    with usable(path, apart) as copy:
        _check_database(copy.manifest)
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=into) as draft:
            said = _put(copy, Path(draft), into, ledgers, apart)
        return copy.manifest, said


def unpack(copy: Copy, folder: Path) -> Path:
    """All files below `folder`/files. The database, which is returned, lies beside it."""
    (folder / FILES).mkdir(parents=True)
    dump = folder / "database"
    copy.extract(database.MEMBER[copy.manifest["database"]], dump)
    # What changed while the copy was made comes last, over what it was before.
    for prefix in (FILES, AGAIN):
        for name in copy.members:
            first, _slash, rest = name.partition("/")
            if first == prefix:
                target = folder / FILES / rest
                target.parent.mkdir(parents=True, exist_ok=True)
                copy.extract(name, target)
    return dump


def gather(copy: Copy, folder: Path, into: Path | None = None, ledgers: Sequence[Path] = ()) -> int:
    """Every line of every ledger we know of, in `folder`: an older one never takes the place of a younger."""
    found = set(copy.manifest.get("erased", [])) | set(ledger.lines())
    found.update(ledger.lines(into) if into else [])
    for path in ledgers:
        found.update(ledger.read(path))
    if found:
        ledger.add(folder, "".join(f"{line}\n" for line in sorted(found)))
    return len(found)


def _put(copy: Copy, draft: Path, into: Path, ledgers: Sequence[Path], apart: Path | None) -> str:
    """The files first: a database without its files would be a broken promise."""
    dump, rows = unpack(copy, draft), copy.manifest["rows"]
    if connection.vendor == "sqlite":
        database.check_sqlite(dump, rows, apart)
        dump = dump.replace(draft / DATABASE)
        here = f"sqlite:///{dump}"
    else:
        name = connection.settings_dict["NAME"]
        database.load_postgres(dump, rows, name, apart)
        here = address(name)
    said = _erase_again(draft, here) if gather(copy, draft, into, ledgers) else ""
    os.sync()
    _put_files(draft / FILES, into / FILES)
    if connection.vendor == "sqlite":
        dump.replace(into / DATABASE)
    if (draft / ledger.NAME).exists():
        if shelf.bucket():
            ledger.keep((draft / ledger.NAME).read_text())
        (draft / ledger.NAME).replace(into / ledger.NAME)
    os.sync()
    return said


def _put_files(source: Path, target: Path) -> None:
    """Into the bucket, when there is one, under the names they had."""
    if not shelf.bucket():
        shutil.move(source, target)
        return
    for path in sorted(source.rglob("*")):
        if path.is_file():
            name = path.relative_to(source)
            with path.open("rb") as file:
                shelf.put(
                    Path(settings.DATA_DIR) / FILES / name, iter(partial(file.read, PIECE), b"")
                )
    shutil.rmtree(source)


def _erase_again(draft: Path, address: str) -> str:
    """Before anybody can see who is back. Erasing needs the tables of today."""
    environment = surroundings(draft, address)
    ask(environment, "migrate", "--no-input", "--verbosity=0")
    said = ask(environment, "erase_again")
    for left in draft.glob(f"{DATABASE}-*"):
        if left.stat().st_size and left.suffix != ".sqlite3-shm":
            raise BadCopy(f"{left.name} was left beside the database after erasing.")
    return said


def _check_empty(into: Path) -> None:
    there = {path.name for path in into.iterdir()} if into.exists() else set()
    if there - MAY_BE_THERE:
        raise BadCopy(f"{into} is not empty. Name a new folder: nothing is ever overwritten.")


def _check_bucket() -> None:
    if shelf.bucket() and next(shelf.below(Path(settings.DATA_DIR) / FILES), None):
        raise BadCopy(
            "The bucket of STORAGE_URL holds files already. Name another one, or another prefix in it: nothing is"
            " ever overwritten."
        )


def _check_version(manifest: dict[str, Any]) -> None:
    unknown = sorted(set(manifest["migrations"]) - known_migrations())
    if unknown:
        raise BadCopy(
            f"The copy was made by a newer Carnet ({manifest['carnet']}; this one is {version()} and "
            f"does not know {unknown[0]}). Update first."
        )


def _check_database(manifest: dict[str, Any]) -> None:
    if manifest["database"] == "postgresql" != connection.vendor:
        raise BadCopy("The copy holds a PostgreSQL database. Name an empty one in DATABASE_URL.")
    if manifest["database"] == "sqlite" != connection.vendor:
        raise BadCopy("The copy holds an SQLite database. Run the command without DATABASE_URL.")
    if connection.vendor == "postgresql" and not database.is_empty():
        raise BadCopy("The database of DATABASE_URL is not empty. Create a new one and name that.")
