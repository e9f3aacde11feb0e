"""A dossier is reviewed with the keys alone, and with a thumb on a phone that runs no scripts."""

import json
import re
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.prepared_review import MATES, PASSWORD, REVIEWER
from tests.browser.stumbling import RULES

pytestmark = pytest.mark.browser


@cache
def prepared(server):
    return json.loads(server.run("tests.browser.prepared_review"))


def at_review(browser_for, server, name, *, as_=REVIEWER, viewport=DESK, **options):
    address, page = prepared(server)[name], browser_for(viewport, **options)
    sign_in(page, server.address, as_, PASSWORD)
    page.goto(server.address + address)
    return page


def title(page):
    return page.locator("#chosen-title")


def looked_at(page):
    page.evaluate("scrollTo(0, 0)")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)


def test_a_whole_dossier_is_reviewed_with_the_keys(server, browser_for):
    page = at_review(browser_for, server, "keys")
    keys = page.keyboard
    expect(title(page)).to_have_text("How much rent did you receive?")
    expect(page.locator(".review-rows > li")).to_have_count(2)
    expect(page.locator("[data-keys-line]")).to_be_visible()
    looked_at(page)
    keys.press("j")
    expect(title(page)).to_have_text("Anything else?")
    expect(title(page)).to_be_focused()
    keys.press("k")
    expect(title(page)).to_have_text("How much rent did you receive?")
    a_note_is_written_and_its_letters_are_no_keys(page)
    the_rent_is_asked_again(page)
    expect(title(page)).to_have_text("Anything else?")
    keys.press("a")
    expect(page.get_by_text("Nothing needs you here.")).not_to_be_visible()
    expect(page.locator(".review-rows > li")).to_have_count(1)
    the_rent_is_corrected(page)


def the_rent_is_corrected(page):
    keys = page.keyboard
    keys.press("e")
    expect(page.get_by_role("heading", name="Correct an answer")).to_be_visible()
    looked_at(page)
    page.locator("[name=rent]").focus()
    keys.press("Control+a")
    keys.type("1300")
    keys.press("Tab")
    keys.type("Bank statement")
    keys.press("Enter")
    expect(page.get_by_text("The client answered: €2,500.00")).to_be_visible()


def a_note_is_written_and_its_letters_are_no_keys(page):
    page.keyboard.press("c")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("jack and nora")
    expect(page.locator("#note-text")).to_have_value("jack and nora")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".thread li.internal")).to_contain_text("jack and nora")
    expect(title(page)).to_have_text("How much rent did you receive?")


def the_rent_is_asked_again(page):
    page.keyboard.press("r")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".tray li")).to_have_count(1)


def test_on_a_phone_without_scripts_one_answer_at_a_time(server, browser_for):
    phone = at_review(browser_for, server, "phone", viewport=PHONE, javascript=False)
    expect(title(phone)).to_have_text("How much rent did you receive?")
    expect(phone.locator(".review-list")).not_to_be_visible()
    bar = phone.locator(".review-bar")
    for name in ("Accept", "Ask again", "Next"):
        box = bar.get_by_text(name, exact=True).bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= PHONE["height"]
    bar.get_by_text("Next", exact=True).click()
    expect(title(phone)).to_have_text("Anything else?")
    bar.get_by_text("Accept", exact=True).click()
    expect(title(phone)).to_have_text("How much rent did you receive?")
    bar.get_by_text("Ask again", exact=True).click()
    phone.locator("#ask-words").fill("With charges?")
    phone.get_by_text("Put in the tray", exact=True).click()
    phone.get_by_role("link", name="Send 1 question").click()
    phone.get_by_role("button", name="Send 1 question").click()
    expect(phone.get_by_text(re.compile("1 question is with"))).to_be_visible()
    expect(phone.locator(".lede")).to_contain_text("Asked again")


def test_the_pages_of_a_document_are_turned_beside_its_answer(server, browser_for):
    page = at_review(browser_for, server, "phone", viewport=PHONE)
    page.goto(f"{page.url.partition('?')[0]}?show=all&at=proof")
    sheet = page.locator(".sheet img")
    expect(sheet).to_have_attribute("alt", re.compile("page 1"))
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("page 2 of 3")).to_be_visible()
    assert sheet.evaluate("one => one.decode().then(() => one.naturalWidth)") > 500
    looked_at(page)


def test_who_else_reviews_is_seen(server, browser_for):
    at_review(browser_for, server, "keys", as_=MATES)
    page = at_review(browser_for, server, "keys")
    expect(page.locator("#here")).to_contain_text("Max Maes is reviewing this dossier too")
