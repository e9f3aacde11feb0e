"""A questionnaire on paper."""

from datetime import UTC, date, datetime

import pytest

from carnet.questionnaires.actions import publish
from carnet.questionnaires.adopting import adopt
from carnet.questionnaires.blank import blank
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import digest
from carnet.questionnaires.models import RevisionState
from tests.questionnaires.builders import compiled, document, item

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
TODAY = date(2026, 2, 1)


@pytest.fixture
def tax(firm):
    return adopt(firm, "be_income_tax_short", by=None, now=NOW).questionnaire


def printed(*items, **fields):
    return blank(compiled(*items, **fields), "en", TODAY).parts[0].questions


def test_questions_are_numbered_and_notes_are_not():
    shown = printed(item("a"), item("told", "note"), item("b", "text"))
    assert [(one.number, one.shape) for one in shown] == [
        ("1.1", "ticks"),
        ("", "nothing"),
        ("1.2", "line"),
    ]


def test_conditions_stand_in_words_and_never_as_a_formula():
    shown = printed(
        item("a"),
        item("n", "number"),
        item("b", show_if="a = yes"),
        item("c", show_if="n / 3 > 1"),
    )
    assert [one.condition for one in shown] == [
        "",
        "",
        "Only if “Question a” is Yes.",
        "Only if it concerns you.",
    ]


def test_what_the_office_answers_or_works_out_is_not_printed():
    shown = printed(item("a"), item("sum", "calc", value="1 + 1"), item("own", who=["staff"]))
    assert [one.text for one in shown] == ["Question a"]


def test_a_short_list_has_room_for_two_entries_and_a_long_one_is_copied():
    few = item("few", "repeat", items=[item("x", "text")])
    many = item("lot", "repeat", items=[item(f"y{n}", "text") for n in range(5)])
    shown = printed(few, many)
    assert [one.entries for one in shown] == [(1, 2), (1,)]
    assert shown[0].inner[0].number == "1.1.1"


def test_a_figure_stands_beside_its_question():
    shown = printed(item("a", "money"), item("b", "text"), item("c"))
    assert [one.short for one in shown] == [True, False, False]


def test_words_of_the_period_are_filled_in_and_answers_left_open():
    named = item("b", text={"en": "Did {{ a }} move in {{ period_year }}?"})
    assert printed(item("a", "text"), named)[1].text == "Did … move in 2025?"
    named = item("b", text={"en": "Did {{ a | your partner }} move?"})
    assert printed(item("a", "text"), named)[1].text == "Did your partner move?"


def test_the_documents_are_listed_with_their_conditions():
    paper = {"file": {"accept": ["pdf"]}}
    inner = item("deed", "file", **paper, show_if="a = yes")
    made = compiled(item("a"), item("l", "repeat", items=[inner]), item("proof", "file", **paper))
    told = blank(made, "en", TODAY).documents
    assert [(one.number, one.condition) for one in told] == [
        ("1.2.1", "Only if “Question a” is Yes."),
        ("1.3", ""),
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_printed(office, firm, kind):
    own = {"items": [item("x", "text")]} if kind == "repeat" else {}
    own |= {"value": "1 + 1", "text": {"en": "Sum"}} if kind == "calc" else {}
    made = publish(firm, document(item("a", kind, **own), item("z")), by=None, now=NOW)
    page = office.get(f"/questionnaires/{made.questionnaire_id}/blank/").content.decode()
    assert ("Question a" in page) == (kind != "calc")
    assert "Question z" in page


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Quelle est votre date de naissance\u00a0?"), ("de", "Wann sind Sie geboren?")],
)
def test_the_form_is_printed_in_the_chosen_language_under_the_firms_name(
    office, tax, language, words
):
    page = office.get(f"/questionnaires/{tax.pk}/blank/?language={language}").content.decode()
    assert words in page
    assert '<p class="paper-firm">Fiduciaire Dubois</p>' in page
    assert f'<article class="paper" lang="{language}">' in page


def test_the_page_of_the_questionnaire_leads_to_both(office, tax):
    page = office.get(f"/questionnaires/{tax.pk}/").content.decode()
    assert f"/questionnaires/{tax.pk}/blank/" in page
    assert f"/questionnaires/{tax.pk}/preview/" in page


@pytest.mark.thorough
def test_an_earlier_revision_and_a_draft_can_be_printed_by_number(office, firm):
    made = publish(firm, document(item("old")), by=None, now=NOW)
    publish(firm, document(item("new")), by=None, now=NOW)
    made.questionnaire.revisions.create(
        number=3, document=document(item("next")), digest="d" * 64, state=RevisionState.DRAFT
    )
    address = f"/questionnaires/{made.questionnaire_id}/blank/"
    assert "Question new" in office.get(address).content.decode()
    assert "Question old" in office.get(f"{address}?revision=1").content.decode()
    assert "Question next" in office.get(f"{address}?revision=3").content.decode()
    assert office.get(f"{address}?revision=4").status_code == 404
    assert office.get(f"{address}?revision=x").status_code == 404


@pytest.mark.parametrize("view", ["blank", "preview"])
@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (item("a", "nothing"), "“nothing” is not possible here"),
        (item("a", show_if="b = yes"), "Nothing here is called “b”"),
    ],
)
def test_a_draft_that_cannot_run_says_what_to_repair(office, firm, view, broken, told):
    made, text = publish(firm, document(item("a")), by=None, now=NOW), document(broken)
    made.questionnaire.revisions.create(
        number=2, document=text, digest=digest(text), state=RevisionState.DRAFT
    )
    page = office.get(f"/questionnaires/{made.questionnaire_id}/{view}/?revision=2")
    assert "Draft 2 cannot be shown yet" in page.content.decode()
    assert told in page.content.decode()


def test_a_section_says_on_paper_what_it_says_on_the_screen(office, firm):
    section = {"id": "s", "title": {"en": "S"}, "help": {"en": "Have it at hand."}}
    made = publish(firm, document(sections=[{**section, "items": [item("a")]}]), by=None, now=NOW)
    page = office.get(f"/questionnaires/{made.questionnaire_id}/blank/").content.decode()
    assert '<p class="paper-help">Have it at hand.</p>' in page
