"""Everything dropped at once, pages joined, and what is told of requests: in a browser without JavaScript."""

import pytest

from tests import makers as make
from tests.answers.pictures import pdf, picture, upload

pytestmark = pytest.mark.slow


@pytest.fixture
def dropped(yearly, visitor):
    files = [
        upload(picture("HEIF"), "IMG_1.HEIC"),
        upload(pdf(), "lease.pdf"),
        upload(b"GIF8", "x"),
    ]
    visitor.visit("/q/tasks/").follow("Drop everything here")
    fields = visitor.page.forms[-1].fields
    visitor.response = visitor.client.post("/q/shoebox/", {**fields, "files": files}, follow=True)
    return visitor._look()


def keys(yearly):
    return {one.name: one.pk for one in yearly.documents.filter(removed_at=None)}


@pytest.mark.thorough
def test_everything_is_dropped_at_once_and_assigned_afterwards(yearly, dropped):
    assert "“x” is a GIF or BMP picture" in dropped.text
    found = keys(yearly)
    assert set(found) == {"IMG_1.jpg", "lease.pdf"}
    assert "2 files are not assigned yet." in dropped.visit("/q/tasks/").text
    dropped.follow("Say what they are").press(
        "Assign", **{f"what__{found['lease.pdf']}": "proof", f"what__{found['IMG_1.jpg']}": ""}
    )
    assert "1 file assigned." in dropped.text
    assert yearly.answers.get(path="proof").value == [str(found["lease.pdf"])]
    assert "IMG_1.jpg" in dropped.visit("/q/check/").text
    assert "Not yet assigned to a question" in dropped.text


@pytest.mark.thorough
def test_a_question_of_nobodys_is_not_assigned_to(yearly, dropped, ann):
    foreign = make.document(dossier=make.dossier(client=ann), path="")
    said = {f"what__{keys(yearly)['lease.pdf']}": "full_name", f"what__{foreign.pk}": "proof"}
    dropped.press("Assign", **said)
    assert "Nothing was assigned." in dropped.text
    foreign.refresh_from_db()
    assert foreign.path == ""
    assert not yearly.answers.filter(path__in=["full_name", "proof"]).exists()


@pytest.mark.thorough
def test_a_dropped_file_is_removed_and_put_back(yearly, dropped):
    dropped.press("Remove IMG_1.jpg")
    assert "“IMG_1.jpg” was removed." in dropped.text
    assert "IMG_1.jpg" not in keys(yearly)
    dropped.press("Undo")
    assert "IMG_1.jpg" in keys(yearly)


@pytest.mark.thorough
def test_pages_are_put_in_order_turned_joined_and_separated(yearly, dropped):
    dropped.follow("These pages belong together")
    dropped.press("Up lease.pdf").press("Turn IMG_1.jpg")
    assert "turned by 90°" in dropped.text
    assert dropped.text.index("lease.pdf") < dropped.text.index("IMG_1.jpg")
    dropped.press("Make one PDF of it")
    assert "Joined to “lease and more.pdf”." in dropped.text
    assert yearly.documents.get(removed_at=None).pages == 2
    dropped.press("Separate again")
    assert set(keys(yearly)) == {"IMG_1.jpg", "lease.pdf"}


@pytest.mark.thorough
def test_one_file_alone_is_not_joined(yearly, dropped):
    dropped.follow("These pages belong together")
    dropped.press("Make one PDF of it", take=[str(keys(yearly)["lease.pdf"])])
    assert "Choose two files or more" in dropped.text
    assert len(keys(yearly)) == 2


@pytest.mark.thorough
def test_the_pages_of_a_question_are_joined_and_separated_there(yearly, visitor):
    files = [upload(picture("PNG"), "1.png"), upload(picture("JPEG"), "2.jpg")]
    fields = visitor.visit("/q/s/papers/proof/").page.forms[-1].fields
    visitor.client.post("/q/s/papers/proof/", {**fields, "proof": files})
    visitor.visit("/q/s/papers/proof/").follow("These pages belong together")
    visitor.press("Make one PDF of it")
    assert "2 pages" in visitor.text
    assert visitor.address == "/q/s/papers/proof/"
    small = visitor.client.get(f"/q/documents/{yearly.documents.get(removed_at=None).uuid}/small/")
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8")
    visitor.press("Separate again")
    assert len(yearly.answers.get(path="proof").value) == 2


@pytest.mark.thorough
def test_a_pdf_has_no_small_picture(yearly, dropped):
    paper = yearly.documents.get(name="lease.pdf")
    assert dropped.client.get(f"/q/documents/{paper.uuid}/small/").status_code == 404


def test_pages_of_what_is_no_request_cannot_be_joined(visitor):
    for path in ("full_name", "nothing"):
        assert visitor.client.get("/q/join/", {"path": path}).status_code == 404


def test_a_promise_stands_on_the_task_list_with_its_day(yearly, visitor):
    visitor.visit("/q/s/papers/proof/").press("I will send it later")
    visitor.press("Continue", **{"proof-promised": "2027-05-12"})
    assert "I will send it by May 12, 2027" in visitor.visit("/q/tasks/").text
