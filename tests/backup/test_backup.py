"""A copy and the way back: everything comes back, or nothing is put in place and a sentence says why."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.answers import documents
from carnet.answers.models import Document
from carnet.clients.erasure import erase
from carnet.core.backup import database, restoring, trying
from carnet.core.backup.container import BadCopy, opened
from carnet.core.backup.making import DRAFT, back_up
from carnet.core.crypto import key_ids
from tests import makers as make
from tests.backup.copying import (
    MANAGE,
    backup,
    environment,
    manage,
    needs_pg_dump,
    new_place,
    paper,
    written,
)
from tests.clients.test_sealing import NEW

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    needs_pg_dump,
]
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file")
NUMBER = "85073003328"


@pytest.fixture
def dossier(ann):
    ann.national_number = NUMBER
    ann.save()
    return make.dossier(client=ann)


@pytest.fixture
def document(dossier):
    return paper(dossier)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "copies" / "copy.zip"


@pytest.fixture(autouse=True)
def folder(path):
    path.parent.mkdir()


def names(folder):
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.thorough
def test_a_copy_says_what_is_in_it_and_nothing_of_people(document, path):
    said = backup(path)
    assert "1 files" in said
    assert "The keys are not in it" in said
    for word in ("Ann", "Peeters", "Dubois", NUMBER, "paper"):
        assert word not in said
    with opened(path) as copy:
        assert copy.manifest["rows"]["clients_client"] == 1
        assert set(copy.members) - {f"files/{document.file}"} in (
            {"database.sqlite3"},
            {"database.dump"},
        )
    assert names(path.parent) == ["copy.zip"]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.thorough
def test_everything_comes_back(document, path, tmp_path, settings):
    backup(path)
    sealed = documents.file_of(document).read_bytes()
    with new_place(tmp_path / "new") as there:
        here = environment(settings, **there)
        restored = manage("restore", path, "--into", tmp_path / "new", environment=here)
        assert "1 files" in restored.stdout, restored.stderr
        assert (tmp_path / "new/files" / document.file).read_bytes() == sealed
        looked = manage("check_sealed", environment=here)
        again = manage("restore", path, "--into", tmp_path / "new", environment=here)
    assert looked.returncode == 0
    assert "answers.Document.file: 1 there, 1 of them opened\n" in looked.stdout
    assert "clients.Client.national_number_sealed: 1 there, 1 of them opened\n" in looked.stdout
    assert "is not empty" in again.stderr


@pytest.mark.thorough
@only_sqlite
def test_what_stands_there_is_the_database_as_it_was(document, path, tmp_path):
    backup(path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "index-key").touch()
    restoring.restore(path, tmp_path / "new")
    assert names(tmp_path / "new") == ["carnet.sqlite3", "files", "index-key"]
    with sqlite3.connect(tmp_path / "new/carnet.sqlite3") as copy:
        assert copy.execute("SELECT file FROM answers_document").fetchall() == [(document.file,)]
    copy.close()


@pytest.mark.thorough
def test_a_drill_tells_what_it_opened_and_leaves_nothing(document, path, capsys, monkeypatch):
    backup(path)
    monkeypatch.setenv("TMPDIR", str(path.parent))
    monkeypatch.setattr("tempfile.tempdir", None)
    call_command("verify_backup", path)
    said = capsys.readouterr().out
    assert "answers.Document.file: 1 there, 1 of them opened\n" in said
    assert "1 files" in said
    assert names(path.parent) == ["copy.zip"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda file: file.unlink(), "answers.Document.file: 0 there, 0 of them opened, 1 missing"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "0 of them opened, 1 did not open"),
    ],
    ids=["lost", "cut"],
)
def test_a_drill_finds_what_was_broken_before_it_was_copied(document, path, spoil, sentence):
    spoil(documents.file_of(document))
    backup(path)
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_backup", path)


@contextmanager
def busy(dossier, going):
    """Papers come, and clients with theirs are erased, one after another."""
    ended = threading.Event()

    def work():
        try:
            with scopes_disabled():
                while not ended.is_set():
                    paper(dossier)
                    if going:
                        erase(going.pop().client, by=None)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.mark.thorough
def test_people_save_and_are_erased_meanwhile_and_every_row_has_its_file(dossier, path):
    going = [make.dossier(client=make.client(firm=dossier.firm)) for _each in range(200)]
    for one in going:
        paper(one)
    with busy(dossier, going):
        while Document.objects.filter(dossier=dossier).count() < 3:
            time.sleep(0.01)
        erased, come = 200 - len(going), Document.objects.filter(dossier=dossier).count()
        back_up(path, now=timezone.now())
    assert 200 - len(going) > erased
    assert Document.objects.filter(dossier=dossier).count() > come
    call_command("verify_backup", path)


@pytest.mark.thorough
def test_who_is_killed_while_copying_leaves_no_half_copy(document, path, settings):
    # Whoever copies waits at this one for ever, as at a disk that does not answer.
    os.mkfifo(documents.root() / "zz")
    command = [sys.executable, MANAGE, "backup", str(path)]
    with subprocess.Popen(command, env=environment(settings)) as process:
        while not list(path.parent.glob(f"{DRAFT}*/whole")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not path.exists()
    (documents.root() / "zz").unlink()
    for left in path.parent.iterdir():
        os.utime(left, (0, 0))
    backup(path)
    assert names(path.parent) == ["copy.zip"]


def test_a_copy_is_never_written_over_another(document, path):
    path.write_bytes(b"yesterday's")
    with pytest.raises(CommandError, match="exists already"):
        backup(path)
    assert path.read_bytes() == b"yesterday's"


@pytest.mark.thorough
def test_a_folder_that_is_not_there_is_a_sentence(document, path):
    with pytest.raises(CommandError, match="No such file or directory"):
        backup(path.parent / "none" / "copy.zip")


def refused(path, into, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", path, into=into)


@pytest.mark.thorough
def test_without_the_keys_nothing_is_put_in_place(document, path, tmp_path, settings):
    backup(path)
    missing, settings.ENCRYPTION_KEYS = key_ids()[0], NEW
    refused(path, tmp_path / "new", f"sealed with key {missing}")
    assert not (tmp_path / "new").exists()


@pytest.mark.thorough
def test_a_broken_copy_puts_nothing_in_place(document, path, tmp_path):
    backup(path)
    path.write_bytes(path.read_bytes()[:-100])
    refused(path, tmp_path / "new", "was cut or altered")
    assert not (tmp_path / "new").exists()


def test_a_folder_with_anything_in_it_stays_as_it_is(document, path, tmp_path):
    backup(path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").touch()
    refused(path, tmp_path / "new", "is not empty")
    assert names(tmp_path / "new") == ["mine"]


@pytest.mark.thorough
def test_a_copy_of_a_newer_carnet_is_refused(document, path, tmp_path):
    newer = {**back_up(path, now=timezone.now()), "migrations": ["clients.9999_tomorrow"]}
    newer.pop("members")
    other = written(path.with_name("newer.zip"), {}, **newer)
    with pytest.raises(BadCopy, match="newer Carnet .* does not know clients.9999_tomorrow"):
        restoring.usable(other).__enter__()


@pytest.mark.thorough
@only_sqlite
def test_a_copy_with_fewer_rows_than_it_says_puts_nothing_in_place(document, path, tmp_path):
    manifest = back_up(path, now=timezone.now())
    manifest["rows"]["clients_client"] += 1
    with opened(path) as copy:
        copy.extract("database.sqlite3", tmp_path / "database")
    manifest.pop("members")
    members = {"database.sqlite3": (tmp_path / "database").read_bytes()}
    other = written(path.with_name("fewer.zip"), members, **manifest)
    refused(other, tmp_path / "new", "Another number of rows than in the manifest: clients_client")
    assert names(tmp_path / "new") == []


@pytest.mark.thorough
@only_sqlite
def test_a_copy_of_another_database_is_refused(document, path, tmp_path):
    manifest = {**back_up(path, now=timezone.now()), "database": "postgresql"}
    manifest.pop("members")
    refused(written(path.with_name("other.zip"), {}, **manifest), tmp_path / "new", "PostgreSQL")


only_postgres = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite needs no program")


@only_postgres
@pytest.mark.thorough
def test_a_dump_that_cannot_be_loaded_puts_nothing_in_place(document, path, tmp_path, settings):
    manifest = back_up(path, now=timezone.now())
    manifest.pop("members")
    with opened(path) as copy:
        copy.extract("database.dump", tmp_path / "dump")
    cut = (tmp_path / "dump").read_bytes()[:-2000]
    other = written(path.with_name("cut.zip"), {"database.dump": cut}, **manifest)
    with new_place(tmp_path / "new") as there:
        here = environment(settings, **there)
        refused = manage("restore", other, "--into", tmp_path / "new", environment=here)
        with psycopg.connect(there["DATABASE_URL"]) as server:
            tables = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            assert tables.fetchall() == []
    assert "pg_restore ended with status 1" in refused.stderr
    assert set(names(tmp_path / "new")) <= {"static"}


@only_postgres
@pytest.mark.django_db(transaction=True)
def test_a_database_somebody_is_still_in_is_dropped_all_the_same():
    with trying.database_for_now() as name:
        lingering = psycopg.connect(database.conninfo(name))
    lingering.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(database.conninfo(name))


@only_postgres
def test_without_pg_dump_a_sentence_says_so(document, path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="pg_dump is not installed"):
        backup(path)
    assert names(path.parent) == []
