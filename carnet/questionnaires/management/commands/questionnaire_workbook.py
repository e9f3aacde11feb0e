from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carnet.questionnaires.files import problems_of, read_file
from carnet.questionnaires.loading import Source, Unreadable
from carnet.questionnaires.management.commands.check_questionnaire import told
from carnet.questionnaires.workbook.reading import Workbook
from carnet.questionnaires.workbook.writing import Unwritable, write_workbook
from carnet.questionnaires.writing import write


class Command(BaseCommand):
    help = "Write a questionnaire file as a workbook, or a workbook as a questionnaire file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=".yaml or .xlsx, an XLSForm included")
        parser.add_argument(
            "-o", "--output", type=Path, help="where to write (beside FILE, with the other ending)"
        )

    def handle(self, *, file: Path, output: Path | None, **options) -> None:
        source = self.source(file)
        is_workbook = isinstance(source, Workbook)
        output = output or file.with_suffix(".yaml" if is_workbook else ".xlsx")
        output.write_bytes(write(source.document).encode() if is_workbook else workbook_of(source))
        self.stderr.write(f"Written: {output}.")

    def source(self, file: Path) -> Source:
        """What stands in the file, if it is fit to be written again; says what there is to say of it."""
        try:
            source = read_file(file.name, file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Unreadable as unreadable:
            place = unreadable.line or file.name
            raise CommandError(f"{place}: {unreadable.message}") from unreadable
        problems = problems_of(source)
        for problem in problems:
            self.stdout.write(told(problem))
        if refused := sum(problem.refused for problem in problems):
            raise CommandError(f"{refused} of {len(problems)} problems stand in the way.")
        return source


def workbook_of(source: Source) -> bytes:
    try:
        return write_workbook(source.document)
    except Unwritable as problem:
        raise CommandError(str(problem)) from problem
