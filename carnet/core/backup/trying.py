"""The drill: a copy is put back in a place of its own, brought up to date and opened with our keys. Nothing of what
is in use is touched."""

import json
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from carnet.core.backup import asking, database
from carnet.core.backup.asking import ask, surroundings
from carnet.core.backup.container import BadCopy, Copy
from carnet.core.backup.restoring import DATABASE, gather, unpack, usable


def try_out(path: Path, many: int, apart: Path | None = None) -> tuple[dict[str, Any], str]:
    """The manifest, and what was found when so many of each kind were opened. Raises BadCopy, OSError."""
    with usable(path, apart) as copy, tempfile.TemporaryDirectory(prefix="carnet-verify-") as place:
        folder = Path(place)
        dump, rows = unpack(copy, folder), copy.manifest["rows"]
        if copy.manifest["database"] == "sqlite":
            database.check_sqlite(dump, rows, apart)
            address = f"sqlite:///{dump.replace(folder / DATABASE)}"
            return copy.manifest, _look(folder, address, many, copy)
        with database_for_now() as name:
            database.load_postgres(dump, rows, name, apart)
            return copy.manifest, _look(folder, asking.address(name), many, copy)


def _look(folder: Path, address: str, many: int, copy: Copy) -> str:
    """In a process of its own, for which the copy is all there is."""
    environment = surroundings(folder, address)
    ask(environment, "migrate", "--no-input", "--verbosity=0")
    heads = folder / "trails.json"
    heads.write_text(json.dumps(copy.manifest.get("trails", {})))
    said = ask(environment, "verify_audit", "--verbosity=0", f"--heads={heads}")
    opening = ("check_sealed", f"--sample={many}")
    erasing = [("erase_again",)] if gather(copy, folder) else []
    # Where the keys lie apart, those of who was erased since are gone: so must they be, before anything is opened.
    steps = [*erasing, opening] if copy.manifest.get("keys_apart") else [opening, *erasing]
    return "".join(ask(environment, *words) for words in steps) + said


@contextmanager
def database_for_now() -> Iterator[str]:
    name = f"carnet_verify_{secrets.token_hex(6)}"
    try:
        _tell("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    except psycopg.errors.InsufficientPrivilege:
        raise BadCopy(
            "To try out a copy a database is made and dropped again, which this user may not. Allow it "
            f"(ALTER ROLE {connection.settings_dict['USER']} CREATEDB), or try it out on another server."
        ) from None
    try:
        yield name
    finally:
        drop(name)


def drop(name: str) -> None:
    """PostgreSQL sends its own cleaner (autovacuum) out of a database that is dropped. By force (WITH (FORCE)) it would
    ask whether we may end that one, too, which we may not: so our own sessions in there are ended one by one."""
    try:
        _tell("DROP DATABASE IF EXISTS {}", name)
    except psycopg.errors.ObjectInUse:
        with psycopg.connect(database.conninfo(), autocommit=True) as server:
            server.execute(OURS_IN_THERE, [name])
        _tell("DROP DATABASE IF EXISTS {}", name)


OURS_IN_THERE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND usename = current_user AND backend_type = 'client backend'"""


def _tell(statement: str, name: str) -> None:
    with psycopg.connect(database.conninfo(), autocommit=True) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(name)))  # type: ignore[arg-type]
