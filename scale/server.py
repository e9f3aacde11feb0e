"""A PostgreSQL server for one run. The product connects as an ordinary role, which owns its tables; only the making of
the rows is the superuser's."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench.databases import as_postgres, free_port, programs

# For a machine of 24 GB that PostgreSQL shares with others. Kept apart from what is only for making the rows quickly.
TUNED = {
    "shared_buffers": "4GB",
    "effective_cache_size": "12GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "unix_socket_directories": "",
}
ROLE, OWNER = "carnet", "postgres"


@dataclass(frozen=True)
class Server:
    address: str
    port: int

    def url(self, role: str = ROLE) -> str:
        return f"postgres://{role}@{self.address}:{self.port}/carnet"

    def as_owner(self) -> psycopg.Connection:
        return psycopg.connect(self.url(OWNER), autocommit=True)


@contextmanager
def server(address: str = "127.0.0.1", prefix: tuple[str, ...] = ()) -> Iterator[Server]:
    """Empty, and gone afterwards; in the folder SCALE_FOLDER or below TMPDIR. `prefix` starts it elsewhere."""
    where = os.environ.get("SCALE_FOLDER")
    if where:
        Path(where).mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="carnet-scale-", dir=where, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if where:
            Path(where).chmod(0o755)
        folder.chmod(0o755)
        made = Server(address, free_port())
        _start(folder, made, prefix)
        try:
            yield made
        finally:
            as_postgres(
                folder, [programs() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"]
            )


def _start(folder: Path, made: Server, prefix: tuple[str, ...]) -> None:
    tools, data = programs(), folder / "data"
    as_postgres(folder, [tools / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8"])  # fmt: skip
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write("host all all 10.77.0.0/16 trust\n")
    options = {**TUNED, "listen_addresses": made.address}
    words = " ".join(f"-c {key}='{value}'" for key, value in options.items())
    command = [tools / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o",
               f"-p {made.port} {words}", "start"]  # fmt: skip
    _run_in(prefix, folder, command)
    with psycopg.connect(made.url(OWNER).replace("/carnet", "/postgres"), autocommit=True) as line:
        line.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        line.execute(f"CREATE DATABASE carnet OWNER {ROLE}")


def _run_in(prefix: tuple[str, ...], folder: Path, command: list) -> None:
    if not prefix:
        as_postgres(folder, command)
        return
    words = [*prefix, "runuser", "-u", "postgres", "--", *map(str, command)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


def careless(made: Server, on: bool) -> None:
    """While nothing is measured yet, nothing waits for the disk."""
    with made.as_owner() as line:
        line.execute(f"ALTER SYSTEM SET fsync = {'off' if on else 'on'}")
        line.execute("SELECT pg_reload_conf()")
        line.execute("CHECKPOINT")


@contextmanager
def told(what: str) -> Iterator[None]:
    """How long it took, on a line of its own."""
    begun = time.monotonic()
    yield
    print(f"  {what:<44}{time.monotonic() - begun:>8.0f} s", flush=True)
