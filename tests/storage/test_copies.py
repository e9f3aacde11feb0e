"""Copies of an installation whose files lie in a bucket, the drill, and the way back."""

from dataclasses import replace
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from carnet.answers import documents
from carnet.clients.erasure import erase
from carnet.clients.models import Client
from carnet.core import ledger, shelf
from tests import buckets
from tests import makers as make
from tests.backup.copying import backup, environment, manage, needs_pg_dump, new_place, paper

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    needs_pg_dump,
]


@pytest.fixture
def document(bucket, ann):
    return paper(make.dossier(client=ann))


@pytest.fixture
def copy(document, tmp_path):
    (tmp_path / "copies").mkdir()
    path = tmp_path / "copies" / "copy.zip"
    assert "1 files" in backup(path)
    return path


def surroundings(settings, address, **more):
    url = f"s3://{address.bucket}/{address.prefix}?endpoint={address.endpoint}"
    keys = {"STORAGE_KEY": address.key, "STORAGE_SECRET": address.secret}
    return environment(settings, STORAGE_URL=url, **keys, **more)


def test_a_copy_holds_the_files_of_the_bucket_still_sealed(copy, document, bucket):
    with ZipFile(copy) as zipped:
        [name] = [name for name in zipped.namelist() if name.startswith("files/")]
        assert name == f"files/{document.file}"
        assert zipped.read(name) == buckets.objects_in(bucket)[name]


def test_a_copy_goes_into_another_bucket_and_opens_there(
    copy, document, bucket, settings, tmp_path
):
    there = replace(bucket, prefix=f"{bucket.prefix}/new")
    with new_place(tmp_path / "new") as place:
        here = surroundings(settings, there, **place)
        done = manage("restore", copy, "--into", tmp_path / "new", environment=here)
        assert done.returncode == 0, done.stderr
        assert f"files/{document.file}" in buckets.objects_in(there)
        assert not (tmp_path / "new" / "files").exists()
        if connection.vendor == "sqlite":
            here["DATABASE_URL"] = ""
        looked = manage("check_sealed", environment=here)
        assert "answers.Document.file: 1 there, 1 of them opened" in looked.stdout, looked.stderr
        again = manage("restore", copy, "--into", tmp_path / "more", environment=here)
        assert again.returncode == 1


def test_nothing_in_a_bucket_is_overwritten(copy, bucket, settings, tmp_path):
    before = buckets.objects_in(bucket)
    with pytest.raises(CommandError, match="holds files already"):
        call_command("restore", copy, into=tmp_path / "new")
    assert buckets.objects_in(bucket) == before


def test_who_was_erased_is_erased_in_the_drill_and_nothing_of_the_bucket_in_use(
    copy, document, bucket, settings, monkeypatch, capsys
):
    for name, value in surroundings(settings, bucket).items():
        if name.startswith("STORAGE"):  # as an operator's shell has it
            monkeypatch.setenv(name, value)
    client = document.dossier.client
    erase(Client.objects.get(pk=client.pk), by=None)
    stays = documents.folder_of(document.dossier) / "stays"
    shelf.put(stays, [b"whatever lies there now"])
    before = buckets.objects_in(bucket)
    assert any(str(client.uuid) in line for line in ledger.lines())
    call_command("verify_backup", copy)
    said = capsys.readouterr().out
    assert "answers.Document.file: 1 there, 1 of them opened" in said
    assert "erased" in said
    assert buckets.objects_in(bucket) == before


def test_who_was_erased_stays_erased_on_the_way_back(copy, document, bucket, settings, tmp_path):
    erase(Client.objects.get(pk=document.dossier.client_id), by=None)
    there = replace(bucket, prefix=f"{bucket.prefix}/new")
    for name, data in buckets.objects_in(bucket).items():
        if name.startswith("erased/"):  # as docs/operations.md says
            buckets.client_of(there).put_object(
                Bucket=there.bucket, Key=f"{there.prefix}/{name}", Body=data
            )
    with new_place(tmp_path / "new") as place:
        here = surroundings(settings, there, **place)
        done = manage("restore", copy, "--into", tmp_path / "new", environment=here)
    assert done.returncode == 0, done.stderr
    names = buckets.objects_in(there)
    assert [name for name in names if name.startswith("files/")] == []
    lines = b"".join(data for name, data in names.items() if name.startswith("erased/"))
    assert str(document.dossier.client.uuid).encode() in lines


def test_no_copy_is_half_made_when_the_bucket_is_away(line, ann, tmp_path):
    paper(make.dossier(client=ann))
    line.cut()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("backup", tmp_path / "copy.zip")
    assert not (tmp_path / "copy.zip").exists()
    assert not list(tmp_path.glob(".carnet*"))
