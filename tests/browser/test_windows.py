"""The same questionnaire in two windows: both answers are shown, and the client says which one counts."""

import pytest
from playwright.sync_api import expect

from tests.browser.answering import go_on
from tests.browser.visiting import enter

pytestmark = pytest.mark.browser

QUESTION = "/q/s/person/called/"


@pytest.fixture(params=["windows", "windows_plain"], ids=["with scripts", "without scripts"])
def windows(request, server, browser_for):
    """Two windows with the same question open; without scripts nothing tells them of each other."""
    phone = enter(browser_for, server, request.param, javascript=request.param == "windows")
    both = [phone, phone.context.new_page()]
    for window in both:
        window.goto(f"{server.address}{QUESTION}")
    if request.param == "windows":  # the second is being typed in, and its saving hangs
        both[1].route("**/q/save/", lambda route: None)
        both[1].locator("[name=called]").press_sequentially("R", delay=5)
    return both


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_windows_end_in_a_choice(server, windows, choice):
    first, second = windows
    first.fill("[name=called]", f"Rosa First {choice}")
    go_on(first)
    second.fill("[name=called]", f"Rosa Second {choice}")
    second.get_by_role("button", name="Continue").last.click()
    told = second.locator("[id^=elsewhere-]")
    if not told.count():  # the scripts hold Continue back until they know the connection
        second.unroute_all()
    expect(told).to_contain_text("You answered this in another window")
    expect(told).to_contain_text(f"Rosa First {choice}")
    expect(told).to_contain_text(f"Use mine: Rosa Second {choice}")
    expect(second.locator("[name=called]")).to_have_value(f"Rosa Second {choice}")
    name = "Use mine" if choice == "mine" else "Keep the other answer"
    told.get_by_role("button", name=name).click()
    second.goto(f"{server.address}{QUESTION}")
    kept = "Second" if choice == "mine" else "First"
    expect(second.locator("[name=called]")).to_have_value(f"Rosa {kept} {choice}")
