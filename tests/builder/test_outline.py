"""The builder's page as plain forms: everything without a script."""

from copy import deepcopy
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.builder import drafts
from carnet.questionnaires.actions import discard, rewrite
from tests import makers as make
from tests.builder.boxes import boxes
from tests.questionnaires.builders import document, item


@pytest.fixture
def draft(firm, colleague, client):
    client.force_login(colleague)
    client.cookies["language"] = "en"
    words = document(
        item("owner"),
        item("rent", "money", show_if="owner = yes"),
        item("use", "one"),
        item("kids", "repeat", items=[item("age", "number")]),
        languages=["en", "fr"],
    )
    revision = make.revision(firm=firm, document=words)
    return drafts.draft_of(revision.questionnaire, by=colleague, now=timezone.now())


def address(draft, name="part", *more):
    return reverse(f"builder:{name}", args=[draft.questionnaire_id, *more])


def fields(draft, name):
    draft.refresh_from_db()
    return next(
        one
        for section in draft.document["sections"]
        for outer in section["items"]
        for one in (outer, *outer.get("items", ()))
        if one["id"] == name
    )


def rule(draft, name, **rules):
    """Written into the draft as by another hand."""
    words = deepcopy(draft.document)
    next(one for one in words["sections"][0]["items"] if one["id"] == name).update(rules)
    rewrite(draft, words, by=None, now=timezone.now())


def ids(draft):
    draft.refresh_from_db()
    return [one["id"] for section in draft.document["sections"] for one in section["items"]]


def act(client, draft, name, part="root", **more):
    data = {"act": name, "part": part, **more}
    return client.post(address(draft, "act"), data, follow=True)


@pytest.mark.thorough
def test_the_page_shows_outline_settings_and_the_clients_page(client, draft):
    page = client.get(address(draft, "outline"), follow=True)
    html = unescape(page.content.decode())
    assert 'id="row-items.rent"' in html
    assert "framed=1" in html
    opened = client.get(address(draft, "part", "items.rent"))
    assert "<dt>Asked only if</dt><dd>“Question owner” is Yes" in unescape(opened.content.decode())


@pytest.mark.thorough
def test_a_changed_text_is_kept_and_the_rest_left_alone(client, draft):
    where = address(draft, "part", "items.owner")
    before = dict(fields(draft, "owner"))
    said = boxes(client.get(where)) | {"text.en": "Do you own a house?", "text.fr": ""}
    assert client.post(where, said).status_code == 302
    after = fields(draft, "owner")
    assert after["text"] == {"en": "Do you own a house?"}
    assert {**after, "text": before["text"]} == before


@pytest.mark.thorough
def test_two_colleagues_may_change_different_fields_and_are_told_of_the_same(
    client, draft, firm, colleague
):
    where, other = address(draft, "part", "items.owner"), make.colleague(firm=firm, name="Bea Roth")
    mine = boxes(client.get(where))
    client.force_login(other)
    client.post(where, boxes(client.get(where)) | {"text.en": "Hers"})
    client.force_login(colleague)
    json = {"headers": {"Accept": "application/json"}}
    seen = {"seen.help.en": mine["seen.help.en"], "help.en": "Mine"}
    reply = client.post(where, seen, **json).json()
    assert reply["clashes"] == {}
    seen = {"seen.text.en": mine["seen.text.en"], "text.en": "Mine"}
    reply = client.post(where, seen, **json).json()
    assert "Bea Roth" in reply["clashes"]["text.en"]["sentence"]
    assert fields(draft, "owner")["text"]["en"] == "Hers"
    assert fields(draft, "owner")["help"] == {"en": "Mine"}
    again = {"seen.text.en": reply["signs"]["text.en"], "text.en": "Mine"}
    client.post(where, again, **json)
    assert fields(draft, "owner")["text"]["en"] == "Mine"


@pytest.mark.thorough
def test_a_field_i_left_alone_keeps_what_somebody_else_wrote(client, draft):
    where = address(draft, "part", "items.owner")
    mine = boxes(client.get(where))
    client.post(where, boxes(client.get(where)) | {"text.en": "Hers"})
    assert client.post(where, mine | {"help.en": "Mine"}).status_code == 302
    assert fields(draft, "owner")["text"]["en"] == "Hers"
    assert fields(draft, "owner")["help"] == {"en": "Mine"}


@pytest.mark.thorough
def test_without_a_script_a_clash_shows_both_and_saving_again_counts(client, draft, colleague):
    where = address(draft, "part", "items.owner")
    mine = boxes(client.get(where))
    client.post(where, boxes(client.get(where)) | {"text.en": "Earlier"})
    page = client.post(where, mine | {"text.en": "Later"})
    assert page.status_code == 409
    assert "Earlier" in page.content.decode()
    assert "Later" in page.content.decode()
    client.post(where, boxes(page) | {"text.en": "Later"})
    assert fields(draft, "owner")["text"]["en"] == "Later"


@pytest.mark.thorough
def test_what_is_no_number_stays_in_its_box_with_a_sentence(client, draft):
    where = address(draft, "part", "items.rent")
    page = client.post(where, boxes(client.get(where)) | {"min": "much", "max": "1 500,5"})
    assert page.status_code == 409
    assert "“much” is no number." in page.content.decode()
    assert fields(draft, "rent")["max"] == 1500.5
    assert "min" not in fields(draft, "rent")


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["yes_no", "one", "many", "repeat", "note", "file", "section"])
def test_whatever_is_added_could_be_shown_at_once(client, draft, kind):
    page = act(client, draft, "add", "items.owner", kind=kind, words="Solar panels on your roof?")
    assert page.status_code == 200
    draft.refresh_from_db()
    preview = reverse("questionnaires:preview", args=[draft.questionnaire_id])
    shown = client.get(preview, {"revision": draft.number, "framed": "1"})
    assert "comes back once" not in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    if kind != "section":
        assert ids(draft)[1] == "solar_panels_roof"


def test_a_question_whose_translations_are_missing_is_previewed(client, draft):
    both = {"languages": ["en", "fr"], "complete": ["en", "fr"]}
    rewrite(draft, {**draft.document, **both}, by=None, now=timezone.now())
    preview = reverse("questionnaires:preview", args=[draft.questionnaire_id])
    asked = {"revision": draft.number, "framed": "1", "language": "fr"}
    shown = client.get(preview, asked).content.decode()
    assert "comes back once" not in shown
    assert 'name="owner"' in shown


@pytest.mark.thorough
def test_something_new_stands_in_the_list_or_behind_it(client, draft):
    act(client, draft, "add", "items.kids", kind="text", words="School")
    act(client, draft, "add", "items.kids", kind="text", words="Pets", where="behind")
    draft.refresh_from_db()
    assert [one["id"] for one in fields(draft, "kids")["items"]][-1] == "school"
    assert ids(draft)[-1] == "pets"


def test_the_preview_is_framed_by_the_builder_only(client, draft):
    preview = reverse("questionnaires:preview", args=[draft.questionnaire_id])
    assert client.get(preview).headers["X-Frame-Options"] == "DENY"


@pytest.mark.thorough
def test_a_part_is_moved_duplicated_and_deleted_with_buttons(client, draft):
    act(client, draft, "down", "items.owner")
    assert ids(draft) == ["rent", "owner", "use", "kids"]
    act(client, draft, "duplicate", "items.kids")
    assert ids(draft)[-1] == "kids_2"
    assert fields(draft, "kids_2")["items"][0]["id"] == "age_2"
    act(client, draft, "remove", "items.kids_2")
    assert ids(draft) == ["rent", "owner", "use", "kids"]


def test_what_others_speak_of_is_deleted_only_once_they_were_seen(client, draft):
    page = act(client, draft, "remove", "items.owner")
    assert page.redirect_chain[-1][0].endswith("/uses/items.owner/?choice=")
    assert "Question rent" in page.content.decode()
    assert "owner" in ids(draft)


def test_so_is_a_choice_a_rule_speaks_of(client, draft):
    rule(draft, "rent", show_if="use = home")
    page = act(client, draft, "remove_choice:home", "items.use")
    assert page.redirect_chain[-1][0].endswith("/uses/items.use/?choice=home")
    assert "home" in [choice["id"] for choice in fields(draft, "use")["choices"]]


@pytest.mark.thorough
def test_pasted_lines_become_questions_in_their_order(client, draft):
    act(client, draft, "paste", "items.owner", kind="money", lines="- Rent\n\n2) Interest\r\nGifts")
    assert ids(draft)[:4] == ["owner", "rent_2", "interest", "gifts"]
    assert fields(draft, "interest")["type"] == "money"


@pytest.mark.thorough
def test_choices_come_go_and_change_places(client, draft):
    act(client, draft, "add_choices", "items.use", lines="Office\nHoliday home")
    act(client, draft, "choice_up:office", "items.use")
    act(client, draft, "remove_choice:home", "items.use")
    names = [choice["id"] for choice in fields(draft, "use")["choices"]]
    assert names == ["office", "rented", "holiday_home"]


@pytest.mark.thorough
def test_another_kind_takes_along_what_fits_it(client, draft):
    act(client, draft, "retype", "items.use", kind="many")
    assert len(fields(draft, "use")["choices"]) == 2
    act(client, draft, "retype", "items.use", kind="text")
    assert "choices" not in fields(draft, "use")
    act(client, draft, "retype", "items.use", kind="repeat")
    assert len(fields(draft, "use")["items"]) == 1


@pytest.mark.thorough
def test_undo_and_redo_name_what_they_take_back(client, draft):
    page = act(client, draft, "remove", "items.use")
    assert "Deleted: Question use" in page.content.decode()
    client.post(address(draft, "undo"))
    assert "use" in ids(draft)
    client.post(address(draft, "redo"))
    assert "use" not in ids(draft)


def test_what_is_to_repair_stands_beside_its_part(client, draft):
    rule(draft, "rent", show_if="nobody = yes")
    page = client.get(address(draft, "part", "items.rent"))
    html = page.content.decode()
    assert 'data-problem="items.rent"' in html
    assert "Nothing here is called “nobody”" in html


@pytest.mark.thorough
def test_what_stands_in_the_form_is_kept_when_a_button_of_it_is_pressed(client, draft):
    page = client.get(address(draft, "part", "items.owner"))
    typed = boxes(page) | {"text.en": "Typed before", "act": "down"}
    client.post(address(draft, "act"), typed)
    assert fields(draft, "owner")["text"]["en"] == "Typed before"
    assert ids(draft)[1] == "owner"


def test_a_questionnaire_is_made_from_nothing_and_found_again(client, firm, colleague):
    client.force_login(colleague)
    said = {"title": "Zonnepanelen 2026", "first": "nl", "others": ["fr"], "start": "", "end": ""}
    page = client.post(reverse("building:new"), said, follow=True)
    made = firm.questionnaires.get(key="zonnepanelen_2026")
    assert page.status_code == 200
    assert made.draft.document["languages"] == ["nl", "fr"]
    listed = client.get(reverse("questionnaires:list"))
    assert reverse("builder:outline", args=[made.pk]) in listed.content.decode()


@pytest.mark.thorough
def test_a_questionnaire_is_changed_from_its_page(client, firm, colleague):
    client.force_login(colleague)
    revision = make.revision(firm=firm)
    detail = client.get(reverse("questionnaires:detail", args=[revision.questionnaire_id]))
    begin = reverse("builder:begin", args=[revision.questionnaire_id])
    assert begin in detail.content.decode()
    page = client.post(begin, follow=True)
    assert page.redirect_chain[-1][0] == reverse(
        "builder:outline", args=[revision.questionnaire_id]
    )


@pytest.mark.thorough
def test_where_there_is_no_draft_any_more_it_says_so(client, draft, colleague):
    discard(draft, by=colleague)
    page = client.get(address(draft, "part", "items.owner"), follow=True)
    assert "Nothing is being changed here" in page.content.decode()


@pytest.mark.thorough
def test_a_button_is_not_obeyed_while_what_was_typed_cannot_be_kept(client, draft):
    page = client.get(address(draft, "part", "items.rent"))
    typed = boxes(page) | {"min": "much", "act": "up", "part": "items.rent"}
    answer = client.post(address(draft, "act"), typed)
    assert answer.status_code == 409
    assert 'value="much"' in answer.content.decode()
    assert ids(draft)[:2] == ["owner", "rent"]


@pytest.mark.thorough
def test_after_publishing_a_late_save_is_told_that_there_is_no_draft(client, draft, colleague):
    where = address(draft, "part", "items.owner")
    typed = boxes(client.get(where)) | {"text.en": "Too late"}
    discard(draft, by=colleague)
    answer = client.post(where, typed, follow=True)
    assert "Nothing is being changed here" in answer.content.decode()


def asked_for(draft, section):
    """A questionnaire of so many sections like the first one."""
    words = deepcopy(draft.document)
    for number in range(section):
        parts = item(f"more_{number}"), item(f"sum_{number}", "money")
        words["sections"].append({"id": f"s{number}", "title": {"en": "More"}, "items": [*parts]})
    rewrite(draft, words, by=None, now=timezone.now())


@pytest.mark.parametrize("sections", [0, 60])
def test_an_edit_and_the_page_ask_as_often_however_long_it_is(
    client, draft, sections, django_assert_max_num_queries
):
    asked_for(draft, sections)
    where = address(draft, "part", "items.owner")
    said = boxes(client.get(where)) | {"text.en": "Do you own a house?"}
    with django_assert_max_num_queries(17):
        client.post(where, said, headers={"Accept": "application/json"})
    for button in ("duplicate", "up", "remove"):
        with django_assert_max_num_queries(15):
            client.post(address(draft, "act"), {"act": button, "part": "items.use"})
    with django_assert_max_num_queries(15):
        client.post(address(draft, "undo"), {"part": "root"})
    with django_assert_max_num_queries(10):
        client.get(where)
    with django_assert_max_num_queries(6):
        client.get(address(draft, "problems"), headers={"X-Part": "problems"})


def test_what_a_choice_began_with_gives_way_to_a_pasted_list(client, draft):
    act(client, draft, "add", "items.use", kind="one", words="How do you heat?")
    named = next(one for one in ids(draft) if "heat" in one)
    act(client, draft, "add_choices", f"items.{named}", lines="Gas\nWood")
    assert [choice["id"] for choice in fields(draft, named)["choices"]] == ["gas", "wood"]
    act(client, draft, "add_choices", f"items.{named}", lines="Sun")
    assert len(fields(draft, named)["choices"]) == 3


def test_an_edit_of_the_whole_is_named_without_stumbling(client, draft):
    for ticked in (["en"], ["en", "fr"]):
        page = client.get(address(draft, "part", "root"))
        client.post(address(draft, "part", "root"), boxes(page) | {"complete": ticked})
    page = client.get(address(draft, "outline"), follow=True)
    assert page.status_code == 200
    assert "Undo" in page.content.decode()


def test_a_new_request_for_a_document_takes_photos_and_pdf(client, draft):
    act(client, draft, "add", "items.use", kind="file", words="Deed")
    assert fields(draft, "deed")["file"] == {"accept": ["pdf", "image"]}
