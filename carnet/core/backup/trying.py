"""The drill: a copy is put back in a place of its own, brought up to date and opened with our keys. Nothing of what
is in use is touched."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from carnet.core.backup import database
from carnet.core.backup.container import BadCopy, Copy
from carnet.core.backup.restoring import DATABASE, unpack, usable


def try_out(path: Path, many: int) -> tuple[dict[str, Any], str]:
    """The manifest, and what was found when so many of each kind were opened. Raises BadCopy, OSError."""
    with usable(path) as copy, tempfile.TemporaryDirectory(prefix="carnet-verify-") as place:
        folder = Path(place)
        dump, rows = unpack(copy, folder), copy.manifest["rows"]
        if copy.manifest["database"] == "sqlite":
            database.check_sqlite(dump, rows)
            address = f"sqlite:///{dump.replace(folder / DATABASE)}"
            return copy.manifest, _look(folder, address, many, copy)
        with _database_for_now() as name:
            database.load_postgres(dump, rows, name)
            return copy.manifest, _look(folder, _address(name), many, copy)


def _look(folder: Path, address: str, many: int, copy: Copy) -> str:
    """In a process of its own, for which the copy is all there is."""
    here = {"DATA_DIR": str(folder), "DATABASE_URL": address, "PYTHONWARNINGS": "ignore"}
    for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY"):
        here[name] = getattr(settings, name)
    environment = {**os.environ, **here}
    _ask(environment, "migrate", "--no-input", "--verbosity=0")
    heads = folder / "trails.json"
    heads.write_text(json.dumps(copy.manifest.get("trails", {})))
    said = _ask(environment, "verify_audit", "--verbosity=0", f"--heads={heads}")
    return _ask(environment, "check_sealed", f"--sample={many}") + said


def _ask(environment: dict[str, str], *words: str) -> str:
    """What a command says; of a failing one its own words, or the kind of its exception: the rest may quote rows."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout
    last = (done.stderr.strip().splitlines() or ["It was killed"])[-1]
    said = last.split(":")[0] if "Traceback" in done.stderr else last
    raise BadCopy(f"{done.stdout}{words[0]} failed on the copy. {said}")


@contextmanager
def _database_for_now() -> Iterator[str]:
    name = f"carnet_verify_{secrets.token_hex(6)}"
    _tell("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    try:
        yield name
    finally:
        _tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _tell(statement: str, name: str) -> None:
    try:
        with psycopg.connect(database.conninfo(), autocommit=True) as server:
            server.execute(sql.SQL(statement).format(sql.Identifier(name)))  # type: ignore[arg-type]
    except psycopg.errors.InsufficientPrivilege:
        raise BadCopy(
            "To try out a copy a database is made and dropped again, which this user may not. Allow it "
            f"(ALTER ROLE {connection.settings_dict['USER']} CREATEDB), or try it out on another server."
        ) from None


def _address(name: str) -> str:
    about = {key: quote(value, safe="") for key, value in database.server().items()}
    who = ":".join(about[key] for key in ("user", "password") if key in about)
    where = ":".join(about[key] for key in ("host", "port") if key in about)
    return f"postgres://{who}{'@' if who else ''}{where}/{name}"
