"""A colleague translates: with the keyboard alone, beside another one, with a dead server, and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.desk import publish
from tests.browser.stumbling import RULES
from tests.questionnaires.builders import document, item

pytestmark = pytest.mark.browser

LOANS = ("Prêt pour {{ address }}", "Lening voor {{ address }}")


def texts(fr, nl=None):
    return {"fr": fr, **({"nl": nl} if nl else {})}


def written(key):
    """Its own for each story: they run on one server."""
    made = document(
        item("address", "text", text=texts("Adresse", "Adres")),
        item("loan", "money", text=texts(*LOANS), help=texts("Par an")),
        item("panels", text=texts("Avez-vous des panneaux solaires ?")),
        languages=["fr", "nl"],
    )
    return {**made, "questionnaire": key, "title": texts(f"Petit {key}", f"Klein {key}")}


@pytest.fixture
def grid_of(site, browser_for, tmp_path):
    """A page with the grid of a questionnaire of this name, which the first one brings."""
    known = {}

    def open_one(key, viewport=DESK, **options):
        page = browser_for(viewport, **options)
        sign_in(page, site)
        if key not in known:
            publish(page, site, written(key), tmp_path)
            known[key] = page.url.rstrip("/").rpartition("/")[2]
        page.goto(f"{site}/questionnaires/{known[key]}/build/words/?from=fr&to=nl")
        return page

    return open_one


def box(page, key):
    return page.locator(f"textarea[name='words:{key}']")


def row(page, key):
    return page.locator(f"tr[id='row-{key}']")


def faults(page):
    found = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in found] + ["wide"] * wide


def test_with_the_keyboard_alone_a_cell_is_saved_as_one_leaves_it(grid_of):
    page = grid_of("keys")
    box(page, "items.loan.help").focus()
    page.keyboard.type("Per jaar")
    page.keyboard.press("Tab")
    expect(row(page, "items.loan.help")).to_contain_text("Saved")
    expect(box(page, "items.panels.text")).to_be_focused()
    page.keyboard.type("Hebt u zonnepanelen?")
    page.keyboard.press("Shift+Tab")
    expect(row(page, "items.panels.text")).to_contain_text("Saved")
    expect(page.locator("#word-tabs [href*=missing] .count")).to_have_text("0")
    page.reload()
    expect(box(page, "items.loan.help")).to_have_value("Per jaar")
    expect(box(page, "items.panels.text")).to_have_value("Hebt u zonnepanelen?")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_two_at_one_text_are_told_of_each_other(grid_of, viewport):
    key = f"pair_{viewport['width']}"
    one, other = grid_of(key, viewport), grid_of(key, viewport)
    write(one, "items.loan.text", "Krediet voor {{ address }}")
    expect(row(one, "items.loan.text")).to_contain_text("Saved")
    write(other, "items.loan.text", "Lening voor {{ adres }}")
    told = row(other, "items.loan.text")
    expect(told).to_contain_text("has changed this meanwhile: “Krediet voor {{ address }}”")
    expect(told).to_contain_text("Did you mean “address”?")
    assert faults(other) == []
    write(other, "items.loan.text", "Leningen voor {{ address }}")
    expect(told).to_contain_text("Saved")
    one.reload()
    expect(box(one, "items.loan.text")).to_have_value("Leningen voor {{ address }}")


def write(page, key, words):
    box(page, key).fill(words)
    box(page, key).blur()


def test_a_cell_that_could_not_be_saved_says_so_and_keeps_its_words(grid_of):
    page = grid_of("dead")
    page.route("**/build/words/", lambda route: route.abort())
    write(page, "items.loan.help", "Per jaar")
    expect(row(page, "items.loan.help")).to_contain_text("Not saved yet")
    page.unroute("**/build/words/")
    page.get_by_role("button", name="Save this page").click()
    expect(page.locator("main")).to_contain_text("1 text saved.")
    expect(box(page, "items.loan.help")).to_have_value("Per jaar")


def test_without_scripts_a_page_of_cells_is_saved(grid_of):
    page = grid_of("plain", javascript=False)
    box(page, "items.loan.help").fill("Per jaar")
    box(page, "items.panels.text").fill("Hebt u zonnepanelen?")
    page.get_by_role("button", name="Save this page").click()
    expect(page.locator("main")).to_contain_text("2 texts saved.")
    page.locator("details.languages-of summary").click()
    page.get_by_role("button", name="Dutch: This language is complete").click()
    page.locator("details.languages-of summary").click()
    expect(page.get_by_role("button", name="Dutch: Not complete yet")).to_be_visible()
