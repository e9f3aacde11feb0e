"""When a question is asked: picked with the keys alone, and by somebody whose browser runs no scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_keyboard import tab_to
from tests.browser.test_pages import faults

pytestmark = pytest.mark.browser

RULE = "/questionnaires/2/build/rule/items.region/show_if/"


def cleared(page, site):
    page.goto(f"{site}{RULE}")
    page.fill("#rule", "")
    page.get_by_role("button", name="Save the rule").click()
    expect(page.locator("#sentence")).to_contain_text("Always: there is no condition yet.")


def test_a_condition_is_picked_with_the_keys_alone(site, browser_for):
    page = browser_for()
    sign_in(page, site)
    cleared(page, site)
    page.locator("h1").click()
    tab_to(page, "#sentence a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**at=new**")
    tab_to(page, "#id_subject")
    # A select goes to what one types; what fits the question follows when one pauses, without a button.
    page.keyboard.type("What was your situation")
    expect(page.locator("#condition [name=operator]")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "id_subject"
    tab_to(page, "[name=values][value=married]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#rule")).to_have_value("civil_status = married")
    expect(page.locator("#sentence")).to_contain_text("is Married")
    assert faults(page, f"{site}{RULE}?at=0") == []
    cleared(page, site)


def test_a_condition_is_picked_without_scripts_on_a_phone(site, browser_for):
    page = browser_for(PHONE, javascript=False)
    sign_in(page, site)
    cleared(page, site)
    page.get_by_role("link", name="Add a condition").click()
    page.select_option("#id_subject", "children.child_birth")
    page.get_by_role("button", name="Show what can be said of it").click()
    page.select_option("#id_measure", "age_end")
    page.get_by_role("button", name="Show what can be said of it").click()
    page.select_option("[name=operator]", "under")
    page.fill("[name=value]", "18")
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator("#rule")).to_have_value(
        "children.exists(entry, age_on(entry.child_birth, period_end) < 18)"
    )
    page.get_by_role("button", name="Remove:").click()
    expect(page.locator("#sentence")).to_contain_text("Always: there is no condition yet.")
