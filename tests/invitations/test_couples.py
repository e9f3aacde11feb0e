"""Both of a couple are asked, each with an own link."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from carnet.campaigns.models import Partners
from carnet.clients.models import Client
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations import actions, seats
from carnet.invitations.models import Invitation
from carnet.invitations.naming import name_partner
from tests import makers as make
from tests.answers.couple import BOTH_SIGN


@pytest.fixture
def dossier(firm):
    return a_couple(firm)


def a_couple(firm, *, partners=Partners.NOW, **fields):
    values = {"partner_first_name": "Dana", "partner_email": "dana@example.org"}
    ann = make.client(
        firm=firm,
        email="ann@example.org",
        language="fr",
        **{**values, "partner_language": "en"} | fields,
    )
    revision = make.revision(firm=firm, document=BOTH_SIGN)
    campaign = make.campaign(firm=firm, revision=revision, partners=partners)
    return make.dossier(client=ann, campaign=campaign)


def invite(dossier):
    return actions.invite([dossier], by=None, now=timezone.now())


def resend(dossier, person=""):
    return actions.resend([dossier], by=None, now=timezone.now(), person=person)


def send_all():
    while send_next():
        pass


def people():
    live = Invitation.objects.live(timezone.now())
    return sorted(live.values_list("person", "email"))


@pytest.mark.thorough
def test_both_are_mailed_at_once_each_in_their_own_name_and_language(dossier):
    assert [invite(dossier), invite(dossier)] == [1, 0]
    send_all()
    ann, dana = Mail.objects.order_by("pk")
    assert (ann.to, ann.language) == ("ann@example.org", "fr")
    assert (dana.to, dana.language) == ("dana@example.org", "en")
    assert "Hello Dana," in dana.text
    assert "This link is for" not in dana.text
    links = {word for mail in (ann, dana) for word in mail.text.split() if "/q/" in word}
    assert len(links) == 2


@pytest.mark.parametrize("partners", [Partners.AFTER, Partners.NEVER])
def test_a_campaign_may_ask_the_client_alone_at_first(firm, partners):
    invite(a_couple(firm, partners=partners))
    assert people() == [("client", "ann@example.org")]


def test_a_questionnaire_that_is_not_for_couples_asks_the_client_alone(firm):
    ann = make.client(firm=firm, partner_email="dana@example.org")
    invite(make.dossier(client=ann))
    assert [person for person, _email in people()] == ["client"]


def test_one_mailbox_gets_two_mails_that_say_for_whom_they_are(firm):
    invite(a_couple(firm, partner_email="ann@example.org"))
    send_all()
    ann, dana = Mail.objects.order_by("pk")
    assert ann.to == dana.to == "ann@example.org"
    assert ann.subject.startswith("Ann: ")
    assert dana.subject.startswith("Dana: ")
    assert "This link is for Dana alone." in dana.text
    assert Invitation.objects.count() == 2


def test_a_partners_mail_does_not_move_the_dossier(dossier):
    resend(dossier, "partner")
    send_all()
    dossier.refresh_from_db()
    assert dossier.state == "not_sent"


def came_in(invitation):
    now = timezone.now()
    browser = Browser()
    session = browser.session
    session.update(
        {
            "dossier": invitation.dossier_id,
            "invitation": invitation.pk,
            "person": invitation.person,
            "entered": now.timestamp(),
            "seen": now.timestamp(),
            "language_before": "",
        }
    )
    session.save()
    return browser


CHANGES = [
    {"partner_email": "other@example.org"},
    {"partner_email": "", "partner_first_name": ""},
    {"partner_first_name": "Eva"},
]


@pytest.mark.thorough
@pytest.mark.parametrize("change", CHANGES)
def test_another_partner_in_the_file_ends_the_link_and_the_visit_at_once(
    dossier, colleague, change
):
    invite(dossier)
    invitation = Invitation.objects.get(person="partner")
    link = invitation.new_link()
    visit = came_in(invitation)
    assert visit.get("/q/start/").status_code == 200
    Client.objects.filter(pk=dossier.client_id).update(**change)
    assert visit.get("/q/start/").status_code == 403
    assert visit.post("/q/save/", {}).status_code == 403
    assert Browser().get(link[link.index("/q/") :]).status_code == 410
    assert came_in(Invitation.objects.get(person="client")).get("/q/start/").status_code == 200


@pytest.mark.thorough
def test_a_former_partner_is_not_mailed_by_asking_for_a_new_link(dossier):
    invite(dossier)
    send_all()
    invitation = Invitation.objects.get(person="partner")
    Client.objects.filter(pk=dossier.client_id).update(partner_email="new@example.org")
    invitation = Invitation.objects.with_dossier().get(pk=invitation.pk)
    assert actions.renew(invitation, now=timezone.now()) is False
    assert not Mail.objects.filter(to="new@example.org").exists()


@pytest.mark.thorough
def test_a_new_partner_gets_an_own_invitation_when_the_office_asks(dossier):
    invite(dossier)
    send_all()
    Client.objects.filter(pk=dossier.client_id).update(
        partner_email="eva@example.org", partner_first_name="Eva"
    )
    assert resend(dossier) == 1
    assert resend(dossier, "partner") == 1
    assert people() == [("client", "ann@example.org"), ("partner", "eva@example.org")]
    former = Invitation.objects.get(email="dana@example.org")
    assert former.revoked_at


@pytest.mark.thorough
def test_a_withdrawn_partner_is_not_invited_again_in_passing(dossier):
    invite(dossier)
    send_all()
    assert actions.withdraw(dossier, by=None, now=timezone.now(), person="partner") == 1
    assert people() == [("client", "ann@example.org")]
    assert resend(dossier) == 1
    assert people() == [("client", "ann@example.org")]


@pytest.mark.thorough
def test_the_office_invites_shows_and_withdraws_a_partners_link(office, dossier):
    base = f"/invitations/dossiers/{dossier.pk}/partner"
    office.post(f"{base}/send/")
    assert people() == [("partner", "dana@example.org")]
    page = office.post(f"{base}/link/").content.decode()
    assert "/q/" in page
    assert "dana@example.org" in page
    shown = office.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "Dana" in shown
    assert "invited on" in shown
    office.post(f"{base}/withdraw/")
    assert people() == []
    assert office.post(f"/invitations/dossiers/{dossier.pk}/uncle/send/").status_code == 404


@pytest.mark.thorough
def test_the_rows_of_a_campaign_say_how_far_the_partner_is(office, dossier):
    invite(dossier)
    address = f"/campaigns/{dossier.campaign_id}/"
    assert "Partner: invited" in office.get(address).content.decode()
    Invitation.objects.filter(person="partner").update(opened_at=timezone.now())
    assert "Partner: opened" in office.get(address).content.decode()


def test_the_dossier_says_that_the_link_ended_with_the_partner(dossier):
    invite(dossier)
    Client.objects.filter(pk=dossier.client_id).update(partner_first_name="Eva")
    dossier.client.refresh_from_db()
    _ann, partner = seats.seats(dossier)
    assert partner.state == "link ended: the partner in the file has changed"
    assert not partner.invited


def test_a_client_names_the_partner(firm, dossier):
    Client.objects.filter(pk=dossier.client_id).update(partner_email="", partner_first_name="")
    name_partner(dossier, "Dana", " DANA@Example.org ", now=timezone.now())
    client = Client.objects.get(pk=dossier.client_id)
    assert (client.partner_first_name, client.partner_email) == ("Dana", "dana@example.org")
    assert ("partner", "dana@example.org") in people()


def test_the_choice_is_made_when_the_clients_are_invited(office, firm, dossier):
    page = office.get("/campaigns/invite/", {"client": dossier.client_id}).content.decode()
    assert 'name="partners"' in page
    assert "after the client has signed" in page


@pytest.mark.thorough
def test_a_link_that_expires_is_renewed_for_the_same_person(dossier):
    invite(dossier)
    send_all()
    invitation = Invitation.objects.with_dossier().get(person="partner")
    assert actions.renew(invitation, now=timezone.now() + timedelta(days=2))
    assert Mail.objects.waiting().get().to == "dana@example.org"


TERMS = "period_start=2025-01-01&period_end=2025-12-31&due_date=2035-12-31&name="


@pytest.mark.thorough
@pytest.mark.parametrize(("when", "told"), [("now", True), ("after", False), ("never", False)])
def test_the_last_step_says_that_partners_are_mailed_too(dossier, office, when, told):
    asked = f"client={dossier.client_id}&questionnaire={dossier.revision.questionnaire_id}"
    page = office.get(f"/invitations/message/?{asked}&{TERMS}&partners={when}&into=new")
    assert (b"1 partner gets a separate link" in page.content) is told


@pytest.mark.thorough
def test_the_card_offers_to_invite_the_partner_and_says_so_afterwards(dossier, office):
    card = f"/clients/{dossier.client_id}/"
    assert b"Invite the partner" in office.get(card).content
    office.post(f"/invitations/dossiers/{dossier.pk}/partner/send/")
    page = office.get(card).content
    assert people() == [("partner", "dana@example.org")]
    assert b"Invite the partner" not in page
    assert b"Partner: invited" in page


def test_the_card_offers_no_partner_where_the_client_answers_alone(firm, office):
    alone = a_couple(firm, partners=Partners.NEVER)
    assert b"Invite the partner" not in office.get(f"/clients/{alone.client_id}/").content
