"""Answers and documents of what was sent, and of nothing else."""

import pytest

from carnet.answers import papers
from carnet.answers.actions import Hand
from carnet.audit.models import Event
from carnet.exports.as_json import schema
from carnet.questionnaires.given import Given, Status
from tests.answers.pictures import pdf, picture, upload
from tests.exports.schemas import faults
from tests.exports.sending import SENT, dossier_of, hand_in, keep
from tests.questionnaires.builders import document, item, said

ASKED = document(
    item("rent", "money", codes=["A1"]),
    item("lease", "file", file={"accept": ["pdf", "image"]}),
)


@pytest.fixture
def open_dossier(firm):
    dossier = dossier_of(firm, ASKED)
    keep(dossier, dossier.revision.compiled(), said(rent="1250.5"))
    by = Hand("client", "phone", "", SENT)
    files = [upload(pdf(), "lease.pdf"), upload(picture("JPEG"), "photo.jpg")]
    papers.hand_in(dossier, files, path="lease", by=by)
    dossier.refresh_from_db()
    return dossier


@pytest.fixture
def dossier(open_dossier):
    hand_in(open_dossier)
    return open_dossier


@pytest.mark.thorough
def test_before_anything_is_sent_there_is_nothing_to_read(program, open_dossier):
    for part in ("answers", "documents"):
        assert program.get(f"dossiers/{open_dossier.pk}/{part}").status_code == 404


@pytest.mark.thorough
@pytest.mark.slow
def test_answers_have_the_form_of_the_export_and_reading_them_is_noted(program, dossier):
    told = program.get(f"dossiers/{dossier.pk}/answers")
    assert list(faults(told.json(), schema(), schema())) == []
    assert told.json()["answers"][0]["value"] == "1250.5"
    event = Event.objects.get(what="dossier exported")
    assert event.facts["format"] == "json"
    assert "key" in event.facts


@pytest.mark.thorough
@pytest.mark.slow
def test_documents_are_listed_and_read_and_that_is_noted(program, dossier):
    listed = program.get(f"dossiers/{dossier.pk}/documents").json()["items"]
    assert [one["type"] for one in listed] == ["application/pdf", "image/jpeg"]
    for one in listed:
        read = program.get(f"dossiers/{dossier.pk}/documents/{one['id']}")
        assert read.headers["Content-Type"] == one["type"]
        assert len(b"".join(read.streaming_content)) == one["bytes"]
    assert Event.objects.filter(what="document opened").count() == 2


@pytest.mark.thorough
@pytest.mark.slow
def test_a_document_that_was_not_sent_is_not_there(program, dossier, ann):
    later = papers.documents.Document.objects.first()
    later.pk, later.uuid = None, "00000000-0000-4000-8000-000000000001"
    later.save()
    read = program.get(f"dossiers/{dossier.pk}/documents/{later.uuid}")
    assert read.status_code == 404


@pytest.mark.thorough
@pytest.mark.slow
def test_each_part_has_a_right_of_its_own(limited, dossier):
    answers, documents = limited("answers:read"), limited("documents:read")
    assert answers.get(f"dossiers/{dossier.pk}/answers").status_code == 200
    assert answers.get(f"dossiers/{dossier.pk}/documents").status_code == 403
    assert documents.get(f"dossiers/{dossier.pk}/documents").status_code == 200
    assert documents.get(f"dossiers/{dossier.pk}/answers").status_code == 403


def test_a_status_that_is_not_an_answer_is_told_as_it_is(program, firm):
    dossier = dossier_of(firm, document(item("rent", "money", required=False)))
    keep(dossier, dossier.revision.compiled(), {"rent": Given(None, Status.BLANK)})
    hand_in(dossier)
    assert program.get(f"dossiers/{dossier.pk}/answers").json()["answers"][0]["value"] is None
