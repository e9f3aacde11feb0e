"""A couple in Dutch on two phones at once: both answer, both sign, and a conflict is theirs to settle."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in
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
    publish(office, site, tmp_path)
    invite_the_couple(office, site)
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


def publish(office, site, tmp_path):
    file = tmp_path / "koppel.yaml"
    file.write_text(json.dumps(DOCUMENT, ensure_ascii=False))
    office.goto(f"{site}/questionnaires/upload/")
    office.set_input_files("main input[type=file]", file)
    press(office, office.locator("main form button.button").first)


def invite_the_couple(office, site):
    office.goto(f"{site}/clients/add/")
    for name, words in (
        ("first_name", "Rosa"),
        ("last_name", "Koppel"),
        ("email", "rosa.koppel@example.org"),
    ):
        office.fill(f"[name={name}]", words)
    office.select_option("select[name=language]", "nl")
    office.locator("details:has([name=partner_email]) > summary").click()
    office.fill("[name=partner_first_name]", "Dana")
    office.fill("[name=partner_email]", "dana.koppel@example.org")
    office.check("[name=keep]")
    press(office, office.get_by_role("button", name="Add", exact=True))
    client = office.url.rstrip("/").rpartition("/")[2]
    office.goto(f"{site}/campaigns/invite/?client={client}")
    office.get_by_text("Vragen aan een koppel").first.click()
    press(office, office.get_by_role("button", name="Continue"))
    press(office, office.locator("button[value=invite]"))


def they_answer_the_same_question(rosa, dana, site):
    for phone in (rosa, dana):
        phone.goto(f"{site}/q/s/samen/verhuisd/")
    choose(dana, "no")
    press(dana, dana.locator("main .actions .button").first)
    choose(rosa, "yes")
    press(rosa, rosa.locator("main .actions .button").first)
    told = rosa.locator("[id^=elsewhere-]")
    expect(told).to_contain_text("Dana")
    press(rosa, told.locator("button").first)


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
