"""Types given answers into pages of questions, whatever their kind, and counts the questions that were seen."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import TEXT, open_next_section, press

ASKED = """marks => marks.map((mark) => mark.name.slice(0, -5)).filter((path) =>
  document.querySelector(`main form :is(input:not([type=hidden]), select, textarea)[name^="${path}"]`))"""


def here(phone):
    """The questions that stand on this page, by path, in reading order; notes and sums ask nothing."""
    return phone.locator('main form [name$="-here"]').evaluate_all(ASKED)


def type_answer(phone, path, answer):
    """Text for one box, a list for several choices, a record for a question in several boxes."""
    if isinstance(answer, dict):
        for part, words in answer.items():
            fill_box(phone.locator(f'[name="{path}-{part}"]'), words)
        return
    boxes = phone.locator(f'[name="{path}"]')
    if boxes.first.get_attribute("type") in {"radio", "checkbox"}:
        for word in answer if isinstance(answer, list) else [answer]:
            phone.check(f'[name="{path}"][value="{word}"]')
    else:
        fill_box(boxes, answer)


def fill_box(box, words):
    if box.evaluate("one => one.tagName") == "SELECT":
        box.select_option(words)
    elif box.get_attribute("type") == "checkbox":
        box.check()
    else:
        box.fill(str(words))


def go_on(phone):
    press(phone, phone.locator("main form .actions .button:visible").first)


class Walk:
    """One person's way through a questionnaire: answers by path or id; a list says how often to add an entry,
    `{"children": 2}`. A callable answer is given the page. What has no answer is passed over."""

    def __init__(self, phone, answers):
        self.phone, self.answers, self.seen, self.pages = phone, answers, [], 0

    def answer_all(self):
        for _page in range(120):
            if "/q/check/" in self.phone.url:
                return self
            self.step()
        return pytest.fail(f"Still at {self.phone.url} after 120 pages")

    def step(self):
        if "/q/tasks/" in self.phone.url:
            return open_next_section(self.phone)
        self.pages += 1
        adding = self.phone.locator("main form[action$='/add/']")
        return self.list_page(adding) if adding.count() else self.question_page()

    def list_page(self, adding):
        path = adding.get_attribute("action").split("/")[-3]
        wanted = self.answers.get(path, 0)
        there = self.phone.locator("main section.card").count()
        if there < wanted:
            return press(self.phone, adding.locator("button"))
        return press(self.phone, self.phone.locator("main form .actions .button").last)

    def question_page(self):
        paths, before = here(self.phone), self.phone.url
        self.note(paths)
        for path in paths:
            self.answer(path)
        go_on(self.phone)
        told = self.phone.locator("main .errors, main .errorlist")
        if self.phone.url == before and told.count():
            pytest.fail(f"{before}: {told.first.inner_text()}")

    def answer(self, path):
        answer = self.answers.get(path, self.answers.get(path.rpartition("/")[2]))
        if callable(answer):
            answer(self.phone)
        elif answer is not None:
            type_answer(self.phone, path, answer)

    def note(self, paths):
        self.seen += [path for path in paths if path not in self.seen]


def sign_and_send(phone, name):
    """From the page to check the answers to the confirmation."""
    press(phone, phone.locator("main .actions a.button[href*='/q/send/']"))
    if phone.locator("[name=agreed]").count():
        phone.check("[name=agreed]")
        phone.locator(f"main form {TEXT}:visible").first.fill(name)
    go_on(phone)
    expect(phone.locator("[data-forget]")).to_be_visible()
