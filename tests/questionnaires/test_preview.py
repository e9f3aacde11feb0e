"""Trying a questionnaire out, as its clients will see it."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carnet.answers.models import Answer, Document
from carnet.questionnaires.actions import publish
from carnet.questionnaires.adopting import adopt
from tests.questionnaires.builders import document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
KIDS = item(
    "kids",
    "repeat",
    item_label={"en": "{{ name }}"},
    items=[item("name", "text", default="Noa"), item("school", show_if="name = 'Ada'")],
)


@pytest.fixture
def tax(firm):
    return adopt(firm, "be_income_tax_short", by=None, now=NOW).questionnaire


class Tried:
    """The preview of one small questionnaire, as a colleague uses it."""

    def __init__(self, office, firm, *items, **fields):
        made = publish(firm, document(*items, **fields), by=None, now=NOW)
        self.office = office
        self.address = f"/questionnaires/{made.questionnaire_id}/preview/"

    def page(self, **asked):
        return self.office.get(self.address, asked).content.decode()

    def press(self, **posted):
        return self.office.post(self.address + "change/", posted, follow=True).content.decode()

    def answer(self, **posted):
        here = {f"{path.partition('-')[0]}-here": "1" for path in posted}
        return self.press(answer="1", **here, **posted)


@pytest.fixture
def tried(office, firm):
    paper = item("paper", "file", file={"accept": ["pdf"]}, escapes=["later"])
    facts = {"kind": {"type": "text", "from": "client.type"}}
    return Tried(
        office,
        firm,
        item("moved"),
        item("where", "text", show_if="moved = yes", carry="confirm"),
        item("rate", "money", show_if="kind = 'company' and prior.where = 'Gent'"),
        item("own", who=["staff"]),
        item("hers", who=["partner"]),
        item("twice", "calc", value="1 + 1"),
        KIDS,
        paper,
        facts=facts,
        respondents=["client", "partner"],
    )


@pytest.mark.thorough
def test_what_is_typed_shows_the_next_question_and_survives_a_reload(tried):
    assert 'name="where"' not in tried.page()
    tried.answer(moved="yes")
    page = tried.page()
    assert 'name="where"' in page
    assert 'value="yes" id="q-moved-yes" checked' in page


def test_nothing_of_it_reaches_a_dossier(tried):
    tried.answer(moved="yes")
    assert not Answer.objects.exists()


@pytest.mark.thorough
def test_each_colleague_tries_alone(tried, client, firm, accountant):
    tried.answer(moved="yes")
    client.force_login(accountant)
    assert 'name="where"' not in client.get(tried.address).content.decode()


def test_a_hidden_question_is_a_grey_line_that_says_why_and_what_would_show_it(tried):
    page = tried.answer(moved="no")
    line = page[page.index('<span lang="en">Question where</span>') :][:700]
    assert "not asked" in line
    assert "Asked only if “Question moved” is Yes." in line
    assert "<dt>Question moved</dt><dd>No</dd>" in line


def test_a_question_that_is_asked_says_why_too(tried):
    page = tried.answer(moved="yes")
    asked = page[page.index('name="where-here"') :]
    assert "Why is this asked?" in asked
    assert "Asked only if “Question moved” is Yes." in asked[:2500]


def test_what_no_client_sees_is_told_apart(tried):
    page = tried.page()
    assert "for the office" in page
    assert "calculated: 2" in page
    assert "asked of the other partner" in page
    assert 'name="hers-here"' not in page


def test_the_partner_can_be_tried_as_well(tried):
    page = tried.press(settle="1", start="2025-01-01", end="2025-12-31", person="partner")
    assert 'name="hers-here"' in page


def test_typed_answers_that_do_not_fit_are_kept_and_told_as_in_the_portal(office, firm):
    tried = Tried(office, firm, item("born", "date"))
    page = tried.press(answer="1", **{"born-here": "1", "born-day": "31", "born-month": "2"})
    assert "Write the day, the month and the year." in page
    assert 'value="31"' in page


def test_a_way_out_can_be_taken(office, firm):
    tried = Tried(office, firm, item("pay", "money", escapes=["dont_know"]))
    page = tried.press(answer="1", **{"pay-here": "1", "pay-escape": "dont_know"})
    assert "You chose “I don&#x27;t know”." in page


@pytest.mark.thorough
def test_entries_of_a_list_are_added_answered_and_removed(tried):
    page = tried.press(add="kids")
    entry = page.split('value="kids/')[1].split('"')[0]
    assert 'value="Noa"' in page
    assert page.count("asked of the other partner") == 1
    page = tried.press(answer="1", **{f"kids/{entry}/name-here": "1", f"kids/{entry}/name": "Ada"})
    assert ">Ada</legend>" in page
    assert f'name="kids/{entry}/school"' in page
    assert ">Ada</legend>" not in tried.press(take_out=f"kids/{entry}")


@pytest.mark.thorough
def test_only_lists_get_entries(tried):
    tried.press(add="moved")
    tried.press(add="nothing")
    assert tried.page()


@pytest.mark.thorough
def test_a_document_is_only_pretended(tried):
    file = SimpleUploadedFile("deed.pdf", b"%PDF-1.4")
    page = tried.press(answer="1", **{"paper-here": "1", "paper": file})
    assert "deed.pdf" in page
    assert not Document.objects.exists()
    page = tried.press(answer="1", **{"paper-here": "1", "paper-remove": "1"})
    assert "deed.pdf" not in page


@pytest.mark.thorough
def test_the_client_file_and_last_year_can_be_set(tried):
    tried.answer(moved="yes", where="Gent")
    page = tried.press(next_year="1")
    assert 'name="where"' not in page
    assert "2 answers of last year are known." in page
    settings = {"settle": "1", "start": "2026-01-01", "end": "2026-12-31"}
    page = tried.press(**settings, **{"fact-kind": "company"})
    assert 'name="rate-here"' in page
    page = tried.answer(moved="yes")
    assert 'value="Gent"' in page


def test_a_fact_nobody_has_set_is_not_known(office, firm):
    facts = {"kind": {"type": "text", "from": "client.type"}}
    tried = Tried(office, firm, item("a", show_if="not (kind = 'company')"), facts=facts)
    assert 'name="a-here"' not in tried.page()
    settings = {"settle": "1", "start": "2026-01-01", "end": "2026-12-31"}
    assert 'name="a-here"' in tried.press(**settings, **{"fact-kind": "person"})


def test_a_period_that_ends_before_it_begins_is_refused(tried):
    page = tried.press(settle="1", start="2026-02-01", end="2026-01-01")
    assert "Write the first and the last day of the period." in page
    assert 'name="start" id="preview-start" value="2025-01-01"' in page


def test_starting_again_forgets_everything(tried):
    tried.answer(moved="yes")
    assert 'name="where"' not in tried.press(again="1")


def test_another_questionnaire_starts_afresh(office, firm, tried):
    tried.answer(moved="yes")
    other = Tried(office, firm, item("moved"), questionnaire="other")
    assert "checked" not in other.page()


@pytest.mark.thorough
def test_a_persona_is_filled_in_with_one_click(office, tax):
    address = f"/questionnaires/{tax.pk}/preview/"
    assert "Karim and Sofie Daems" in office.get(address).content.decode()
    posted = {"persona": "short-family", "section": "household"}
    page = office.post(address + "change/", posted, follow=True).content.decode()
    assert "Nora Daems" in page
    assert "status_document-1.pdf" in page
    assert 'name="persona" value="short-family" aria-pressed="true"' in page


def test_a_persona_nobody_has_made_changes_nothing(office, tax):
    address = f"/questionnaires/{tax.pk}/preview/"
    assert office.post(address + "change/", {"persona": "nobody"}).status_code == 302


def test_a_persona_that_a_revision_has_grown_out_of_says_so(office, firm, tax):
    period = {"start": "2025-01-01", "end": "2025-12-31"}
    grown = document(item("a"), questionnaire="be_income_tax_short", period=period)
    publish(firm, grown, by=None, now=NOW)
    address = f"/questionnaires/{tax.pk}/preview/"
    page = office.post(address + "change/", {"persona": "short-family"}, follow=True)
    assert "there is no question" in page.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Wat is uw geboortedatum?"), ("de", "Wann sind Sie geboren?")],
)
def test_every_language_can_be_looked_at(office, tax, language, words):
    page = office.get(f"/questionnaires/{tax.pk}/preview/?language={language}").content.decode()
    assert words in page


@pytest.mark.thorough
def test_one_section_is_open_or_all(office, tax):
    def opened(**asked):
        page = office.get(f"/questionnaires/{tax.pk}/preview/", asked).content.decode()
        return page.count('<form class="question"')

    page = office.get(f"/questionnaires/{tax.pk}/preview/?section=income").content.decode()
    # Nobody has said yet that they are self-employed.
    assert "Next section: <span" in page
    assert "?section=property#property" in page
    assert opened() == 1
    assert opened(section="spending") == 1
    assert opened(section="nothing") == 1
    assert opened(section="all") == 8


@pytest.mark.thorough
def test_the_page_takes_the_same_queries_whatever_was_answered(
    office, tax, django_assert_num_queries
):
    address = f"/questionnaires/{tax.pk}/preview/?section=all"
    office.get(address)
    office.post(f"/questionnaires/{tax.pk}/preview/change/", {"persona": "short-family"})
    with django_assert_num_queries(5):
        office.get(address)


def test_an_open_section_begins_with_what_it_says_of_itself(office, firm):
    section = {"id": "s", "title": {"en": "S"}, "help": {"en": "All of it."}}
    other = {"id": "t", "title": {"en": "T"}, "help": {"en": "Later."}, "items": [item("b")]}
    page = Tried(office, firm, sections=[{**section, "items": [item("a")]}, other]).page()
    assert '<p lang="en">All of it.</p>' in page
    assert "Later." not in page
