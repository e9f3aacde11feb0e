"""Documents rest sealed beside the database: rotate_keys is told of them here, and the worker seals those that a
former version has left readable."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from carnet.answers.documents import (
    FILE,
    SMALL,
    clear_of,
    file_of,
    place_of,
    seal_old,
    small_of,
)
from carnet.answers.models import Document
from carnet.core import sealed_files, shelf
from carnet.core.resting import Open, files_of
from carnet.core.sealed import sealed_elsewhere


@sealed_elsewhere("answers.Document.file")
def seal_again() -> int:
    documents = Document.objects.filter(sealed=True).select_related("dossier__firm")
    return sum(_seal_again(document) for document in documents.iterator(chunk_size=500))


def _seal_again(document: Document) -> int:
    both = ((file_of(document), FILE), (small_of(document), SMALL))
    there = [(path, place_of(document, field)) for path, field in both if shelf.exists(path)]
    return sum(sealed_files.seal_again(path, place) for path, place in there)


@files_of("answers.Document.file")
def documents() -> Iterator[tuple[Path, Open]]:
    rows = Document.objects.select_related("dossier__firm")
    for document in rows.iterator(chunk_size=500):
        yield file_of(document), partial(clear_of, document)


def seal_next(now: datetime) -> bool:
    """A step of the worker: seals one file of a former version. False when there is none."""
    wanted = Document.objects.filter(sealed=False).select_related(
        "dossier__firm", "dossier__client"
    )
    document = wanted.order_by("pk").first()
    if document is None:
        return False
    seal_old(document)
    return bool(Document.objects.filter(pk=document.pk).update(sealed=True))
