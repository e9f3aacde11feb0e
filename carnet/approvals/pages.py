"""The pages of a PDF as pictures, drawn once when it is put up, so that they are read on any phone without a program
for PDFs. They rest sealed beside the file, which stays the evidence."""

import logging
from collections.abc import Iterator
from pathlib import Path

from carnet.answers.documents import clear_of, discard, file_of, pieces, work_folder
from carnet.answers.models import Document
from carnet.answers.signatures import PDF
from carnet.core import child, sealed_files, shelf
from carnet.core.crypto import Place

log = logging.getLogger(__name__)

# More is read in the document itself.
DRAWING = "carnet.approvals.drawing.draw_pages"
MOST = 12
LIMITS = child.Limits(megabytes=1536, cpu_seconds=40)


def draw(paper: Document) -> int:
    """How many pages were drawn; none of what is no PDF, or cannot be drawn."""
    if paper.kind != PDF:
        return 0
    with work_folder() as work:
        with (work / "whole").open("xb") as file:
            file.writelines(clear_of(paper))
        try:
            count = child.run(DRAWING, str(work / "whole"), str(work), MOST, limits=LIMITS)
        except child.ChildFailed as problem:
            log.warning("pages of %s could not be drawn: %s", paper.uuid, problem.reason)
            return 0
        for number in range(1, count + 1):
            drawn = pieces(work / f"{number}.jpg")
            sealed_files.write(page_file(paper, number), drawn, place_of(paper, number))
    return count


def read(paper: Document, number: int) -> Iterator[bytes]:
    return sealed_files.read(page_file(paper, number), place_of(paper, number))


def page_file(paper: Document, number: int) -> Path:
    return file_of(paper).with_name(f"{file_of(paper).name}.{number}")


def place_of(paper: Document, number: int) -> Place:
    dossier = paper.dossier
    return Place(dossier.firm.uuid, f"approvals.page.{number}", paper.uuid, dossier.data_key)


def all_of(paper: Document, drawn: int) -> Iterator[tuple[Path, Place]]:
    for number in range(1, drawn + 1):
        yield page_file(paper, number), place_of(paper, number)


def throw_away(paper: Document) -> None:
    """Files of a document that got no row."""
    for number in range(1, MOST + 1):
        shelf.delete(page_file(paper, number))
    discard(paper)
