"""Takes in files piece by piece, so that a lost connection loses no more than a piece.

A piece rests sealed in a file of its own until all are there; the row counts what is safely on disk. Then the whole
is opened like any other file and becomes a Document, once, however often it is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.text import Truncator

from carnet.answers import documents, papers
from carnet.answers.actions import Hand, lock
from carnet.answers.models import Upload
from carnet.answers.room import NoRoom, Refused, Sized, check_disk, check_room
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.core import sealed_files, shelf
from carnet.core.crypto import Place
from carnet.core.worker import hourly

PIECE = 2**20
# Longer than the child process may take, and somebody who died while waiting for it is followed.
PATIENCE = timedelta(minutes=6)


class WrongOffset(Exception):
    """The piece does not follow on what is here. The sender asks how far we are, and goes on from there."""


class Gone(Exception):
    """The upload was forgotten meanwhile."""


@dataclass
class Received:
    """An upload that is complete, read like a file of Django's."""

    upload: Upload
    name: str | None
    size: int | None

    def chunks(self) -> Iterator[bytes]:
        for number in range(-(-self.upload.size // PIECE)):
            yield from sealed_files.read(_piece(self.upload, number), _place(self.upload, number))


def start(dossier: Dossier, file: Sized, *, path: str, fingerprint: str, by: Hand) -> Upload:
    """A new upload, or the one of this very file that was interrupted. Raises Refused."""
    name = Truncator(file.name or "").chars(200)
    same = dossier.uploads.filter(
        path=path, name=name, size=file.size or 0, fingerprint=fingerprint
    )
    begun = unfinished(same, by.now).first() if fingerprint else None
    if begun:
        return begun
    check_room(dossier, file, now=by.now)
    if not dossier.open:
        raise WrongState(dossier.pk, State.IN_PROGRESS)
    return dossier.uploads.create(
        path=path,
        name=name,
        size=file.size or 0,
        fingerprint=fingerprint,
        person=by.person,
        device=by.device,
        touched_at=by.now,
    )


def unfinished(uploads: QuerySet[Upload], now: datetime) -> QuerySet[Upload]:
    """Those that can still be gone on with."""
    return uploads.filter(state=Upload.State.RECEIVING, touched_at__gt=now - Upload.LASTS)


def receive(upload: Upload, offset: int, piece: bytes, *, now: datetime) -> None:
    """Keep the piece that begins at `offset`. All are of 1 MiB, but for the last. Raises WrongOffset, Refused."""
    fits = len(piece) == min(PIECE, upload.size - offset)
    if upload.state != Upload.State.RECEIVING or offset != upload.received or not piece or not fits:
        raise WrongOffset
    check_disk(len(piece))
    shelf.make_folder(_folder(upload))
    number = offset // PIECE
    sealed_files.write(_piece(upload, number), [piece], _place(upload, number))
    step = Upload.objects.filter(pk=upload.pk, received=offset, state=Upload.State.RECEIVING)
    if not step.update(received=F("received") + len(piece), touched_at=now):
        raise WrongOffset
    upload.received += len(piece)


def finish(upload: Upload, *, by: Hand) -> Upload:
    """Open what was received. Asked again, it tells what became of it; while somebody else is opening it, so."""
    if upload.received < upload.size:
        raise WrongOffset
    if not _claim(upload, by.now):
        upload.refresh_from_db()
        return upload
    try:
        _open(upload, by)
    except Refused as problem:
        if isinstance(problem, NoRoom):
            _settle(upload, state=Upload.State.RECEIVING)
            raise
        _settle(upload, state=Upload.State.REFUSED, refusal=str(problem))
    except BaseException:
        _settle(upload, state=Upload.State.RECEIVING)
        raise
    shelf.discard_below(_folder(upload))
    return upload


def forget(upload: Upload) -> None:
    """The client does not want it any more. What has become a document stays one."""
    Upload.objects.filter(pk=upload.pk).exclude(state=Upload.State.READY).delete()
    shelf.discard_below(_folder(upload))


def forget_old(now: datetime) -> int:
    """Uploads nobody has gone on with for a day, and what was left by somebody who was killed while opening."""
    late = Upload.objects.filter(touched_at__lte=now - Upload.LASTS)
    old = list(late.select_related("dossier__firm", "dossier__client"))
    for upload in old:
        # The row last: it leads to the pieces, should they not go now.
        if shelf.discard_below(_folder(upload)):
            upload.delete()
    return len(old) + documents.sweep()


forget_hourly = hourly(forget_old)


def _claim(upload: Upload, now: datetime) -> bool:
    """One opens it at a time."""
    free = Q(state=Upload.State.RECEIVING)
    free |= Q(state=Upload.State.CHECKING, claimed_at__lt=now - PATIENCE)
    claimed = Upload.objects.filter(free, pk=upload.pk, received=F("size"))
    if not claimed.update(state=Upload.State.CHECKING, claimed_at=now, touched_at=now):
        return False
    upload.state, upload.claimed_at = Upload.State.CHECKING, now
    return True


def _settle(upload: Upload, **columns: object) -> bool:
    """Only by whoever holds the claim still."""
    mine = Upload.objects.filter(
        pk=upload.pk, state=Upload.State.CHECKING, claimed_at=upload.claimed_at
    )
    for name, value in columns.items():
        setattr(upload, name, value)
    return bool(mine.update(**columns))


def _open(upload: Upload, by: Hand) -> None:
    received = Received(upload, upload.name, upload.size)
    document = documents.keep(
        upload.dossier,
        received,
        path=upload.path,
        person=upload.person,
        now=by.now,
        besides=upload,
    )
    try:
        _list(upload, document, by)
    except BaseException:
        documents.discard(document)
        raise


@transaction.atomic
def _list(upload: Upload, document: documents.Document, by: Hand) -> None:
    lock(upload.dossier)
    papers.enlist(upload.dossier, upload.path, [document], by)
    if not _settle(upload, state=Upload.State.READY, document=document):
        raise Gone


def _folder(upload: Upload) -> Path:
    return documents.folder_of(upload.dossier) / f".{upload.uuid.hex}"


def _piece(upload: Upload, number: int) -> Path:
    return _folder(upload) / str(number)


def _place(upload: Upload, number: int) -> Place:
    dossier = upload.dossier
    field = f"answers.upload.{number}"
    return Place(dossier.firm.uuid, field, upload.uuid, dossier.data_key)
