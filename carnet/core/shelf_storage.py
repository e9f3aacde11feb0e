"""Django's own door to the shelf, for fields that hold a file: the logos of firms."""

from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from carnet.core import shelf


class OnShelf(Storage):
    def _open(self, name: str, mode: str = "rb") -> File:
        with shelf.opened(_path(name)) as file:
            return ContentFile(file.read(), name)

    def _save(self, name: str, content: File) -> str:
        shelf.make_folder(_path(name).parent)
        shelf.put(_path(name), content.chunks())
        return name

    def delete(self, name: str) -> None:
        shelf.delete(_path(name))

    def exists(self, name: str) -> bool:
        return shelf.exists(_path(name))

    def size(self, name: str) -> int:
        return shelf.size(_path(name))


def _path(name: str) -> Path:
    return Path(settings.DATA_DIR) / "files" / name
