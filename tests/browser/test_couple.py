"""A couple in Dutch on two phones at once: both answer, both sign, and a conflict is theirs to settle."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in
from tests.browser.desk import add_client, invite, publish
from tests.browser.walking import come_in, press

pytestmark = pytest.mark.browser


def item(name, text, **fields):
    return {"id": name, "text": {"nl": text}, **{"type": "text"} | fields}


DOCUMENT = {
    "questionnaire": "koppel",
    "title": {"nl": "Vragen aan een koppel"},
    "languages": ["nl"],
    "respondents": ["client", "partner"],
    "declaration": {"by": "each"},
    "sections": [
        {
            "id": "samen",
            "title": {"nl": "Samen"},
            "items": [item("verhuisd", "Bent u verhuisd?", type="yes_no")],
        },
        {
            "id": "rosa",
            "title": {"nl": "Inkomsten van de klant"},
            "who": ["client"],
            "items": [item("loon", "Wat is uw loon?")],
        },
        {
            "id": "dana",
            "title": {"nl": "Inkomsten van de partner"},
            "who": ["partner"],
            "items": [item("pensioen", "Wat is uw pensioen?")],
        },
    ],
}


def test_a_couple_on_two_phones(site, browser_for, tmp_path):
    office = browser_for()
    sign_in(office, site)
    publish(office, site, DOCUMENT, tmp_path)
    invite(office, site, add_client(office, site, "nl", **ROSA_AND_DANA), "Vragen aan een koppel")
    rosa, dana = (browser_for(PHONE, language="nl-BE") for _phone in range(2))
    come_in(rosa, office, site, "rosa.koppel@example.org")
    come_in(dana, office, site, "dana.koppel@example.org")
    expect(dana.locator("h1")).to_contain_text("Dana")
    expect(rosa.locator("h1")).to_contain_text("Rosa")
    they_answer_the_same_question(rosa, dana, site)
    each_answers_alone(rosa, dana, site)
    signs(rosa, site, "Rosa Koppel")
    expect(rosa.locator("main")).to_contain_text("Dana")
    assert "/q/sent/" in rosa.url
    dana.goto(f"{site}/q/tasks/")
    expect(dana.locator("main .notice.info")).to_contain_text("Rosa")
    a_mail_asks_dana_to_sign(office, site)
    signs(dana, site, "Dana Maes")
    for phone in (dana, rosa):
        phone.goto(f"{site}/q/sent/")
        expect(phone.locator("main")).to_contain_text("C-")
    the_firm_has_it(office, site)


ROSA_AND_DANA = {
    "first_name": "Rosa",
    "last_name": "Koppel",
    "email": "rosa.koppel@example.org",
    "partner_first_name": "Dana",
    "partner_email": "dana.koppel@example.org",
}


LED_ON_OR_TOLD = """() => document.readyState === "complete"
  && (!document.querySelector("[name=verhuisd]") || document.querySelector("[id^=elsewhere-]"))"""


def they_answer_the_same_question(rosa, dana, site):
    for phone in (rosa, dana):
        phone.goto(f"{site}/q/s/samen/verhuisd/")
    choose(dana, "no")
    choose(rosa, "yes")
    for phone in (dana, rosa):  # in the same moment: neither waits for the other's page
        phone.evaluate("setTimeout(() => document.querySelector('main .actions .button').click())")
    for phone in (dana, rosa):
        phone.wait_for_function(LED_ON_OR_TOLD)
    told = [phone for phone in (dana, rosa) if phone.locator("[id^=elsewhere-]").count()]
    assert len(told) == 1
    notice = told[0].locator("[id^=elsewhere-]")
    expect(notice).to_contain_text("Dana" if told[0] is rosa else "Rosa")
    press(told[0], notice.locator("button").first)


def choose(phone, value):
    phone.check(f"input[name=verhuisd][value={value}]")


def each_answers_alone(rosa, dana, site):
    assert rosa.goto(f"{site}/q/s/dana/pensioen/").status == 404
    assert dana.goto(f"{site}/q/s/rosa/loon/").status == 404
    for phone, path in ((rosa, "rosa/loon"), (dana, "dana/pensioen")):
        phone.goto(f"{site}/q/s/{path}/")
        phone.fill(f"[name={path.split('/')[1]}]", "2000")
        press(phone, phone.locator("main .actions .button").first)
    dana.goto(f"{site}/q/tasks/")
    expect(dana.locator("main")).to_contain_text("Inkomsten van de klant")
    expect(dana.locator("main")).not_to_contain_text("loon")


def signs(phone, site, name):
    phone.goto(f"{site}/q/check/")
    press(phone, phone.locator("main a.button[href*='/q/send/']"))
    phone.check("[name=agreed]")
    phone.fill("[name=name]", name)
    press(phone, phone.locator("main form button.button"))


def a_mail_asks_dana_to_sign(office, site):
    for _try in range(60):
        office.goto(f"{site}/outbox/")
        rows = office.locator("table.rows tbody tr").filter(has_text="dana.koppel@example.org")
        if rows.filter(has_text="Vragen aan een koppel").count() > 1:
            return
        office.wait_for_timeout(500)
    pytest.fail("No second mail to the partner reached the Outbox page.")


def the_firm_has_it(office, site):
    office.goto(f"{site}/clients/?q=koppel")
    row = office.locator("table.rows tbody tr").filter(has_text="Rosa Koppel")
    expect(row).to_contain_text("Submitted", ignore_case=True)
