"""A migrated SQLite database that the tests of this and later runs begin with, instead of migrating for themselves.

It is named after what it was made from; migrating goes over it in any case and finds nothing left to do.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = settings.BASE_DIR / "build" / "tests"


def template() -> Path:
    made_from = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for pattern in ("models.py", "migrations/*.py"):
            for path in sorted(Path(app.path).glob(pattern)):
                made_from.update(path.read_bytes())
    return FOLDER / f"{made_from.hexdigest()[:20]}.sqlite3"


def taken(target: Path) -> AbstractContextManager[Any]:
    """Copied to `target`, if there is one. Otherwise it is this process's turn to make it, for as long as the
    answer is open."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    turn = (FOLDER / "lock").open("w")
    fcntl.flock(turn, fcntl.LOCK_EX)
    if not template().exists():
        return turn
    turn.close()
    shutil.copyfile(template(), target)
    return nullcontext()


def keep() -> None:
    """What this process has migrated; older ones are of no use any more."""
    if (made := template()).exists():
        return
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink()
    half = made.with_suffix(".half")
    half.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(half)])
    half.replace(made)
