"""Somebody without a mouse: a whole questionnaire with Tab, Space, Enter and the arrow keys. What has the focus is
seen, and the focus moves the way one reads."""

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import enter

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const one = document.activeElement;
  const ring = (part) => {
    const look = part && getComputedStyle(part);
    return look && look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  };
  const box = one.getBoundingClientRect();
  return {
    name: one.name || one.textContent.trim(),
    at: [...document.querySelectorAll("*")].indexOf(one),
    top: box.top + scrollY,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    seen: Boolean(ring(one) || ring(one.closest("label")) || ring(one.closest("li"))),
  };
}"""


def tab_to(phone, selector):
    """Tab until this has the focus; tells every stop on the way."""
    stops = []
    for _press in range(40):
        phone.keyboard.press("Tab")
        stops.append(phone.evaluate(FOCUSED))
        if phone.evaluate("(one) => document.activeElement.matches(one)", selector):
            return stops
    return pytest.fail(f"{selector} is out of reach: {[stop['name'] for stop in stops]}")


def in_order(stops):
    """Every stop is seen, on the screen, and below or beside the one before it."""
    for before, stop in zip(stops, stops[1:], strict=False):
        assert stop["at"] > before["at"], (before, stop)
        assert stop["top"] > before["top"] - 40, (before, stop)
    for stop in stops:
        assert stop["seen"], stop
        assert stop["inside"], stop


def press(phone, key="Enter"):
    with phone.expect_navigation():
        phone.keyboard.press(key)


CONTINUE = "main form .actions button.button"


def test_a_whole_questionnaire_is_answered_and_sent_with_the_keys(server, browser_for):
    phone = enter(browser_for, server, "short")
    phone.goto(f"{server.address}/q/start/")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.matches('a.skip')")
    in_order(tab_to(phone, "main .actions a.button"))
    press(phone)
    in_order(tab_to(phone, "ul.tasks a"))
    press(phone)
    yes_or_no(phone)
    several(phone)
    typed(phone, ["[name=street]"], ["Rue Haute"])
    typed(phone, ["[name=since-month]", "[name=since-year]"], ["6", "2020"])
    a_country(phone)
    expect(phone.locator("h1")).to_have_text("A short one")
    in_order(tab_to(phone, "main .actions a.button"))
    press(phone)
    in_order(tab_to(phone, "main .actions a.button[href*='/q/send/']"))
    press(phone)
    signed(phone)
    expect(phone.locator("h1")).to_have_text("Thank you, everything has been sent.")


def yes_or_no(phone):
    """Pressing Enter too early tells what is missing, and the summary has the focus."""
    in_order(tab_to(phone, CONTINUE))
    press(phone)
    if phone.locator(".errors").count():
        expect(phone.locator(".errors")).to_be_focused()
        tab_to(phone, ".errors a")
        phone.keyboard.press("Enter")
        expect(phone.locator("#q-moved")).to_be_focused()
    tab_to(phone, "[name=moved]")
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    expect(phone.locator("[name=moved][value=no]")).to_be_checked()
    tab_to(phone, CONTINUE)
    press(phone)


def several(phone):
    in_order(tab_to(phone, "[name=used][value=bike]"))
    phone.keyboard.press("Space")
    expect(phone.locator("[name=used][value=bike]")).to_be_checked()
    in_order(tab_to(phone, CONTINUE))
    press(phone)


def typed(phone, boxes, words):
    for box, word in zip(boxes, words, strict=True):
        in_order(tab_to(phone, box))
        phone.keyboard.type(word)
    press(phone)  # Enter in a text box is Continue


def a_country(phone):
    tab_to(phone, "select[name=land]")
    phone.keyboard.type("Belgium")
    expect(phone.locator("select[name=land]")).to_have_value("BE")
    tab_to(phone, CONTINUE)
    press(phone)


def signed(phone):
    boxes = [one for one in ("[name=agreed]", "[name=name]") if phone.locator(one).count()]
    for box in boxes:
        in_order(tab_to(phone, box))
        phone.keyboard.press("Space") if box == "[name=agreed]" else phone.keyboard.type("Rosa")
    tab_to(phone, "main form button.button")
    press(phone)
