"""The first day of a new user, told once: from signing in to a submitted questionnaire."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.walking import answer_everything, come_in, press

pytestmark = pytest.mark.browser

# workbooks.libreoffice_list(300), opened and saved by LibreOffice Calc 7.4: 300 rows, 12 of them wrong.
MADE_IN_LIBREOFFICE = Path(__file__).parent.parent / "files" / "clients-libreoffice.xlsx"


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_client_list_to_a_submitted_questionnaire(site, browser_for, javascript):
    office = browser_for(javascript=javascript)
    sign_in(office, site)
    surname = "Vandersteen" if javascript else "Oosterlinck"
    for first in ("Rosa", "Rosalie", "Rosanne"):
        add_a_client(office, site, first, surname)
    if javascript:
        import_a_list(office, site)
    invite(office, site, surname)
    phone = browser_for(PHONE, javascript=javascript, language="fr-BE")
    come_in(phone, office, site, f"rosa.{surname.lower()}@example.org")
    phone.locator("main .button").first.click()
    answer_everything(phone)
    expect(phone.locator("h1")).to_contain_text("Merci")
    the_firm_sees_it(office, site, surname)


def add_a_client(page, site, first, surname):
    page.goto(f"{site}/clients/add/")
    page.fill("[name=first_name]", first)
    page.fill("[name=last_name]", surname)
    page.fill("[name=email]", f"{first}.{surname}@example.org".lower())
    page.select_option("select[name=language]", "fr")
    page.check("[name=keep]")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("h1")).to_have_text(f"{first} {surname}")
    expect(page.locator("body")).to_contain_text("No questionnaire has been sent")


def number_of_clients(page, site):
    page.goto(f"{site}/clients/")
    return int("".join(filter(str.isdigit, page.locator("h1").inner_text())))


def import_a_list(page, site):
    before = number_of_clients(page, site)  # other stories add clients, too
    page.goto(f"{site}/imports/")
    page.set_input_files("input[type=file]", MADE_IN_LIBREOFFICE)
    press(page, page.get_by_role("button", name="Import the file"))
    expect(page.locator("main")).to_contain_text("300")
    expect(page.locator("main")).to_contain_text("288 new")
    expect(page.locator("main")).to_contain_text("12 to repair")
    press(page, page.get_by_role("button", name="Apply"))
    expect(page.locator("main")).to_contain_text("288")
    assert number_of_clients(page, site) == before + 288


def invite(page, site, surname):
    page.goto(f"{site}/clients/?q=rosa {surname}")
    for box in page.locator("input[data-tick]").all():
        box.check()
    press(page, page.locator("#bulk button[value=invite]"))
    page.get_by_text("Yearly client record update").first.click()
    press(page, page.get_by_role("button", name="Continue"))
    separate = page.get_by_role("link", name="Start a separate campaign")
    if separate.count():
        press(page, separate)
    expect(page.locator("main")).to_contain_text("Bonjour Rosa")
    page.get_by_role("button", name="Invite 3 clients").click()
    expect(page.locator("main")).to_contain_text(surname)


def the_firm_sees_it(page, site, surname):
    page.goto(f"{site}/clients/?q={surname}")
    row = page.locator("table.rows tbody tr").filter(has_text=f"Rosa {surname}")
    expect(row).to_contain_text("Submitted", ignore_case=True)
    row.locator("a.main").click()
    page.locator("main a[href^='/dossiers/']").first.click()
    expect(page.locator("main")).to_contain_text(surname)
