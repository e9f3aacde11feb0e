"""What the file of an export holds, piece by piece, in the order in which it is written. Reads as it goes."""

from codecs import BOM_UTF8
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from carnet.answers.models import Submission
from carnet.campaigns.models import Dossier
from carnet.exports.archive import Part, about, folder_of, papers, ready, record, streamed
from carnet.exports.as_json import as_json
from carnet.exports.cells import Cell
from carnet.exports.many_workbook import ManyAnswers, who_cells, who_titles
from carnet.exports.models import Export, Wanted
from carnet.exports.sent import Sent, sent
from carnet.exports.spool import Spool
from carnet.exports.tax_codes import code_summary, leads_to_codes
from carnet.exports.tax_codes_csv import code_rows, csv_lines, heads

Told = list[dict[str, Any]]


def with_something_sent(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return dossiers.filter(Exists(Submission.objects.filter(dossier=OuterRef("pk"))))


def contents(export: Export, folder: Path, told: Told, now: datetime) -> Generator[bytes]:
    """The file. `told` grows with every dossier that is done; `folder` is for what must wait on disk."""
    batch = Batch(export, folder, told, now)
    with closing(batch):
        if export.alone:
            yield from batch.only_table()
        else:
            yield from streamed(batch.parts(), told, now)


class Batch:
    def __init__(self, export: Export, folder: Path, told: Told, now: datetime) -> None:
        self.wanted, self.language = frozenset(export.wanted), export.language
        self.export, self.told, self.now = export, told, now
        self.folders: set[str] = set()
        self.answers = ManyAnswers(folder, self.language)
        self.codes = Spool(folder)

    def close(self) -> None:
        self.answers.close()
        self.codes.close()

    def only_table(self) -> Iterator[bytes]:
        """Without a ZIP around it."""
        for _part in self.of_dossiers():
            yield b""
        for part in self.tables():
            yield from part.pieces()

    def parts(self) -> Iterator[Part | None]:
        yield from self.of_dossiers()
        yield from self.tables()

    def of_dossiers(self) -> Iterator[Part | None]:
        """The files of each dossier; after each, nothing, as a sign that it is done."""
        for pk in members(self.export):
            given = last_sent(pk)
            if given is None:
                continue
            folder = self.free_folder(given)
            yield from self.files(given, folder)
            self.gather(given)
            self.told.append(about(given, folder))
            yield None

    def files(self, given: Sent, folder: str) -> Iterator[Part]:
        if Wanted.PDF in self.wanted:
            yield record(given, folder, self.now)
        if Wanted.JSON in self.wanted:
            yield ready(f"{folder}/dossier.json", as_json(given, self.language), self.now)
        if Wanted.DOCUMENTS in self.wanted:
            yield from papers(given, folder)

    def gather(self, given: Sent) -> None:
        """For the tables of all."""
        if Wanted.EXCEL in self.wanted:
            self.answers.add(given)
        if Wanted.CODES in self.wanted and leads_to_codes(given.compiled):
            for row in code_rows(code_summary(given, self.language)):
                self.codes.add([*who_cells(given), *row])

    def tables(self) -> Iterator[Part]:
        if Wanted.EXCEL in self.wanted:
            yield Part("answers.xlsx", 0, self.now, self.answers.pieces)
        if Wanted.CODES in self.wanted:
            yield Part("codes.csv", 0, self.now, self.code_lines)

    def code_lines(self) -> Iterator[bytes]:
        yield BOM_UTF8
        first: Sequence[Cell] = [*who_titles(), *heads()]
        yield from csv_lines([first], self.language)
        yield from csv_lines(self.codes.rows(), self.language)

    def free_folder(self, given: Sent) -> str:
        name = free = folder_of(given)
        number = 1
        while free.casefold() in self.folders:
            number += 1
            free = f"{name} ({number})"
        self.folders.add(free.casefold())
        return free


def members(export: Export) -> list[int]:
    """As in the list of clients."""
    found = export.members.order_by("dossier__client__sort_name", "dossier")
    return list(found.values_list("dossier", flat=True))


def last_sent(dossier: int) -> Sent | None:
    """None for a dossier that was erased in the meantime."""
    around = ("dossier__client__firm", "dossier__firm", "dossier__campaign")
    submissions = Submission.objects.select_related(*around, "revision__questionnaire")
    found = submissions.defer("revision__document").filter(dossier=dossier).first()
    return sent(found) if found else None
