"""A firm that asks for a second step: who has none sees nothing of the office before it is set up."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from carnet.audit.models import Event
from carnet.firms.models import Colleague, Firm
from carnet.firms.sealing import seal_secret
from tests import cast
from tests import makers as make
from tests.firms.test_signin import NEW, PASSWORD, confirm, sign_in, turn_on_codes
from tests.test_routes import OFFICE, ROUTES

LED_TO = "/firm/second-step/"
RULE = "/firm/colleagues/second-step/"


@pytest.fixture
def asking(firm):
    firm.second_step = True
    firm.save()
    return firm


@pytest.fixture
def claire(colleague):
    colleague.set_password(PASSWORD)
    colleague.language = "en"
    colleague.save()
    return colleague


ABOUT_THE_ACCOUNT = [
    *("mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes", "account_change_password"),
]


@pytest.mark.thorough
def test_no_page_opens_with_a_password_alone(office, asking):
    names = [*OFFICE, *ABOUT_THE_ACCOUNT]
    names.remove("firms:second_step")
    for name in names:
        address = reverse(name, kwargs=cast.never_existed(ROUTES[name]))
        for answer in (office.get(address), office.post(address)):
            assert (answer.status_code, answer.headers.get("Location")) == (302, LED_TO), name


def test_nothing_is_done_by_a_button_either(office, asking, ann):
    office.post(f"/clients/{ann.pk}/archive/")
    ann.refresh_from_db()
    assert ann.archived_at is None


def test_a_part_of_a_page_leads_there_too(office, asking):
    answer = office.get("/clients/", headers={"HX-Request": "true"})
    assert (answer.headers["HX-Redirect"], answer.content) == (LED_TO, b"")


@pytest.mark.thorough
def test_the_page_says_why_and_how_and_shows_nothing_of_the_office(client, claire, asking, ann):
    page = sign_in(client, follow=True)
    words = page.content.decode()
    assert "Passwords get stolen. Your firm therefore asks for a second step" in words
    assert "/account/2fa/totp/activate/" in words
    confirm(client)
    for shown in (words, client.get("/account/2fa/totp/activate/").content.decode()):
        assert shown.count("<h1") == 1
        assert 'href="/clients/' not in shown
        assert ann.last_name not in shown


@pytest.mark.thorough
def test_once_it_is_set_up_one_is_where_one_wanted_to_go(client, claire, asking, ann):
    wanted = f"/clients/{ann.pk}/?from=mail"
    client.get(wanted)
    signed_in = client.post(
        f"/account/login/?next={wanted}", {"login": claire.email, "password": PASSWORD}
    )
    assert client.get(signed_in.headers["Location"]).headers["Location"] == LED_TO
    turn_on_codes(client)
    codes = client.get("/account/2fa/recovery-codes/").content.decode()
    assert (
        LED_TO in re.search(r'<a class="button" href="([^"]+)">I have kept them: go on', codes)[1]
    )
    answer = client.get(LED_TO)
    assert answer.headers["Location"] == wanted
    assert ann.last_name in client.get(wanted).content.decode()
    assert client.get(LED_TO).headers["Location"] == "/"


@pytest.mark.thorough
def test_who_has_a_second_step_notices_nothing(client, claire, asking):
    asking.second_step = False
    asking.save()
    sign_in(client)
    turn_on_codes(client)
    Firm.objects.update(second_step=True)
    assert client.get("/clients/").status_code == 200


@pytest.mark.thorough
def test_without_it_the_office_closes_again(client, claire, asking):
    sign_in(client)
    turn_on_codes(client)
    assert client.get("/clients/").status_code == 200
    confirm(client)
    client.post("/account/2fa/totp/deactivate/")
    assert client.get("/clients/").headers["Location"] == LED_TO


@pytest.mark.thorough
def test_recovery_codes_alone_are_no_second_step(client, claire, asking):
    sign_in(client)
    turn_on_codes(client)
    claire.authenticator_set.filter(type="totp").delete()
    assert client.get("/clients/").headers["Location"] == LED_TO


def test_one_can_leave_and_choose_the_language(office, asking):
    assert office.post("/language/", {"language": "de", "next": LED_TO}).status_code == 302
    assert office.post("/account/logout/").status_code == 302
    assert office.get("/clients/").headers["Location"].startswith("/account/login/")


def test_clients_and_programs_are_not_asked(office, asking):
    assert office.get("/q/no.link").status_code == 410
    assert office.get("/api/v1/clients").status_code == 401


def test_a_firm_that_does_not_ask_leaves_it_to_everybody(office):
    assert office.get("/clients/").status_code == 200


def test_a_new_firm_asks(client, db):
    client.post(
        "/firm/setup/",
        {"firm_name": "Neu", "name": "Ada", "email": "ada@example.org",
         "password": NEW, "password_again": NEW},
    )  # fmt: skip
    assert Firm.objects.get().second_step
    assert client.get("/clients/").headers["Location"] == LED_TO


def test_only_administrators_change_it_and_the_trail_says_so(office, firm, accountant):
    assert "Leave it to everybody" not in office.get("/firm/colleagues/").content.decode()
    office.post(RULE, {"on": ""})
    firm.refresh_from_db()
    assert firm.second_step
    event = Event.objects.get(what="settings changed")
    assert event.facts["fields"] == ["second_step"]
    Firm.objects.update(second_step=False)
    office.force_login(accountant)
    assert office.post(RULE, {"on": ""}).status_code == 403
    firm.refresh_from_db()
    assert not firm.second_step


def test_another_firm_is_not_touched(office, stranger):
    office.post(RULE, {"on": ""})
    assert not Firm.objects.get(pk=stranger.firm_id).second_step
    assert make.firm().second_step is False


@pytest.mark.thorough
def test_who_lost_phone_and_codes_is_helped_by_an_administrator(
    office, asking, accountant, mailbox
):
    accountant.set_password(PASSWORD)
    accountant.save()
    Firm.objects.update(second_step=False)
    phone = type(office)()
    sign_in(phone, email=accountant.email)
    turn_on_codes(phone)
    Firm.objects.update(second_step=True)
    turned_on()
    away = f"/firm/colleagues/{accountant.pk}/second-step/"
    assert "Take the second step away" in office.get("/firm/colleagues/").content.decode()
    page = office.post(away, follow=True).content.decode()
    assert "Marc Lenoir signs in with the password alone now" in page
    assert Event.objects.filter(what="second step taken away", key=accountant.pk).count() == 1
    assert mailbox()[-1].to == accountant.email
    assert phone.get("/clients/").headers["Location"].startswith("/account/login/")
    sign_in(phone, email=accountant.email)
    assert phone.get("/clients/").headers["Location"] == LED_TO


def turned_on():
    """Sets one up for who is signed in."""
    Colleague.objects.get(email="claire@example.org").authenticator_set.create(
        type="totp", data={"secret": seal_secret("S")}
    )


def test_nobody_takes_away_ones_own_or_another_firms(office, colleague, accountant, stranger):
    turned_on()
    stranger.authenticator_set.create(type="totp", data={"secret": seal_secret("S")})
    for person in (colleague, stranger):
        assert office.post(f"/firm/colleagues/{person.pk}/second-step/").status_code == 404
        assert person.authenticator_set.exists()
    office.force_login(accountant)
    assert office.post(f"/firm/colleagues/{colleague.pk}/second-step/").status_code == 403
    assert colleague.authenticator_set.exists()


def test_where_no_administrator_can_help_the_operator_does(claire):
    turned_on()
    call_command("take_second_step_away", "Claire@example.org", stdout=StringIO())
    assert not claire.authenticator_set.exists()
    for address in ("claire@example.org", "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("take_second_step_away", address)
