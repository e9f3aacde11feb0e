"""A woman of seventy in German, on an old phone that runs no scripts: every kind of question, to the end."""

import re

import pytest
from playwright.sync_api import expect

from tests.answers.pictures import pdf
from tests.browser.answering import Walk, go_on, sign_and_send
from tests.browser.conftest import PHONE, sign_in
from tests.browser.desk import arrive, publish
from tests.browser.every_kind import DOCUMENT, EVERY, HELGA
from tests.browser.walking import press

pytestmark = pytest.mark.browser

HERSELF = {"first_name": "Helga", "last_name": "Kirch", "email": "helga@example.org"}


@pytest.fixture
def paper(tmp_path):
    (tmp_path / "rente.pdf").write_bytes(pdf(pages=2))
    return tmp_path / "rente.pdf"


def test_every_kind_of_question_is_answered_in_german_without_scripts(
    site, browser_for, tmp_path, paper
):
    office, phone = browser_for(), browser_for(PHONE, javascript=False, language="de-BE")
    sign_in(office, site)
    publish(office, site, DOCUMENT, tmp_path)
    arrive(office, phone, site, EVERY, language="de", **HERSELF)
    expect(phone.locator("h1")).to_have_text("Guten Tag Helga")
    phone.locator("main .actions .button").first.click()
    a_mistake_is_told_and_keeps_what_was_typed(phone, site)
    answers = HELGA | {"form": lambda page: send_once(page, paper)}
    walk = Walk(phone, answers).answer_all()
    assert len(walk.seen) >= 20
    back_and_forth(phone, site)
    a_child_is_taken_out_and_put_back(phone, site)
    what_is_checked(phone, site)
    sign_and_send(phone, "Helga Kirch")
    expect(phone.locator("h1")).to_contain_text("Danke")
    phone.go_back()
    phone.reload()
    expect(phone.locator("[data-forget]")).to_be_visible()  # sent is sent


def send_once(phone, paper):
    """The page stays and lists the paper; the second time there is nothing left to do."""
    if not phone.locator("#q-form-files").count():
        phone.set_input_files("#q-form-file", paper)


def a_mistake_is_told_and_keeps_what_was_typed(phone, site):
    phone.goto(f"{site}/q/s/person/born/")
    for part, words in {"day": "31", "month": "2", "year": "1955"}.items():
        phone.fill(f"[name=born-{part}]", words)
    go_on(phone)
    expect(phone).to_have_title(re.compile("^Fehler:"))
    summary = phone.locator(".errors")
    expect(summary).to_be_focused()
    assert summary.get_by_role("link").get_attribute("href") == "#q-born"
    expect(phone.locator("[name=born-day]")).to_have_value("31")
    assert phone.locator("#q-born .errorlist").count() == 1
    phone.goto(f"{site}/q/tasks/")


def back_and_forth(phone, site):
    """The browser's own way back, then forward again with another answer."""
    phone.goto(f"{site}/q/s/person/home/")
    go_on(phone)
    phone.go_back()
    expect(phone.locator("[name=home][value=own]")).to_be_checked()
    phone.check("[name=home][value=rented]")
    go_on(phone)
    phone.locator("main a.back").click()
    expect(phone.locator("[name=home][value=rented]")).to_be_checked()


def a_child_is_taken_out_and_put_back(phone, site):
    phone.goto(f"{site}/q/s/family/children/")
    cards = phone.locator("main section.card")
    expect(cards).to_have_count(2)
    press(phone, cards.first.locator("a[href*='/remove/']"))
    press(phone, phone.locator("main form button").first)
    expect(cards).to_have_count(1)
    press(phone, phone.locator("form.notice button"))
    expect(cards).to_have_count(2)


def what_is_checked(phone, site):
    phone.goto(f"{site}/q/check/")
    main = phone.locator("main")
    for words in ("Helga Lambertz", "1.234,50", "rente.pdf", "Karl", "617,25"):
        expect(main).to_contain_text(words)
    press(phone, phone.locator("dl a[href*='/called/']"))
    phone.fill("[name=called]", "Helga Kirch")
    go_on(phone)
    assert "/q/check/" in phone.url
    expect(main).to_contain_text("Helga Kirch")
