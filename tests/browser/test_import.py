"""The import as an accountant walks through it: with a mouse, with the keyboard, without scripts, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.test_pages import faults
from tests.files import workbooks

pytestmark = pytest.mark.browser

HEADERS = ["Prénom", "Nom", "E-mail", "Langue", "Rue", "Numéro", "Code postal", "Localité", "Fax"]


def person(number, **values):
    row = dict.fromkeys(HEADERS, "")
    row |= {"Prénom": f"Noor{number}", "Nom": "Verlinden", "Langue": "nl"}
    row |= {"E-mail": f"noor{number}@import.example", "Rue": "Kerkstraat", "Numéro": str(number)}
    return [*(row | {"Code postal": "9000", "Localité": "Gent"} | values).values()]


def bring(page, site, rows, name="clients.xlsx"):
    """Up to the plan; the address of it."""
    page.goto(f"{site}/imports/")
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "x/y", "buffer": workbooks.workbook(rows)}
    )
    page.get_by_role("button", name="Import the file").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    return re.search(r".*/imports/[0-9a-f-]{36}/", page.url)[0]


@pytest.fixture
def office(site, browser_for):
    """Somebody at work, whose browser had nothing to complain about in the end."""
    page, errors = browser_for(), []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    sign_in(page, site)
    yield page
    assert errors == []


def heading(page):
    return page.get_by_role("heading", level=1)


def undo(page, url):
    page.goto(f"{url}undo/")
    page.get_by_role("button", name="Undo the whole import").click()
    page.wait_for_url("**/result/")
    expect(heading(page)).to_have_text("This import was undone")


def test_eight_hundred_clients_come_in_with_six_clicks_or_fewer(office, site):
    """Each click is written down; choosing the file in the system's own window is one."""
    clicks = []

    def click(target):
        clicks.append(target)
        target.click()

    rows = [HEADERS, *(person(number) for number in range(800))]
    office.goto(f"{site}/clients/")
    click(office.get_by_role("link", name="Import", exact=True).first)
    with office.expect_file_chooser() as window:
        click(office.locator("[data-drop]"))
    data = workbooks.workbook(rows)
    clicks.append("the file, in the window")
    window.value.set_files({"name": "clients.xlsx", "mimeType": "x/y", "buffer": data})
    click(office.get_by_role("button", name="Import the file"))
    if office.url.endswith("/columns/"):
        click(office.get_by_role("button", name="See what would happen"))
    expect(heading(office)).to_have_text("800 rows: 800 new, 0 changed, 0 unchanged, 0 to repair")
    click(office.get_by_role("button", name="Apply"))
    office.wait_for_url("**/result/")
    expect(heading(office)).to_have_text("800 clients imported")
    assert len(clicks) <= 6
    undo(office, office.url.removesuffix("result/"))


def test_a_choice_counts_at_once_and_leaves_the_keyboard_where_it_was(office, site):
    url = bring(office, site, [HEADERS, *(person(number) for number in range(900, 905))])
    office.goto(f"{url}?show=new")
    leave = office.locator("#leave-4")
    leave.focus()
    office.keyboard.press("Enter")
    expect(heading(office)).to_have_text("5 rows: 4 new, 0 changed, 1 unchanged, 0 to repair")
    expect(office.locator("#leave-4")).to_be_focused()
    expect(office.locator("#leave-4")).to_contain_text("Add after all")
    expect(office.locator("body > [role=status]")).to_have_text(re.compile("^5 rows: 4 new"))
    office.keyboard.press("Enter")
    expect(heading(office)).to_have_text("5 rows: 5 new, 0 changed, 0 unchanged, 0 to repair")


def test_rows_are_repaired_with_the_keyboard_one_after_the_other(office, site):
    wrong = [person(number, **{"E-mail": f"noor{number}"}) for number in (910, 911, 912)]
    url = bring(office, site, [HEADERS, person(913), *wrong])
    office.goto(f"{url}?show=invalid")
    office.locator("#fix-3-2").fill("noor910@import.example, not sent yet")
    office.locator("#fix-4-2").fill("noor911@import.example")
    office.keyboard.press("Enter")
    expect(heading(office)).to_have_text("4 rows: 2 new, 0 changed, 0 unchanged, 2 to repair")
    expect(office.locator("#fix-5-2")).to_be_focused()
    expect(office.locator("#fix-3-2")).to_have_value("noor910@import.example, not sent yet")
    office.keyboard.press("ControlOrMeta+A")
    office.keyboard.type("still wrong")
    office.keyboard.press("Enter")
    expect(office.locator("#fix-5-2")).to_have_value("still wrong")
    expect(office.locator("#fix-5-2")).to_be_focused()
    expect(office.get_by_role("heading", name="Repaired here")).to_be_visible()


def test_enter_checks_what_was_typed_even_where_a_repair_is_offered(office, site):
    headers = [*HEADERS, "Rijksregisternummer"]
    rows = [headers, [*person(917), "1051795080"], [*person(918), ""]]
    url = bring(office, site, rows)
    office.goto(f"{url}?show=invalid")
    expect(office.get_by_role("button", name="Take 01051795080")).to_be_visible()
    office.locator("#fix-2-9").fill("85073003329")
    office.keyboard.press("Enter")
    expect(office.get_by_text("the last two digits should be 28")).to_be_visible()
    office.locator("#fix-2-9").fill("1051795080")
    office.keyboard.press("Enter")
    expect(office.get_by_text("it should have 11 digits")).to_be_visible()
    office.get_by_role("button", name="Take 01051795080").click()
    expect(heading(office)).to_have_text("2 rows: 2 new, 0 changed, 0 unchanged, 0 to repair")


def test_clients_who_are_not_in_the_file_are_ticked_and_kept_after_all(office, site):
    url = bring(office, site, [HEADERS, person(925)])
    office.goto(f"{url}?show=only_here")
    for place in (0, 1):
        office.locator("[data-tick]").nth(place).check()
    office.get_by_role("button", name="Archive with this import").click()
    expect(office.get_by_text("2 clients are archived.")).to_be_visible()
    office.locator("[data-tick]").nth(1).check()
    office.locator("tr button", has_text="Keep").first.click()
    expect(office.get_by_text("1 client is archived.")).to_be_visible()
    expect(office.get_by_text("will be archived")).to_have_count(1)


def test_a_column_is_corrected_and_looked_at_again_by_itself(office, site):
    url = bring(office, site, [HEADERS, person(920, Fax="Fiduciaire"), person(921)])
    office.goto(f"{url}columns/")
    expect(heading(office)).to_have_text("8 of 9 columns are read")
    office.get_by_label("Fax").focus()
    office.get_by_label("Fax").select_option("notes")
    expect(heading(office)).to_have_text("9 of 9 columns are read")
    expect(office.get_by_label("Fax")).to_be_focused()
    office.get_by_label("Fax").select_option("city")
    expect(office.get_by_text("City is chosen for “Localité” and for “Fax”.").first).to_be_visible()


def test_a_list_is_searched_while_typing(office, site):
    url = bring(office, site, [HEADERS, *(person(number) for number in range(930, 940))])
    office.goto(f"{url}?show=new")
    office.get_by_label("Find in this list").press_sequentially("noor935")
    expect(office.locator("#list tbody tr")).to_have_count(1)
    expect(office.get_by_label("Find in this list")).to_be_focused()
    assert "q=noor935" in office.url


def test_everything_works_without_scripts(site, browser_for):
    page = browser_for(javascript=False)
    sign_in(page, site)
    wrong = person(941, **{"E-mail": "noor941"})
    url = bring(page, site, [HEADERS, person(940), wrong])
    page.goto(f"{url}columns/")
    page.get_by_label("Fax").select_option("notes")
    page.get_by_role("button", name="See what would happen").click()
    expect(heading(page)).to_have_text("2 rows: 1 new, 0 changed, 0 unchanged, 1 to repair")
    page.get_by_role("link", name="To repair").click()
    page.locator("#fix-3-2").fill("noor941@import.example")
    page.get_by_role("button", name="Check again").click()
    expect(heading(page)).to_have_text("2 rows: 2 new, 0 changed, 0 unchanged, 0 to repair")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/result/")
    expect(heading(page)).to_have_text("2 clients imported")
    undo(page, url)


def test_others_see_in_the_menu_that_an_import_has_finished(office, site, browser_for):
    url = bring(office, site, [HEADERS, person(950)])
    office.get_by_role("button", name="Apply").click()
    office.wait_for_url("**/result/")
    other = browser_for()
    sign_in(other, site)
    expect(other.locator(".rail .badge")).to_contain_text("An import has just finished")
    undo(office, url)


@pytest.fixture(scope="module")
def states(site, chromium):
    """The addresses of every page of an import, in all its states; made once for both looks."""
    context = chromium.new_context(viewport=DESK)
    page = context.new_page()
    sign_in(page, site)
    rows = [
        HEADERS,
        person(960, **{"E-mail": "client01@example.org", "Prénom": "Ann", "Nom": "Peeters"}),
        person(961, **{"E-mail": "noor961"}),
        *(person(number) for number in range(962, 970)),
        person(970, Nom="Verlinden-Vanderstraeten van den Bossche de la Fontaine" * 2),
        person(971, Rue="Lindenlaan", Nom="Maes"),
        person(971, Rue="Lindenlaan", Nom="Maes", Prénom="Tom"),
    ]
    wide = [[f"Kolom {n}" for n in range(40)] + HEADERS, ["x" * 60] * 40 + person(980)]
    one, forty = bring(page, site, rows), bring(page, site, wide)
    done = bring(page, site, [HEADERS, person(990), person(991, **{"E-mail": "noor991"})])
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/result/")
    undone = bring(page, site, [HEADERS, person(995)])
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/result/")
    undo(page, undone)
    yield [
        *(f"{one}?show={tab}" for tab in TABS),
        *(f"{url}{part}" for url in (one, forty) for part in ("", "columns/")),
        *(f"{done}{part}" for part in ("result/", "undo/")),
        f"{undone}result/",
        f"{site}/imports/",
    ]
    undo(page, done)
    context.close()


TABS = ("decide", "new", "changed", "unchanged", "invalid", "only_here")


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone, light", "desk, dark"]
)
def test_no_page_of_an_import_makes_anybody_stumble(site, browser_for, states, viewport, scheme):
    page = browser_for(viewport, color_scheme=scheme)
    sign_in(page, site)
    found = {address: lines for address in states if (lines := faults(page, address))}
    assert found == {}
