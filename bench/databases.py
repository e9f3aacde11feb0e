"""A database of its own for each run: a SQLite file, or a PostgreSQL server started for the occasion."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The server is not tuned, except for what every installation of some size sets.
POSTGRESQL = {
    "shared_buffers": "1GB",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "4GB",
    "unix_socket_directories": "",
}


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The DATABASE_URL of an empty database, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"carnet-bench-{kind}-"))
    try:
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'bench.sqlite3'}"
        else:
            with _server(folder) as url:
                yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    tools, data, port = programs(), folder / "data", free_port()
    as_postgres(folder, [tools / "initdb", "-D", data, "-U", "carnet", "-A", "trust", "-E", "UTF8"])
    options = " ".join(f"-c {key}='{value}'" for key, value in POSTGRESQL.items())
    start = [tools / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    as_postgres(folder, [*start, "-o", f"-p {port} {options}", "start"])
    try:
        yield f"postgres://carnet@127.0.0.1:{port}/postgres"
    finally:
        as_postgres(folder, [*start, "-m", "immediate", "stop"])


def programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("initdb")
    if on_path or found:
        return Path(on_path).parent if on_path else found[-1]
    raise SystemExit("PostgreSQL is not installed: initdb was found nowhere. Or: BENCH_ON=sqlite.")


def as_postgres(folder: Path, command: list) -> None:
    """PostgreSQL refuses to run as root; Debian's package made a user for it."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
