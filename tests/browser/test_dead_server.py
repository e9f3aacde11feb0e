"""The server dies while somebody is typing, and comes back: what it had acknowledged is there, and the rest arrives by
itself, once, also when the page was loaded anew meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_lost_network import KEPT
from tests.browser.visiting import enter

pytestmark = pytest.mark.browser

NAME, PHONES = "/q/s/person/called/", "/q/s/person/mail/"
SAVED, KEPT_HERE = re.compile(r"Saved \d"), "No connection, kept on this phone"


def test_what_is_typed_while_the_server_is_dead_arrives_when_it_is_back(server, browser_for):
    phone = enter(browser_for, server, "offline")
    phone.goto(f"{server.address}{NAME}")
    phone.fill("[name=called]", "Rosa Before")
    expect(phone.locator("#saved")).to_contain_text(SAVED)
    server.kill()
    try:
        phone.fill("[name=called]", "Rosa Meanwhile")
        expect(phone.locator("#saved")).to_contain_text(KEPT_HERE)
        phone.get_by_role("button", name="Continue").last.click()
        expect(phone.locator("#saved")).to_contain_text("kept on this phone")
        expect(phone.locator("[name=called]")).to_have_value("Rosa Meanwhile")
    finally:
        server.start()
    elsewhere = enter(browser_for, server, "offline")
    elsewhere.goto(f"{server.address}{NAME}")
    assert elsewhere.input_value("[name=called]") in {"Rosa Before", "Rosa Meanwhile"}
    phone.locator("#saved-again").evaluate(
        "one => one.click()"
    )  # if it has not tried by itself yet
    expect(phone.locator("#saved")).to_contain_text(SAVED)
    assert phone.evaluate(KEPT) == []
    elsewhere.reload()
    expect(elsewhere.locator("[name=called]")).to_have_value("Rosa Meanwhile")


def test_what_is_typed_without_connection_outlives_a_reload_and_counts_once(server, browser_for):
    phone = enter(browser_for, server, "offline")
    phone.goto(f"{server.address}{PHONES}")
    phone.route("**/q/save/", lambda route: route.abort())
    for name, words in (("mail", "rosa@example.org"), ("tel", "+32 470 00 01 02")):
        phone.fill(f"[name={name}]", words)
        phone.locator(f"[name={name}]").blur()
    expect(phone.locator("#saved")).to_contain_text("(2 answers)")
    phone.reload()
    expect(phone.locator("[name=mail]")).to_have_value("rosa@example.org")
    expect(phone.locator("#saved")).to_contain_text("(2 answers)")
    phone.unroute("**/q/save/")
    with phone.expect_response("**/q/save/") as reply:  # the line may still tell of an earlier one
        phone.reload()
    assert reply.value.json()["changed"]
    phone.wait_for_function(f"({KEPT})().then((all) => !all.length)")
    again = []
    phone.on("request", lambda one: again.append(one.url) if "/q/save/" in one.url else None)
    phone.reload()
    expect(phone.locator("[name=tel]")).to_have_value("+32 470 00 01 02")
    expect(phone.locator("[name=mail]")).to_have_value("rosa@example.org")
    assert again == []
