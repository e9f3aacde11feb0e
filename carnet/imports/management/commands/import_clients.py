from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override
from django_scopes import scope

from carnet.core.whose import across_firms
from carnet.firms.models import Firm
from carnet.imports import shell
from carnet.imports.actions import AlreadyApplied, CannotUndo, PlanChanged
from carnet.imports.asked import Asked, Unknown
from carnet.imports.files import FileGone
from carnet.imports.models import Import
from carnet.imports.planning.choices import KEYS, POLICIES
from carnet.imports.reading.sheet import Unreadable
from carnet.imports.shell import Answer

SENTENCES: dict[type[Exception], str] = {
    AlreadyApplied: "Somebody else applied it meanwhile; nothing was written twice.",
    PlanChanged: "Clients changed meanwhile; nothing was written. Run the command again.",
    CannotUndo: "This import cannot be undone: it was not applied, or more than 30 days ago.",
    FileGone: "The file of this import is gone. Import it again.",
}


class Command(BaseCommand):
    help = (
        "Imports a list of clients, or takes an import back. Rows that are wrong are told and left out; they"
        " alone do not fail the command (exit status 0). A file that cannot be imported does (1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("file", type=Path, nargs="?", help="the list: .xlsx, .xls, .ods, .csv or .vcf")
        add("--firm", required=True, metavar="SLUG", help="whose clients they are")
        add("--dry-run", action="store_true", help="only say what would happen")
        add("--json", action="store_true", help="answer in JSON")
        add(
            "--temporary", action="store_true", help="new clients are erased after the work is done"
        )
        add("--sheet", default="", metavar="NAME", help="the sheet with the list")
        add(
            *("--mapping", "-m"),
            action="append",
            default=[],
            metavar="HEADER=FIELD",
            help="what a column holds, or @file.json with an object of headers and fields; repeatable",
        )
        add("--key", default="", choices=["", *KEYS], help="by what alone clients are recognised")
        add("--policy", default="", choices=["", *POLICIES], help="what becomes of known clients")
        add(
            "--never",
            action="append",
            default=[],
            metavar="FIELD",
            help="never overwrite; repeatable",
        )
        add("--repairs", action="store_true", help="take every repair that is proven")
        add(
            "--archive-missing", action="store_true", help="archive clients who are not in the file"
        )
        add("--undo", metavar="ID", help="take back the import with this id")
        add(
            "--resume", metavar="ID", help="finish the import, or its undoing, that was interrupted"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with across_firms("an operator names a firm"):
            firm = Firm.objects.filter(slug=options["firm"]).first()
        if firm is None:
            raise CommandError(f"There is no firm “{options['firm']}”.")
        try:
            with scope(firm=firm), override("en"):
                answer = self._answer(firm, options)
        except (Unreadable, Unknown) as problem:
            raise CommandError(str(problem)) from problem
        except tuple(SENTENCES) as problem:
            raise CommandError(SENTENCES[type(problem)]) from problem
        self.stdout.write(answer.json if options["json"] else answer.text)

    def _answer(self, firm: Firm, options: dict[str, Any]) -> Answer:
        if options["undo"]:
            return shell.undo(_import(firm, options["undo"]))
        if options["resume"]:
            return shell.resume(_import(firm, options["resume"]))
        if options["file"] is None:
            raise CommandError("Name the file to import.")
        asked = Asked(**{name: options[name] for name in Asked.__dataclass_fields__})
        file = SimpleUploadedFile(options["file"].name, _contents(options["file"]))
        if options["dry_run"]:
            return shell.try_out(firm, file, asked)
        return shell.bring(firm, file, asked, keep=not options["temporary"])


def _import(firm: Firm, text: str) -> Import:
    try:
        found = firm.imports.filter(uuid=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"This firm has no import “{text}”.")
    return found


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
