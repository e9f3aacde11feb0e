"""Where the file of an export lies: in numbered pieces below DATA_DIR/exports/<firm>/<export>, or so in the bucket,
each sealed for its place. They are removed after seven days, when nobody wants them any more, and within the hour when
somebody in them is erased; from that moment on they are handed out no more.
"""

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, F, Q

from carnet.core import sealed_files, shelf
from carnet.core.crypto import Place
from carnet.core.worker import hourly
from carnet.exports.models import AT_WORK, Export, State

FILE = "exports.export.file"


def root() -> Path:
    return Path(settings.DATA_DIR) / "exports"


def folder_of(export: Export) -> Path:
    return root() / str(export.firm.uuid) / str(export.uuid)


def work_of(export: Export) -> Path:
    """Of one worker: another one, who was late and has lost the export, does not write between."""
    return folder_of(export) / export.claim


def scratch_of(export: Export) -> Path:
    """Where clear rows wait while a workbook is made: always on the disk of this machine, readable for Carnet alone."""
    return work_of(export) / "scratch"


def piece_of(export: Export, number: int) -> tuple[Path, Place]:
    field = f"{FILE}.{export.claim}.{number}"
    return work_of(export) / str(number), Place(export.firm.uuid, field, export.uuid)


def keep(export: Export, number: int, data: Iterable[bytes]) -> int:
    """Seal a piece; says how large it is."""
    path, place = piece_of(export, number)
    return sealed_files.write(path, data, place).size


def content_of(export: Export) -> Iterator[bytes]:
    for number in range(export.pieces):
        yield from sealed_files.read(*piece_of(export, number))


def complete(export: Export) -> bool:
    """Are all still there whom it was made for?"""
    return export.members.count() == export.total


def remove(export: Export, now: datetime) -> bool:
    """Its files, also while it is being made: whoever is at it will notice."""
    standing = Export.objects.filter(pk=export.pk).exclude(state=State.REMOVED)
    removed = standing.update(state=State.REMOVED, ended_at=now)
    discard(export)
    return bool(removed)


def discard(export: Export) -> None:
    _remove(folder_of(export))


def remove_scratch(export: Export) -> None:
    shutil.rmtree(scratch_of(export), ignore_errors=True)


def forget_old(now: datetime) -> int:
    """Removes exports whose time is over or that hold somebody who was erased, and what was left on disk."""
    standing = Export.objects.exclude(state=State.REMOVED).exclude(state__in=AT_WORK)
    old = standing.alias(there=Count("members")).filter(
        Q(ended_at__lt=now - Export.KEPT) | Q(there__lt=F("total"))
    )
    return sum(remove(export, now) for export in old.select_related("firm")) + sweep()


forget_hourly = hourly(forget_old)


def sweep() -> int:
    """Folders that belong to no export: a worker that was late may have written once more."""
    standing = Export.objects.exclude(state=State.REMOVED).values_list("uuid", flat=True)
    wanted = set(map(str, standing))
    litter = {path for path in _folders() if path.name not in wanted}
    for path in litter:
        _remove(path)
    return len(litter)


def _folders() -> Iterator[Path]:
    """On the disk of this machine there is scratch, or everything."""
    yield from root().glob("*/*")
    if shelf.bucket():
        for path, _stamp in shelf.below(root()):
            yield root().joinpath(*path.relative_to(root()).parts[:2])


def _remove(folder: Path) -> None:
    shelf.discard_below(folder)
    shutil.rmtree(folder, ignore_errors=True)
