import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from carnet.core.moving import CannotMove
from carnet.core.moving.moving import Compared, move

WHAT_NEXT = """{rows:,} rows in {tables} tables were moved, and both databases hold the same.
Documents and keys stay where they are, in DATA_DIR and the environment.
Now set DATABASE_URL to the new address, wherever web server and worker get their settings, and start both.
{path} was not changed. Nobody is erased in it any more: delete it once the new database is backed up."""


class Command(BaseCommand):
    help = (
        "Moves everything from the SQLite database to an empty PostgreSQL one, and compares both. All of it or"
        " nothing: whoever is killed meanwhile begins anew. End the web server and the worker first."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own way to say so)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            required=True,
            metavar="postgresql://user@host/name",
            help="an empty database; its password is better given as PGPASSWORD or in ~/.pgpass, where no list of"
            " processes shows it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, address = _old(), options["to"]
        if not address.startswith(("postgres://", "postgresql://")):
            raise CommandError("--to is an address such as postgresql://user@host/name.")
        refuse_open_door()
        connection.close()
        try:
            moved = [self._told(one) for one in move(path, address)]
        except CannotMove as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(one.after.rows for one in moved)
        self.stdout.write(WHAT_NEXT.format(rows=rows, tables=len(moved), path=path))

    def _told(self, one: Compared) -> Compared:
        self.stdout.write(
            f"{one.table:32} {one.before.rows:>9,} rows {one.before.hex()[:16]} = "
            f"{one.after.rows:>9,} rows {one.after.hex()[:16]}"
        )
        return one


def _old() -> Path:
    if connection.vendor != "sqlite":
        raise CommandError("DATABASE_URL names a PostgreSQL database already. Nothing to move.")
    path = Path(connection.settings_dict["NAME"])
    if not path.exists():
        raise CommandError(f"There is no database at {path}.")
    return path


def refuse_open_door() -> None:
    """A web server nobody has visited yet does not have the database open."""
    with socket.socket() as probe:
        host = "127.0.0.1" if settings.LISTEN == "0.0.0.0" else settings.LISTEN  # noqa: S104
        if probe.connect_ex((host, settings.PORT)) == 0:
            raise CommandError(f"Something answers at port {settings.PORT}. End the web server.")
