import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.core.models import Mail
from carnet.firms import actions
from carnet.firms.models import Colleague, ColleagueInvitation, Role
from tests import makers as make

COLLEAGUES = "/firm/colleagues/"
PASSWORD = "a sentence only we know"
JOINING = {"name": "Nora Weiss", "password": PASSWORD, "password_again": PASSWORD}


def invitation_to(email="nora@example.org", **more):
    return {"email": email, "role": "accountant", "language": "de", **more}


@pytest.fixture
def nora(firm, colleague):
    """Invited, and not here yet."""
    return actions.invite(
        firm=firm, email="nora@example.org", role=Role.ACCOUNTANT, language="en", by=colleague
    )


def act(office, colleague, what, **data):
    response = office.post(f"{COLLEAGUES}{colleague.pk}/{what}/", data, follow=True)
    return response.content.decode()


@pytest.mark.thorough
def test_an_invited_colleague_gets_a_mail_in_their_language(office, firm, mailbox):
    page = office.post(COLLEAGUES, invitation_to("Nora@example.org"), follow=True).content.decode()
    assert "nora@example.org is invited. The link in the mail works for 72 hours." in page
    nora = Colleague.objects.get(email="nora@example.org")
    [mail] = mailbox()
    assert (mail.to, mail.language, mail.firm) == ("nora@example.org", "de", firm)
    assert (nora.role, nora.has_usable_password()) == ("accountant", False)


def test_the_link_is_made_while_the_mail_is_sent_and_only_its_fingerprint_is_kept(
    nora, mailbox, link
):
    assert Mail.objects.get().text == ""
    [mail] = mailbox()
    token = link(mail).split("/")[-2]
    stored = ColleagueInvitation.objects.get().fingerprint
    assert len(token) >= 43
    assert stored != token
    assert len(stored) == 64


def test_an_invited_colleague_joins_and_is_signed_in(client, nora, mailbox, link):
    [mail] = mailbox()
    assert "nora@example.org" in client.get(link(mail)).content.decode()
    response = client.post(link(mail), JOINING)
    nora.refresh_from_db()
    assert response.headers["Location"] == "/"
    assert nora.name == "Nora Weiss"
    assert nora.check_password(PASSWORD)
    assert client.get("/firm/account/").status_code == 200


@pytest.mark.thorough
def test_looking_at_a_link_never_uses_it(client, nora, mailbox, link):
    [mail] = mailbox()
    for _ in range(10):
        assert client.get(link(mail)).status_code == 200
        assert client.head(link(mail)).status_code == 200
    assert ColleagueInvitation.objects.get().used_at is None
    assert client.post(link(mail), JOINING).status_code == 302


@pytest.mark.thorough
def test_used_expired_and_unknown_links_look_the_same(client, nora, mailbox, link):
    [mail] = mailbox()
    client.post(link(mail), JOINING)
    client.logout()
    used = client.get(link(mail))
    ColleagueInvitation.objects.update(used_at=None)
    Colleague.objects.filter(pk=nora.pk).update(joined_at=None)
    ColleagueInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = client.get(link(mail))
    unknown = client.get("/firm/join/nobody-ever-made-this/")
    assert used.status_code == expired.status_code == unknown.status_code == 410
    path = link(mail)
    bodies = {
        response.content.decode().replace(path, "").replace("/firm/join/nobody-ever-made-this/", "")
        for response in (used, expired, unknown)
    }
    assert len({strip_token(body) for body in bodies}) == 1


def strip_token(page):
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_a_link_posted_twice_at_once_is_used_once(nora, mailbox):
    mailbox()
    invitation = ColleagueInvitation.objects.get()
    now = timezone.now()
    actions.join(invitation, name="Nora", password=PASSWORD, language="en", now=now)
    with pytest.raises(actions.AlreadyJoined):
        actions.join(invitation, name="Eve", password="another one", language="en", now=now)
    assert Colleague.objects.get(pk=nora.pk).name == "Nora"


@pytest.mark.thorough
def test_a_new_invitation_voids_the_earlier_link(office, client, nora, mailbox, link):
    [first] = mailbox()
    assert "The earlier one is void." in act(office, nora, "invite")
    [_first, second] = mailbox()
    client.logout()
    assert client.get(link(first)).status_code == 410
    assert client.get(link(second)).status_code == 200


@pytest.mark.thorough
def test_an_invitation_that_was_withdrawn_before_it_left_is_not_sent(office, nora, mailbox):
    assert "is withdrawn" in act(office, nora, "withdraw")
    assert mailbox() == []
    assert not Colleague.objects.filter(email="nora@example.org").exists()


def test_who_has_joined_cannot_be_withdrawn(office, accountant):
    page = act(office, accountant, "withdraw")
    assert "Marc Lenoir has accepted the invitation already." in page
    assert Colleague.objects.filter(pk=accountant.pk).exists()
    assert "has accepted the invitation already" in act(office, accountant, "invite")


def test_an_address_of_another_firm_is_refused_without_a_word_about_it(office, stranger):
    page = office.post(COLLEAGUES, invitation_to(stranger.email.upper())).content.decode()
    assert "This address cannot be invited." in page
    assert "Maes" not in page


@pytest.mark.thorough
def test_an_address_of_this_firm_is_told_apart(office, accountant):
    page = office.post(COLLEAGUES, invitation_to("marc@example.org")).content.decode()
    assert "Marc Lenoir is in the list already." in page
    act(office, accountant, "deactivate")
    page = office.post(COLLEAGUES, invitation_to("marc@example.org")).content.decode()
    assert "Marc Lenoir worked here before." in page


@pytest.mark.thorough
def test_a_role_changes_at_once(office, client, accountant):
    assert "Marc Lenoir is now administrator." in act(
        office, accountant, "role", role="administrator"
    )
    client.force_login(accountant)
    assert client.get(COLLEAGUES).status_code == 200
    assert client.post(f"{COLLEAGUES}{accountant.pk}/role/", {"role": "boss"}).status_code == 400


@pytest.mark.parametrize(("what", "data"), [("role", {"role": "accountant"}), ("deactivate", {})])
def test_the_last_administrator_stays(office, colleague, accountant, nora, what, data):
    """Neither an accountant nor an administrator who never joined or left counts."""
    make.colleague(firm=colleague.firm, joined_at=None)
    make.colleague(firm=colleague.firm, left_at=timezone.now())
    assert "Claire Dubois is the only administrator." in act(office, colleague, what, **data)
    colleague.refresh_from_db()
    assert colleague.is_administrator
    assert colleague.is_active


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_demote_each_other_at_once(firm):
    people = [make.colleague(firm=firm), make.colleague(firm=firm)]
    start = threading.Barrier(2)
    refused = []

    def demote(target, by):
        start.wait()
        try:
            with scopes_disabled():
                actions.change_role(target, Role.ACCOUNTANT, by=by)
        except actions.LastAdministrator:
            refused.append(target)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=demote, args=pair) for pair in (people, list(reversed(people)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert firm.colleagues.administrators().count() == 1


@pytest.mark.thorough
def test_who_is_deactivated_is_out_at_once(office, accountant, colleague):
    browser = type(office)()
    browser.force_login(accountant)
    assert browser.get("/firm/account/").status_code == 200
    page = act(office, accountant, "deactivate")
    assert "Marc Lenoir can no longer sign in. Open sessions have ended." in page
    assert browser.get("/firm/account/").headers["Location"].startswith("/account/login/")


@pytest.mark.thorough
def test_a_session_from_before_stays_dead_after_reactivation(office, accountant):
    browser = type(office)()
    browser.force_login(accountant)
    act(office, accountant, "deactivate")
    assert "Marc Lenoir can sign in again" in act(office, accountant, "reactivate")
    accountant.refresh_from_db()
    assert accountant.is_active
    assert browser.get("/firm/account/").status_code == 302


@pytest.mark.thorough
def test_the_list_asks_the_database_equally_often_for_many(office, firm, django_assert_num_queries):
    office.get(COLLEAGUES)
    for count in (2, 20):
        for _ in range(count):
            make.colleague(firm=firm)
        with django_assert_num_queries(6):
            office.get(COLLEAGUES)
