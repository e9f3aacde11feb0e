"""Links that have expired, were withdrawn, or never were: they look alike, and only the first gets a new one."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.walking import CODE, come_in, link_in_mail, press

pytestmark = pytest.mark.browser

BACK, GONE, STAY = "client16@example.org", "client20@example.org", "client15@example.org"


def expire(server, link):
    """Time passes: the term of this link ends."""
    lookup = link.rpartition("/")[2].partition(".")[0]
    base = sqlite3.connect(server.folder / "carnet.sqlite3", timeout=20)
    with base:
        past = (
            "UPDATE invitations_invitation SET expires_at = '2020-01-01 00:00:00' WHERE lookup = ?"
        )
        assert base.execute(past, [lookup]).rowcount == 1
    base.close()


def withdraw(office, site, surname):
    office.goto(f"{site}/campaigns/3/")  # the second is that of last year
    row = office.locator("tr").filter(has_text=surname)
    with office.expect_navigation():
        row.locator("form[action*='withdraw'] button").evaluate("one => one.click()")


def mails_to(office, site, address, *, at_least=0):
    """How many invitations have gone to this address; codes are left out."""
    for _try in range(60):
        office.goto(f"{site}/outbox/?q={address}")
        rows = office.locator("table.rows tbody tr").filter(has_not_text=CODE)
        if rows.count() >= at_least:
            return rows.count()
        office.wait_for_timeout(500)
    return pytest.fail(f"No further mail to {address}")


def seen(phone, address):
    """What a page shows, with its status; the secret in its address left out."""
    status = phone.goto(address).status
    return status, phone.title(), phone.locator("main").inner_text()


def test_links_that_do_not_work_look_alike_and_the_expired_one_is_renewed(
    server, site, browser_for
):
    office, phone = browser_for(), browser_for(PHONE)
    sign_in(office, site)
    expired, withdrawn = (link_in_mail(office, site, one) for one in (BACK, GONE))
    foreign = link_in_mail(office, site, STAY)
    before = [mails_to(office, site, one) for one in (GONE, STAY)]
    lookup, _dot, key = expired.partition(".")
    expire(server, expired)
    withdraw(office, site, "Rossi")  # client20
    crossed = f"{foreign.partition('.')[0]}.{key}"
    looks = [seen(phone, one) for one in (withdrawn, f"{site}/q/no.link", f"{lookup}.x", crossed)]
    assert looks[0][0] == 410
    assert all(look == looks[0] for look in looks)
    assert seen(phone, expired) == looks[0]
    for link in (withdrawn, crossed, expired):
        phone.goto(link)
        press(phone, phone.get_by_role("button", name="Ask for a new link"))
        expect(phone.locator("h1")).to_have_text("Look in your mailbox")
    assert mails_to(office, site, BACK, at_least=2) == 2
    come_in(phone, office, site, BACK)
    expect(phone.locator("h1")).to_contain_text("Wim")
    assert seen(phone, expired)[0] == 200  # the same invitation, with a term again
    assert [mails_to(office, site, one) for one in (GONE, STAY)] == before
