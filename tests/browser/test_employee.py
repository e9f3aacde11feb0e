"""An employee in French, with the Belgian return: from the mail to “sent”, with a photo of the salary form."""

import pytest
from playwright.sync_api import expect

from carnet.questionnaires import personas
from tests.answers.pictures import picture
from tests.browser.answering import Walk, sign_and_send
from tests.browser.conftest import PHONE, sign_in
from tests.browser.desk import adopt, arrive

pytestmark = pytest.mark.browser

MOST = 40  # beside the two gifts, each with its name, amount and certificate

RETURN = "Belgian income tax 2026 (income of 2025)"
JONAS = {"first_name": "Jonas", "last_name": "Verlinden", "email": "jonas@example.org"}


def day(words):
    year, month, number = words.split("-")
    return {"day": number, "month": month, "year": year}


def answers_of(name, photo):
    """The persona's own answers; its papers are photographed."""
    said = dict(personas.documents()[name]["answers"])
    for entries in [key for key, value in said.items() if isinstance(value, dict)]:
        if all(isinstance(one, dict) for one in said[entries].values()):
            listed = said.pop(entries)
            said |= {entries: len(listed)} | {
                key: value for entry in listed.values() for key, value in entry.items()
            }
    said |= {key: day(str(value)) for key, value in said.items() if "birth_date" in key}
    said |= {key: value | {"agreed": "yes"} for key, value in said.items() if key == "truthful"}
    return said | {"salary_form": photographs(photo)}


def photographs(photo):
    def take(phone):
        phone.set_input_files("input[capture]", photo)
        expect(phone.locator("ul.files:not([data-under-way]) > li")).to_contain_text(["fiche.jpg"])

    return take


def test_an_employee_answers_the_return_in_french(site, browser_for, tmp_path):
    photo = tmp_path / "fiche.jpg"
    photo.write_bytes(picture("JPEG"))
    office, phone = browser_for(), browser_for(PHONE, language="fr-BE", has_touch=True)
    sign_in(office, site)
    adopt(office, site, "be_income_tax")
    arrive(office, phone, site, RETURN, language="fr", **JONAS)
    expect(phone.locator("h1")).to_have_text("Bonjour Jonas")
    press_start(phone)
    walk = Walk(phone, answers_of("single-employee", photo)).answer_all()
    seen = [path for path in walk.seen if not path.startswith("gifts/")]
    assert 30 < len(seen) <= MOST, seen
    sign_and_send(phone, "Jonas Verlinden")
    expect(phone.locator("h1")).to_contain_text("Merci")


def press_start(phone):
    phone.locator("main .actions .button").first.click()
    phone.wait_for_url("**/q/tasks/")
