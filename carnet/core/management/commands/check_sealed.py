from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carnet.core.resting import Found, look
from carnet.core.shelf import Away
from carnet.core.whose import across_firms


class Command(BaseCommand):
    help = (
        "Opens some of what rests sealed with the keys given, and looks whether every row has its file. Exit status"
        " 1 when something is missing or does not open."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", type=int, default=100, help="how many of each to open")

    def handle(self, *args: Any, **options: Any) -> None:
        with across_firms("some of everything is opened"):
            try:
                bad = sum(map(self._told, look(options["sample"])))
            except Away as problem:
                raise CommandError(str(problem)) from problem
        if bad:
            raise CommandError(f"{bad:,} faults.")

    def _told(self, found: Found) -> int:
        if found.there or found.missing:
            self.stdout.write(sentence(found))
        return found.missing + found.broken


def sentence(found: Found) -> str:
    told = f"{found.name}: {found.there:,} there, {found.opened:,} of them opened"
    told += f", {found.broken:,} did not open" if found.broken else ""
    return told + (f", {found.missing:,} missing" if found.missing else "")
