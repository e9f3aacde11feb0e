from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carnet.core.backup.container import BadCopy
from carnet.core.backup.trying import try_out
from carnet.core.shelf import Away


class Command(BaseCommand):
    help = (
        "Puts a copy made by `backup` back in a place of its own, which is removed afterwards (TMPDIR says where;"
        " on PostgreSQL a database of its own), counts its rows and opens some of what is sealed. Exit status 1"
        " when anything is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the copy")
        parser.add_argument("--keys", type=Path, help="the clients' keys, kept apart from the copy")
        parser.add_argument("--sample", type=int, default=100, help="how many of each to open")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest, found = try_out(options["file"], options["sample"], options["keys"])
        except (BadCopy, Away) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem
        rows = sum(manifest["rows"].values())
        self.stdout.write(
            f"{found}{rows:,} rows in {len(manifest['rows'])} tables and "
            f"{len(manifest['members']) - 1:,} files of {manifest['made_at'][:16]} are as they were copied."
        )
