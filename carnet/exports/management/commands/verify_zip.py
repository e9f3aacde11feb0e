from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carnet.exports.manifest import NoManifest, faults, files_of

SENTENCES = {
    "missing": "is missing",
    "damaged": "was damaged already when the archive was made",
    "changed": "is not what was put in",
    "other": "is not what the client sent",
    "added": "is not in the manifest: somebody has added it",
    "twice": "is in the archive more than once",
}


class Command(BaseCommand):
    help = (
        "Compares an exported ZIP with its manifest: every file there, unchanged, and nothing added."
        " Needs no database. Exit status 1 when something is wrong."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own way to say so)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the .zip")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            with ZipFile(file) as zipped:
                count, found = len(files_of(zipped)), list(faults(zipped))
        except (OSError, BadZipFile) as problem:
            raise CommandError(f"{file} cannot be opened as a ZIP: {problem}") from problem
        except NoManifest as problem:
            raise CommandError(f"{file} has no manifest of Carnet's.") from problem
        for name, fault in found:
            self.stderr.write(f"{name} {SENTENCES[fault]}.")
        if found:
            raise CommandError(f"{len(found)} faults.")
        self.stdout.write(f"{count} files are as they were put in.")
