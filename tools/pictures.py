"""Takes the pictures of README and docs anew from a fresh demo firm: `make pictures` while `make run` is open at PORT.

Run on a fresh DATA_DIR, the server's own, so that every picture shows the same day and some clients can be led to
where there is something to see.
"""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.browser.conftest import CHROMIUM, FLAGS, PHONE, sign_in  # noqa: E402
from tests.browser.desk import adopt  # noqa: E402
from tests.browser.solar import Accountant  # noqa: E402
from tests.browser.test_story import MADE_IN_LIBREOFFICE  # noqa: E402
from tests.browser.walking import link_in_mail, press  # noqa: E402
from tools.on_show import Shown, prepare  # noqa: E402

SITE = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER = ROOT / "docs" / "images"
DESK = {"width": 1280, "height": 800}
SIZES = {"phone": PHONE, "desktop": DESK}
COLOURS = 48  # the pages have few; a third of the size, and nobody sees the difference

Go = Callable[[Page], object]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    shown = prepare()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        clients(browser, shown)
        readme(browser)
        office(browser, shown)
        codes(browser)
        building(browser)
        browser.close()


def shoot(page: Page, name: str) -> None:
    """What the window shows, in a palette of its own."""
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(300)  # the underlines and the lines of what is saved have come to rest
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}\n")


def at(path: str) -> Go:
    return lambda page: page.goto(SITE + path)


# The client's side


def paper(words: str) -> dict:
    """A photo of a paper, as a phone would take it; nobody's."""
    image = Image.new("RGB", (900, 640), "#d8cfbd")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((90, 70, 810, 570), 24, fill="#fbfaf5")
    draw.rectangle((140, 130, 330, 370), fill="#c9d6d0")
    for number in range(6):
        draw.rectangle((380, 140 + 44 * number, 740 - 50 * (number % 3), 156 + 44 * number), "#9aa")
    draw.text((140, 450), words, fill="#345", font_size=44)
    file = io.BytesIO()
    image.save(file, "JPEG")
    return {"name": f"{words.lower()}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def with_a_paper(page: Page) -> None:
    page.goto(f"{SITE}/q/s/personal/id_document/")
    if not page.locator("ul.files > li").count():
        page.set_input_files("main input[type=file] >> nth=0", paper("Carte"))
    page.locator("ul.files:not([data-under-way]) > li").first.wait_for()


def with_a_box(page: Page) -> None:
    page.goto(f"{SITE}/q/shoebox/")
    if not page.locator("main select").count():
        page.set_input_files("#files", [paper("Facture"), paper("Attestation")])
    page.locator("main select").nth(1).wait_for()


def with_a_child(page: Page) -> None:
    """Last year's child, confirmed: from then on the list says its name."""
    page.goto(f"{SITE}/q/still/household/")
    if page.locator("button[name=all]").count():
        press(page, page.locator("button[name=all]"))
    page.goto(f"{SITE}/q/s/household/children/")


def to_sign(page: Page) -> None:
    page.goto(f"{SITE}/q/check/")
    press(page, page.locator("main a.button[href*='/q/send/']"))


def to_send(page: Page) -> None:
    """Sent once, in the first window; the second sees that it was."""
    if "/q/sent/" not in page.goto(f"{SITE}/q/sent/").url:
        to_sign(page)
        for box in page.locator("main form input[type=checkbox]").all():
            box.check()
        for field in page.locator("main form input[type=text]").all():
            field.fill("Jean-Marie Dupont")
        press(page, page.locator("main form button.button").last)
    page.goto(f"{SITE}/q/sent/")


# Whose pages, and which: one after the other, so that nothing is sent before it was shown unsent.
SCREENS: list[tuple[str, dict[str, Go]]] = [
    ("fresh", {"start": at("/q/start/")}),
    (
        "busy",
        {
            "tasks": at("/q/tasks/"),
            "question": at("/q/s/personal/civil_status/"),
            "document": with_a_paper,
            "shoebox": with_a_box,
            "messages": at("/q/messages/"),
        },
    ),
    ("still", {"still": at("/q/still/household/")}),
    ("still", {"list": with_a_child}),
    ("full", {"partner": at("/q/partner/"), "check": at("/q/check/"), "send": to_sign}),
    ("full", {"sent": to_send}),
    ("asked", {"asked": at("/q/asked/")}),
    ("approving", {"return": at("/q/return/")}),
    ("partner", {"couple": at("/q/tasks/"), "sign": at("/q/check/")}),
]
DUTCH = {"partner"}  # the couple of the demo


def clients(browser: Browser, shown: Shown) -> None:
    for client, screens in SCREENS:
        language = "nl" if client in DUTCH else "fr"
        for size in SIZES:
            page = visitor(browser, size, language, shown.visits[client])
            for name, go in screens.items():
                go(page)
                shoot(page, f"{name}-{size}-{language}")
            page.context.close()


def visitor(browser: Browser, size: str, language: str, session: str = "") -> Page:
    page = window(browser, size, f"{language}-BE")
    words = {"language": language} | ({"session": session} if session else {})
    cookies = [{"name": key, "value": one, "url": SITE} for key, one in words.items()]
    page.context.add_cookies(cookies)
    return page


def window(browser: Browser, size: str, locale: str) -> Page:
    """Phones are sharp; what is shown of them in the docs is smaller than the picture."""
    sharp = 2 if size == "phone" else 1
    context = browser.new_context(viewport=SIZES[size], locale=locale, device_scale_factor=sharp)
    return context.new_page()


def codes(browser: Browser) -> None:
    """The page on which the mailed code is typed, come to as from a mail."""
    desk = desk_of(browser, "English")
    link = link_in_mail(desk, SITE, "client17@example.org")
    for size in SIZES:
        page = visitor(browser, size, "fr")
        page.goto(link)
        shoot(page, f"link-{size}-fr")
        page.wait_for_timeout(1100)  # as long as a person takes, who is no robot
        press(page, page.locator("main form button").first)
        shoot(page, f"code-{size}-fr")
        page.context.close()
    desk.context.close()


# The office


LOCALES = {"English": "en-GB", "Français": "fr-BE", "Nederlands": "nl-BE"}


def desk_of(browser: Browser, language: str, size: str = "desktop") -> Page:
    page = window(browser, size, LOCALES[language])
    sign_in(page, SITE, language=language)
    return page


def readme(browser: Browser) -> None:
    page = desk_of(browser, "English")
    at("/clients/")(page)
    shoot(page, "clients-desktop-en")
    page.goto(f"{SITE}/imports/")
    page.set_input_files("input[type=file]", MADE_IN_LIBREOFFICE)
    press(page, page.get_by_role("button", name="Import the file"))
    press(page, page.locator("nav.tabs a").filter(has_text="New"))
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "plan-desktop-en")
    page.context.close()
    for language, pages in OTHERS.items():
        page = desk_of(browser, language)
        for name, address in pages.items():
            at(address)(page)
            shoot(page, name)
        page.context.close()


OTHERS = {
    "Français": {"card-desktop-fr": "/clients/2/"},
    "Nederlands": {
        "campaign-desktop-nl": "/campaigns/1/",
        "preview-desktop-nl": "/questionnaires/2/preview/?language=nl",
    },
}


def office(browser: Browser, shown: Shown) -> None:
    for size in SIZES:
        page = desk_of(browser, "Français", size)
        look(page, size, "campaign", at("/campaigns/1/"))
        look(page, size, "dossier", at(f"/dossiers/{shown.dossiers['busy']}/"))
        look(page, size, "dossier-couple", at(f"/dossiers/{shown.dossiers['couple']}/"))
        look(page, size, "outbox", at("/outbox/"))
        look(page, size, "calls", at("/reminders/calls/"))
        look(page, size, "review", at(f"/dossiers/{shown.dossiers['review']}/review/?show=all"))
        look(page, size, "export", at("/exports/campaigns/1/"))
        look(page, size, "connection", at(f"/firm/connections/{shown.connection}/"))
        if size == "desktop":
            look(page, size, "fetch", at(f"/imports/connections/{shown.connection}/"))
        look(page, size, "destination", at(f"/firm/deliveries/{shown.destination}/"))
        together(page, size, shown.dossiers["still"])
        inviting(page, size)
        page.context.close()


def from_the_top(page: Page, name: str) -> None:
    page.evaluate("scrollTo(0, 0)")
    shoot(page, f"{name}-desktop-fr")


def look(page: Page, size: str, name: str, go: Go) -> None:
    go(page)
    shoot(page, f"{name}-{size}-fr")


def together(page: Page, size: str, dossier: int) -> None:
    page.goto(f"{SITE}/dossiers/{dossier}/")
    with page.expect_navigation():
        page.locator("form[action$='/together/'] button").first.evaluate("one => one.click()")
    page.goto(f"{page.url.partition('/q/')[0]}/q/s/household/civil_status/")
    shoot(page, f"together-{size}-fr")


def inviting(page: Page, size: str) -> None:
    """The steps, up to the button that sends: nobody is invited for a picture."""
    page.goto(f"{SITE}/campaigns/invite/?everyone=1")
    page.locator("input[name=questionnaire]").last.check()
    shoot(page, f"invite-what-{size}-fr")
    press(page, page.locator("main form .actions button.button"))
    if page.locator("main .card").count():  # the same questions are already asked
        press(page, page.locator("main .actions a.button.quiet").last)
    page.locator("#preflight details summary").last.click()
    shoot(page, f"invite-addresses-{size}-fr")
    press(page, page.locator("main .actions a.button").last)
    shoot(page, f"invite-message-{size}-fr")
    page.locator("input[value=labels]").check()
    page.locator("input[value=later]").check()
    page.locator("#plan tbody tr").nth(1).wait_for()
    below_the_bar = "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 68)"
    page.locator("fieldset.when").evaluate(below_the_bar)
    shoot(page, f"invite-when-{size}-fr")


def building(browser: Browser) -> None:
    """Up to *published*, so last: the questionnaire is another one then."""
    page = desk_of(browser, "English")
    adopt(page, SITE, "be_income_tax")
    page.context.add_cookies([{"name": "language", "value": "fr", "url": SITE}])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    where = page.url
    who = Accountant(page, look=from_the_top)
    who.add_the_question()
    who.for_owners_only()
    look(page, "desktop", "builder-words", at(f"{where.removeprefix(SITE)}build/words/?to=nl"))
    page.go_back()
    who.publish()
    page.context.close()


if __name__ == "__main__":
    main()
