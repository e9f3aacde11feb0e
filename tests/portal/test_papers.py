"""Documents on the client's side."""

import pytest

from tests import makers as make
from tests.answers.pictures import pdf, picture, upload


@pytest.fixture
def handing_in(visitor):
    def hand_in(*files):
        fields = visitor.visit("/q/s/papers/proof/").page.forms[-1].fields
        visitor.response = visitor.client.post(
            "/q/s/papers/proof/", {**fields, "proof": list(files)}, follow=True
        )
        return visitor._look()

    return hand_in


@pytest.mark.thorough
@pytest.mark.slow
def test_a_phone_photo_sent_as_a_nameless_kind_is_taken_and_shown(yearly, handing_in):
    visitor = handing_in(upload(picture("HEIF"), "IMG_4711.HEIC", "application/octet-stream"))
    assert "IMG_4711.jpg" in visitor.text
    document = yearly.documents.get()
    assert document.kind == "image/jpeg"
    small = visitor.client.get(f"/q/documents/{document.uuid}/small/")
    assert small.headers["Content-Type"] == "image/jpeg"
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.thorough
@pytest.mark.slow
def test_a_removed_document_is_not_counted_and_can_be_put_back(yearly, handing_in):
    visitor = handing_in(upload(pdf(), "paper.pdf"))
    visitor.press("Remove")
    assert "“paper.pdf” was removed." in visitor.text
    assert yearly.answers.get(path="proof").status == "blank"
    visitor.press("Undo")
    assert yearly.answers.get(path="proof").value == [str(yearly.documents.get().pk)]


@pytest.mark.thorough
@pytest.mark.slow
def test_you_already_have_it_is_told_to_the_firm(yearly, visitor):
    visitor.visit("/q/s/papers/proof/").press("My accountant already has it").press("Continue")
    answer = yearly.answers.get(path="proof")
    assert (answer.status, answer.remark) == ("ask_accountant", "My accountant already has it.")


def test_another_dossiers_documents_do_not_exist(ann, visitor):
    other = make.document(dossier=make.dossier(client=make.client(firm=ann.firm)))
    for address in (f"/q/documents/{other.uuid}/", f"/q/documents/{other.uuid}/small/"):
        assert visitor.client.get(address).status_code == 404
    visitor.visit("/q/s/papers/proof/")
    fields = visitor.page.forms[-1].fields
    response = visitor.client.post("/q/s/papers/proof/", {**fields, "proof-remove": other.pk})
    assert response.status_code == 404
    other.refresh_from_db()
    assert other.removed_at is None


def test_a_document_that_comes_later_can_be_promised_for_a_day(yearly, visitor):
    visitor.visit("/q/s/papers/proof/").press("I will send it later")
    assert "By when?" in visitor.text
    visitor.press("Continue", **{"proof-promised": "2026-05-01"})
    answer = yearly.answers.get(path="proof")
    assert (answer.status, answer.value) == ("later", "2026-05-01")
