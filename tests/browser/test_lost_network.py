"""A phone whose connection comes and goes: what was typed is kept on it, and counts once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import visit
from tests.browser.walking import press

pytestmark = pytest.mark.browser

QUESTION = "/q/s/contact/name/"
KEPT = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const base = await answer(indexedDB.open("carnet", 1));
  return answer(base.transaction("unsent").objectStore("unsent").getAll());
}"""
HIDDEN = "Object.defineProperty(window, 'indexedDB', { value: undefined })"


@pytest.fixture
def phone(site, chromium, browser_for):
    return visit(browser_for, chromium, site, "client06@example.org")


def saved(phone):
    return phone.locator("#saved")


def test_what_is_typed_without_connection_is_kept_and_sent_when_it_is_back(site, phone):
    phone.goto(f"{site}{QUESTION}")
    phone.context.set_offline(True)
    phone.fill("[name=name]", "Rosa Offline")
    expect(saved(phone)).to_contain_text("No connection, kept on this phone (1 answer)")
    phone.get_by_role("button", name="Continue").last.click()
    expect(saved(phone)).to_contain_text("You can go on once the connection is back")
    assert phone.input_value("[name=name]") == "Rosa Offline"
    assert [record["paths"] for record in phone.evaluate(KEPT)] == [["name"]]
    phone.context.set_offline(False)
    expect(saved(phone)).to_contain_text(re.compile(r"Saved \d"))
    assert phone.evaluate(KEPT) == []
    phone.get_by_role("button", name="Continue").last.click()
    expect(phone.locator("h1")).not_to_contain_text("name", ignore_case=True)
    phone.goto(f"{site}{QUESTION}")
    assert phone.input_value("[name=name]") == "Rosa Offline"


def test_an_answer_left_on_the_phone_is_sent_from_the_next_page(site, phone):
    phone.goto(f"{site}{QUESTION}")
    phone.route("**/q/save/", lambda route: route.abort())
    phone.fill("[name=name]", "Rosa Later")
    expect(saved(phone)).to_contain_text("kept on this phone")
    phone.unroute("**/q/save/")
    # The line says when was saved before, so the reply itself tells that this answer has arrived.
    with phone.expect_response("**/q/save/") as reply:
        phone.goto(f"{site}/q/tasks/")
    assert reply.value.json()["changed"]
    phone.goto(f"{site}{QUESTION}")
    assert phone.input_value("[name=name]") == "Rosa Later"


def test_a_lost_reply_counts_once_with_the_same_key(site, phone):
    phone.goto(f"{site}{QUESTION}")
    keys = []

    def lose_the_first_reply(route):
        keys.append(re.search(r'name="key"\r\n\r\n(\S+)', route.request.post_data)[1])
        if len(keys) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    phone.route("**/q/save/", lose_the_first_reply)
    phone.fill("[name=name]", "Rosa Lost")
    expect(saved(phone)).to_contain_text("kept on this phone")
    expect(saved(phone)).to_contain_text(re.compile(r"Saved \d"))
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_a_server_that_fails_is_told_apart_and_can_be_tried_again(site, phone):
    phone.goto(f"{site}{QUESTION}")
    phone.route("**/q/save/", lambda route: route.fulfill(status=500, body=""))
    phone.fill("[name=name]", "Rosa Again")
    expect(saved(phone)).to_have_text("Not saved")
    phone.unroute("**/q/save/")
    phone.get_by_role("button", name="Try again").click()
    expect(saved(phone)).to_contain_text(re.compile(r"Saved \d"))


def test_what_is_typed_while_the_phone_is_still_sending_is_saved_afterwards(site, phone):
    phone.goto(f"{site}{QUESTION}")
    phone.route("**/q/save/", lambda route: route.abort())
    phone.fill("[name=name]", "Rosa First")
    expect(saved(phone)).to_contain_text("kept on this phone")
    phone.unroute("**/q/save/")
    held = []
    phone.route("**/q/save/", lambda route: route.continue_() if held else held.append(route))
    phone.goto(f"{site}{QUESTION}")  # What was kept goes out, and the reply takes its time.
    expect(phone.locator("[name=phone]")).to_be_visible()
    phone.fill("[name=phone]", "+32 470 00 01 06")
    phone.wait_for_timeout(1500)  # The pause after typing ends while the phone is still sending.
    with phone.expect_response("**/q/save/"), phone.expect_request("**/q/save/") as later:
        held[0].continue_()
    assert "+32 470 00 01 06" in later.value.post_data


def test_another_window_learns_what_was_answered_and_marks_what_is_being_typed(site, phone):
    other = phone.context.new_page()
    for page in (phone, other):
        page.goto(f"{site}{QUESTION}")
    phone.fill("[name=name]", "Rosa One")
    expect(saved(phone)).to_contain_text(re.compile(r"Saved \d"))
    expect(other.locator("[name=name]")).to_have_value("Rosa One")
    other.route("**/q/save/", lambda route: None)  # It is still typing, and its save hangs.
    other.locator("[name=name]").press_sequentially(" and", delay=5)
    phone.fill("[name=name]", "Rosa Two")
    expect(other.locator("#saved")).to_contain_text("answered in another window")


def test_a_conflict_found_later_is_shown_with_both_answers(site, phone):
    phone.goto(f"{site}{QUESTION}")
    phone.route("**/q/save/", lambda route: route.abort())
    phone.fill("[name=name]", "Rosa Mine")
    expect(saved(phone)).to_contain_text("kept on this phone")
    other = phone.context.new_page()
    other.add_init_script(HIDDEN)
    other.goto(f"{site}{QUESTION}")
    other.fill("[name=name]", "Rosa Theirs")
    expect(saved(other)).to_contain_text(re.compile(r"Saved \d"))
    other.close()
    phone.unroute("**/q/save/")
    phone.goto(f"{site}/q/tasks/")
    expect(saved(phone)).to_contain_text("answered elsewhere meanwhile")
    press(phone, phone.get_by_role("link", name="Look at it"))
    expect(phone.locator("[name=name]")).to_have_value("Rosa Mine")
    press(phone, phone.get_by_role("button", name="Continue").last)
    expect(phone.locator("main")).to_contain_text("Rosa Theirs")
    press(phone, phone.get_by_role("button", name="Use mine"))
    phone.goto(f"{site}{QUESTION}")
    assert phone.input_value("[name=name]") == "Rosa Mine"
    assert phone.evaluate(KEPT) == []
