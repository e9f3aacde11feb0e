"""The client's documents as a colleague sees them."""

import pytest
from django.utils import timezone

from carnet.answers import papers
from carnet.answers.actions import Hand
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.answers.pictures import lively_pdf, picture, upload

pytestmark = pytest.mark.slow

FORM = lively_pdf("script")


@pytest.fixture
def yearly(ann):
    revision = make.revision(firm=ann.firm, document=YEARLY)
    return make.dossier(client=ann, campaign=make.campaign(firm=ann.firm, revision=revision))


@pytest.fixture
def loose(yearly):
    """Dropped in by the client, and assigned to nothing."""
    files = [upload(picture("HEIF"), "IMG_1.HEIC"), upload(FORM, "form.pdf")]
    by = Hand("client", "page", "", timezone.now())
    return papers.hand_in(yearly, files, path="", by=by)[0]


@pytest.mark.thorough
def test_what_nobody_assigned_is_shown_and_assigned(yearly, office, loose):
    photo, paper = loose
    page = office.get(f"/dossiers/{yearly.pk}/").content.decode()
    assert "Not yet assigned to a question" in page
    assert f"/dossiers/{yearly.pk}/documents/{photo.uuid}/small/" in page
    assert "This PDF wants to run something" in page
    response = office.post(
        f"/dossiers/{yearly.pk}/documents/{paper.uuid}/assign/", {"path": "proof"}, follow=True
    )
    assert yearly.answers.get(path="proof").value == [str(paper.pk)]
    assert "form.pdf" in response.content.decode()


@pytest.mark.thorough
@pytest.mark.parametrize("path", ["", "full_name", "nothing"])
def test_only_to_a_request_for_documents(yearly, office, loose, path):
    office.post(f"/dossiers/{yearly.pk}/documents/{loose[0].uuid}/assign/", {"path": path})
    loose[0].refresh_from_db()
    assert loose[0].path == ""
    assert not yearly.answers.exists()


@pytest.mark.thorough
def test_the_small_picture_and_the_download_open_and_only_for_the_firm(
    yearly, office, loose, stranger, client
):
    photo, paper = loose
    small = office.get(f"/dossiers/{yearly.pk}/documents/{photo.uuid}/small/")
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8")
    saved = office.get(f"/dossiers/{yearly.pk}/documents/{paper.uuid}/")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="form.pdf"'
    assert b"".join(saved.streaming_content) == FORM
    assert office.get(f"/dossiers/{yearly.pk}/documents/{paper.uuid}/small/").status_code == 404
    client.force_login(stranger)
    for address in ("", "small/"):
        found = client.get(f"/dossiers/{yearly.pk}/documents/{photo.uuid}/{address}")
        assert found.status_code == 404
