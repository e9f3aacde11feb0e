"""The office's part of a client's story: a questionnaire is published, somebody is added and invited to it."""

import json

from tests.browser.conftest import DESK, sign_in
from tests.browser.walking import come_in, press


def publish(office, site, document, folder):
    """The text goes up as a file, the way a firm that writes its own does it."""
    file = folder / f"{document['questionnaire']}.yaml"
    file.write_text(json.dumps(document, ensure_ascii=False))
    office.goto(f"{site}/questionnaires/upload/")
    office.set_input_files("main input[type=file]", file)
    press(office, office.locator("main form button.button").first)


def adopt(office, site, key):
    office.goto(f"{site}/questionnaires/library/look/?key={key}")
    press(office, office.get_by_role("button", name="Use this"))


def add_client(office, site, language, /, **fields):
    """The number of the new client. Fields as the form names them, those of a partner too."""
    office.goto(f"{site}/clients/add/")
    office.select_option("select[name=language]", language)
    if any(name.startswith("partner") for name in fields):
        office.locator("details:has([name=partner_email]) > summary").click()
    for name, words in fields.items():
        office.fill(f"[name={name}]", words)
    office.check("[name=keep]")
    press(office, office.get_by_role("button", name="Add", exact=True))
    return office.url.rstrip("/").rpartition("/")[2]


def invite(office, site, client, title):
    """Ask this client to fill in the questionnaire with this title; the mail leaves at once."""
    office.goto(f"{site}/campaigns/invite/?client={client}")
    office.get_by_text(f"{title} · ").first.click()  # its period stands behind
    press(office, office.get_by_role("button", name="Continue"))
    press(office, office.locator("button[value=invite]"))


def signed_in(chromium, site):
    office = chromium.new_context(viewport=DESK, locale="en").new_page()
    office.set_default_timeout(15_000)
    sign_in(office, site)
    return office


def arrive(office, phone, site, title, /, *, language="en", **fields):
    """Somebody new, invited to this questionnaire, has come in on this phone."""
    client = add_client(office, site, language, **fields)
    invite(office, site, client, title)
    come_in(phone, office, site, fields["email"])
