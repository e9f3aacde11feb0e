import copy

import pytest

from carnet.questionnaires.actions import publish
from carnet.questionnaires.adopting import adopt, update_of
from carnet.questionnaires.deciding import Choosing, by_section
from carnet.questionnaires.merging import Conflict, Why
from carnet.questionnaires.models import compiled_document
from carnet.questionnaires.outline import items_of
from carnet.questionnaires.shipped import shipped_with
from tests.questionnaires.builders import document, item
from tests.questionnaires.test_adopting import NOW, RECORD, TAX, adopt_older, own_question

LIBRARY = "/questionnaires/library/"


def page(office, address):
    return office.get(address).content.decode()


def reword(made):
    made["sections"][-1]["items"][-1]["text"]["en"] = "In our own words."
    return own_question(made)


@pytest.fixture
def reworded(firm):
    """A questionnaire of which Carnet and the firm have both reworded the last question."""
    return adopt_older(firm, change=reword)


def test_an_empty_list_leads_to_the_library(office):
    assert LIBRARY in page(office, "/questionnaires/")


@pytest.mark.thorough
def test_the_library_shows_what_there_is_and_one_press_adopts_it(office, firm):
    found = page(office, LIBRARY)
    for words in ("Belgium", "Yearly client record update", "For private persons", "Use this"):
        assert words in found
    answer = office.post(LIBRARY + "adopt/", {"key": RECORD})
    assert answer.status_code == 302
    assert firm.questionnaires.get().key == RECORD
    assert "In use since" in page(office, LIBRARY)


def test_anybody_in_the_firm_reads_the_questions_before_they_are_used(client, accountant):
    client.force_login(accountant)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    found = page(client, LIBRARY + f"look/?key={TAX}")
    assert "Where did you live on 1 January 2026?" in found
    assert "Use this" not in found
    assert client.get(LIBRARY + "look/?key=nothing").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "../secret", ""])
def test_what_does_not_ship_cannot_be_adopted(office, firm, key):
    assert office.post(LIBRARY + "adopt/", {"key": key}).status_code == 404
    assert not firm.questionnaires.exists()


@pytest.mark.thorough
def test_the_library_takes_the_same_queries_for_none_and_all(
    office, firm, django_assert_num_queries
):
    office.get(LIBRARY)
    with django_assert_num_queries(6):
        office.get(LIBRARY)
    adopt(firm, TAX, by=None, now=NOW)
    adopt_older(firm)
    with django_assert_num_queries(6):
        office.get(LIBRARY)


@pytest.mark.thorough
def test_colleagues_look_and_administrators_change(client, accountant, reworded):
    client.force_login(accountant)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    found = page(client, LIBRARY)
    assert "Use this" not in found
    assert f"/questionnaires/{reworded.pk}/update/" not in found
    assert client.post(LIBRARY + "adopt/", {"key": TAX}).status_code == 403
    for name in ("update", "next"):
        assert client.get(f"/questionnaires/{reworded.pk}/{name}/").status_code == 403
        assert client.post(f"/questionnaires/{reworded.pk}/{name}/").status_code == 403


@pytest.mark.thorough
def test_an_update_is_announced_in_the_list_the_library_and_on_the_page(office, reworded):
    assert "update available" in page(office, "/questionnaires/")
    for address in (LIBRARY, f"/questionnaires/{reworded.pk}/"):
        assert f"/questionnaires/{reworded.pk}/update/" in page(office, address)


def test_both_versions_of_what_both_changed_are_shown(office, reworded):
    found = page(office, f"/questionnaires/{reworded.pk}/update/")
    assert "You and Carnet have both changed this." in found
    assert '<span lang="en">In our own words.</span>' in found
    assert "I confirm that these details are correct" in found


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("side", "words"), [("ours", "In our own words."), ("theirs", "I confirm that these details")]
)
def test_the_draft_has_the_words_that_were_chosen(office, reworded, side, words):
    answer = office.post(
        f"/questionnaires/{reworded.pk}/update/",
        {"seen": update_of(reworded).fingerprint, "items.consent.text.en": side},
    )
    assert answer.status_code == 302
    found = items_of(reworded.draft.document)
    assert found["consent"]["text"]["en"].startswith(words)
    assert "own" in found
    assert reworded.current.number == 2


@pytest.mark.thorough
def test_what_was_chosen_on_an_older_page_is_asked_again(office, reworded):
    answer = office.post(
        f"/questionnaires/{reworded.pk}/update/",
        {"seen": "0" * 32, "items.consent.text.en": "theirs"},
    )
    found = answer.content.decode()
    assert "Something has changed since you opened this page." in found
    assert found.index('value="ours">') < found.index('value="theirs" checked>')
    assert reworded.draft is None


@pytest.mark.thorough
def test_changes_that_do_not_go_together_are_told_and_no_draft_is_made(office, firm):
    """The firm took out a question that a newer one of Carnet's hangs on; Carnet's is there again when wanted."""

    def without_children(made):
        for section in made["sections"]:
            section["items"] = [one for one in section["items"] if one["id"] != "status_changed"]
            for one in section["items"]:
                if "status_changed" in one.get("show_if", ""):
                    del one["show_if"]
        return made

    def hanging(made):
        """As if the older text had not hung the deed on it."""
        items_of(made)["deed"].pop("show_if")
        return made

    questionnaire = adopt_older(
        firm, base=hanging(copy.deepcopy(shipped_with(RECORD))), change=without_children
    )
    address = f"/questionnaires/{questionnaire.pk}/update/"
    seen = {"seen": update_of(questionnaire).fingerprint}
    refused = office.post(address, seen).content.decode()
    assert "These changes do not go together yet." in refused
    assert "Carnet&#x27;s new text needs it." in refused
    assert questionnaire.draft is None
    assert office.post(address, seen | {"items.status_changed": "theirs"}).status_code == 302
    assert "status_changed" in items_of(questionnaire.draft.document)


def test_nothing_newer_leads_back(office, firm):
    questionnaire = adopt(firm, RECORD, by=None, now=NOW).questionnaire
    answer = office.get(f"/questionnaires/{questionnaire.pk}/update/", follow=True)
    assert "There is nothing newer in Carnet." in answer.content.decode()


def test_what_the_office_is_told_of_a_year_is_not_moved_on_by_itself(office, firm):
    note = "4,100 euros for income of 2025."
    asked = item("own", text={"en": "Did you own it in 2025?"}, staff_note=note)
    text = document(asked, period={"start": "2025-01-01", "end": "2025-12-31"})
    made = publish(firm, text, by=None, now=NOW)
    found = page(office, f"/questionnaires/{made.questionnaire_id}/next/")
    assert 'value="items.own.text" checked' in found
    assert 'value="items.own.staff_note">' in found


def test_the_next_period_lists_the_texts_with_years_and_the_rules_to_look_at(office, firm):
    questionnaire = adopt(firm, TAX, by=None, now=NOW).questionnaire
    found = page(office, f"/questionnaires/{questionnaire.pk}/next/")
    assert "Where did you live on 1 January <del>2026</del> <ins>2027</ins>?" in found
    assert "Look at these yourself" in found
    assert "year_of(loan_date) &lt;= 2024" in found


def test_only_the_years_that_are_ticked_move_on(office, firm):
    questionnaire = adopt(firm, TAX, by=None, now=NOW).questionnaire
    office.post(f"/questionnaires/{questionnaire.pk}/next/", {"change": ["root.title"]})
    made = questionnaire.draft.document
    assert made["title"]["en"] == "Belgian income tax 2027, short form (income of 2026)"
    assert items_of(made)["address"] == items_of(shipped_with(TAX))["address"]
    assert made["period"] == {"start": "2026-01-01", "end": "2026-12-31"}


def test_without_a_period_there_is_nothing_to_move_on(office, firm):
    revision = publish(firm, document(item("a")), by=None, now=NOW)
    address = f"/questionnaires/{revision.questionnaire_id}/"
    assert "next/" not in page(office, address)
    assert "you can send it every year as it is" in page(office, address + "next/")
    assert office.post(address + "next/").status_code == 200
    assert revision.questionnaire.draft is None


@pytest.mark.thorough
def test_from_the_offer_to_the_published_update(office, firm, reworded):
    address = f"/questionnaires/{reworded.pk}/"
    changes = office.post(
        address + "update/", {"seen": update_of(reworded).fingerprint}, follow=True
    ).content.decode()
    lost = shipped_with(RECORD)["sections"][0]["items"][-1]["text"]["en"]
    assert lost in changes
    assert "In our own words." not in changes
    office.post(
        address + "draft/publish/", {"draft": reworded.draft.digest, "reach": "new", "note": ""}
    )
    assert "In our own words." in page(office, f"{address}?language=en")
    assert "Update available" not in page(office, LIBRARY)
    assert firm.questionnaires.get().current.number == 3


@pytest.mark.thorough
def test_the_page_of_changes_shows_the_new_years(office, firm):
    questionnaire = adopt(firm, TAX, by=None, now=NOW).questionnaire
    address = f"/questionnaires/{questionnaire.pk}/next/"
    changes = office.post(address, {"change": ["root.title"]}, follow=True).content.decode()
    assert "Belgian income tax 2027, short form (income of 2026)" in changes
    assert "A draft of this questionnaire is waiting." in page(office, address)


def test_questions_that_went_within_the_period_are_named(office, firm):
    period = {"period": {"start": "2025-01-01", "end": "2025-12-31"}}
    publish(firm, document(item("a"), item("gone"), **period), by=None, now=NOW)
    revision = publish(firm, document(item("a"), **period), by=None, now=NOW)
    found = page(office, f"/questionnaires/{revision.questionnaire_id}/next/")
    assert "Questions that are no longer there" in found
    assert "Question gone" in found
    assert "No text names a year." in found


def test_what_nobody_has_taken_over_can_be_looked_at(office):
    """Not compiled for anything before, as on the first day of an install."""
    compiled_document.cache_clear()
    assert "Use this" in page(office, LIBRARY + "look/?key=kyc_intake")


@pytest.mark.thorough
def test_hundreds_of_choices_are_folded_by_section_and_can_all_be_sent(office, firm):
    few = page(office, f"/questionnaires/{adopt_older(firm, change=reword).pk}/update/")
    assert few.count('<details class="foldout" open>') == 1
    many = {f"items.none.text.{number}": "theirs" for number in range(3000)}
    address = f"/questionnaires/{firm.questionnaires.get().pk}/update/"
    assert office.post(address, {"seen": "", **many}).status_code == 200


def test_choices_stand_under_their_section_in_its_order():
    told = [
        told_of(key) for key in ("root.title", "items.b.text.en", "items.gone", "items.a.help.en")
    ]
    found = by_section(told, {"one": "One", "a": "One", "two": "Two", "b": "Two"})
    assert {title: [one.conflict.key for one in listed] for title, listed in found.items()} == {
        "": ["root.title", "items.gone"],
        "One": ["items.a.help.en"],
        "Two": ["items.b.text.en"],
    }
    assert list(found) == ["", "One", "Two"]


def told_of(key):
    conflict = Conflict(key, Why.BOTH, "ours", "theirs")
    return Choosing(conflict, "", "", "", "", "", "en")
