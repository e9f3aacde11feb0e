"""A workbook brought by hand; with JavaScript and without: what is said of it must fit a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_pages import RULES
from tests.browser.walking import press
from tests.questionnaires.workbook.sheets import MARRIED, with_cell
from tests.questionnaires.workbook.xlsforms import household

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("make", "told"),
    [
        (household, "Not taken over: geopoint."),
        (lambda: with_cell(MARRIED, "carry", "confrim"), "questions, row 3, column carry"),
    ],
)
def test_what_is_said_of_a_workbook_fits_a_phone(
    site, browser_for, tmp_path, make, told, javascript
):
    page = browser_for(PHONE, javascript=javascript)
    sign_in(page, site)
    page.goto(f"{site}/questionnaires/upload/")
    file = tmp_path / "own.xlsx"
    file.write_bytes(make())
    page.set_input_files("input[type=file]", file)
    press(page, page.locator("main form button").last)
    assert told in page.locator("main").inner_text()
    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not wide
    if javascript:
        assert Axe().run(page, options=RULES).response["violations"] == []
