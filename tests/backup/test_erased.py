"""Who was erased stays erased when an older copy is put back."""

import shutil
import threading
import uuid
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.utils import timezone

from carnet.clients.erasure import erase, folder
from carnet.clients.models import Client
from carnet.core import ledger
from carnet.core.backup.database import ALL_ROWS
from carnet.core.models import Mail
from tests import makers as make
from tests.backup.copying import backup, environment, manage, needs_pg_dump, new_place, paper

MARK = "Xylophonia"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    needs_pg_dump,
]


@pytest.fixture
def marked(firm):
    """A mark in every text of the client's row, whatever fields it has, and in all that hangs on it."""
    client = make.client(firm=firm)
    for field in Client._meta.concrete_fields:
        text = field.get_internal_type() in {"CharField", "TextField"} and not field.choices
        if text and (field.max_length or 99) > len(MARK) and "index" not in field.name:
            setattr(client, field.name, MARK)
    client.email, client.partner_email = f"{MARK}@example.org", f"p.{MARK}@example.org"
    client.save()
    dossier = make.dossier(client=client, facts={"name": MARK})
    document = paper(dossier, MARK.encode())
    document.name = f"{MARK}.pdf"
    document.save(update_fields=["name"])
    Mail.objects.create(firm=firm, to=client.email, subject=MARK, text=MARK)
    place = folder(firm, client.uuid)
    (place / "loan.pdf").write_text(MARK)
    return client


def everything(there: dict[str, str], place: Path) -> bytes:
    """All bytes of all files, and on PostgreSQL all rows of all tables."""
    parts = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
    if there["DATABASE_URL"]:
        with psycopg.connect(there["DATABASE_URL"], options=ALL_ROWS) as server:
            tables = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in tables.fetchall():
                rows = server.execute(f'SELECT t::text FROM "{table}" t').fetchall()
                parts += [row[0].encode() for row in rows]
    return b"\n".join(parts).lower()


def hits(there: dict[str, str], place: Path) -> int:
    return everything(there, place).count(MARK.lower().encode())


@pytest.mark.thorough
def test_an_older_copy_brings_nobody_back(marked, ann, colleague, settings, tmp_path):
    copy = tmp_path / "copy.zip"
    backup(copy)
    with new_place(tmp_path / "before") as there:
        manage("restore", copy, "--into", tmp_path / "before", environment=_on(settings, there))
        assert hits(there, tmp_path / "before") > 15  # the search does find who is there
    erase(marked, by=colleague)
    with new_place(tmp_path / "new") as there:
        # The machine is gone; what is left is the copy, and the ledger that was kept elsewhere.
        kept = Path(shutil.copy(Path(settings.DATA_DIR) / ledger.NAME, tmp_path / "kept.log"))
        words = ("restore", copy, "--into", tmp_path / "new", "--erased", kept)
        done = manage(*words, environment=_on(settings, there))
        assert "1 erased again" in done.stdout, done.stderr
        assert hits(there, tmp_path / "new") == 0
        assert b"peeters" in everything(there, tmp_path / "new")
    assert str(marked.uuid) in (tmp_path / "new" / ledger.NAME).read_text()


def _on(settings, there):
    return environment(settings, **there)


@pytest.mark.thorough
def test_the_ledger_travels_with_each_copy_and_an_older_one_does_not_replace_it(
    marked, ann, colleague, settings, tmp_path
):
    old = tmp_path / "old.zip"
    backup(old)
    erase(marked, by=colleague)
    backup(tmp_path / "new.zip")
    erase(ann, by=colleague)
    with new_place(tmp_path / "there") as there:
        into = tmp_path / "there"
        into.mkdir()
        shutil.copy(Path(settings.DATA_DIR) / ledger.NAME, into)
        (Path(settings.DATA_DIR) / ledger.NAME).unlink()
        done = manage(
            "restore", tmp_path / "new.zip", "--into", into, environment=_on(settings, there)
        )
        # The copy knows of one, the ledger that lay in the folder of both.
        assert "1 erased again" in done.stdout, done.stderr
        assert b"peeters" not in everything(there, into)
    named = {line.split(" ")[2] for line in ledger.lines(tmp_path / "there")}
    assert named == {str(marked.uuid), str(ann.uuid)}


@pytest.mark.thorough
def test_the_drill_erases_again_and_touches_nobody_in_use(marked, colleague, firm, tmp_path):
    backup(tmp_path / "copy.zip")
    erase(marked, by=colleague)
    bob = make.client(firm=firm)
    done = _said("verify_backup", tmp_path / "copy.zip")
    assert "1 erased again" in done
    assert list(firm.clients.all()) == [bob]


def _said(*words) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def test_what_was_merged_away_does_not_come_back_either(firm, ann, colleague):
    loser = uuid.uuid4()
    firm.merges.create(winner=ann, loser_uuid=loser, winner_version=1, by=colleague)
    erase(ann, by=colleague)
    assert {line.split(" ")[2] for line in ledger.lines()} == {str(ann.uuid), str(loser)}


def test_many_write_at_once_and_no_line_is_lost(settings):
    now = timezone.now()
    names = [[uuid.uuid4() for _ in range(20)] for _ in range(8)]
    threads = [
        threading.Thread(target=ledger.note, args=("client", some), kwargs={"now": now})
        for some in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger.lines()) == 160


def test_a_line_cut_short_by_a_power_cut_costs_no_other(settings):
    first, second = uuid.uuid4(), uuid.uuid4()
    ledger.note("client", [first], now=timezone.now())
    path = Path(settings.DATA_DIR) / ledger.NAME
    with path.open("a") as file:
        file.write(f"2026-11-27T02:00:00Z client {str(second)[:20]}")
    ledger.note("client", [second], now=timezone.now())
    assert [line.split(" ")[2] for line in ledger.lines()] == [str(first), str(second)]
