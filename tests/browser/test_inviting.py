"""A colleague repairs addresses, writes the mail and spreads it over days; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.test_pages import faults
from tests.browser.walking import open_mail, press

pytestmark = pytest.mark.browser


def to_the_addresses(page, site):
    page.goto(f"{site}/campaigns/invite/?everyone=1")
    page.get_by_label(re.compile("Belgian income tax 2026, short form")).check()
    press(page, page.get_by_role("button", name="Continue to the message"))
    other = page.get_by_role("link", name="Start a separate campaign")
    if other.count():
        press(page, other)
    expect(page.get_by_role("link", name=re.compile("Continue with"))).to_be_visible()


def repair_a_partner(page, *, javascript):
    """The first partner without an address gets one, and leaves the list."""
    group = page.locator("#partner")
    group.locator("summary").click()
    rows = group.locator("tbody tr")
    many, name = rows.count(), rows.first.locator("a").inner_text()
    rows.first.locator("input[type=email]").fill("nobody")
    save = rows.first.get_by_role("button", name="Save")
    save.click() if javascript else press(page, save)
    expect(page.locator("#partner .error")).to_contain_text("the @ is missing")
    rows.first.locator("input[type=email]").fill("partner@fiduciaire.be")
    save.click() if javascript else press(page, save)
    expect(page.locator("main")).to_contain_text(f"{name} is saved.")
    expect(page.locator("#partner tbody tr")).to_have_count(many - 1)


def write(page, *, javascript):
    text = page.locator("textarea").first
    text.fill("Bonjour {first_name}, voici la nouvelle.")
    if not javascript:
        press(page, page.get_by_role("button", name="Update the preview").first)
    look = page.frame_locator("iframe").first.locator("body")
    expect(look).to_contain_text("voici la nouvelle.")
    expect(look).not_to_contain_text("{first_name}")


def insert_a_word(page):
    page.locator(".placeholders summary").click()
    text = page.locator("textarea").first
    text.focus()
    page.get_by_role("button", name="{period}").click()
    expect(text).to_have_value(re.compile(r"\{period\}"))
    expect(page.frame_locator("iframe").first.locator("body")).to_contain_text("2025")


def spread(page, *, javascript):
    page.locator("input[value=labels]").check()
    page.locator("input[value=later]").check()
    if not javascript:
        press(page, page.get_by_role("button", name="Update the preview").first)
    expect(page.locator("#plan tbody tr")).to_have_count(3)
    day = page.locator("#plan tbody tr").first.locator("td").first
    expect(day).not_to_have_text("Now")  # as it was before the second of the two was taken in
    return day.inner_text()


def test_addresses_are_repaired_and_the_mails_leave_in_waves(site, browser_for):
    page = browser_for(DESK)
    sign_in(page, site)
    to_the_addresses(page, site)
    repair_a_partner(page, javascript=True)
    assert faults(page, page.url) == []
    press(page, page.get_by_role("link", name=re.compile("Continue with")))
    write(page, javascript=True)
    insert_a_word(page)
    press(page, page.get_by_role("button", name=re.compile("Send a test")).first)
    expect(page.locator("main")).to_contain_text("A test mail goes to claire@demo.example")
    first = spread(page, javascript=True)
    press(page, page.get_by_role("button", name=re.compile("Invite \\d+ clients")))
    expect(page.locator("#waves")).to_contain_text(first)
    assert faults(page, page.url) == []
    press(page, page.locator("#waves").get_by_role("link", name="Move").first)
    press(page, page.get_by_role("button", name="Move"))
    press(page, page.locator("#waves").get_by_role("button", name="Stop").first)
    expect(page.locator("#waves")).to_contain_text("stopped")
    open_mail(page, site, ["claire@demo.example", "Test"])
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("voici la nouvelle")


def test_the_same_on_a_phone_without_scripts(site, browser_for):
    page = browser_for(PHONE, javascript=False)
    sign_in(page, site)
    to_the_addresses(page, site)
    repair_a_partner(page, javascript=False)
    expect(page.get_by_role("link", name="Check the sender’s domain")).to_be_visible()
    press(page, page.get_by_role("link", name=re.compile("Continue with")))
    write(page, javascript=False)
    spread(page, javascript=False)
    press(page, page.get_by_role("button", name="Prepare without sending"))
    expect(page.locator("main")).to_contain_text("prepared. Nothing has been sent yet.")
