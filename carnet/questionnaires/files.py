"""A questionnaire as the file somebody brings: YAML, or a workbook."""

from carnet.core.workbooks.parts import ZIP
from carnet.questionnaires.checks import check, in_order
from carnet.questionnaires.loading import Source, load
from carnet.questionnaires.problems import Problem
from carnet.questionnaires.workbook.reading import Workbook, read_workbook

ENDINGS = (".yaml", ".yml", ".xlsx")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_file(name: str, content: bytes) -> Source:
    """What stands in the file; raise Unreadable when nothing can be made of it."""
    if name.lower().endswith(".xlsx") or content.startswith(ZIP):
        return read_workbook(content)
    return load(content)


def problems_of(source: Source) -> list[Problem]:
    """What was met on reading, and what publishing would say. A workbook that could not be read whole is not
    judged: most of what there would be to say comes from the same mistake."""
    met = list(source.problems) if isinstance(source, Workbook) else []
    if any(problem.refused for problem in met):
        return in_order(met)
    return in_order(met + check(source.document, source.lines))
