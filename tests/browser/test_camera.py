"""A small phone drops the page while the camera is open. Nothing typed is lost, and the photo arrives."""

import pytest
from playwright.sync_api import Error, expect

from tests.answers.pictures import picture
from tests.browser.answering import go_on
from tests.browser.test_lost_network import KEPT
from tests.browser.visiting import enter

pytestmark = pytest.mark.browser

PAPERS = "/q/s/papers/form/"  # the paper and a text share this page


def drop_the_page(phone):
    """The system takes the memory of the page away: no event is fired, nothing is asked."""
    with pytest.raises(Error):
        phone.goto("chrome://crash")
    phone.close()


def open_the_camera(phone):
    with phone.expect_file_chooser() as opened:
        phone.locator("input[capture]").click()
    return opened.value


def test_nothing_typed_is_lost_while_the_camera_is_open(server, browser_for, tmp_path):
    photo = tmp_path / "form.jpg"
    photo.write_bytes(picture("JPEG"))
    phone = enter(browser_for, server, "camera")
    phone.goto(f"{server.address}{PAPERS}")
    phone.route(
        "**/q/save/", lambda route: None
    )  # a slow network: still under way when the page is gone
    phone.fill("[name=beside]", "Twelve months")
    open_the_camera(phone)
    phone.wait_for_function(f"({KEPT})().then((all) => all.length)")
    drop_the_page(phone)
    back = phone.context.new_page()
    back.goto(f"{server.address}{PAPERS}")
    expect(back.locator("[name=beside]")).to_have_value("Twelve months")
    back.fill("[name=beside]", "Twelve months, and a half")
    open_the_camera(back).set_files(photo)
    expect(back.locator("ul.files:not([data-under-way]) > li")).to_contain_text(["form.jpg"])
    drop_the_page(back)
    again = phone.context.new_page()
    again.goto(f"{server.address}{PAPERS}")
    expect(again.locator("[name=beside]")).to_have_value("Twelve months, and a half")
    expect(again.locator("ul.files:not([data-under-way]) > li")).to_contain_text(["form.jpg"])
    go_on(again)
    assert PAPERS not in again.url


def test_what_is_typed_without_connection_outlives_the_page_too(server, browser_for):
    phone = enter(browser_for, server, "camera")
    phone.goto(f"{server.address}{PAPERS}")
    phone.context.set_offline(True)
    phone.fill("[name=beside]", "In the cellar")
    open_the_camera(phone)
    expect(phone.locator("#saved")).to_contain_text("kept on this phone (1 answer)")
    browser = phone.context
    drop_the_page(phone)
    back = browser.new_page()
    browser.set_offline(False)
    with back.expect_response("**/q/save/") as reply:
        back.goto(f"{server.address}{PAPERS}")
    assert reply.value.json()["changed"]
    expect(back.locator("[name=beside]")).to_have_value("In the cellar")
