"""Where imported files lie: sealed, in the firm's folder, for a month. A file opens only under its own path."""

import base64
import os
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from carnet.core.crypto import Place, newest, seal, unseal


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


def seal_again(path: str) -> bool:
    """With the newest key. The old file stands until the new one is complete."""
    if not default_storage.exists(path):
        return False
    file = Path(default_storage.path(path))
    sealed = file.read_bytes()
    if newest(sealed):
        return False
    draft = file.with_name(f".{file.name}")
    with draft.open("wb") as target:
        target.write(seal(unseal(sealed, _place(path)), _place(path)))
        target.flush()
        os.fsync(target.fileno())
    draft.replace(file)
    return True


def delete(path: str) -> None:
    default_storage.delete(path)


def _place(path: str) -> Place:
    firm, _folder, uuid = path.split("/")
    return Place(UUID(firm), "imports.import.file", UUID(uuid))
