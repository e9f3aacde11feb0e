"""The register says what the firm does, no more and no less."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from carnet.api.webhooks.models import Webhook
from carnet.privacy import register
from carnet.retention.actions import choose
from carnet.retention.erasing import switch
from carnet.retention.rules import Kind
from tests import makers as make
from tests.api.calling import secret_of
from tests.cast import a_connection, a_destination

PAGE = "/firm/privacy/"


def names(firm):
    return [one.name for one in register.activities(firm)]


def page_of(office):
    return office.get(PAGE).content.decode()


def test_an_empty_firm_has_its_colleagues_and_its_duties_only(firm, colleague):
    assert names(firm) == [
        "Accounts of colleagues, and who did what",
        "Registers of incidents and of people’s requests",
    ]


def test_only_what_stands_on_a_card_is_named(firm):
    make.client(firm=firm, birth_date="1980-01-02")
    told = register.held(firm)
    assert "date of birth" in told
    assert "bank account" not in told
    make.client(firm=firm, iban="BE68539007547034")
    assert "bank account" in register.held(firm)


def test_another_firms_clients_are_none_of_its_data(firm):
    other = make.firm(slug="other")
    make.client(firm=other, iban="BE68539007547034")
    assert register.held(firm) == []


def test_what_is_used_becomes_an_activity(firm, colleague):
    make.dossier(client=make.client(firm=firm), campaign=make.campaign(firm=firm))
    a_connection(firm, colleague)
    told = names(firm)
    for name in ("Client files", "Questionnaires, answers and documents"):
        assert name in told
    assert "Bringing in lists of clients" in told


def test_periods_are_those_that_hold_for_the_firm(firm, colleague):
    make.client(firm=firm)
    choose(firm, Kind.CLIENT, (144, 0), "Our insurer asks", by=colleague)
    clients = register.activities(firm)[0]
    assert "12 years" in clients.kept[0]


def test_recipients_are_those_that_are_switched_on(firm, colleague, settings):
    settings.MAIL_HOST = ""
    assert register.recipients(firm) == []
    settings.MAIL_HOST = "smtp.example.org"
    secret_of(colleague, "clients.read")
    webhook = Webhook(firm=firm, events=["client.created"])
    webhook.url, webhook.secret = "https://hook.example/secret-path", "whsec_c2VjcmV0"
    webhook.save()
    told = [one.name for one in register.recipients(firm)]
    assert told == [
        "Mail server smtp.example.org",
        "Program at hook.example",
        "Program with the key Sync",
    ]
    Webhook.objects.update(paused_at=timezone.now())
    firm.api_keys.update(expires_at=timezone.now() - timedelta(days=1))
    assert [one.name for one in register.recipients(firm)] == ["Mail server smtp.example.org"]


def test_a_destination_is_a_recipient_from_when_it_is_switched_on(firm, colleague, settings):
    settings.MAIL_HOST = ""
    a_destination(firm, colleague)
    firm.destinations.update(on_since=None)
    assert register.recipients(firm) == []
    firm.destinations.update(on_since=timezone.now())
    assert len(register.recipients(firm)) == 1


def test_what_is_off_is_said_to_be_off(firm, colleague, settings):
    settings.MAIL_HOST, settings.MAIL_SECURITY = "smtp.example.org", "none"
    told = register.measures(firm)
    assert "A second step at sign-in is each colleague’s own choice." in told
    assert "The connection to the mail server is not encrypted." in told
    assert any("nobody has switched that on" in one for one in told)
    firm.second_step = True
    switch(firm, True, by=colleague)
    firm.refresh_from_db(fields=["default_country"])
    assert "What need not be kept any longer is erased by itself." in register.measures(firm)
    assert "Every colleague needs a second step to sign in." in register.measures(firm)


def test_the_firm_adds_its_part_and_every_version_stays(office, firm, colleague):
    assert "Nothing yet" in page_of(office)
    office.post(f"{PAGE}own/", {"controller": "Fiduciaire Dubois, Namur", "officer": "Lea Petit"})
    page = page_of(office)
    assert "Fiduciaire Dubois, Namur" in page
    office.post(f"{PAGE}own/", {"controller": "Fiduciaire Dubois, Namur", "officer": "Max Roux"})
    office.post(f"{PAGE}own/", {"controller": "Fiduciaire Dubois, Namur", "officer": "Max Roux"})
    page = page_of(office)
    assert ("Max Roux" in page, "Lea Petit" in page) == (True, False)
    assert "Lea Petit" in office.get(f"{PAGE}own/").content.decode()
    assert firm.privacy_statements.count() == 2
    assert firm.events.filter(what="register of processing changed", by=colleague).count() == 2


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_file_holds_what_the_page_shows(office, firm, colleague, language):
    make.client(firm=firm, iban="BE68539007547034")
    office.post(f"{PAGE}own/", {"controller": "=Fiduciaire", "processors": "Host SA, since 2024"})
    answer = office.post(f"{PAGE}file/", headers={"accept-language": language})
    book = load_workbook(BytesIO(answer.getvalue()))
    cells = [str(cell.value) for sheet in book for row in sheet.rows for cell in row if cell.value]
    with translation.override(language):
        for one in register.activities(firm):
            assert one.name in cells
        for measure in register.measures(firm):
            assert measure in cells
    assert "Host SA, since 2024" in cells
    assert all(cell.data_type != "f" for sheet in book for row in sheet.rows for cell in row)
    assert firm.events.filter(what="register of processing exported").count() == 1
