import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from carnet.answers.foreseeing import foresee_next
from carnet.answers.models import Reach, Rollout
from carnet.questionnaires.actions import draft
from carnet.questionnaires.writing import write
from tests.answers.revising import BEFORE, EMPTY_ADDED, after, answer, finish, kept, running
from tests.questionnaires.builders import item

HIDES = after(item("empty"), rent={"show_if": "owns = no"})


@pytest.fixture
def dossier(firm):
    [one] = running(firm)
    answer(one, owns="yes", rent="100")
    return one


@pytest.fixture
def questionnaire(firm, dossier):
    return firm.questionnaires.get()


@pytest.fixture
def address(questionnaire):
    return f"/questionnaires/{questionnaire.pk}/"


def upload(office, text):
    file = SimpleUploadedFile("next.yaml", write(text).encode())
    return office.post("/questionnaires/upload/", {"file": file}, follow=True)


def publish(office, questionnaire, reach, **fields):
    values = {"draft": questionnaire.draft.digest, "reach": reach, "note": "For 2026", **fields}
    address = f"/questionnaires/{questionnaire.pk}/draft/publish/"
    return office.post(address, values, follow=True).content.decode()


def foresee():
    while foresee_next(timezone.now()):
        pass


@pytest.mark.thorough
def test_a_new_text_of_an_existing_questionnaire_shows_what_changes_first(
    office, questionnaire, address
):
    response = upload(office, HIDES)
    page = response.content.decode()
    assert response.request["PATH_INFO"] == f"{address}draft/"
    assert "1 changed, 1 added, 0 removed" in page
    assert "New question" in page
    assert "Asked only if" in page
    assert questionnaire.revisions.count() == 2
    assert questionnaire.current.document == BEFORE


@pytest.mark.thorough
def test_the_dry_run_is_told_with_the_dossiers_it_concerns(office, questionnaire, dossier, address):
    upload(office, HIDES)
    assert "0 of 1 looked at." in office.get(f"{address}draft/").content.decode()
    foresee()
    page = office.get(f"{address}draft/").content.decode()
    assert "1 in progress, 0 not started." in page
    assert "1 in progress gets more questions." in page
    assert "1 has answers that become hidden" in page
    assert f'href="/dossiers/{dossier.pk}/"' in page
    answer(dossier, owns="no")
    assert "0 of 1 looked at." in office.get(f"{address}draft/").content.decode()


@pytest.mark.thorough
def test_who_gets_it_is_proposed_by_weight(office, questionnaire, address):
    for text, reach in (
        (EMPTY_ADDED, "not_started"),
        (after(owns={"help": {"en": "Yes?"}}), "in_progress"),
    ):
        upload(office, text)
        page = office.get(f"{address}draft/")
        assert page.context["form"]["reach"].value() == reach


@pytest.mark.thorough
def test_publishing_moves_whom_it_is_for(office, questionnaire, dossier, address):
    upload(office, EMPTY_ADDED)
    page = publish(office, questionnaire, Reach.IN_PROGRESS)
    assert "Revision 2 is published." in page
    assert "For 2026" in page
    finish()
    assert kept(dossier)["revision"] == questionnaire.revisions.get(number=2).pk
    assert "1 dossier moved to it." in office.get(f"{address}revisions/").content.decode()


@pytest.mark.thorough
def test_what_breaks_answers_is_not_offered_to_those_in_progress(
    office, questionnaire, dossier, address
):
    upload(office, after(rent={"type": "text"}))
    page = office.get(f"{address}draft/").content.decode()
    assert "Those in progress keep their revision" in page
    assert "Also those in progress" not in page
    publish(office, questionnaire, Reach.IN_PROGRESS)
    assert questionnaire.draft
    publish(office, questionnaire, Reach.NOT_STARTED)
    finish()
    dossier.refresh_from_db()
    assert dossier.revision.number == 1


@pytest.mark.thorough
def test_a_draft_with_problems_is_shown_and_cannot_be_published(
    office, firm, questionnaire, address
):
    draft(firm, after(item("x", show_if="nobody = yes")), by=None, now=timezone.now())
    page = office.get(f"{address}draft/").content.decode()
    assert "Nothing here is called “nobody”." in page
    assert f'action="{address}draft/publish/"' not in page
    publish(office, questionnaire, Reach.NEW)
    assert questionnaire.draft


@pytest.mark.thorough
def test_of_two_colleagues_the_second_sees_that_the_draft_is_gone(office, questionnaire, address):
    upload(office, EMPTY_ADDED)
    seen = questionnaire.draft.pk
    publish(office, questionnaire, Reach.NEW)
    values = {"draft": seen, "reach": "new"}
    page = office.post(f"{address}draft/publish/", values, follow=True).content.decode()
    assert "There is no draft any more" in page
    assert Rollout.objects.count() == 1


@pytest.mark.thorough
def test_a_draft_that_was_replaced_is_not_published_unseen(office, questionnaire, address):
    upload(office, EMPTY_ADDED)
    seen = questionnaire.draft.pk
    upload(office, HIDES)
    page = publish(office, questionnaire, Reach.NEW, draft=seen)
    assert "The draft has changed meanwhile." in page
    discard = office.post(f"{address}draft/discard/", {"draft": seen}, follow=True)
    assert "The draft has changed meanwhile." in discard.content.decode()
    assert questionnaire.draft


@pytest.mark.thorough
def test_a_draft_can_be_discarded(office, questionnaire, address):
    upload(office, EMPTY_ADDED)
    values = {"draft": questionnaire.draft.digest}
    page = office.post(f"{address}draft/discard/", values, follow=True).content.decode()
    assert "The draft is discarded." in page
    assert questionnaire.draft is None
    assert questionnaire.current.document == BEFORE


def test_the_same_text_again_changes_nothing(office, questionnaire):
    assert "Nothing changed" in upload(office, BEFORE).content.decode()
    assert questionnaire.draft is None


@pytest.mark.thorough
def test_dossiers_are_brought_back_from_the_list_of_revisions(
    office, questionnaire, dossier, address
):
    before = kept(dossier)
    upload(office, EMPTY_ADDED)
    publish(office, questionnaire, Reach.IN_PROGRESS)
    finish()
    assert "Bring these dossiers back" in office.get(f"{address}revisions/").content.decode()
    office.post(f"{address}revisions/2/undo/")
    finish()
    assert kept(dossier) == before
    page = office.get(f"{address}revisions/").content.decode()
    assert "Bring these dossiers back" not in page
    assert "1 brought back." in page


def test_only_administrators_publish(client, accountant, questionnaire, address):
    client.force_login(accountant)
    for page in ("draft/", "revisions/"):
        assert client.get(address + page).status_code == 403
    assert client.post(f"{address}draft/publish/").status_code == 403
