"""Every screen of a client, in every state it has, in every language: nobody stumbles (stumbling.py), neither on a
phone nor at 320 px nor at 400 %."""

import re
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.answers.pictures import picture
from tests.browser.addresses import CLIENT
from tests.browser.answering import type_answer
from tests.browser.every_kind import LANGUAGES, SECTIONS
from tests.browser.stumbling import faults
from tests.browser.visiting import enter

pytestmark = pytest.mark.browser


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


def handing_in(file, *, answer=None):
    """What the line of a file says once it does not go up: refused by the server, or answered with this status."""

    def go(phone, site):
        phone.goto(f"{site}/q/s/papers/form/")
        if answer is not None:
            phone.route("**/q/uploads/", answer)
        phone.set_input_files("input[type=file]:not([capture])", file())
        phone.locator("[data-under-way] > li.failed").or_(
            phone.locator("[data-under-way] .sub").filter(has_text=re.compile(r"\.$"))
        ).first.wait_for()

    return go


def too_large():
    """More than the firm takes; nothing of it is on the disk."""
    path = Path(tempfile.gettempdir(), "carnet-too-large.pdf")
    with path.open("wb") as file:
        file.truncate(101 * 2**20)
    return path


def no_pdf():
    return {"name": "form.pdf", "mimeType": "application/pdf", "buffer": b"not a PDF at all"}


def answered_elsewhere(phone, site):
    """Another device answered meanwhile: both answers are shown, and the client chooses."""
    page = f"{site}/q/s/person/called/"
    phone.goto(page)
    state = phone.context.storage_state()
    other = phone.context.browser.new_context(storage_state=state).new_page()
    other.goto(page)
    other.fill("[name=called]", f"Rosa {time.monotonic_ns()}")
    press(other, "main form .actions button.button")
    other.context.close()
    phone.fill("[name=called]", "Rosa Here")
    phone.locator("main form .actions button.button").first.click()
    phone.locator("[id^=elsewhere-]").wait_for()


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


def a_document(phone, site):
    phone.goto(f"{site}/q/return/")
    press(phone, ".next a.button")
    phone.locator("details.foldout > summary").click()


def not_ticked(phone, site):
    a_document(phone, site)
    press(phone, "main form .actions button:not([name])")


def no_reason(phone, site):
    a_document(phone, site)
    press(phone, "button[name=do]")


def an_approved_one(phone, site):
    phone.goto(f"{site}/q/return/")
    press(phone, ".tasks a")


def left(status):
    return pressed("s/person/called/", f"main form button[value={status}]")


QUESTIONS = {
    f"question: {item['type']}": at(f"s/{section}/{item['id']}/")
    for section, (_title, items) in SECTIONS.items()
    for item in items
    if item["type"] not in {"note", "calc"}
}
# The first question of each page of five, and of an entry of the list.
GROUPED = ("person/married", "person/mail", "person/country", "money/pension", "papers/form")
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
        "two answers": answered_elsewhere,
        "list: an entry": an_entry,
        "list: taking out": taking_out,
        "list: put back": put_back,
        "file: one is there": with_a_file,
        "file: too large": handing_in(too_large),
        "file: not what its name says": handing_in(no_pdf),
        "file: failed": handing_in(no_pdf, answer=lambda route: route.fulfill(status=404)),
        "file: no connection": handing_in(no_pdf, answer=lambda route: route.abort()),
        "file: later": pressed("s/papers/form/", "main form button[value=later]"),
        "shoebox": at("shoebox/"),
        "shoebox: two files": in_the_shoebox,
        "joining": at("join/"),
        "check: not ready": at("check/"),
        "later": at("later/"),
        "leaving": at("leave/"),
        "thread": at("messages/"),
        "on my phone": at("phone/?page=/q/tasks/"),
        "paper": at("paper/"),
        "notice": at("notice/"),
        "no such question": at("s/person/nothing/"),
    },
    "grouped": {f"several from {path}": at(f"s/{path}/") for path in GROUPED},
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
    "sent": {
        "sent": at("sent/"),
        "copy": at("copy/"),
        "where: received": at("return/"),
    },
    "to_approve": {
        "where: to approve": at("return/"),
        "approve": a_document,
        "approve: nothing ticked": not_ticked,
        "decline: no reason": no_reason,
    },
    "filed": {"where: filed": at("return/"), "approved document": an_approved_one},
    "nobody": {
        "link that does not work": at("no.link"),
        "new link asked for": pressed("no.link", "main form button"),
        "visit has ended": at("tasks/"),
    },
}


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
    """All of them; beside the first language every kind of question is seen on the pages of `grouped`."""
    return [name for name in SCREENS[client] if name not in QUESTIONS or language == "en"]


@pytest.mark.parametrize("client", SCREENS)
def test_nobody_stumbles_on_any_screen_in_any_language(server, browser_for, client):
    phone = enter(browser_for, server, client)
    found, seen = {}, set()
    for language in LANGUAGES:
        choose_language(phone, server.address, language)
        for name in screens(client, language):
            SCREENS[client][name](phone, server.address)
            seen.add(resolve(urlsplit(phone.url).path).url_name)
            if told := faults(phone, first=language == "en"):
                found[language, name] = told
            phone.unroute_all()
    assert found == {}
    assert CLIENT.get(client, set()) <= seen
