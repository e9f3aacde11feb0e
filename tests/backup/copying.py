"""A firm with something to lose, and copies of what it has."""

import os
import secrets
import shutil
import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO, StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from carnet.answers import documents
from carnet.answers.models import Document
from carnet.core import sealed_files
from carnet.core.backup.container import Writer
from carnet.core.backup.trying import drop
from tests.exports.killing import database_url

needs_pg_dump = pytest.mark.skipif(
    connection.vendor == "postgresql" and not shutil.which("pg_dump"),
    reason="pg_dump is not installed",
)
MANAGE = str(django_settings.BASE_DIR / "manage.py")


def written(path: Path, members: dict[str, bytes], **manifest) -> Path:
    with path.open("wb") as file, Writer(file) as copy:
        for name, content in members.items():
            copy.add(name, BytesIO(content), compress=name == "database.sqlite3")
        copy.end({"carnet": "9.0", **manifest})
    return path


def paper(dossier, content: bytes = b"a tax certificate") -> Document:
    """Stored as documents.py stores it, without the child process that looks at it first."""
    target = documents.folder_of(dossier) / secrets.token_hex(16)
    target.parent.mkdir(parents=True, exist_ok=True)
    document = Document(dossier=dossier, path="proof", name="paper.pdf", person="client")
    document.kind, document.sealed = "application/pdf", True
    document.file = str(target.relative_to(documents.root()))
    place = documents.place_of(document)
    kept = sealed_files.write(target, [content], place)
    document.size, document.sha256 = kept.size, kept.sha256
    document.save()
    return document


def environment(settings, **more: str) -> dict[str, str]:
    names = ("SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY")
    here = {"DATABASE_URL": database_url(), "DATA_DIR": str(settings.DATA_DIR)}
    return {**os.environ, **{name: getattr(settings, name) for name in names}, **here, **more}


def manage(*words: object, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, MANAGE, *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@contextmanager
def new_place(folder: Path):
    """What to say for DATABASE_URL on a new machine; on PostgreSQL a database that is there and empty."""
    if connection.vendor == "sqlite":
        yield {"DATA_DIR": str(folder), "DATABASE_URL": ""}
        return
    name = f"carnet_test_{secrets.token_hex(4)}"
    with psycopg.connect(database_url(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            address = database_url().rsplit("/", 1)[0] + f"/{name}"
            yield {"DATA_DIR": str(folder), "DATABASE_URL": address}
        finally:
            drop(name)


def backup(path: Path) -> str:
    said = StringIO()
    call_command("backup", path, stdout=said)
    return said.getvalue()
