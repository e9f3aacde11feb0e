"""Documents beside their answer, in the page: photos as they are kept, of a PDF the pages as pictures, drawn when
somebody first looks and kept sealed next to the document. The client's own file never opens in a colleague's browser.

A kept picture goes with its document (documents.discard); one that cannot be read is drawn anew.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from carnet.answers.documents import clear_of, file_of, pieces, place_of, work_folder
from carnet.answers.models import Document
from carnet.answers.signatures import PDF
from carnet.audit import record as audit
from carnet.core import child, sealed_files, shelf
from carnet.core.crypto import Place, SealBroken
from carnet.firms.models import Colleague

log = logging.getLogger(__name__)

PAGE, OPENED = "answers.document.page", "document opened"
HOUR = timedelta(hours=1)
DRAW_PAGE = "carnet.reviews.page_pictures.draw_page"
LIMITS = child.Limits(megabytes=1536, cpu_seconds=20, seconds=60, output_megabytes=30)


class NoPicture(Exception):
    """The document has no such page, or it cannot be drawn."""


def pages_of(document: Document) -> int:
    """How many can be shown in the page."""
    if document.is_picture:
        return 1
    return document.pages or 0 if document.kind == PDF else 0


def picture_of(document: Document, number: int) -> bytes:
    """The page as a JPEG."""
    if not 1 <= number <= pages_of(document):
        raise NoPicture
    if document.is_picture:
        return _photo(document)
    kept = _kept_page(document, number)
    try:
        return b"".join(sealed_files.read(kept, place_of_page(document, number)))
    except (FileNotFoundError, SealBroken):
        return _drawn(document, number, kept)


def place_of_page(document: Document, number: int) -> Place:
    return place_of(document, f"{PAGE}|{number}")


def kept_pages(document: Document) -> dict[int, Path]:
    """The pictures there are, by the number of their page."""
    file = file_of(document)
    found = shelf.beginning(file.with_name(f"{file.name}.page"))
    return {int(one.name.rpartition(".page")[2]): one for one in found}


def note_opened(document: Document, *, by: Colleague, now: datetime) -> None:
    """Once an hour: the page with the picture is shown anew at every act."""
    dossier, key = document.dossier, str(document.uuid)
    mine = audit.trail(dossier, firm=dossier.firm).filter(what=OPENED, by=by, at__gt=now - HOUR)
    if all(facts.get("document") != key for facts in mine.values_list("facts", flat=True)):
        audit.record(OPENED, dossier, firm=dossier.firm, by=by, document=key)


def _photo(document: Document) -> bytes:
    try:
        return b"".join(clear_of(document))
    except (FileNotFoundError, SealBroken) as problem:
        raise NoPicture from problem


def _kept_page(document: Document, number: int) -> Path:
    file = file_of(document)
    return file.with_name(f"{file.name}.page{number}")


def _drawn(document: Document, number: int, kept: Path) -> bytes:
    with work_folder() as work:
        source, target = work / "in", work / "page"
        try:
            with source.open("xb") as file:
                file.writelines(clear_of(document))
            child.run(DRAW_PAGE, str(source), number, str(target), limits=LIMITS)
        except (child.ChildFailed, FileNotFoundError, SealBroken) as problem:
            log.warning("page %s of document %s cannot be drawn", number, document.uuid)
            raise NoPicture from problem
        sealed_files.write(kept, pieces(target), place_of_page(document, number))
        if not Document.objects.filter(pk=document.pk).exists():  # was erased meanwhile
            shelf.delete(kept)
            raise NoPicture
        return target.read_bytes()
