import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.campaigns import actions as campaigns
from carnet.clients.states import State
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations import actions, codes
from carnet.invitations.models import Code, Device, Invitation
from tests import makers as make


@pytest.fixture
def dossier(ann, colleague):
    return make.dossier(client=ann)


@pytest.fixture
def link(dossier, colleague):
    """The path in the invitation Ann received."""
    actions.invite([dossier], by=None, now=timezone.now())
    return re.search(r"/q/\S+", last_mail().text)[0]


def last_mail():
    while send_next():
        pass
    return Mail.objects.exclude(sent_at=None).latest("pk")


def mailed_code():
    return re.search(r"\b\d{8}\b", last_mail().text)[0]


def come_in(browser, link, **typed):
    browser.post(link)
    return browser.post("/q/code/", {"digits": mailed_code(), **typed})


@pytest.mark.thorough
def test_the_link_shows_the_firm_and_a_masked_address_and_nothing_else(client, firm, link):
    type(firm).objects.filter(pk=firm.pk).update(email="desk@example.org", phone="+3281000000")
    page = client.get(link).content.decode()
    assert "Fiduciaire Dubois" in page
    assert "a•••@e•••.org" in page
    assert "ann@example.org" not in page
    assert "Peeters" not in page


@pytest.mark.thorough
def test_with_the_mailed_code_the_client_comes_in(client, dossier, link):
    response = come_in(client, link)
    assert response.headers["Location"] == "/q/start/"
    assert client.session["dossier"] == dossier.pk
    dossier.refresh_from_db()
    assert dossier.state == State.OPENED
    assert Invitation.objects.get().opened_at is not None


@pytest.mark.thorough
def test_looking_never_uses_a_link(client, dossier, link):
    with CaptureQueriesContext(connection) as queries:
        for _ in range(10):
            client.get(link)
            client.head(link)
    assert all(query["sql"].startswith("SELECT") for query in queries)
    dossier.refresh_from_db()
    assert dossier.state == State.SENT
    assert (Session.objects.count(), Code.objects.count()) == (0, 0)
    assert come_in(client, link).status_code == 302


@pytest.mark.thorough
def test_a_robot_that_presses_every_button_gets_no_session(dossier, link):
    for _ in range(8):
        robot = Browser()
        robot.get(link)
        robot.post(link)
        robot.post("/q/code/", {"digits": "12345678"})
        robot.post("/q/code/again/")
    assert Session.objects.count() == 0
    assert Code.objects.count() == codes.MOST_PER_WINDOW
    dossier.refresh_from_db()
    assert dossier.state == State.SENT


@pytest.mark.thorough
def test_a_code_is_good_only_in_the_browser_that_asked(client, link):
    client.post(link)
    digits = mailed_code()
    other = Browser()
    assert other.post("/q/code/", {"digits": digits}).status_code == 403
    assert client.post("/q/code/", {"digits": digits}).status_code == 302


@pytest.mark.thorough
def test_a_code_works_once(client, link):
    client.post(link)
    digits, cookie = mailed_code(), client.cookies["browser"].value
    client.post("/q/code/", {"digits": digits})
    other = Browser()
    other.cookies["browser"] = cookie
    assert other.post("/q/code/", {"digits": digits}).status_code == 403
    assert "dossier" not in other.session


@pytest.mark.thorough
def test_a_code_can_be_tried_five_times(client, link):
    client.post(link)
    right = mailed_code()
    wrong = "00000000" if right != "00000000" else "11111111"
    statuses = [client.post("/q/code/", {"digits": wrong}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 403]
    assert client.post("/q/code/", {"digits": right}).status_code == 403
    assert "dossier" not in client.session


def test_a_code_ends_after_ten_minutes(link):
    invitation = Invitation.objects.get()
    code = codes.ask(invitation, browser="b", language="fr", now=timezone.now())
    digits = mailed_code()
    late = timezone.now() + timedelta(minutes=11)
    assert codes.attempt(code, digits, now=late) is codes.Answer.OVER
    soon = timezone.now() + timedelta(minutes=9)
    assert codes.attempt(code, digits, now=soon) is codes.Answer.RIGHT


@pytest.mark.thorough
def test_a_new_code_voids_the_old_one(client, link):
    client.post(link)
    old = mailed_code()
    Code.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    client.post("/q/code/again/")
    new = mailed_code()
    assert client.post("/q/code/", {"digits": old}).status_code == 200
    assert client.post("/q/code/", {"digits": new}).status_code == 302


@pytest.mark.thorough
def test_ten_codes_a_day_are_enough(link):
    invitation, now = Invitation.objects.get(), timezone.now()
    for number in range(10):
        codes.ask(invitation, browser=f"b{number}", language="fr", now=now)
        now += timedelta(minutes=5)
    with pytest.raises(codes.TooMany):
        codes.ask(invitation, browser="c", language="fr", now=now + timedelta(hours=1))


@pytest.mark.thorough
@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", " {}.{} "])
def test_a_code_may_be_typed_as_people_do(client, link, typed):
    client.post(link)
    digits = mailed_code()
    response = client.post("/q/code/", {"digits": typed.format(digits[:4], digits[4:])})
    assert response.status_code == 302


@pytest.mark.thorough
def test_too_few_digits_cost_no_try(client, link):
    client.post(link)
    page = client.post("/q/code/", {"digits": "1234"}, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert Code.objects.get().tries == 0


@pytest.mark.thorough
def test_an_own_device_is_let_in_without_a_code(client, link):
    come_in(client, link, remember="on")
    client.session.flush()
    assert client.post(link).headers["Location"] == "/q/start/"
    Device.objects.update(expires_at=timezone.now())
    assert client.post(link).headers["Location"] == "/q/code/"


@pytest.mark.thorough
def test_a_borrowed_device_is_not_remembered(client, link):
    come_in(client, link)
    assert Device.objects.count() == 0


@pytest.mark.thorough
def test_unknown_withdrawn_and_expired_links_look_the_same(client, dossier, link, firm):
    unknown = client.get("/q/abcdefghijkl.0123456789012345678901234567890123456789012")
    wrong_secret = client.get(link[:-1] + ("a" if link[-1] != "a" else "b"))
    Invitation.objects.update(expires_at=timezone.now())
    expired = client.get(link)
    Invitation.objects.update(revoked_at=timezone.now())
    withdrawn = client.get(link)
    pages = {without_token(page) for page in (unknown, wrong_secret, expired, withdrawn)}
    assert len(pages) == 1
    assert {page.status_code for page in (unknown, wrong_secret, expired, withdrawn)} == {410}


def without_token(page):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return re.sub(r'value="/q/[^"]+"', "", text)


@pytest.mark.thorough
def test_an_expired_link_brings_a_new_one_to_the_address_on_file(client, link):
    Invitation.objects.update(expires_at=timezone.now())
    client.post(link, {"email": "evil@example.org"})
    mail = last_mail()
    assert mail.to == "ann@example.org"
    assert client.get(re.search(r"/q/\S+", mail.text)[0]).status_code == 200


@pytest.mark.thorough
def test_only_the_holder_of_an_expired_link_can_ask_and_not_without_end(client, link):
    Invitation.objects.update(expires_at=timezone.now())
    client.post(link[:-1] + "~")
    assert Mail.objects.count() == 1
    for _ in range(6):
        client.post(link)
        last_mail()
        Invitation.objects.update(expires_at=timezone.now())
    assert Mail.objects.count() == actions.RENEWALS_A_DAY


def test_a_withdrawn_link_brings_nothing(client, dossier, link):
    actions.withdraw(dossier, by=None, now=timezone.now())
    client.post(link)
    assert Mail.objects.count() == 1


@pytest.mark.thorough
def test_withdrawing_ends_a_visit_at_once(client, dossier, link):
    come_in(client, link)
    assert client.get("/q/tasks/").status_code == 200
    actions.withdraw(dossier, by=None, now=timezone.now())
    assert client.get("/q/tasks/").status_code == 403


@pytest.mark.thorough
@pytest.mark.parametrize(("key", "seconds"), [("seen", 61 * 60), ("entered", 25 * 60 * 60)])
def test_a_visit_ends_after_an_idle_hour_or_a_day(client, link, key, seconds):
    come_in(client, link)
    session = client.session
    session[key] -= seconds
    session.save()
    assert client.get("/q/tasks/").status_code == 403


@pytest.mark.thorough
def test_guessing_links_is_slowed_down_and_known_links_are_not(client, link):
    statuses = [client.get(f"/q/guess{n:07}.x").status_code for n in range(62)]
    assert statuses == [410] * 60 + [429] * 2
    assert client.get(link).status_code == 200
    elsewhere = client.get("/q/guess0000000.x", REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 410


@pytest.mark.thorough
def test_a_colleague_who_tries_a_link_stays_signed_in(office, link):
    come_in(office, link)
    assert office.session["_auth_user_id"]


def test_the_entry_speaks_the_clients_language_unless_another_was_picked(client, dossier, link):
    assert client.get(link).headers["Content-Language"] == "fr"
    client.cookies["language"] = "de"
    assert client.get(link).headers["Content-Language"] == "de"


@pytest.mark.thorough
def test_a_closed_campaign_ends_its_links(client, dossier, colleague, link):
    campaigns.close(dossier.campaign, by=colleague, now=timezone.now())
    assert client.get(link).status_code == 410


def test_broken_links_get_a_page_that_helps(client, firm, colleague):
    for broken in ("/q/abcdefghijkl", "/q/abcdefghijkl.", "/q/a.b.c/", "/q/%00.x"):
        assert client.get(broken).status_code == 410


@pytest.mark.thorough
def test_a_dossier_done_outside_thanks_whoever_follows_the_link(client, firm, dossier, link):
    campaigns.move(dossier, State.CLOSED, now=timezone.now(), closed_because="outside")
    page = client.get(link)
    assert page.status_code == 200
    assert "Plus rien n" in page.content.decode()
    assert "Peeters" not in page.content.decode()
    assert client.post(link).status_code == 200
    assert "dossier" not in client.session


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_a_link_that_ended_before_stays_ended(client, dossier, link, change):
    campaigns.move(dossier, State.CLOSED, now=timezone.now(), closed_because="outside")
    Invitation.objects.update(**change)
    assert client.get(link).status_code == 410


def test_a_dossier_closed_otherwise_has_no_friendly_page(client, dossier, link):
    campaigns.move(dossier, State.CLOSED, now=timezone.now())
    assert client.get(link).status_code == 410
