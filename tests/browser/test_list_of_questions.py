"""A firm's list of questions, pasted: on a phone and at a desk, with JavaScript and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.test_pages import RULES
from tests.browser.walking import press
from tests.builder.listed import rows_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("viewport", "javascript"), [(PHONE, True), (DESK, False)])
def test_a_list_is_brought_corrected_and_made_a_draft(site, browser_for, viewport, javascript):
    page = browser_for(viewport, javascript=javascript)
    sign_in(page, site)
    page.goto(f"{site}/questionnaires/from-list/")
    page.fill("textarea", "\n".join("\t".join(row.cells) for row in rows_of("en_prose")))
    press(page, page.get_by_role("button", name="Read the list"))
    assert page.locator("h1").inner_text() == "17 questions"
    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not wide
    if javascript:
        assert Axe().run(page, options=RULES).response["violations"] == []
    page.get_by_label("Kind of row 18").select_option("one")
    press(page, page.get_by_role("button", name="Make the draft"))
    assert "there is nothing to choose" in page.locator("[role=alert]").inner_text()
    page.get_by_label("Choices, one a line").last.fill("UK\nElsewhere")
    page.fill("input[name=title]", f"Annual {viewport['width']}")
    page.get_by_role("button", name="Make the draft").click()
    page.wait_for_url("**/build/")
    assert "What changes" in page.content() or f"Annual {viewport['width']}" in page.content()
