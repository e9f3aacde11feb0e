from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from carnet.core.backup.container import BadCopy
from carnet.core.backup.making import back_up
from carnet.core.shelf import Away


class Command(BaseCommand):
    help = (
        "Copies the database and all files that must survive into one new file, while people work. The keys are"
        " not in it: keep ENCRYPTION_KEYS and INDEX_KEY elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a name that is free, such as 2026-11-26.zip")
        apart = "puts the clients' keys here, in the place of the last ones, and not into the copy"
        parser.add_argument("--keys", type=Path, help=apart)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            manifest = back_up(file, now=timezone.now(), apart=options["keys"])
        except (BadCopy, Away) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            name = problem.filename or file
            raise CommandError(f"{name} could not be written: {problem.strerror}.") from problem
        rows, tables = sum(manifest["rows"].values()), len(manifest["rows"])
        self.stdout.write(
            f"{file}: {file.stat().st_size:,} bytes, {rows:,} rows in {tables} tables, "
            f"{len(manifest['members']) - 1:,} files.\n"
            f"Sealed with key {manifest['keys']['ids'][0]}. The keys are not in it: keep ENCRYPTION_KEYS and "
            f"INDEX_KEY elsewhere.\nTry it out: manage.py verify_backup {file}{_named(options['keys'])}"
        )


def _named(apart: Path | None) -> str:
    return f" --keys {apart}" if apart else ""
