"""Imported files rest sealed beside the database, so rotate_keys is told of them here."""

from carnet.core.sealed import sealed_elsewhere
from carnet.imports import files
from carnet.imports.models import Import


@sealed_elsewhere("imports.Import.file")
def seal_again() -> int:
    paths = Import.objects.exclude(file="").values_list("file", flat=True)
    kinds = ("", *files.BESIDE)
    return sum(files.seal_again(path + kind) for path in list(paths) for kind in kinds)
