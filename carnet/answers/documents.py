"""Keeps the files clients hand in: checks them in a child process, stores them sealed, serves them.

A file lies below DATA_DIR/files in a folder of its firm, client and dossier, under a random name, so
that erasing a client is removing a folder. Clear it lies only in a folder of its own for as long as it is
opened. Which question a file answers is told by papers.py.
"""

import logging
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path, PurePath
from typing import Any, Protocol

from django.conf import settings
from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from carnet.answers.models import Document, Upload
from carnet.answers.room import Refused, Sized, check_room, check_size
from carnet.answers.signatures import PDF, PICTURE, Misfit, kind
from carnet.campaigns.models import Dossier
from carnet.clients.erasure import folder
from carnet.core import child, sealed_files, shelf
from carnet.core.crypto import Place, SealBroken

log = logging.getLogger(__name__)

SUFFIX = {PDF: ".pdf", PICTURE: ".jpg"}
OWN_SUFFIXES = {".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff"}
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069/\\]")
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
PIECE = 2**18
# By name: what reads strangers' files is loaded in the child alone.
OPENERS = {"PDF": "carnet.answers.pdfs.open_pdf", "TIFF": "carnet.answers.scans.open_scan"}
OPEN_PICTURE = "carnet.answers.pictures.open_picture"
BIND = "carnet.answers.binding.bind"
DRAFTS = ("in", "kept", "small")
LITTER_AFTER = 3600
FILE, SMALL = "answers.document.file", "answers.document.small"


class Incoming(Protocol):
    """A file of Django's, or one that came piece by piece."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterator[bytes]: ...


def keep(
    dossier: Dossier,
    incoming: Incoming,
    *,
    path: str,
    person: str,
    now: datetime,
    besides: Upload | None = None,
) -> Document:
    """Store a file. Its row is not saved yet: a file without a row is litter, a row without a file would be a
    broken promise."""
    check_room(dossier, incoming, now=now, besides=besides)
    with work_folder() as work:
        _write(work / "in", incoming.chunks())
        found = _opened(incoming.name, *(work / name for name in DRAFTS))
        kept = work / ("kept" if found["drawn"] else "in")
        name = readable_name(incoming.name or "", found["kind"])
        document = Document(dossier=dossier, path=path, name=name, person=person, added_at=now)
        document.remark = found["remark"][:60]
        return _stored(document, kept, work / "small", found)


def join(documents: Sequence[tuple[Document, int]], *, name: str, now: datetime) -> Document:
    """The pages of all, one after another, each file turned by so many degrees, as one PDF without a row yet. The
    files themselves stay as they are."""
    first = documents[0][0]
    check_size(Sized(name, sum(one.size for one, _turn in documents)))
    with work_folder() as work:
        parts = []
        for number, (document, turn) in enumerate(documents):
            _write(work / f"{number}", clear_of(document))
            parts.append([str(work / f"{number}"), document.kind, turn])
        found = _ask(name, BIND, parts, str(work / "kept"), str(work / "small")) | {"kind": PDF}
        document = Document(
            dossier=first.dossier, path=first.path, person=first.person, added_at=now
        )
        document.name = readable_name(name, PDF)
        remarks = {word for one, _turn in documents for word in one.remark.split()}
        document.remark = " ".join(sorted(remarks))
        return _stored(document, work / "kept", work / "small", found)


def root() -> Path:
    return Path(settings.DATA_DIR) / "files"


def folder_of(dossier: Dossier) -> Path:
    return folder(dossier.firm, dossier.client.uuid) / str(dossier.pk)


def file_of(document: Document) -> Path:
    return root() / document.file


def small_of(document: Document) -> Path:
    return root() / f"{document.file}.small"


def place_of(document: Document, field: str = FILE) -> Place:
    dossier = document.dossier
    return Place(dossier.firm.uuid, field, document.uuid, dossier.data_key)


def clear_of(document: Document, *, small: bool = False) -> Iterator[bytes]:
    """What the file holds, in pieces. Raises SealBroken, at the latest before the last piece, when it is not what
    was handed in here."""
    path = small_of(document) if small else file_of(document)
    # A row read before the worker sealed its file says nothing of it yet.
    if document.sealed or sealed_files.is_sealed(path):
        return sealed_files.read(path, place_of(document, SMALL if small else FILE))
    return _unsealed(path)


def pieces(path: Path) -> Iterator[bytes]:
    """Of a file in a folder of work."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def seal_old(document: Document) -> None:
    """A file of a former version, which lies there readable, is sealed in its place."""
    for path, field in ((file_of(document), FILE), (small_of(document), SMALL)):
        if shelf.exists(path) and not sealed_files.is_sealed(path):
            sealed_files.write(path, _unsealed(path), place_of(document, field))


def discard(document: Document) -> None:
    """The files of a document that has no row any more, or got none; with the pictures of its pages."""
    file = file_of(document)
    pages = shelf.beginning(file.with_name(f"{file.name}.page"))
    for kept in (file, small_of(document), *pages):
        shelf.delete(kept)


def readable_name(name: str, kind: str) -> str:
    """The client's own name for the file, without tricks, ending as what it is."""
    plain = PurePath(UNPRINTABLE.sub(" ", name).strip() or _("document"))
    stem = plain.stem if plain.suffix.lower() in OWN_SUFFIXES else plain.name
    return stem.strip(". ")[:180] + SUFFIX[kind]


def response(document: Document, *, small: bool = False) -> StreamingHttpResponse:
    """Pictures show in the page; everything else is only ever downloaded, never run. A file that is not what was
    handed in is not there: the beginning is looked at before anything is sent."""
    shown = small or document.is_picture
    try:
        content = clear_of(document, small=small)
        begun = chain([next(content, b"")], content)
    except (SealBroken, FileNotFoundError):
        log.exception("document %s cannot be read", document.uuid)
        raise Http404 from None
    answer = StreamingHttpResponse(begun, content_type=PICTURE if small else document.kind)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(not shown, document.name) or ""
    )
    if not small:
        answer.headers["Content-Length"] = str(document.size)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@contextmanager
def work_folder() -> Iterator[Path]:
    """Where a file lies clear while it is opened, on the disk of this machine."""
    sweep()
    work = _opening() / secrets.token_hex(16)
    work.mkdir(parents=True, mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _unsealed(path: Path) -> Iterator[bytes]:
    with shelf.opened(path) as file:
        while piece := file.read(PIECE):
            yield piece


def sweep() -> int:
    """What somebody left who was killed while opening; on a machine without a worker whoever comes next removes it."""
    found = _opening().iterdir() if _opening().exists() else ()
    litter = [one for one in found if _age(one) > LITTER_AFTER]
    for one in litter:
        shutil.rmtree(one, ignore_errors=True)
    return len(litter)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:  # whoever was at it is through
        return 0


def _opening() -> Path:
    return Path(settings.DATA_DIR) / "opening"


def _write(target: Path, content: Iterable[bytes]) -> None:
    with target.open("xb") as file:
        for piece in content:
            file.write(piece)


def _stored(document: Document, kept: Path, small: Path, found: dict[str, Any]) -> Document:
    place = folder_of(document.dossier)
    shelf.make_folder(place)
    target = place / secrets.token_hex(16)
    document.file, document.sealed = str(target.relative_to(root())), True
    document.kind, document.pages, document.pictured = found["kind"], found["pages"], found["drawn"]
    if found["drawn"]:
        sealed_files.write(small_of(document), pieces(small), place_of(document, SMALL))
    written = sealed_files.write(target, pieces(kept), place_of(document))
    document.size, document.sha256 = written.size, written.sha256
    return document


def _opened(name: str | None, source: Path, *drawn: Path) -> dict[str, Any]:
    """How a file begins tells who opens it; a child that has not to load the others is there in half the time."""
    with source.open("rb") as file:
        head = file.read(1024)
    try:
        opener = OPENERS.get(kind(head), OPEN_PICTURE)
    except Misfit as problem:
        raise Refused(_refusal(type(problem).__name__) % {"name": name}) from problem
    return _ask(name, opener, str(source), *map(str, drawn))


def _ask(name: str | None, function: str, *arguments: Any) -> dict[str, Any]:
    """What the child found out about a file, which is called so when it is refused."""
    try:
        return child.run(function, *arguments, limits=_limits())
    except child.ChildFailed as problem:
        raise Refused(_refusal(problem.reason) % {"name": name}) from problem


def _limits() -> child.Limits:
    return child.Limits(
        megabytes=1536, cpu_seconds=40, output_megabytes=settings.UPLOAD_MEGABYTES + 10
    )


def _refusal(reason: str) -> str:
    return {
        "Unknown": _(
            "“%(name)s” is not a PDF or a photo. Send a PDF, or take a photo of the paper."
        ),
        "Drawing": _(
            "“%(name)s” is a GIF or BMP picture. Send a PDF, or take a photo of the paper."
        ),
        "Office": _(
            "“%(name)s” is a file of an office program. Save it as a PDF and send that, or send a photo."
        ),
        "Locked": _("“%(name)s” is protected by a password. Send it without, or take a photo."),
        "TooLarge": _("“%(name)s” has too many pixels. A normal photo of the paper is enough."),
        "TooMany": _("“%(name)s” has more than 200 pages. Send it in parts, or as a PDF."),
    }.get(reason) or _(
        "“%(name)s” could not be opened. Send it again, or take a photo of the paper."
    )
