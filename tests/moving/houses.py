"""An installation with the demo firm on SQLite, and PostgreSQL databases to move it to."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings

from carnet.core.backup.database import ALL_ROWS
from carnet.core.backup.trying import drop
from tests.exports.killing import database_url

MANAGE = str(settings.BASE_DIR / "manage.py")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class House:
    """One DATA_DIR, and the keys in it."""

    folder: Path
    port: int

    @property
    def database(self) -> Path:
        return self.folder / "carnet.sqlite3"

    def environment(self, address: str = "") -> dict[str, str]:
        here = {"DATA_DIR": str(self.folder), "DATABASE_URL": address, "PORT": str(self.port)}
        # Only PostgreSQL has it.
        here["ROW_SECURITY"] = os.environ.get("ROW_SECURITY", "") if address else ""
        return {**os.environ, **here, "PYTHONWARNINGS": "ignore"}

    def start(self, *words: str, address: str = "") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment(address),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def manage(self, *words: str, address: str = "") -> tuple[int, str, str]:
        process = self.start(MANAGE, *words, address=address)
        said, complained = process.communicate(timeout=240)
        return process.returncode, said, complained

    def move(self, address: str) -> tuple[int, str, str]:
        return self.manage("move", "--to", address)


@contextmanager
def empty(like: str = "template0") -> Iterator[str]:
    """The address of a new database, with the tables of another if it is to be like that."""
    name = f"carnet_move_{secrets.token_hex(4)}"
    server = database_url()
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} TEMPLATE {like} ENCODING 'UTF8'")
        try:
            yield server.rsplit("/", 1)[0] + f"/{name}"
        finally:
            drop(name)


def ask(address: str, query: str) -> list[tuple]:
    with psycopg.connect(address, options=ALL_ROWS) as link:
        answer = link.execute(query)
        return answer.fetchall() if answer.description else []


def rows(address: str) -> dict[str, int]:
    """Of the tables that have any."""
    names = ask(
        address,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    )
    counts = {name: ask(address, f'SELECT COUNT(*) FROM "{name}"')[0][0] for (name,) in names}
    return {name: count for name, count in counts.items() if count}
