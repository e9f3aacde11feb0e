"""Where imported files lie: sealed, in the firm's folder, for a month. A file opens only under its own path."""

import base64
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from carnet.core.crypto import Place, seal, unseal


class FileGone(Exception):
    """The file was deleted, as all are after a month."""


def store(data: bytes, *, firm: UUID, uuid: UUID) -> str:
    """The path under which `load` finds it again."""
    path = f"{firm}/imports/{uuid}"
    sealed = seal(base64.b64encode(data).decode(), _place(path))
    return default_storage.save(path, ContentFile(sealed))


def load(path: str) -> bytes:
    if not path or not default_storage.exists(path):
        raise FileGone(path)
    with default_storage.open(path) as file:
        return base64.b64decode(unseal(file.read(), _place(path)))


def delete(path: str) -> None:
    default_storage.delete(path)


def _place(path: str) -> Place:
    firm, _folder, uuid = path.split("/")
    return Place(UUID(firm), "imports.import.file", UUID(uuid))
