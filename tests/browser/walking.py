"""The way from the Outbox page into a client's dossier, and through its questions."""

import re

import pytest
from playwright.sync_api import expect

TEXT = "input:is([type=text], :not([type]))"


CODE = re.compile("code", re.I)


def mails(page, site, words, but=None):
    page.goto(f"{site}/outbox/")
    rows = page.locator("table.rows tbody tr")
    for word in words:
        rows = rows.filter(has_text=word)
    rows = rows.filter(has_not_text=but) if but else rows
    return rows.locator("a.main")


def open_mail(page, site, words, *, but=None, more_than=0):
    """The latest with these words and not that one, once there are more than so many. The worker composes mails
    within seconds; without a mail server they wait on this page."""
    for _ in range(60):
        rows = mails(page, site, words, but)
        if rows.count() > more_than:
            press(page, rows.first)
            if page.locator("iframe").count():
                return
        page.wait_for_timeout(500)
    pytest.fail(f"No mail with {words} reached the Outbox page.")


def link_in_mail(page, site, address):
    open_mail(page, site, [address], but=CODE)  # another story may have asked for one
    return page.locator("a[href*='/q/']").first.get_attribute("href")


def come_in(phone, office, site, address):
    """Follow the link mailed to this address, and type the code mailed after it."""
    phone.goto(link_in_mail(office, site, address))
    codes = mails(office, site, [address, CODE]).count()  # of an earlier visit
    phone.wait_for_timeout(1100)  # as long as a person takes, who is no robot
    phone.locator("main form button").first.click()
    expect(phone.locator("input[autocomplete=one-time-code]")).to_be_visible()
    open_mail(office, site, [address, CODE], more_than=codes)
    mail = office.frame_locator("iframe").locator("body").inner_text()
    phone.fill("input[autocomplete=one-time-code]", re.search(r"\d{8}", mail)[0])
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"{site}/q/start/")


def answer_everything(phone):
    """Press on like somebody who wants to be done: answer what is asked, pass what may be passed."""
    for _ in range(120):
        if "/q/sent/" in phone.url:
            return
        step(phone)
    pytest.fail(f"Not sent after 120 pages; stopped at {phone.url}")


def step(phone):
    if "/q/tasks/" in phone.url:
        open_next_section(phone)
    elif "/q/check/" in phone.url or "/q/send/" in phone.url:
        sign_and_go_on(phone)
    else:
        answer_the_page(phone)


def press(phone, button):
    with phone.expect_navigation():
        button.click()


def open_next_section(phone):
    waiting = phone.locator("ul.tasks li:not(:has(.task-state.done)) a")
    check = phone.locator("main a.button[href*='check']")
    waiting.or_(check).first.wait_for()  # the address is there before the page is
    press(phone, waiting.first if waiting.count() else check.first)


def sign_and_go_on(phone):
    fill_in(phone)
    press(phone, phone.locator("main .button:visible").last)


def answer_the_page(phone):
    for group in phone.locator("main form fieldset").all():
        choices = group.locator("input[type=radio]")
        if choices.count():
            choices.last.check()
    fill_in(phone)
    before = phone.url
    press(phone, phone.locator("main form .actions button.button:visible").first)
    if phone.url == before:
        press(phone, phone.locator("main form button[name$='-escape']:visible").first)


def fill_in(phone):
    for field in phone.locator(f"main form {TEXT}:visible").all():
        if not field.input_value():
            numeric = field.get_attribute("inputmode") in {"numeric", "decimal"}
            field.fill("8" if numeric else "Rosa")
    boxes = phone.locator("main form input[type=checkbox]")
    if boxes.count() == 1:
        boxes.check()
