from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from carnet.core.backup.container import BadCopy
from carnet.core.backup.keys import older_missing
from carnet.core.backup.restoring import restore
from carnet.core.shelf import Away


class Command(BaseCommand):
    help = (
        "Puts a copy made by `backup` back: into an empty folder and, on PostgreSQL, into the empty database of"
        " DATABASE_URL. Refuses, and leaves everything as it was, when the copy is not whole, is newer than this"
        " Carnet or was sealed with other keys than those given."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own way to say so)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the copy")
        parser.add_argument("--into", type=Path, required=True, help="the new DATA_DIR")
        parser.add_argument("--keys", type=Path, help="the clients' keys, kept apart from the copy")
        ledger = "the ledger of erasures (erased.log) of the DATA_DIR that was in use, where it is not DATA_DIR now"
        parser.add_argument("--erased", type=Path, action="append", default=[], help=ledger)

    def handle(self, *args: Any, **options: Any) -> None:
        into: Path = options["into"].absolute()
        try:
            manifest, said = restore(options["file"], into, options["erased"], options["keys"])
        except (BadCopy, Away) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{problem.filename or into}: {problem.strerror}.") from problem
        for key in older_missing(manifest["keys"]):
            self.stderr.write(f"Key {key} was given, too, when it was made. {OLDER}")
        self.stdout.write(
            f"{sum(manifest['rows'].values()):,} rows and {len(manifest['members']) - 1:,} files of "
            f"{manifest['made_at'][:16]} are back.\n{said}{self.start(into)}"
        )

    def start(self, into: Path) -> str:
        also = "without" if connection.vendor == "sqlite" else "with the same"
        return (
            f"Start with DATA_DIR={into}, {also} DATABASE_URL and the keys given now (in DATA_DIR "
            "or the environment); run migrate first."
        )


OLDER = "What it sealed, if anything still is, does not open without it."
