import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.questionnaires.actions import publish
from carnet.questionnaires.adopting import adopt
from carnet.questionnaires.loading import load
from tests.questionnaires.builders import document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def tax(firm):
    adopt(firm, "client_record_update", by=None, now=NOW)
    return adopt(firm, "be_income_tax_short", by=None, now=NOW).questionnaire


def upload(office, made):
    file = SimpleUploadedFile(
        "own.yaml", made.encode() if isinstance(made, str) else json.dumps(made).encode()
    )
    return office.post("/questionnaires/upload/", {"file": file}, follow=True)


@pytest.mark.thorough
def test_the_list_tells_languages_questions_and_revision(office, tax):
    page = office.get("/questionnaires/").content.decode()
    assert "Belgian income tax 2026, short form" in page
    assert "Yearly client record update" in page


@pytest.mark.thorough
def test_the_list_takes_the_same_queries_for_three_and_thirty(
    office, firm, tax, django_assert_num_queries
):
    office.get("/questionnaires/")
    with django_assert_num_queries(7):
        office.get("/questionnaires/")
    for number in range(30):
        publish(firm, document(item("a"), questionnaire=f"own_{number}"), by=None, now=NOW)
    with django_assert_num_queries(7):
        office.get("/questionnaires/")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Cette situation a-t-elle changé en 2025\u00a0?"),
        ("nl", "Is die situatie in 2025 veranderd?"),
        ("de", "Hat sich diese Situation 2025 geändert?"),
        ("en", "Did this change in 2025?"),
    ],
)
def test_a_questionnaire_reads_as_the_client_would_in_each_language(office, tax, language, words):
    page = office.get(f"/questionnaires/{tax.pk}/?language={language}").content.decode()
    assert words in page
    assert f'<strong lang="{language}">' in page
    assert f'<a href="?language={language}" aria-current="page">' in page


@pytest.mark.thorough
def test_conditions_stand_in_words_or_as_they_are_written(office, tax):
    page = office.get(f"/questionnaires/{tax.pk}/?language=en").content.decode()
    assert "“Did this change in 2025?” is Yes" in page
    assert "the age on the last day of the period, by “Date of birth of …” is at least 15" in page
    assert "expenses_amount * 1.3" in page


@pytest.mark.thorough
def test_an_unknown_language_falls_back(office, tax):
    assert office.get(f"/questionnaires/{tax.pk}/?language=xx").status_code == 200


def test_an_administrator_publishes_a_file(office, firm):
    page = upload(office, document(item("a"))).content.decode()
    assert "Revision 1 is published." in page
    assert firm.questionnaires.get().current.definition.item("a")


@pytest.mark.thorough
def test_the_same_file_twice_changes_nothing(office, firm):
    upload(office, document(item("a")))
    page = upload(office, document(item("a"))).content.decode()
    assert "Nothing changed" in page
    assert firm.questionnaires.get().revisions.count() == 1


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (document(item("a", show_if="b = yes")), "Nothing here is called “b”."),
        ("a: [1\nb", "This is not valid YAML"),
    ],
)
def test_a_file_with_problems_is_shown_with_them_and_not_published(office, firm, made, told):
    assert told in upload(office, made).content.decode()
    assert not firm.questionnaires.exists()


@pytest.mark.thorough
def test_accountants_read_but_do_not_publish(client, accountant, tax):
    client.force_login(accountant)
    assert client.get(f"/questionnaires/{tax.pk}/").status_code == 200
    assert client.get("/questionnaires/upload/").status_code == 403
    assert client.post(f"/questionnaires/{tax.pk}/retire/").status_code == 403


def test_another_firms_questionnaire_does_not_exist(client, stranger, tax):
    client.force_login(stranger)
    assert client.get(f"/questionnaires/{tax.pk}/").status_code == 404
    assert client.get(f"/questionnaires/{tax.pk}/file/").status_code == 404
    assert client.post(f"/questionnaires/{tax.pk}/retire/").status_code == 404


@pytest.mark.thorough
def test_the_file_can_be_downloaded_edited_and_brought_back(office, tax):
    response = office.get(f"/questionnaires/{tax.pk}/file/")
    assert "be_income_tax_short-1.yaml" in response.headers["Content-Disposition"]
    assert load(response.content).document == tax.current.document


def test_a_retired_questionnaire_is_no_longer_offered_until_restored(office, firm, tax):
    office.post(f"/questionnaires/{tax.pk}/retire/")
    assert tax not in firm.questionnaires.in_use()
    office.post(f"/questionnaires/{tax.pk}/restore/")
    assert tax in firm.questionnaires.in_use()


def test_remarks_are_told_and_stand_in_nobodys_way(office, firm):
    page = upload(office, document(item("paper", "file"))).content.decode()
    assert "Revision 1 is published." in page
    assert "all › paper: Say which files are accepted" in page
    assert firm.questionnaires.get().current.number == 1


def test_the_office_sees_codes_notes_sources_and_what_has_none(office, firm):
    question = item(
        "pay",
        "money",
        codes=["1250-11/2250-78"],
        tags=["rare"],
        staff_note="Compare with the payslips.",
        sources=["F1"],
        unsourced=True,
    )
    extra = {"sources": {"F1": "Preparatory document"}, "form": {"scheme": "be_income_tax"}}
    made = publish(firm, document(question, **extra), by=None, now=NOW)
    page = office.get(f"/questionnaires/{made.questionnaire_id}/").content.decode()
    for words in (
        "1250-11 / 2250-78",
        "rare",
        "Compare with the payslips.",
        "Preparatory document",
        "we have found no source",
        "about 1 minute",
    ):
        assert words in page


@pytest.mark.thorough
def test_facts_without_a_source_are_marked_for_the_accountant(office, firm):
    large = adopt(firm, "be_income_tax", by=None, now=NOW).questionnaire
    page = office.get(f"/questionnaires/{large.pk}/?language=fr").content.decode()
    unsourced = [one for one in large.current.compiled().definition.all_items() if one.unsourced]
    assert len(unsourced) > 50
    assert page.count("for which we have found no source") == len(unsourced)
