"""Imported files rest sealed beside the database, so rotate_keys is told of them here."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from carnet.core.resting import Open, files_of
from carnet.core.sealed import sealed_elsewhere
from carnet.imports import files
from carnet.imports.models import Import


@sealed_elsewhere("imports.Import.file")
def seal_again() -> int:
    paths = Import.objects.exclude(file="").values_list("file", flat=True)
    kinds = ("", *files.BESIDE)
    return sum(files.seal_again(path + kind) for path in list(paths) for kind in kinds)


@files_of("imports.Import.file")
def lists() -> Iterator[tuple[Path, Open]]:
    for path in Import.objects.exclude(file="").values_list("file", flat=True).iterator():
        yield files.where(path), partial(files.load_all, path)
