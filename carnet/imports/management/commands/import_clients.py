import json
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override
from django_scopes import scope

from carnet.firms.models import Firm
from carnet.imports.actions import ClientsChanged, apply, make, plan_data, receive
from carnet.imports.pages import sentence
from carnet.imports.planning.outcome import Plan
from carnet.imports.reading.sheet import Unreadable, check_name


class Command(BaseCommand):
    help = (
        "Imports a list of clients. Rows that are wrong are told and left out; they alone do not fail"
        " the command (exit status 0). A file that cannot be imported does (1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list: .xlsx, .xls, .ods or .csv")
        parser.add_argument("--firm", required=True, metavar="SLUG", help="whose clients they are")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument(
            "--temporary", action="store_true", help="new clients are erased after the work is done"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        firm = Firm.objects.filter(slug=options["firm"]).first()
        if firm is None:
            raise CommandError(f"There is no firm “{options['firm']}”.")
        file = SimpleUploadedFile(options["file"].name, _contents(options["file"]))
        try:
            with scope(firm=firm), override("en"):
                self._tell(*self._import(firm, file, options), options)
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem
        except ClientsChanged as problem:
            raise CommandError("Clients changed meanwhile; nothing was written.") from problem

    def _import(
        self, firm: Firm, file: SimpleUploadedFile, options: dict[str, Any]
    ) -> tuple[dict[str, str], Plan]:
        if options["dry_run"]:
            check_name(str(file.name), file.size or 0)
            table, plan = plan_data(firm, file.read())
            return table.mapping, plan
        received = receive(firm, file, by=None, keep=not options["temporary"])
        plan = make(received)
        apply(received, expected_digest=plan.digest, by=None, now=timezone.now())
        return received.mapping, plan

    def _tell(self, mapping: dict[str, str], plan: Plan, options: dict[str, Any]) -> None:
        if options["json"]:
            problems = [
                {"line": problem.line, "column": problem.column, "reason": problem.reason}
                for problem in plan.problems
            ]
            answer = {**plan.counts, "problems": problems, "mapping": mapping}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(sentence(plan.counts) + ".")
        for problem in plan.problems:
            self.stdout.write(f"Row {problem.line}, {problem.column}: {problem.reason}")
        if options["dry_run"]:
            self.stdout.write("Nothing was written.")


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
