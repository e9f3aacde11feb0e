"""The builder: a questionnaire from nothing with the keys alone, and two colleagues in one draft."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.stumbling import RULES
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser


def begun(page, site, title):
    """A draft from nothing; the number of its questionnaire."""
    page.goto(f"{site}/questionnaires/new/")
    page.fill("[name=title]", title)
    page.select_option("[name=first]", "en")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/build/")
    return page.url.split("/")[-3]


def added(page, kind, words):
    """A question behind what is open, with Tab, Enter and letters."""
    tab_to(page, ".build-add > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#add-words")
    page.keyboard.type(words)
    tab_to(page, f"button[name=kind][value={kind}]")
    page.keyboard.press("Enter")
    expect(page.locator("#opened")).to_have_text(words)


LABELS = ".build-row:not(.root, .section) span"


def labels(page):
    return page.locator(LABELS).all_inner_texts()


def test_a_questionnaire_is_built_with_the_keys_alone(site, browser_for):
    page = browser_for()
    sign_in(page, site)
    begun(page, site, "Keys alone")
    page.locator("#settings").focus()
    added(page, "yes_no", "Do you own a house?")
    page.locator("#settings").focus()
    added(page, "money", "Rent you received")
    assert labels(page) == ["Do you own a house?", "Rent you received"]
    page.locator(".build-row[aria-current]").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".build-row:not(.root, .section) span").first).to_have_text(
        "Rent you received"
    )
    assert page.evaluate("document.activeElement.id") == "row-items.rent_received"
    page.keyboard.press("Enter")
    tab_to(page, "[name='text.en']")
    page.keyboard.press("End")
    page.keyboard.type(" in {{ period_year }}")
    expect(page.locator("#saved")).to_contain_text("Saved ")
    inside = page.frame_locator("#preview")
    # The frame is drawn anew a moment later; on a busy machine that takes its time.
    label = inside.locator("label", has_text="Rent you received in 2025")
    expect(label).to_be_visible(timeout=20_000)
    page.reload()
    expect(page.locator("[name='text.en']")).to_have_value("Rent you received in {{ period_year }}")
    assert Axe().run(page, options=RULES).response["violations"] == []


def test_two_colleagues_in_one_draft_lose_nothing(site, browser_for):
    mine, theirs = browser_for(), browser_for()
    sign_in(mine, site)
    sign_in(theirs, site)
    pk = begun(mine, site, "Two at once")
    mine.locator(".build-add > summary").click()
    mine.fill("#add-words", "Do you own a house?")
    mine.click("button[name=kind][value=yes_no]")
    expect(mine.locator("#opened")).to_have_text("Do you own a house?")
    theirs.goto(f"{site}/questionnaires/{pk}/build/part/items.own_house/")
    theirs.fill("[name='text.en']", "Is a house yours?")
    expect(theirs.locator("#saved")).to_contain_text("Saved ")
    mine.select_option("[name=required]", "no")
    expect(mine.locator("#saved")).to_contain_text("Saved ")
    mine.fill("[name='text.en']", "Do you own houses?")
    told = mine.locator("[data-field='text.en'] .complaint")
    expect(told).to_contain_text("Is a house yours?")
    assert mine.input_value("[name='text.en']") == "Do you own houses?"
    told.get_by_role("button", name="Keep mine").click()
    expect(mine.locator("#saved")).to_contain_text("Saved ")
    theirs.reload()
    expect(theirs.locator("[name='text.en']")).to_have_value("Do you own houses?")
    expect(theirs.locator("[name=required]")).to_have_value("no")


def test_a_button_pressed_without_connection_says_so_and_works_afterwards(site, browser_for):
    page = browser_for()
    sign_in(page, site)
    begun(page, site, "Without connection")
    for words in ("First", "Second"):
        page.locator(".build-add > summary").click()
        page.fill("#add-words", words)
        page.click("button[name=kind][value=text]")
        expect(page.locator("#opened")).to_have_text(words)
    page.context.set_offline(True)
    page.get_by_role("button", name="Up", exact=True).click()
    expect(page.locator("#saved")).to_contain_text("No connection")
    assert labels(page) == ["First", "Second"]
    page.context.set_offline(False)
    page.get_by_role("button", name="Up", exact=True).click()
    expect(page.locator(".build-row:not(.root, .section) span").first).to_have_text("Second")


def test_what_a_rule_speaks_of_is_shown_before_it_is_deleted(site, browser_for):
    page = browser_for()
    sign_in(page, site)
    pk = begun(page, site, "Spoken of")
    page.locator(".build-add > summary").click()
    page.fill("#add-words", "House")
    page.click("button[name=kind][value=yes_no]")
    expect(page.locator("#opened")).to_have_text("House")
    page.locator(".build-add > summary").click()
    page.fill("#add-words", "Rent")
    page.click("button[name=kind][value=money]")
    expect(page.locator("#opened")).to_have_text("Rent")
    page.goto(f"{site}/questionnaires/{pk}/build/rule/items.rent/show_if/")
    page.locator("textarea[name=rule]").fill("house = yes")
    page.get_by_role("button", name="Save the rule").click()
    page.goto(f"{site}/questionnaires/{pk}/build/part/items.house/")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_url("**/uses/items.house/**")
    expect(page.locator("main")).to_contain_text("Rent")
    page.get_by_role("button", name="Delete it, and take these mentions out").click()
    # The page before has an address that begins alike, so it is waited for what stands there.
    expect(page.locator(LABELS)).to_have_text(["Rent"])
