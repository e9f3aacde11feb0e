import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carnet.questionnaires import files
from carnet.questionnaires.loading import Unreadable
from carnet.questionnaires.problems import Problem


class Command(BaseCommand):
    help = "Check a questionnaire file as publishing would. Exit code 1 when it would be refused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the problems as JSON")

    def handle(self, *, file: Path, **options) -> None:
        problems = problems_of(file)
        if options["json"]:
            found = [asdict(problem) for problem in problems]
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        else:
            for problem in problems:
                self.stdout.write(told(problem))
        refused = sum(problem.refused for problem in problems)
        if refused:
            raise CommandError(f"{refused} of {len(problems)} problems stand in the way.")
        self.stderr.write(f"Fit to publish; remarks: {len(problems)}.")


def told(problem: Problem) -> str:
    """`12: refused: family › partner › show_if: Nothing here is called …`"""
    level = "refused" if problem.refused else "remark"
    where = f"{problem.place}: " if problem.place else ""
    return f"{problem.line or '–'}: {level}: {where}{problem.message}"


def problems_of(file: Path) -> list[Problem]:
    try:
        source = files.read_file(file.name, file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except Unreadable as problem:
        return [Problem(file.name, problem.message, line=problem.line)]
    return files.problems_of(source)
