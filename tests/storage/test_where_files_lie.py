"""What people do with files, the same with a bucket and without."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers import documents
from carnet.clients.erasure import erase
from carnet.core import ledger
from carnet.core.management.commands.rotate_keys import Command as Rotate
from carnet.core.sealed_files import MARK
from carnet.exports import keeping
from carnet.exports.models import State
from carnet.imports import files
from carnet.imports.actions import forget_next
from tests import makers as make
from tests.clients.test_sealing import NEW
from tests.exports.test_batch import ask, campaign_of, fetched, nothing_at_hand, work
from tests.firms.test_settings import SETTINGS, typed, upload
from tests.imports.bringing import applied, brought
from tests.portal.test_uploads import BIG, Phone

__all__ = ["nothing_at_hand"]
pytestmark = [pytest.mark.thorough, pytest.mark.slow, pytest.mark.django_db]


def test_a_document_is_handed_in_read_and_erased_with_its_client(
    kept, yearly, visitor, tmp_path, django_capture_on_commit_callbacks
):
    assert Phone(visitor).all_of(BIG)["state"] == "ready"
    document = yearly.documents.get()
    [(name, data)] = kept().items()
    assert name == f"files/{document.file}"
    assert data.startswith(MARK)
    assert b"%PDF" not in data
    saved = visitor.client.get(f"/q/documents/{document.uuid}/")
    assert b"".join(saved.streaming_content) == BIG
    assert not list((tmp_path / "opening").iterdir())
    with django_capture_on_commit_callbacks(execute=True):
        gone = erase(yearly.client, by=None)
    assert gone["files"] == 1
    assert not [name for name in kept() if name.startswith("files/")]
    assert [line.split(" ")[2] for line in ledger.lines()] == [str(yearly.client.uuid)]


def test_what_a_client_removes_for_good_is_gone_and_may_be_removed_twice(kept, yearly, visitor):
    Phone(visitor).all_of(BIG)
    document = yearly.documents.get()
    for _each in range(2):
        documents.discard(document)
        assert kept() == {}
    assert visitor.client.get(f"/q/documents/{document.uuid}/").status_code == 404


def test_a_list_is_brought_applied_and_forgotten(kept, firm, colleague):
    received = applied(brought(firm, colleague), colleague)
    assert received.counts["new"] == 2
    assert firm.clients.filter(email="jan@example.org").exists()
    there = kept()
    assert f"files/{received.file}" in there
    assert not any(b"Maes" in data for data in there.values())
    while forget_next(timezone.now() + timedelta(days=40)):
        pass
    assert kept() == {}
    with pytest.raises(files.FileGone):
        files.load(received.file)


def test_an_export_is_put_together_fetched_and_removed(kept, office, firm):
    campaign = campaign_of(firm, ["Aerts", "Baert"])
    export = ask(office, campaign, ("json", "excel"))
    work()
    assert fetched(office, export).startswith(b"PK")
    there = kept()
    assert there
    assert all(
        name.startswith("exports/") and data.startswith(MARK) for name, data in there.items()
    )
    export.refresh_from_db()
    assert keeping.remove(export, export.created_at)
    assert kept() == {}
    assert export.state == State.READY
    keeping.discard(export)


def test_a_late_worker_s_piece_is_swept(kept, office, firm):
    export = ask(office, campaign_of(firm, ["Aerts"]))
    work()
    export.refresh_from_db()
    left = dict(kept())
    export.__class__.objects.update(state=State.REMOVED)
    assert left
    assert keeping.sweep() == 1
    assert kept() == {}


def test_a_logo_is_served_to_everybody_and_replaced(
    kept, office, client, firm, django_capture_on_commit_callbacks
):
    for colour in ("PNG", "JPEG"):
        with django_capture_on_commit_callbacks(execute=True):
            office.post(SETTINGS, {**typed(), "logo": upload(colour)})
    firm.refresh_from_db()
    response = client.get(firm.logo_url)
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert [name for name in kept() if "logo" in name] == [f"files/{firm.logo.name}"]


def test_new_keys_seal_what_lies_there_anew(kept, yearly, visitor, settings, firm, colleague):
    make.without_data_keys(yearly)
    Phone(visitor).all_of(BIG)
    received = brought(firm, colleague)
    before = kept()
    settings.ENCRYPTION_KEYS = f"{NEW},{settings.ENCRYPTION_KEYS}"
    Rotate().handle(chunk=500)
    after = kept()
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
    settings.ENCRYPTION_KEYS = NEW
    assert b"".join(documents.clear_of(yearly.documents.get())) == BIG
    assert files.load(received.file)
