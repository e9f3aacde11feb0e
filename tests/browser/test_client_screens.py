"""Every screen of a client, in every state it has, in every language: axe-core finds nothing, and nothing scrolls
sideways at 390 and 320 px and at 400 % zoom (a window of 320 × 256 px)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.answers.pictures import picture
from tests.browser.answering import type_answer
from tests.browser.every_kind import LANGUAGES, SECTIONS
from tests.browser.test_pages import RULES
from tests.browser.visiting import enter

pytestmark = pytest.mark.browser

# What is right is not gathered, and colours are the same in every language: half the time.
TOLD = {**RULES, "resultTypes": ["violations"]}
TOLD_AGAIN = TOLD | {"rules": {"color-contrast": {"enabled": False}}}
SIZES = [(320, 700), (320, 256), (390, 844)]
WIDE = """() => document.documentElement.scrollWidth > innerWidth
  && [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.tagName + "." + one.className).slice(0, 4)"""


def at(path):
    return lambda phone, site: phone.goto(f"{site}/q/{path}")


def wrong(path, name, answer=None):
    """Continue was pressed with this answer, or with none."""

    def go(phone, site):
        phone.goto(f"{site}/q/s/{path}/")
        if answer is not None:
            type_answer(phone, name, answer)
        press(phone, "main form .actions button.button")

    return go


def pressed(path, selector):
    def go(phone, site):
        phone.goto(f"{site}/q/{path}")
        press(phone, selector)

    return go


def press(phone, selector):
    with phone.expect_navigation():
        phone.locator(f"{selector}:visible").first.click()


def unsaved(phone, site):
    """Without connection: what was typed is kept, and the line says so."""
    phone.goto(f"{site}/q/s/person/called/")
    phone.route("**/q/save/", lambda route: route.abort())
    phone.fill("[name=called]", "Rosa Kept")
    phone.locator("#saved-again, #saved.problem").first.wait_for()
    phone.unroute("**/q/save/")


def with_a_file(phone, site):
    phone.goto(f"{site}/q/s/papers/form/")
    if not phone.locator("#q-form-files").count():
        photo = {"name": "form.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG")}
        phone.set_input_files("input[capture]", photo)
        phone.locator("ul.files:not([data-under-way]) > li").first.wait_for()


def in_the_shoebox(phone, site):
    phone.goto(f"{site}/q/shoebox/")
    if not phone.locator("select").count():
        photos = [
            {"name": f"{number}.png", "mimeType": "image/png", "buffer": picture("PNG")}
            for number in range(2)
        ]
        phone.set_input_files("#files", photos)
        phone.locator("select").nth(1).wait_for()


def an_entry(phone, site):
    phone.goto(f"{site}/q/s/family/children/")
    press(phone, "main section.card .cluster a.button")


def taking_out(phone, site):
    phone.goto(f"{site}/q/s/family/children/")
    press(phone, "main section.card a[href*='/remove/']")


def taken_out(phone, site):
    taking_out(phone, site)
    press(phone, "main form button")


def put_back(phone, site):
    taken_out(phone, site)
    press(phone, "form.notice button")


def left(status):
    return pressed("s/person/called/", f"main form button[value={status}]")


QUESTIONS = {
    f"question: {item['type']}": at(f"s/{section}/{item['id']}/")
    for section, (_title, items) in SECTIONS.items()
    for item in items
    if item["type"] not in {"note", "calc"}
}
# By the client of prepared.py whose dossier stands there: the screens, each with the way to it.
SCREENS = {
    "open": {
        "start": at("start/"),
        "tasks": at("tasks/"),
        **QUESTIONS,
        "error: nothing answered": wrong("person/retired", "retired"),
        "error: several boxes": wrong("person/born", "born", {"day": "31", "month": "2"}),
        "error: not understood": wrong("person/account", "account", "BE00"),
        "error: a group": wrong("person/mail", "mail", "nobody"),
        "warning": wrong("money/pension", "pension", "900000"),
        "left: do not know": left("dont_know"),
        "left: ask my accountant": left("ask_accountant"),
        "not saved": unsaved,
        "list: an entry": an_entry,
        "list: taking out": taking_out,
        "list: put back": put_back,
        "file: one is there": with_a_file,
        "file: later": pressed("s/papers/form/", "main form button[value=later]"),
        "shoebox": at("shoebox/"),
        "shoebox: two files": in_the_shoebox,
        "joining": at("join/"),
        "check: not ready": at("check/"),
        "later": at("later/"),
        "thread": at("messages/"),
        "on my phone": at("phone/?page=/q/tasks/"),
        "paper": at("paper/"),
        "no such question": at("s/person/nothing/"),
    },
    "ready": {
        "tasks: everything answered": at("tasks/"),
        "check": at("check/"),
        "send": pressed("check/", "main .actions a[href*='/q/send/']"),
    },
    "couple": {"start of a couple": at("start/"), "my partner": at("partner/")},
    "still": {"is this still right": at("still/all/"), "tasks of last year": at("tasks/")},
    "asked": {
        "asked again": at("asked/"),
        "asked: a question": at("s/all/street/"),
        "asked: start": at("start/"),
        "asked: copy": at("copy/"),
    },
    "sent": {"sent": at("sent/"), "copy": at("copy/")},
    "nobody": {
        "link that does not work": at("no.link"),
        "new link asked for": pressed("no.link", "main form button"),
        "visit has ended": at("tasks/"),
    },
}


def faults(phone, language):
    options = TOLD if language == "en" else TOLD_AGAIN
    found = Axe().run(phone, options=options).response["violations"]
    lines = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
    return [*lines, *sideways(phone)]


def sideways(phone):
    found = []
    for width, height in SIZES:
        phone.set_viewport_size({"width": width, "height": height})
        if wide := phone.evaluate(WIDE):
            found.append(f"scrolls sideways at {width} × {height}: {wide}")
    return found


def choose_language(phone, site, language):
    """With the switch at the top of the page, as people do."""
    phone.goto(f"{site}/q/start/")
    # On pages with words in a box the buttons of the header belong to its form.
    button = f"button[name=language][value={language}], button[value=language-{language}]"
    switch = phone.locator(f"header details.menu:has({button})")
    if switch.count():
        switch.locator("summary").click()
    with phone.expect_navigation():
        phone.locator(button).click()
    assert phone.locator("html").get_attribute("lang") == language


def screens(client, language):
    """All of them; the kinds of questions are dealt out among the other languages, since they share one page."""
    kinds = list(QUESTIONS)[LANGUAGES.index(language) - 1 :: 3] if language != "en" else QUESTIONS
    return [name for name in SCREENS[client] if name not in QUESTIONS or name in kinds]


@pytest.mark.parametrize("client", SCREENS)
def test_nobody_stumbles_on_any_screen_in_any_language(server, browser_for, client):
    phone = enter(browser_for, server, client)
    found = {}
    for language in LANGUAGES:
        choose_language(phone, server.address, language)
        for name in screens(client, language):
            SCREENS[client][name](phone, server.address)
            if told := faults(phone, language):
                found[language, name] = told
    assert found == {}
