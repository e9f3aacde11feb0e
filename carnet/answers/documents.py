"""Keeps the files clients hand in: checks them in a child process, stores them, serves them.

A file lies below DATA_DIR/files in a folder of its firm, client and dossier, under a random name, so
that erasing a client is removing a folder. Which question a file answers is told by actions.py.
"""

import hashlib
import os
import re
import secrets
from datetime import datetime
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from carnet.answers.models import Document
from carnet.answers.opening import open_upload
from carnet.campaigns.models import Dossier
from carnet.clients.erasure import folder
from carnet.core import child

LARGEST = 25 * 2**20
MOST_FILES = 100
LIMITS = child.Limits(megabytes=1536, cpu_seconds=40, output_megabytes=60)
SUFFIX = {"application/pdf": ".pdf", "image/jpeg": ".jpg"}
OWN_SUFFIXES = {".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069/\\]")
SANDBOX = "default-src 'none'; sandbox"


class Refused(Exception):
    """Why a file cannot be taken, as a sentence for the person who sent it."""


def keep(
    dossier: Dossier, upload: UploadedFile, *, path: str, person: str, now: datetime
) -> Document:
    """Store an uploaded file. Its row is not saved yet: a file without a row is litter, a row without
    a file would be a broken promise."""
    _check_room(dossier, upload)
    place = folder_of(dossier)
    place.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    incoming = place / f".{name}"
    try:
        _write(incoming, upload)
        found = _open(incoming, place / name, upload.name)
    finally:
        incoming.unlink(missing_ok=True)
    return Document(
        dossier=dossier,
        path=path,
        name=readable_name(upload.name or "", found["kind"]),
        kind=found["kind"],
        pages=found["pages"],
        size=(place / name).stat().st_size,
        sha256=_digest(place / name),
        file=str((place / name).relative_to(root())),
        person=person,
        added_at=now,
    )


def root() -> Path:
    return Path(settings.DATA_DIR) / "files"


def folder_of(dossier: Dossier) -> Path:
    return folder(dossier.firm, dossier.client.uuid) / str(dossier.pk)


def file_of(document: Document) -> Path:
    return root() / document.file


def small_of(document: Document) -> Path:
    return root() / f"{document.file}.small"


def readable_name(name: str, kind: str) -> str:
    """The client's own name for the file, without tricks, ending as what it is."""
    plain = PurePath(UNPRINTABLE.sub(" ", name).strip() or _("document"))
    stem = plain.stem if plain.suffix.lower() in OWN_SUFFIXES else plain.name
    return stem.strip(". ")[:180] + SUFFIX[kind]


def response(document: Document, *, small: bool = False) -> FileResponse:
    """Pictures show in the page; everything else is only ever downloaded, never run."""
    answer = FileResponse(
        (small_of(document) if small else file_of(document)).open("rb"),
        as_attachment=not document.is_picture,
        filename=document.name,
        content_type=document.kind,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _check_room(dossier: Dossier, upload: UploadedFile) -> None:
    if (upload.size or 0) > LARGEST:
        raise Refused(
            _("“%(name)s” is larger than 25 MB. A photo of the paper is enough.")
            % {"name": upload.name}
        )
    if not upload.size:
        raise Refused(_("“%(name)s” is empty. Please choose it again.") % {"name": upload.name})
    if dossier.documents.filter(removed_at=None).count() >= MOST_FILES:
        raise Refused(
            _("There are already %(count)d files. Remove one before you add another.")
            % {"count": MOST_FILES}
        )


def _write(target: Path, upload: UploadedFile) -> None:
    with target.open("xb") as file:
        for chunk in upload.chunks():
            file.write(chunk)


def _open(incoming: Path, target: Path, name: str | None) -> dict:
    """What the file proved to be; what is kept of it stands complete at `target`, or not at all."""
    drafts = [target.with_name(f".{target.name}.kept"), target.with_name(f".{target.name}.small")]
    try:
        found = child.run(open_upload, str(incoming), *map(str, drafts), limits=LIMITS)
        _settle(drafts[1], target.with_name(f"{target.name}.small"))
        _settle(drafts[0], target)
    except child.ChildFailed as problem:
        raise Refused(_refusal(problem.reason) % {"name": name}) from problem
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    return found


def _settle(draft: Path, target: Path) -> None:
    """On disk before it has its name, so that a name never stands for half a file."""
    if not draft.exists():
        return
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.rename(target)
    place = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _refusal(reason: str) -> str:
    return {
        "Unknown": _(
            "“%(name)s” is not a PDF or a photo. Send a PDF, or take a photo of the paper."
        ),
        "Locked": _("“%(name)s” is protected by a password. Send it without, or take a photo."),
        "TooLarge": _("“%(name)s” has too many pixels. A normal photo of the paper is enough."),
    }.get(reason) or _(
        "“%(name)s” could not be opened. Send it again, or take a photo of the paper."
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
