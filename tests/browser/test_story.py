"""The first day of a new user, told once: from signing in to a submitted questionnaire."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in

pytestmark = pytest.mark.browser

# workbooks.libreoffice_list(300), opened and saved by LibreOffice Calc 7.4: 300 rows, 12 of them wrong.
TEXT = "input:is([type=text], :not([type]))"
MADE_IN_LIBREOFFICE = Path(__file__).parent.parent / "files" / "clients-libreoffice.xlsx"


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_client_list_to_a_submitted_questionnaire(site, browser_for, javascript):
    office = browser_for(javascript=javascript)
    sign_in(office, site)
    surname = "Vandersteen" if javascript else "Oosterlinck"
    add_a_client(office, site, surname)
    if javascript:
        import_a_list(office, site)
    invite(office, site, surname)
    link = follow_from_the_outbox(office, site, surname)
    phone = browser_for(PHONE, javascript=javascript, language="fr-BE")
    open_the_link(phone, office, site, link)
    answer_everything(phone)
    expect(phone.locator("h1")).to_contain_text("Merci")
    the_firm_sees_it(office, site, surname)


def add_a_client(page, site, surname):
    page.goto(f"{site}/clients/add/")
    page.fill("[name=first_name]", "Rosa")
    page.fill("[name=last_name]", surname)
    page.fill("[name=email]", f"rosa.{surname.lower()}@example.org")
    page.select_option("select[name=language]", "fr")
    page.check("[name=keep]")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("h1")).to_have_text(f"Rosa {surname}")
    expect(page.locator("body")).to_contain_text("No questionnaire has been sent")


def import_a_list(page, site):
    page.goto(f"{site}/imports/")
    page.set_input_files("input[type=file]", MADE_IN_LIBREOFFICE)
    page.get_by_role("button", name="Import the file").click()
    expect(page.locator("main")).to_contain_text("300")
    expect(page.locator("main")).to_contain_text("288 new")
    expect(page.locator("main")).to_contain_text("12 to repair")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("main")).to_contain_text("288")
    page.goto(f"{site}/clients/")
    expect(page.locator("h1")).to_contain_text("329")


def invite(page, site, surname):
    """Three clients ticked in the list: the new one and two others."""
    page.goto(f"{site}/clients/?q={surname}")
    page.locator("input[data-tick]").first.check()
    page.locator("#bulk button[value=invite]").click()
    page.get_by_text("Yearly client record update").first.click()
    page.get_by_role("button", name="Continue").click()
    if page.get_by_role("link", name=re.compile("separate campaign")).count():
        page.get_by_role("link", name=re.compile("separate campaign")).click()
    expect(page.locator("main")).to_contain_text("Bonjour Rosa,")
    page.locator("button[name=do][value=invite]").click()
    expect(page.locator("main")).to_contain_text(surname)


def follow_from_the_outbox(page, site, surname):
    """The worker composes the mail within seconds; without a mail server it waits here."""
    address = f"rosa.{surname.lower()}@example.org"
    open_mail(page, site, address)
    return page.locator("a[href*='/q/']").first.get_attribute("href")


def open_mail(page, site, address, words=""):
    for _ in range(40):
        page.goto(f"{site}/outbox/")
        rows = page.locator("table.rows tbody tr").filter(has_text=address).filter(has_text=words)
        if rows.locator("a.main").count():
            rows.locator("a.main").first.click()
            if page.locator("iframe").count():
                return
        page.wait_for_timeout(500)
    pytest.fail("The mail did not reach the Outbox page.")


def open_the_link(phone, office, site, link):
    phone.goto(link)
    phone.locator("main form button").first.click()
    expect(phone.locator("input[autocomplete=one-time-code]")).to_be_visible()
    address = office.locator("main").inner_text()
    address = re.search(r"rosa\.\w+@example\.org", address)[0]
    open_mail(office, site, address, "code")
    frame = office.frame_locator("iframe")
    code = re.search(r"\d{8}", frame.locator("body").inner_text())[0]
    phone.fill("input[autocomplete=one-time-code]", code)
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_contain_text("Rosa")
    phone.locator("main .button").first.click()


def answer_everything(phone):
    """Press on like somebody who wants to be done: answer what is asked, pass what may be passed."""
    for _ in range(120):
        if "/q/sent/" in phone.url:
            return
        step(phone)
    pytest.fail(f"Not sent after 120 pages; stopped at {phone.url}")


def step(phone):
    if "/q/tasks/" in phone.url:
        open_next_section(phone)
    elif "/q/check/" in phone.url or "/q/send/" in phone.url:
        sign_and_go_on(phone)
    else:
        answer_the_page(phone)


def press(phone, button):
    with phone.expect_navigation():
        button.click()


def open_next_section(phone):
    waiting = phone.locator("ul.tasks li:not(:has(.task-state.done)) a")
    check = phone.locator("main a.button[href*='check']")
    press(phone, waiting.first if waiting.count() else check.first)


def sign_and_go_on(phone):
    fill_in(phone)
    press(phone, phone.locator("main .button:visible").last)


def answer_the_page(phone):
    for group in phone.locator("main form fieldset").all():
        choices = group.locator("input[type=radio]")
        if choices.count():
            choices.last.check()
    fill_in(phone)
    before = phone.url
    press(phone, phone.locator("main form .actions button.button:visible").first)
    if phone.url == before:
        press(phone, phone.locator("main form button[name$='-escape']:visible").first)


def fill_in(phone):
    for field in phone.locator(f"main form {TEXT}:visible").all():
        if not field.input_value():
            numeric = field.get_attribute("inputmode") in {"numeric", "decimal"}
            field.fill("8" if numeric else "Rosa")
    boxes = phone.locator("main form input[type=checkbox]")
    if boxes.count() == 1:
        boxes.check()


def the_firm_sees_it(page, site, surname):
    page.goto(f"{site}/clients/?q={surname}")
    row = page.locator("table.rows tbody tr").filter(has_text=surname)
    expect(row).to_contain_text("Submitted", ignore_case=True)
    row.locator("a.main").click()
    page.locator("main a[href^='/dossiers/']").first.click()
    expect(page.locator("main")).to_contain_text(surname)
