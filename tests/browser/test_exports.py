"""An accountant takes home what a campaign has brought: at the desk, and on a phone that runs no scripts."""

import re
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_pages import RULES
from tests.exports.pages import words_in

pytestmark = pytest.mark.browser
CAMPAIGN = "/campaigns/3/"
PATIENT = 60_000


@pytest.fixture
def desk(browser_for, site):
    page = browser_for()
    sign_in(page, site)
    return page


def fetched(page, folder):
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").first.click()
    coming.value.save_as(folder / coming.value.suggested_filename)
    return folder / coming.value.suggested_filename


def test_a_zip_is_asked_for_waited_for_and_fetched(desk, site, tmp_path):
    desk.goto(f"{site}{CAMPAIGN}")
    desk.get_by_role("link", name="Export").click()
    expect(desk.locator("h1")).to_have_text("Export the answers")
    for words in (
        "The record of each client as PDF",
        "JSON of each client",
        "The documents, named by your rule",
    ):
        desk.get_by_label(words).check()
    desk.get_by_role("button", name=re.compile("^Prepare")).click()
    expect(desk.get_by_role("button", name="Download").first).to_be_visible(timeout=PATIENT)
    assert Axe().run(desk, options=RULES).response["violations"] == []
    path = fetched(desk, tmp_path)
    call_command("verify_zip", path)
    zipped = ZipFile(path)
    records = [name for name in zipped.namelist() if name.endswith("dossier.pdf")]
    assert records
    assert "answers.xlsx" in zipped.namelist()
    assert "SHA-256" in words_in(zipped.read(records[0]))


def test_who_is_ticked_is_exported(desk, site):
    desk.goto(f"{site}{CAMPAIGN}?state=submitted")
    desk.locator("[data-tick]").first.check()
    desk.locator("#bulk").get_by_role("button", name="Export").click()
    expect(desk.locator("h1")).to_have_text("Export the answers")
    expect(desk.locator("main")).to_contain_text("1 client has sent something.")


def test_without_scripts_on_a_phone_the_page_comes_again_by_itself(browser_for, site, tmp_path):
    phone = browser_for(PHONE, javascript=False)
    sign_in(phone, site)
    phone.goto(f"{site}/exports{CAMPAIGN}")
    ready = phone.get_by_role("button", name="Download")
    others = ready.count()
    phone.get_by_role("button", name=re.compile("^Prepare")).click()
    expect(ready).to_have_count(others + 1, timeout=PATIENT)
    assert fetched(phone, tmp_path).suffix == ".xlsx"
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    before = phone.get_by_role("button", name="Remove").count()
    phone.get_by_role("button", name="Remove").first.click()
    expect(phone.get_by_role("button", name="Remove")).to_have_count(before - 1)


def test_the_rule_for_names_shows_its_example_while_it_is_typed(desk, site):
    desk.goto(f"{site}/firm/")
    desk.fill("[name=document_names]", "{client_number} {question} ({entry})")
    expect(desk.locator("#name-example")).to_contain_text("K12 Certificate of child care (Noa).pdf")
    desk.fill("[name=document_names]", "{client")
    expect(desk.locator("#name-example .error")).to_be_visible()
