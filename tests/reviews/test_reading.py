"""A colleague reads a dossier."""

import pytest
from django.utils import timezone

from carnet.answers import actions
from carnet.answers.actions import Said
from carnet.answers.submitting import submit
from carnet.audit.models import Event
from carnet.campaigns.models import State
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.questionnaires.builders import document, item


@pytest.fixture
def dossier(ann):
    revision = make.revision(firm=ann.firm, document=YEARLY)
    campaign = make.campaign(firm=ann.firm, revision=revision, name="Spring 2026")
    return make.dossier(client=ann, campaign=campaign)


@pytest.fixture
def answered(dossier):
    now = timezone.now()
    answers = [
        Said("full_name", Given("Ann Peeters", Status.ANSWERED)),
        Said("rents", Given(status=Status.ASK_ACCOUNTANT), "Only for two months"),
        Said("proof", Given(status=Status.NOT_HAVE)),
    ]
    actions.save(dossier, answers, person="client", device="phone", key="", now=now)
    return dossier


@pytest.fixture
def sent(answered):
    submission = submit(
        answered,
        seq=answered.seq,
        person="client",
        language="fr",
        declared={"text": "Vrai.", "name": "Ann Peeters"},
        now=timezone.now(),
    )
    answered.refresh_from_db()
    return submission


def page(office, address):
    return office.get(address).content.decode()


@pytest.mark.thorough
def test_a_sent_dossier_is_read_with_what_was_left_to_the_firm_first(office, sent):
    html = page(office, f"/dossiers/{sent.dossier_id}/")
    assert "What is your name?" in html
    assert html.index("Only for two months") < html.index("What is your name?")
    assert sent.reference in html
    assert "Spring 2026" in html


def test_a_running_dossier_says_that_it_may_change(office, answered):
    assert "but the client has not sent it yet" in page(office, f"/dossiers/{answered.pk}/")


def test_what_was_sent_stays_as_the_client_saw_it(office, sent):
    html = page(office, f"/dossiers/{sent.dossier_id}/sent/{sent.pk}/")
    assert "Quel est votre nom ?" in html
    assert sent.sha256 in html


@pytest.mark.thorough
def test_reopening_lets_the_client_answer_again_and_keeps_what_was_sent(office, colleague, sent):
    office.post(f"/dossiers/{sent.dossier_id}/reopen/", {"reason": "She called"})
    dossier = sent.dossier
    dossier.refresh_from_db()
    assert (dossier.state, dossier.open) == (State.ASKED_AGAIN, True)
    assert Event.objects.get(what="dossier reopened").by == colleague
    assert dossier.submissions.get() == sent
    assert "She called" in page(office, f"/dossiers/{dossier.pk}/")


def test_nothing_is_reopened_without_a_reason(office, sent):
    html = office.post(f"/dossiers/{sent.dossier_id}/reopen/", {"reason": " "}).content.decode()
    assert "Write the reason." in html
    sent.dossier.refresh_from_db()
    assert sent.dossier.state == State.SUBMITTED


@pytest.mark.parametrize("act", ["reopen", "unlock"])
def test_what_is_no_longer_so_changes_nothing_and_says_so(office, answered, act):
    page = office.post(f"/dossiers/{answered.pk}/{act}/", follow=True).content.decode()
    assert "The dossier has changed meanwhile. This is how it stands now." in page
    answered.refresh_from_db()
    assert answered.state == State.IN_PROGRESS


def test_the_page_costs_the_same_however_much_was_answered(
    office, dossier, django_assert_max_num_queries
):
    with django_assert_max_num_queries(33):
        office.get(f"/dossiers/{dossier.pk}/")


def test_opening_a_document_leaves_a_trace(office, colleague, dossier, settings):
    paper = make.document(dossier=dossier, file="paper")
    (settings.DATA_DIR / "files").mkdir(exist_ok=True)
    (settings.DATA_DIR / "files" / "paper").write_bytes(b"%PDF-1.7")
    response = office.get(f"/dossiers/{dossier.pk}/documents/{paper.uuid}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert Event.objects.get(what="document opened").by == colleague


def test_another_firms_dossier_and_documents_do_not_exist(client, stranger, dossier):
    paper = make.document(dossier=dossier)
    client.force_login(stranger)
    for address in ("", f"documents/{paper.uuid}/"):
        assert client.get(f"/dossiers/{dossier.pk}/{address}").status_code == 404
    assert client.post(f"/dossiers/{dossier.pk}/reopen/").status_code == 404


def test_a_rule_that_breaks_on_an_answer_is_shown_to_the_office(office, ann, caplog):
    broken = [item("a", "text"), item("b", show_if="age_on(a, period_end) > 3")]
    campaign = make.campaign(
        firm=ann.firm, revision=make.revision(firm=ann.firm, document=document(*broken))
    )
    found = make.dossier(client=ann, campaign=campaign)
    said = [Said("a", Given("my birthday", Status.ANSWERED))]
    actions.save(found, said, person="client", device="", key="", now=timezone.now())
    html = page(office, f"/dossiers/{found.pk}/")
    assert "age_on(a, period_end) &gt; 3" in html
    assert "age_on" in caplog.text
    assert "my birthday" not in caplog.text
