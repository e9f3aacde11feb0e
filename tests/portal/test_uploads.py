"""Files that go up piece by piece, as the script of the page sends them."""

import pytest

from carnet.answers import documents
from carnet.answers.models import Upload
from carnet.answers.receiving import PIECE
from carnet.campaigns.models import State
from tests import makers as make
from tests.answers.pictures import pdf

BIG = pdf(pages=2) + b"\n%" + b"x" * PIECE


class Phone:
    """Sends as upload.js does; `answers` are what it was told."""

    def __init__(self, visitor):
        self.browser = visitor.client

    def begin(self, content, path="proof", **about):
        fields = {"path": path, "name": "lease.pdf", "size": len(content), "fingerprint": "e"}
        return self.browser.post("/q/uploads/", {**fields, **about})

    def send(self, uuid, offset, piece):
        address = f"/q/uploads/{uuid}/?offset={offset}"
        return self.browser.post(address, piece, content_type="application/octet-stream")

    def finish(self, uuid):
        return self.browser.post(f"/q/uploads/{uuid}/finish/")

    def all_of(self, content, **about):
        begun = self.begin(content, **about).json()
        for offset in range(begun["offset"], len(content), PIECE):
            answer = self.send(begun["uuid"], offset, content[offset : offset + PIECE])
            assert answer.status_code == 200
        return self.finish(begun["uuid"]).json()


@pytest.fixture
def phone(visitor):
    return Phone(visitor)


@pytest.mark.thorough
@pytest.mark.slow
def test_a_file_goes_up_in_pieces_and_stands_in_the_list(yearly, phone, visitor):
    assert phone.all_of(BIG)["state"] == "ready"
    document = yearly.documents.get()
    assert b"".join(documents.clear_of(document)) == BIG
    assert "lease.pdf" in visitor.visit("/q/s/papers/proof/").text
    saved = visitor.client.get(f"/q/documents/{document.uuid}/")
    assert b"".join(saved.streaming_content) == BIG
    assert saved.headers["Content-Length"] == str(len(BIG))


@pytest.mark.thorough
@pytest.mark.slow
def test_interrupted_it_is_told_where_to_go_on(yearly, phone, visitor):
    begun = phone.begin(BIG).json()
    phone.send(begun["uuid"], 0, BIG[:PIECE])
    assert phone.finish(begun["uuid"]).status_code == 409
    lost = phone.send(begun["uuid"], 0, BIG[:PIECE])  # the reply had been lost
    assert (lost.status_code, lost.json()["offset"]) == (409, PIECE)
    assert visitor.client.get(f"/q/uploads/{begun['uuid']}/").json()["offset"] == PIECE
    assert "lease.pdf Interrupted." in visitor.visit("/q/s/papers/proof/").text
    assert phone.begin(BIG).json() == {**begun, "offset": PIECE}
    assert phone.all_of(BIG)["state"] == "ready"
    assert "Interrupted" not in visitor.visit("/q/s/papers/proof/").text


@pytest.mark.thorough
@pytest.mark.slow
def test_a_refusal_is_told_in_words(yearly, phone):
    told = phone.all_of(b"GIF89a", name="paper.gif")
    assert told["state"] == "refused"
    assert "is a GIF or BMP picture" in told["sentence"]
    large = phone.begin(b"", size=101 * 2**20)
    assert (large.status_code, large.json()["state"]) == (422, "refused")
    assert "larger than 100 MB" in large.json()["sentence"]


def test_on_a_full_disk_the_start_is_refused_and_each_piece(yearly, phone, settings):
    begun = phone.begin(BIG).json()
    settings.KEEP_FREE_GIGABYTES = 10**6
    for answer in (phone.begin(BIG, name="b.pdf"), phone.send(begun["uuid"], 0, BIG[:PIECE])):
        assert answer.status_code == 422
        assert "disk is nearly full" in answer.json()["sentence"]


@pytest.mark.parametrize("path", ["full_name", "nothing", "children/x/child_name"])
def test_only_a_request_for_documents_takes_files(phone, path):
    assert phone.begin(BIG, path=path).status_code == 404


@pytest.mark.thorough
def test_another_dossiers_upload_does_not_exist(yearly, phone, ann, come_in):
    other = make.dossier(client=make.client(firm=make.firm()))
    foreign = Phone(come_in(other)).begin(BIG, path="").json()["uuid"]
    mine = Phone(come_in(make.dossier(client=ann)))
    for one in (phone, mine):
        assert one.browser.get(f"/q/uploads/{foreign}/").status_code == 404
        assert one.send(foreign, 0, BIG[:PIECE]).status_code == 404
        assert one.finish(foreign).status_code == 404
        assert one.browser.post(f"/q/uploads/{foreign}/forget/").status_code == 404
    assert Upload.objects.get().received == 0


@pytest.mark.thorough
def test_after_sending_nothing_more_is_taken(yearly, phone):
    begun = phone.begin(BIG).json()
    yearly.state = State.SUBMITTED
    yearly.save()
    answers = (
        phone.begin(BIG),
        phone.send(begun["uuid"], 0, BIG[:PIECE]),
        phone.finish(begun["uuid"]),
    )
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert Upload.objects.get().received == 0


def test_an_upload_can_be_given_up(yearly, phone):
    begun = phone.begin(BIG).json()
    phone.send(begun["uuid"], 0, BIG[:PIECE])
    assert phone.browser.post(f"/q/uploads/{begun['uuid']}/forget/").status_code == 204
    assert not Upload.objects.exists()
    assert not list(documents.folder_of(yearly).iterdir())


def test_without_the_token_of_the_page_nothing_is_taken(yearly, come_in):
    visitor = come_in(yearly)
    visitor.client.handler.enforce_csrf_checks = True
    assert Phone(visitor).begin(BIG).status_code == 403
    assert not Upload.objects.exists()
