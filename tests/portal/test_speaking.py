"""Another language, and larger letters, at any time: what was typed comes along, without JavaScript too."""

import re

import pytest

NAME = "/q/s/you/full_name/"


def press_in_header(visitor, then, **typed):
    """A button of the header, which belongs to the form of the page."""
    form = next(one for one in visitor.page.forms if {"page", "key"} & set(one.fields))
    fields = {name: [value] for name, value in typed.items()}
    return visitor._send(form, {**form.fields, **fields, "then": [then]})


@pytest.mark.thorough
def test_another_language_keeps_what_was_typed(yearly, visitor):
    visitor.visit(NAME)
    press_in_header(visitor, "language-nl", full_name="Ann van Dijk")
    assert visitor.address == NAME
    assert 'lang="nl"' in visitor.response.content.decode()
    assert "Ann van Dijk" in visitor.response.content.decode()
    assert yearly.answers.get(path="full_name").value == "Ann van Dijk"
    assert 'lang="nl"' in visitor.visit("/q/tasks/").response.content.decode()


@pytest.mark.thorough
def test_another_language_sends_no_half_written_question(yearly, visitor):
    visitor.visit("/q/s/you/rents/").press("Ask my accountant")
    press_in_header(visitor, "language-fr", **{"rents-remark": "For tw"})
    assert yearly.answers.get(path="rents").remark == "For tw"
    assert not yearly.messages.exists()


@pytest.mark.thorough
def test_a_half_written_message_stays_in_its_box(yearly, visitor):
    visitor.visit("/q/messages/")
    press_in_header(visitor, "language-de", text="Before I go")
    assert 'lang="de"' in visitor.response.content.decode()
    assert "Before I go" in visitor.response.content.decode()
    assert not yearly.messages.exists()


@pytest.mark.parametrize("address", [NAME, "/q/messages/"])
def test_enter_in_a_box_never_changes_the_language(visitor, address):
    html = visitor.visit(address).response.content.decode()
    first = re.search(r'<button[^>]*form="answers"[^>]*>', html)[0]
    assert "name=" not in first


@pytest.mark.thorough
def test_larger_letters_stay_on_this_device_and_keep_what_was_typed(yearly, visitor):
    visitor.visit(NAME)
    press_in_header(visitor, "size-larger", full_name="Ann")
    assert 'class="text-larger"' in visitor.response.content.decode()
    assert yearly.answers.get(path="full_name").value == "Ann"
    visitor.visit("/q/tasks/")
    assert 'class="text-larger"' in visitor.response.content.decode()
    assert visitor.press("Normal").address == "/q/tasks/"
    assert "text-larger" not in visitor.response.content.decode()


def test_a_size_leads_to_no_other_site(visitor):
    posted = {"then": "size-large", "next": "https://elsewhere.example/"}
    browser = visitor.client
    assert browser.post("/q/size/", posted)["Location"] == "/q/start/"
    assert "text_size" not in browser.post("/q/size/", {**posted, "then": "size-<b>"}).cookies


@pytest.mark.thorough
@pytest.mark.parametrize("then", ["language-nl", "size-large"])
def test_a_question_answered_elsewhere_waits_for_a_choice_in_any_language(
    yearly, visitor, come_in, then
):
    visitor.visit(NAME)
    come_in(yearly).visit(NAME).press("Continue", full_name="Ann Elsewhere")
    visitor.press("Continue", full_name="Ann Here")
    assert 'id="elsewhere-' in visitor.response.content.decode(), visitor.text
    for _each in range(2):
        press_in_header(visitor, then, full_name="Ann Here too")
        page = visitor.response.content.decode()
        assert 'id="elsewhere-' in page
        assert "Ann Elsewhere" in page
        assert 'value="Ann Here too"' in page
        assert yearly.answers.get(path="full_name").value == "Ann Elsewhere"
    form = next(one for one in visitor.page.forms if "full_name" in one.fields)
    visitor._send(form, form.fields)
    assert yearly.answers.get(path="full_name").value == "Ann Here too"
