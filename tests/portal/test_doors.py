"""Other doors than the mailed code: a PIN told by phone, a link that is trusted, a square of dots for the phone; and
the programs that read mail before people do."""

import re
from base64 import b64decode
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from carnet.clients.states import State
from carnet.core.models import Mail
from carnet.firms.models import Proof
from carnet.invitations import actions, codes, handing_over
from carnet.invitations.models import Code, Handover, Invitation, Pin
from carnet.portal import entry
from tests import makers as make
from tests.portal.test_entry import come_in, last_mail, mailed_code


@pytest.fixture
def dossier(ann, colleague):
    return make.dossier(client=ann)


@pytest.fixture
def link(dossier):
    actions.invite([dossier], by=None, now=timezone.now())
    return re.search(r"/q/\S+", last_mail().text)[0]


@pytest.fixture
def told(firm):
    """The firm tells PINs by phone."""
    type(firm).objects.filter(pk=firm.pk).update(proof=Proof.PIN, phone="+32 2 555 12 12")


@pytest.fixture
def trusting(firm):
    type(firm).objects.filter(pk=firm.pk).update(proof=Proof.LINK)


def shown_on(page):
    return re.search(r'name="shown" value="([^"]+)"', page.content.decode())[1]


def some_time_ago():
    """What the page of a link held that was opened a minute ago."""
    return {"shown": entry.SHOWN.sign(str(timezone.now().timestamp() - 60))}


def pin_told(office, dossier):
    page = office.post(f"/invitations/dossiers/{dossier.pk}/pin/").content.decode()
    return re.search(r'class="code">(\d{3}) (\d{3})<', page).expand(r"\1\2")


# -- Robots --


def head(robot, link):
    robot.head(link)


def look(robot, link):
    robot.get(link)


def look_ten_times(robot, link):
    for _ in range(10):
        robot.get(link)


def press_at_once(robot, link):
    robot.post(link, {"shown": shown_on(robot.get(link))})


def press_everything(robot, link):
    page = robot.get(link)
    robot.post(link, {"shown": shown_on(page)})
    robot.post("/q/code/", {"digits": "12345678"})
    robot.post("/q/code/again/")


def rewrite(robot, link):
    robot.get(link + "?utm_source=mail&safelink=1")


def lower(robot, link):
    robot.get(link.lower())


def cut(robot, link):
    robot.get(link[: len(link) // 2])


ROBOTS = [head, look, look_ten_times, press_at_once, press_everything, rewrite, lower, cut]


@pytest.mark.thorough
@pytest.mark.parametrize("proof", Proof.values)
def test_a_storm_of_robots_gets_no_visit_and_the_client_still_comes_in(
    office, firm, dossier, link, proof
):
    type(firm).objects.filter(pk=firm.pk).update(proof=proof)
    for number, robot in enumerate(ROBOTS * 3):
        robot(Browser(REMOTE_ADDR=f"198.51.{number % 8}.7"), link)
    before = Session.objects.count()
    assert before == 1, "the colleague's"
    dossier.refresh_from_db()
    assert dossier.state == State.SENT
    person = Browser(REMOTE_ADDR="198.51.0.99")
    response = person.post(link, some_time_ago())
    if proof == Proof.CODE:
        response = person.post("/q/code/", {"digits": mailed_code()})
    elif proof == Proof.PIN:
        response = person.post("/q/code/", {"digits": pin_told(office, dossier)})
    assert response.headers["Location"] == "/q/start/"


@pytest.mark.thorough
def test_robots_of_one_network_do_not_use_up_the_codes_of_another(client, link):
    for _ in range(8):
        Browser(REMOTE_ADDR="198.51.100.7").post(link, some_time_ago())
    assert Code.objects.count() == codes.MOST_PER_WINDOW
    assert come_in(client, link).status_code == 302


@pytest.mark.thorough
def test_all_networks_together_do_not_flood_a_mailbox(link):
    statuses = [
        Browser(REMOTE_ADDR=f"198.51.{number}.7").post(link, some_time_ago()).status_code
        for number in range(15)
    ]
    assert statuses == [302] * codes.ALL_PER_WINDOW + [429] * 3


@pytest.mark.thorough
def test_who_presses_faster_than_people_do_is_asked_to_press_again(client, link):
    page = client.post(
        link, {"shown": shown_on(client.get(link))}, headers={"accept-language": "en"}
    )
    assert page.status_code == 200
    assert 'role="status"' in page.content.decode()
    assert Mail.objects.filter(letter="code").count() == 0
    assert client.post(link, some_time_ago()).headers["Location"] == "/q/code/"


def test_a_link_in_small_letters_gets_a_page_that_helps(client, link):
    page = client.get(link.lower())
    assert page.status_code == 410


# -- PIN --


@pytest.mark.thorough
def test_with_a_pin_told_by_phone_nothing_is_mailed(told, client, office, dossier, link):
    response = client.post(link, some_time_ago(), follow=True)
    assert "+32 2 555 12 12" in response.content.decode()
    assert Mail.objects.filter(letter="code").count() == 0
    digits = pin_told(office, dossier)
    response = Browser().post(link, some_time_ago())
    assert response.headers["Location"] == "/q/code/"
    visitor = Browser()
    visitor.post(link, some_time_ago())
    typed = f"{digits[:3]} {digits[3:]}"
    assert visitor.post("/q/code/", {"digits": typed}).headers["Location"] == "/q/start/"
    assert visitor.get("/q/tasks/").status_code == 200


@pytest.mark.thorough
def test_a_pin_works_on_the_next_device_too_and_ends_after_five_wrong_tries(
    told, office, dossier, link
):
    digits = pin_told(office, dossier)
    wrong = "000000" if digits != "000000" else "111111"
    for _ in range(2):
        device = Browser()
        device.post(link, some_time_ago())
        statuses = [device.post("/q/code/", {"digits": wrong}).status_code for _ in range(4)]
        assert statuses == [200] * 4
        assert device.post("/q/code/", {"digits": digits}).status_code == 302
        Code.objects.all().delete()
    thief = Browser()
    thief.post(link, some_time_ago())
    statuses = [thief.post("/q/code/", {"digits": wrong}).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [403]
    assert thief.post("/q/code/", {"digits": digits}).status_code == 403


@pytest.mark.thorough
def test_without_a_pin_the_client_is_told_to_call(told, client, link):
    client.post(link, some_time_ago())
    page = client.post("/q/code/", {"digits": "123456"})
    assert page.status_code == 403
    assert "tel:+3225551212" in page.content.decode()


@pytest.mark.thorough
def test_a_new_pin_ends_the_earlier_one_and_is_kept_as_a_hash(told, office, dossier, link):
    first, second = pin_told(office, dossier), pin_told(office, dossier)
    device = Browser()
    device.post(link, some_time_ago())
    assert first == second or device.post("/q/code/", {"digits": first}).status_code == 200
    assert device.post("/q/code/", {"digits": second}).status_code == 302
    assert second not in str(Pin.objects.values())


def test_a_pin_is_only_for_firms_that_tell_them(office, dossier, link):
    page = office.post(f"/invitations/dossiers/{dossier.pk}/pin/", follow=True)
    assert "There is no link to this dossier that needs a PIN." in page.content.decode()


# -- A link that is trusted --


@pytest.mark.thorough
def test_a_trusted_link_opens_at_the_press_of_its_button(trusting, client, dossier, link):
    assert client.get(link).status_code == 200
    assert "dossier" not in client.session
    assert client.post(link, some_time_ago()).headers["Location"] == "/q/start/"
    dossier.refresh_from_db()
    assert dossier.state == State.OPENED


@pytest.mark.thorough
def test_a_trusted_link_does_not_open_for_a_post_that_saw_no_page(trusting, client, link):
    assert client.post(link).status_code == 200
    assert "dossier" not in client.session


# -- The square --


def square_of(client, page="/q/tasks/"):
    html = client.post("/q/phone/", {"page": page}).content.decode()
    assert b64decode(re.search(r"base64,([^\"]+)", html)[1]).startswith(b"<svg")
    return Handover.objects.get(used_at=None)


def in_the_square():
    """The address a camera reads there."""
    invitation, now = Invitation.objects.get(), timezone.now()
    return f"/q/phone/{handing_over.show(invitation, page='/q/tasks/', now=now)}/"


@pytest.fixture
def at_desk(client, link):
    come_in(client, link)
    return client


@pytest.mark.thorough
def test_looking_at_the_page_of_the_square_makes_none(at_desk):
    assert at_desk.get("/q/phone/?page=/q/tasks/").status_code == 200
    assert Handover.objects.count() == 0
    square_of(at_desk)


@pytest.mark.thorough
def test_the_phone_goes_on_where_the_desk_was_once(at_desk):
    address, phone = in_the_square(), Browser()
    for _ in range(3):
        assert phone.get(address).status_code == 200
    assert phone.post(address).headers["Location"] == "/q/tasks/"
    assert phone.get("/q/tasks/").status_code == 200
    assert at_desk.get("/q/tasks/").status_code == 200
    assert Browser().post(address).status_code == 410


@pytest.mark.thorough
def test_a_square_ends_after_ten_minutes_with_a_newer_one_and_with_the_invitation(at_desk, dossier):
    first, second = in_the_square(), in_the_square()
    assert Browser().get(first).status_code == 410
    actions.withdraw(dossier, by=None, now=timezone.now())
    assert Browser().post(second).status_code == 410
    Invitation.objects.update(revoked_at=None)
    assert Browser().get(second).status_code == 200
    Handover.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Browser().get(second).status_code == 410


@pytest.mark.thorough
@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/clients/", ""])
def test_the_phone_is_led_nowhere_else(at_desk, page):
    assert square_of(at_desk, page).page == "/q/start/"


# -- Somebody tries links --


@pytest.mark.thorough
def test_a_hundred_unknown_links_within_an_hour_reach_the_administrator_once(
    client, firm, colleague
):
    type(firm).objects.filter(pk=firm.pk).update(first=True)
    for number in range(130):
        client.get(f"/q/guess{number:07}.x", REMOTE_ADDR=f"203.0.{number % 4}.9")
    [told] = Mail.objects.filter(letter="strays")
    assert told.to == colleague.email
    assert "203.0." in last_mail().text


def test_the_mail_speaks_of_a_code_only_where_one_is_mailed(told, dossier):
    actions.invite([dossier], by=None, now=timezone.now())
    assert "ne le transmettez pas" in (text := last_mail().text)
    assert "code" not in text
