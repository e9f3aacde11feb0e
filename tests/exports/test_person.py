"""Everything on one client, and nothing of anybody else's."""

import io
import json
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.utils import timezone

from carnet.answers import actions, papers
from carnet.answers.actions import Hand, Said
from carnet.answers.submitting import submit
from carnet.audit.models import Event
from carnet.clients.models import Client, Note
from carnet.exports.contents import ROWS
from carnet.imports.models import Import
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.answers.pictures import pdf, upload

NUMBER = "85073003328"


@pytest.fixture
def dossier(ann):
    revision = make.revision(firm=ann.firm, document=YEARLY)
    campaign = make.campaign(firm=ann.firm, revision=revision, name="Spring 2026")
    return make.dossier(client=ann, campaign=campaign)


@pytest.fixture
def archive(office):
    def archive(client, **ticked):
        response = office.post(f"/exports/clients/{client.pk}/", ticked)
        return ZipFile(io.BytesIO(b"".join(response.streaming_content)))

    return archive


def ways_to_client():
    """Every model from which foreign keys lead to a client, whatever is added one day."""
    found, border = set(), {Client}
    while border:
        border = {
            model
            for model in apps.get_models()
            if model not in found | {Client} and border & pointed_at(model)
        }
        found |= border
    return {model._meta.label for model in found}


def pointed_at(model):
    fields = model._meta.concrete_fields
    return {field.related_model for field in fields if isinstance(field, ForeignKey)}


def test_no_row_that_hangs_on_a_client_is_forgotten():
    assert set(ROWS) == ways_to_client()


@pytest.mark.thorough
@pytest.mark.slow
def test_answers_submissions_notes_and_documents_are_in_it(archive, ann, dossier):
    now = timezone.now()
    Note.objects.create(client=ann, text="Prefers the phone")
    answers = [Said("full_name", Given("Ann Peeters", Status.ANSWERED))]
    answers += [Said("rents", Given("no", Status.ANSWERED))]
    actions.save(dossier, answers, person="client", device="phone", key="", now=now)
    by = Hand("client", "phone", "", now)
    papers.hand_in(dossier, [upload(pdf(), "Lease 2025.pdf")], path="proof", by=by)
    declared = {"text": "True.", "name": "Ann"}
    submit(dossier, seq=dossier.seq, person="client", language="en", declared=declared, now=now)
    zipped = archive(ann)
    folder = f"dossiers/{dossier.pk}-spring-2026"
    told = json.loads(zipped.read(f"{folder}/dossier.json"))
    assert {"full_name", "rents", "proof"} == {row["path"] for row in told["answers.Answer"]}
    assert told["answers.Submission"][0]["content"]["values"]["rents"] == "no"
    assert len(told["answers.AnswerEvent"]) == 3
    assert zipped.read(f"{folder}/documents/001-Lease 2025.pdf").startswith(b"%PDF-")
    other = json.loads(zipped.read("other.json"))
    assert other["clients.Note"][0]["text"] == "Prefers the phone"
    assert "dossier submitted" in [event["what"] for event in other["audit.Event"]]


@pytest.mark.thorough
def test_national_numbers_are_in_it_only_when_asked_for_and_that_is_noted(archive, ann, colleague):
    ann.national_number = NUMBER
    ann.save()
    without, with_numbers = archive(ann), archive(ann, numbers="on")
    everything = b"".join(without.read(name) for name in without.namelist())
    assert NUMBER.encode() not in everything
    assert json.loads(with_numbers.read("client.json"))["national_number"] == NUMBER
    facts = Event.objects.filter(what="client exported", by=colleague).order_by("pk")
    assert [event.facts["national_numbers"] for event in facts] == [False, True]


@pytest.mark.thorough
def test_a_national_number_that_an_import_replaced_is_in_it_only_when_asked_for(archive, ann):
    before = {"national_number": NUMBER, "city": "Gent"}
    origin = Import.objects.create(firm=ann.firm, name="clients.csv", size=1)
    origin.imported.create(client=ann, line=2, what="changed", before=before)
    found = {
        ticked: json.loads(archive(ann, **ticked_as).read("other.json"))["imports.ImportedRow"]
        for ticked, ticked_as in (("no", {}), ("yes", {"numbers": "on"}))
    }
    assert [row["before"] for row in found["no"]] == [{"city": "Gent"}]
    assert [row["before"] for row in found["yes"]] == [before]


def test_looking_at_the_page_exports_nothing(office, ann):
    assert "Export everything on" in office.get(f"/exports/clients/{ann.pk}/").content.decode()
    assert not Event.objects.filter(what="client exported").exists()


@pytest.mark.thorough
def test_nothing_of_other_clients_is_in_it(archive, ann, dossier):
    bob = make.client(firm=ann.firm, first_name="Bob", last_name="Canary")
    other = make.dossier(client=bob, campaign=dossier.campaign)
    make.document(dossier=other, name="canary.pdf")
    zipped = archive(ann)
    everything = b"".join(zipped.read(name) for name in zipped.namelist()).decode()
    assert "canary" not in everything.lower()


def test_another_firms_client_does_not_exist(client, stranger, ann):
    client.force_login(stranger)
    assert client.get(f"/exports/clients/{ann.pk}/").status_code == 404
    assert client.post(f"/exports/clients/{ann.pk}/").status_code == 404
