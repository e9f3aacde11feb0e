"""Takes the README's pictures anew from a fresh demo firm: `make pictures` with Carnet open at PORT.

Run on a fresh DATA_DIR, so that every picture shows the same day.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import CHROMIUM, FLAGS, PHONE, sign_in  # noqa: E402
from tests.browser.test_story import MADE_IN_LIBREOFFICE  # noqa: E402
from tests.browser.walking import come_in, press  # noqa: E402

SITE = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER = ROOT / "docs" / "images"
DESK = {"width": 1280, "height": 800}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        office(browser, "English", {"clients-desktop-en": "/clients/"}, plan=True)
        office(browser, "Français", {"card-desktop-fr": "/clients/2/"})
        preview = "/questionnaires/2/preview/?language=nl"
        pages = {"campaign-desktop-nl": "/campaigns/1/", "preview-desktop-nl": preview}
        office(browser, "Nederlands", pages)
        phone(browser)
        browser.close()


def office(browser, language: str, pages: dict[str, str], *, plan: bool = False) -> None:
    page = browser.new_context(viewport=DESK).new_page()
    sign_in(page, SITE, language=language)
    for name, address in pages.items():
        page.goto(SITE + address)
        page.screenshot(path=FOLDER / f"{name}.png")
    if plan:
        page.goto(f"{SITE}/imports/")
        page.set_input_files("input[type=file]", MADE_IN_LIBREOFFICE)
        press(page, page.get_by_role("button", name="Import the file"))
        page.screenshot(path=FOLDER / "plan-desktop-en.png")


def phone(browser) -> None:
    desk = browser.new_context(viewport=DESK).new_page()
    sign_in(desk, SITE)
    page = browser.new_context(viewport=PHONE, locale="fr-BE").new_page()
    come_in(page, desk, SITE, "client11@example.org")
    page.goto(f"{SITE}/q/tasks/")
    page.screenshot(path=FOLDER / "tasks-phone-fr.png")
    page.goto(f"{SITE}/q/s/personal/civil_status/")
    page.screenshot(path=FOLDER / "question-phone-fr.png")


if __name__ == "__main__":
    main()
