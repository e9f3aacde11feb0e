"""Exports rest sealed beside the database for a few days: rotate_keys is told of them here."""

from carnet.core import sealed_files, shelf
from carnet.core.sealed import sealed_elsewhere
from carnet.exports.keeping import piece_of
from carnet.exports.models import Export, State


@sealed_elsewhere("exports.Export.file")
def seal_again() -> int:
    ready = Export.objects.filter(state=State.READY).select_related("firm")
    return sum(seal_pieces_again(export) for export in ready)


def seal_pieces_again(export: Export) -> int:
    places = (piece_of(export, number) for number in range(export.pieces))
    return sum(sealed_files.seal_again(path, place) for path, place in places if shelf.exists(path))
