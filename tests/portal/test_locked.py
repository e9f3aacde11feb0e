"""While only some questions are asked again, nothing else moves: no file, no list, whatever a form says."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Hand
from carnet.answers.asking_again import ask_again
from carnet.answers.papers import NOWHERE, hand_in
from carnet.campaigns.models import State
from tests.answers.pictures import pdf, upload
from tests.portal.test_answering import fill_in_yearly


@pytest.fixture
def sent(yearly, visitor):
    """With two files of a question and a loose one."""
    fill_in_yearly(visitor)
    by = Hand("client", "", "", timezone.now())
    for path, name in (("proof", "a.pdf"), ("proof", "b.pdf"), (NOWHERE, "c.pdf")):
        hand_in(yearly, [upload(pdf(), name)], path=path, by=by)
    visitor.visit("/q/check/").follow("Everything is right")
    visitor.press("Send to", agreed="on", name="Ann Peeters")
    yearly.refresh_from_db()
    return yearly


def asking(dossier, colleague, *paths):
    ask_again(dossier, dict.fromkeys(paths, "?"), by=colleague, now=timezone.now())
    return dossier


@pytest.fixture
def locked(sent, colleague):
    return asking(sent, colleague, "rent", "rents")


def lying(dossier):
    rows = dossier.documents.order_by("pk")
    return list(rows.values_list("name", "path", "removed_at", "joined_into"))


def document(dossier, name):
    return dossier.documents.get(name=name)


@pytest.mark.thorough
def test_no_file_goes_up_but_to_what_is_asked(locked, visitor, colleague):
    about = {"name": "d.pdf", "size": 9, "fingerprint": "f"}
    for path in ("proof", NOWHERE):
        answer = visitor.client.post("/q/uploads/", {"path": path, **about})
        assert answer.status_code == 404, path
    assert not locked.uploads.exists()
    asking(locked, colleague, "proof")
    assert visitor.client.post("/q/uploads/", {"path": "proof", **about}).status_code == 200


@pytest.mark.thorough
def test_an_upload_begun_before_does_not_go_on(locked, visitor):
    begun = locked.uploads.create(path="proof", name="d.pdf", size=9, person="client")
    address = f"/q/uploads/{begun.uuid}/"
    for posted in (f"{address}?offset=0", f"{address}finish/", f"{address}forget/"):
        answer = visitor.client.post(posted, b"x", content_type="application/octet-stream")
        assert answer.status_code == 404, posted
    begun.refresh_from_db()
    assert begun.received == 0


@pytest.mark.thorough
def test_no_pages_are_joined(locked, visitor):
    before = lying(locked)
    files = [document(locked, name).pk for name in ("a.pdf", "b.pdf")]
    posted = {"path": "proof", "order": files, "take": files, "join": "1"}
    assert visitor.client.post("/q/join/", posted).status_code == 404
    assert visitor.client.post("/q/join/", {**posted, "path": NOWHERE}).status_code == 404
    assert lying(locked) == before


@pytest.mark.thorough
@pytest.mark.parametrize("button", ["remove", "restore", "separate"])
def test_nothing_is_dropped_assigned_or_taken_back(locked, visitor, button):
    before = lying(locked)
    loose = document(locked, "c.pdf").pk
    assert visitor.visit("/q/shoebox/").address == "/q/asked/"
    for posted in (
        {button: loose},
        {button: document(locked, "a.pdf").pk},
        {f"what-{loose}": "proof"},
        {"files": upload(pdf(), "d.pdf")},
    ):
        visitor.client.post("/q/shoebox/", posted)
    assert lying(locked) == before


@pytest.mark.thorough
@pytest.mark.parametrize("button", ["remove", "restore", "separate"])
def test_a_button_of_an_open_page_moves_no_file_of_another(locked, visitor, button):
    """The name of the button is the open question's, the file another one's."""
    before = lying(locked)
    for name in ("a.pdf", "c.pdf"):
        key = document(locked, name).pk
        visitor.client.post("/q/s/you/rents/", {"rents-here": "1", f"rents-{button}": key})
        visitor.client.post("/q/s/papers/proof/", {"proof-here": "1", f"proof-{button}": key})
    assert lying(locked) == before


@pytest.mark.thorough
def test_no_entry_is_added_taken_out_or_brought_back(locked, visitor):
    entry = locked.entries.create(
        list_path="children", key="e1", position=1, deleted_at=timezone.now()
    )
    path = f"children/{entry.key}/child_name"
    visitor.client.post("/q/save/", {f"{path}-here": "1", path: "Noa"})
    for way in ("children/add/", "children/e1/restore/", "children/e1/remove/"):
        assert visitor.client.post(f"/q/lists/{way}").status_code == 404, way
    entry.refresh_from_db()
    assert entry.deleted_at
    assert locked.entries.count() == 1
    assert not locked.answers.filter(path=path).exists()


@pytest.mark.thorough
def test_what_another_answer_hides_does_not_block_sending(locked, visitor):
    visitor.visit("/q/asked/").follow("Answer: Do you let").press("Continue", rents="no")
    assert "1 of 1 done" in visitor.visit("/q/asked/").text
    visitor.follow("Send back").press("Send to", agreed="on", name="Ann Peeters")
    assert "Thank you" in visitor.text
    locked.refresh_from_db()
    assert locked.state == State.SUBMITTED


@pytest.mark.thorough
def test_the_review_takes_a_dossier_with_a_loose_file(sent, client, colleague):
    client.force_login(colleague)
    assert client.get(f"/dossiers/{sent.pk}/review/").status_code == 200
