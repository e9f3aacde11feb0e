"""Whether there is room for one more file: in itself, in its dossier, on the disk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db.models import Manager, QuerySet, Sum
from django.utils.translation import gettext as _

from carnet.answers.models import Document, Upload
from carnet.campaigns.models import Dossier
from carnet.core import disk

MEGABYTE = 2**20
MOST_FILES = 100
MOST_BYTES = disk.GIGABYTE
ON_ITS_WAY = (Upload.State.RECEIVING, Upload.State.CHECKING)


class Refused(Exception):
    """Why a file cannot be taken, as a sentence for the person who sent it."""


class NoRoom(Refused):
    """The disk is nearly full: no fault of the file, which may be sent again later."""


class Named(Protocol):
    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...


@dataclass
class Sized:
    """What is known of a file before it is there."""

    name: str | None
    size: int | None


def largest() -> int:
    """Bytes of the largest file that is taken."""
    return settings.UPLOAD_MEGABYTES * MEGABYTE


def check_room(
    dossier: Dossier, file: Named, *, now: datetime, besides: Upload | None = None
) -> None:
    """`besides`: the upload of this very file, which is not to be counted twice."""
    check_size(file)
    check_disk(file.size or 0)
    waiting = dossier.uploads.filter(state__in=ON_ITS_WAY, touched_at__gt=now - Upload.LASTS)
    if besides:
        waiting = waiting.exclude(pk=besides.pk)
    kept = dossier.documents.filter(removed_at=None).count() + waiting.count()
    if kept >= MOST_FILES:
        raise Refused(
            _("There are already %(count)d files. Remove one before you add another.")
            % {"count": MOST_FILES}
        )
    if _bytes(dossier.documents) + _bytes(waiting) + (file.size or 0) > MOST_BYTES:
        raise Refused(
            _("Your files fill the space there is, 1 GB. Please call us before you send more.")
        )


def check_size(file: Named) -> None:
    if (file.size or 0) > largest():
        raise Refused(
            _("“%(name)s” is larger than %(size)d MB. A photo of the paper is enough.")
            % {"name": file.name, "size": settings.UPLOAD_MEGABYTES}
        )
    if not file.size:
        raise Refused(_("“%(name)s” is empty. Please choose it again.") % {"name": file.name})


def check_disk(size: int) -> None:
    """A full disk would stop every answer of every firm; files are what can wait."""
    if not disk.has_room(size):
        raise NoRoom(
            _(
                "We cannot take files at the moment: our disk is nearly full. Please try again later."
            )
        )


def _bytes(rows: "Manager[Document] | QuerySet[Upload]") -> int:
    """Of what was removed, too: it lies on the disk, and may be put back."""
    return rows.aggregate(all=Sum("size"))["all"] or 0
