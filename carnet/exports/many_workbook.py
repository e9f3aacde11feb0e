"""What many clients have sent as one workbook. Long: a row for each answer. Wide: a row for each client and a column
for each question; lists have sheets of their own, with a row for each entry.

Columns are known by the id of their question, which stays from year to year; the words stand in the row below.
Wide cells hold what counts today: the value of the firm where it has set one. Long rows hold both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.exports import workbook
from carnet.exports.answer_rows import AnswerRow, answer_rows, as_decimal
from carnet.exports.cells import MOST_COLUMNS, Cell, Sheets
from carnet.exports.sent import Sent
from carnet.exports.spool import Spool
from carnet.questionnaires.definition import say

# Rows after which whoever writes the workbook may turn to something else.
AT_ONCE = 200
PIECE = 2**18
WHO_WIDTHS = (16, 28, 16, 18)
ENTRY_WIDTHS = (14, 24)


@dataclass
class Grid:
    """One wide sheet while its rows are gathered: which columns came up, and a row as the cells of some of them."""

    title: str
    spool: Spool
    columns: dict[str, str] = field(default_factory=dict)

    def add(self, fixed: list[Cell], cells: Mapping[str, tuple[str, Cell]]) -> None:
        for name, (words, _value) in cells.items():
            if len(self.columns) < MOST_COLUMNS - len(WHO_WIDTHS) - len(ENTRY_WIDTHS):
                self.columns.setdefault(name, words)
        packed = [part for name, (_words, value) in cells.items() for part in (name, value)]
        self.spool.add([*fixed, *packed])

    def rows(self, fixed: int) -> Iterator[list[Cell]]:
        for row in self.spool.rows():
            found = dict(zip(row[fixed::2], row[fixed + 1 :: 2], strict=True))
            yield [*row[:fixed], *(found.get(name) for name in self.columns)]


class ManyAnswers:
    """Takes dossier after dossier; then `pieces` is the workbook."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language = folder, language
        self.long = Spool(folder)
        self.clients = Grid(_("Clients"), Spool(folder))
        self.lists: dict[str, Grid] = {}

    def add(self, given: Sent) -> None:
        who, alone = who_cells(given), dict[str, tuple[str, Cell]]()
        entries: dict[tuple[str, str], tuple[str, dict[str, tuple[str, Cell]]]] = {}
        for row in answer_rows(given, self.language):
            self.long.add([*who, *workbook.cells(row), row.node.item.id])
            list_id, entry = row.place
            cells = entries.setdefault((list_id, entry), (row.group, {}))[1] if list_id else alone
            # In a list the words may name the entry, which a column must not.
            words = say(row.node.item.text, self.language) if list_id else row.asked
            cells[row.node.item.id] = (words or row.node.item.id, counts_now(row))
        self.clients.add(who, alone)
        for (list_id, entry), (name, cells) in entries.items():
            self.grid_of(given, list_id).add([*who, entry, name], cells)

    def grid_of(self, given: Sent, list_id: str) -> Grid:
        if list_id not in self.lists:
            node = given.node(list_id)
            words = say(node.item.text, self.language) if node else ""
            self.lists[list_id] = Grid(words or list_id, Spool(self.folder))
        return self.lists[list_id]

    def pieces(self) -> Iterator[bytes]:
        """Nothing at first, again and again, while the rows are written."""
        with TemporaryFile(dir=self.folder) as file:
            sheets = Sheets(file, self.folder)
            for number, _row in enumerate(self.written(sheets)):
                if number % AT_ONCE == 0:
                    yield b""
            sheets.close()
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece

    def written(self, sheets: Sheets) -> Iterator[None]:
        who, ids = who_titles(), list(WHO)
        ahead = ["entry", "entry_name"], [_("Entry's identifier"), pgettext("of a list", "Entry")]
        widths = (*WHO_WIDTHS, *[24] * len(self.clients.columns))
        clients = self.clients
        heads = [[*ids, *clients.columns], [*who, *clients.columns.values()]]
        yield from sheets.adding(clients.title, heads, widths, clients.rows(len(who)))
        for grid in self.lists.values():
            heads = [[*ids, *ahead[0], *grid.columns], [*who, *ahead[1], *grid.columns.values()]]
            widths = (*WHO_WIDTHS, *ENTRY_WIDTHS, *[24] * len(grid.columns))
            yield from sheets.adding(grid.title, heads, widths, grid.rows(len(who) + 2))
        titles = [*who, *workbook.titles(), _("Question's identifier")]
        widths = (*WHO_WIDTHS, *workbook.WIDTHS, 24, 24)
        yield from sheets.adding(_("Answers"), [titles], widths, self.long.rows())

    def close(self) -> None:
        for spool in (self.long, self.clients.spool, *(grid.spool for grid in self.lists.values())):
            spool.close()


# The columns before the questions; the ids are for programs and stay English.
WHO = ("client_number", "client", "reference", "sent_at")


def who_titles() -> list[str]:
    return [_("Client number"), _("Client"), _("Reference"), _("Submitted")]


def who_cells(given: Sent) -> list[Cell]:
    client, submission = given.dossier.client, given.submission
    at = date_format(timezone.localtime(submission.sent_at), "Y-m-d H:i")
    return [client.client_number or "", client.name, submission.reference, at]


def counts_now(row: AnswerRow) -> Cell:
    """The figure, to be counted with, or the words; documents by their names."""
    firm = bool(row.now)
    counts = row.node.kind.numeric or row.node.kind.calculated
    figure = as_decimal(row.value_now if firm else row.value) if counts else None
    if figure is not None and row.node.item.kind != "year":
        return figure
    papers = "\n".join(one.paper.name for one in row.papers)
    return (row.now if firm else row.answer) or papers
