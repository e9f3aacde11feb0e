"""Makes a copy while people work. Files are copied, then the database, then the files that came or changed until
then: a row is written after its file, so that every row of the copy has its file, even of what is erased meanwhile."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from carnet.core import shelf
from carnet.core.backup import database, keys, rings
from carnet.core.backup.container import BadCopy, Writer
from carnet.core.disk import keep_names
from carnet.core.release import version
from carnet.core.whose import across_firms

DRAFT = ".carnet-backup-"
FILES, AGAIN = "files", "again"
# Long enough for who has just made a folder to hold it.
LEFT_AFTER = 60


@across_firms("the whole database is copied")
def back_up(target: Path, *, now: datetime, apart: Path | None = None) -> dict[str, Any]:
    """The manifest of the copy, which is on disk as a whole under its name, or not at all. The clients' keys are in
    the file `apart`, if one is named, and not in the copy. Raises BadCopy, OSError."""
    if target.exists():
        raise BadCopy(f"{target} exists already. Give a name that is free.")
    with _work_folder(target.parent) as work:
        draft = work / "whole"
        draft.touch(0o600)
        with draft.open("wb") as file, Writer(file) as copy:
            manifest = _write(copy, work / "database", now, apart)
        draft.replace(target)
    keep_names(target.parent)
    return manifest


def known_migrations() -> set[str]:
    """What this version of Carnet brings, or has put together from others (`app.name`)."""
    brought = MigrationLoader(None).disk_migrations
    replaced = (key for migration in brought.values() for key in migration.replaces)
    return {f"{app}.{name}" for app, name in (*brought, *replaced)}


def _write(copy: Writer, dump: Path, now: datetime, apart: Path | None) -> dict[str, Any]:
    before = _add_files(copy, FILES, {})
    # Before the database, which then holds all they tell of.
    witnesses = {name: import_string(path)() for name, path in settings.WITNESSES.items()}
    facts = database.copy_to(dump, partial(rings.write, apart, now=now) if apart else None)
    with dump.open("rb") as file:
        name = database.MEMBER[connection.vendor]
        copy.add(name, file, compress=connection.vendor == "sqlite")
    _add_files(copy, AGAIN, before)
    manifest = {
        "carnet": version(),
        "made_at": now.isoformat(),
        "database": connection.vendor,
        # Of programs that were taken out rows stay in the table; they do not make the copy a newer one.
        "migrations": sorted(known_migrations().intersection(facts.migrations)),
        "rows": facts.rows,
        "keys": keys.witness(),
        "keys_apart": apart is not None,
        **witnesses,
    }
    copy.end(manifest)
    return {**manifest, "members": copy.members}


def _add_files(copy: Writer, prefix: str, known: dict[str, shelf.Stamp]) -> dict[str, shelf.Stamp]:
    """Those that are not known as they are now. Who is gone before its turn was erased."""
    root, found = Path(settings.DATA_DIR) / "files", {}
    for path, stamp in shelf.below(root):
        # Drafts begin with a dot: whoever writes them gives them their name when they are whole.
        name = path.relative_to(root).as_posix()
        if not path.name.startswith(".") and known.get(name) != stamp:
            try:
                with shelf.opened(path) as file:
                    copy.add(f"{prefix}/{name}", file)
            except FileNotFoundError:
                continue
            found[name] = stamp
    return found


@contextmanager
def _work_folder(parent: Path) -> Iterator[Path]:
    """Beside the copy, on the same disk, for our eyes only. What somebody left who was killed is removed first."""
    for left in parent.glob(f"{DRAFT}*"):
        if time.time() - left.stat().st_mtime > LEFT_AFTER:
            with _held(left) as ours:
                if ours:
                    shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=parent) as work, _held(Path(work)):
        yield Path(work)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Is it ours now? The kernel frees what a killed process held."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
