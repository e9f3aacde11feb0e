"""Copies whose clients' keys are kept in a file of their own: what is erased opens nowhere any more."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from carnet.clients.erasure import erase
from carnet.core.backup import rings
from carnet.core.backup.container import BadCopy, opened
from carnet.core.backup.rings import Ring
from carnet.core.models import KeyRing
from tests import makers as make
from tests.backup.copying import environment, manage, needs_pg_dump, new_place, paper

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    needs_pg_dump,
]
NUMBER = "85073003328"
OPENED = "clients.Client.national_number_sealed: {0} there, {1} of them opened"


@pytest.fixture
def places(tmp_path):
    (tmp_path / "copies").mkdir()
    (tmp_path / "apart").mkdir()
    return tmp_path / "copies" / "copy.zip", tmp_path / "apart" / "carnet.keys"


@pytest.fixture
def two(firm):
    clients = [make.client(firm=firm, national_number=NUMBER) for _ in range(2)]
    for client in clients:
        paper(make.dossier(client=client))
    return clients


def look(settings, path, into, *words):
    """What a sample of the restored copy opens."""
    with new_place(into) as there:
        here = environment(settings, **there)
        restored = manage("restore", path, "--into", into, *words, environment=here)
        assert restored.returncode == 0, restored.stderr
        return manage("check_sealed", environment=here)


def test_a_copy_without_keys_and_the_keys_together_are_everything(two, places, settings, tmp_path):
    copy, keys = places
    call_command("backup", copy, keys=keys)
    with opened(copy) as whole:
        assert (whole.manifest["keys_apart"], whole.manifest["rows"]["core_keyring"]) == (True, 0)
        for name in whole.members:
            whole.extract(name, tmp_path / "member")
            for ring in KeyRing.objects.all():
                assert bytes(ring.sealed) not in (tmp_path / "member").read_bytes()
    assert keys.stat().st_mode & 0o777 == 0o600
    call_command("verify_backup", copy, keys=keys)
    looked = look(settings, copy, tmp_path / "new", "--keys", keys)
    assert OPENED.format(2, 2) in looked.stdout
    assert "answers.Document.file: 2 there, 2 of them opened" in looked.stdout


def test_who_was_erased_opens_from_no_older_copy(two, places, settings, tmp_path, monkeypatch):
    """Even where nobody knows of the erasure: not by the ledger, which is lost here with the machine."""
    copy, keys = places
    call_command("backup", copy, keys=keys)
    former = tmp_path / "former.keys"
    shutil.copy(keys, former)
    erase(two[0], by=None)
    (settings.DATA_DIR / "erased.log").unlink()
    call_command("backup", copy.with_name("later.zip"), keys=keys)
    looked = look(settings, copy, tmp_path / "new", "--keys", keys)
    assert looked.returncode
    assert f"{OPENED.format(2, 1)}, 1 did not open" in looked.stdout
    assert "answers.Document.file: 2 there, 1 of them opened, 1 did not open" in looked.stdout
    # Whoever has kept the keys of then has everything of then.
    looked = look(settings, copy, tmp_path / "again", "--keys", former)
    assert OPENED.format(2, 2) in looked.stdout


def test_a_drill_with_the_ledger_finds_nothing_wrong(two, places, capsys):
    copy, keys = places
    call_command("backup", copy, keys=keys)
    erase(two[0], by=None)
    call_command("backup", copy.with_name("later.zip"), keys=keys)
    call_command("verify_backup", copy, keys=keys)
    assert OPENED.format(1, 1) in capsys.readouterr().out


def test_without_the_file_nothing_is_put_back(two, places, tmp_path):
    copy, keys = places
    call_command("backup", copy, keys=keys)
    with pytest.raises(CommandError, match="kept apart from this copy"):
        call_command("verify_backup", copy)
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_backup", copy, keys=tmp_path / "nowhere")
    plain = copy.with_name("plain.zip")
    call_command("backup", plain)
    with pytest.raises(CommandError, match="holds the clients' keys itself"):
        call_command("verify_backup", plain, keys=keys)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: data[:-70], "cut or altered"),
        (lambda data: data[:100] + data[100:].replace(b"a", b"b"), "cut or altered"),
        (lambda data: data.splitlines(keepends=True)[0], "cut or altered"),
        (lambda data: data[200:], "is no file of keys"),
        (lambda data: b"", "cut or altered"),
        (lambda data: data.replace(b'"format": 1', b'"format": 9'), "newer Carnet"),
    ],
)
def test_a_file_of_keys_that_is_not_whole_is_refused(two, places, spoil, sentence):
    copy, keys = places
    call_command("backup", copy, keys=keys)
    keys.write_bytes(spoil(keys.read_bytes()))
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_backup", copy, keys=keys)


def test_the_keys_of_another_installation_are_not_overwritten(two, places):
    copy, keys = places
    rings.write(keys, [Ring(n, 1, b"\x01" * 40) for n in range(9)], now=timezone.now())
    with pytest.raises(CommandError, match="holds 9 rings of keys, the database only 2"):
        call_command("backup", copy, keys=keys)
    assert len(list(rings.read(keys))) == 9
    assert [one.name for one in keys.parent.iterdir()] == [keys.name]
    assert not copy.exists()


def test_rings_of_a_firm_that_came_later_are_left_out(two, places, settings, tmp_path):
    copy, keys = places
    call_command("backup", copy, keys=keys)
    make.client(firm=make.firm(), national_number=NUMBER)
    call_command("backup", copy.with_name("later.zip"), keys=keys)
    looked = look(settings, copy, tmp_path / "new", "--keys", keys)
    assert OPENED.format(2, 2) in looked.stdout


def test_what_is_read_is_what_was_written(tmp_path):
    some = [Ring(n << 40, n, bytes([n]) * 50) for n in range(5)]
    rings.write(tmp_path / "keys", some, now=timezone.now())
    assert list(rings.read(tmp_path / "keys")) == some
    with pytest.raises(BadCopy):
        list(rings.read(Path(__file__)))
