"""A client's new address: the answers stay, the former links die, a new mail leaves."""

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.clients.states import State
from carnet.core import bounces, dsn
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations import actions
from carnet.invitations.models import Invitation
from tests import makers as make


@pytest.fixture
def bounced(dossier, post_office):
    """Its mail was refused for good."""
    post_office.recipient_answers = ["550 5.1.1 unknown"]
    actions.invite([dossier], by=None, now=timezone.now())
    send_next()
    dossier.refresh_from_db()
    assert dossier.state == State.NOT_DELIVERED
    return dossier


def give(office, dossier, email="new@example.org", send="on", **more):
    dossier.client.refresh_from_db()
    typed = {"email": email, "send": send, "version": dossier.client.version, **more}
    return office.post(f"/invitations/dossiers/{dossier.pk}/address/", typed)


@pytest.mark.thorough
def test_the_row_of_a_mail_that_did_not_arrive_offers_it_in_place(office, bounced):
    page = office.get(f"/campaigns/{bounced.campaign_id}/").content.decode()
    assert "This address does not exist (550 5.1.1)." in page
    address = f"/invitations/dossiers/{bounced.pk}/address/?next=/campaigns/{bounced.campaign_id}/"
    assert address in page
    page = office.get(address).content.decode()
    assert "This address does not exist (550 5.1.1)." in page
    assert 'value="ann@example.org"' in page


@pytest.mark.thorough
def test_the_card_leads_to_it(office, bounced, ann):
    page = office.get(f"/clients/{ann.pk}/").content.decode()
    assert f"/invitations/dossiers/{bounced.pk}/address/" in page


@pytest.mark.thorough
def test_the_old_link_dies_and_a_new_mail_goes_to_the_new_address(
    office, bounced, ann, post_office, colleague
):
    old = bounced.invitations.get()
    bounced.answers.create(path="moved", value=True, status="answered")
    response = give(office, bounced, next="/clients/")
    assert response.headers["Location"] == "/clients/"
    send_next()
    assert [sent["To"] for sent in post_office.mails] == ["new@example.org"]
    for row in (old, ann, bounced):
        row.refresh_from_db()
    assert old.revoked_at
    assert (ann.email, bounced.state) == ("new@example.org", State.SENT)
    assert bounced.answers.get().value is True
    assert bounced.invitations.get(revoked_at=None).email == "new@example.org"
    events = Event.objects.filter(by=colleague).values_list("what", flat=True)
    assert {"client changed", "new address given"} <= set(events)
    story = office.get(f"/dossiers/{bounced.pk}/").content.decode()
    assert "The link to ann@example.org no longer works: the address has changed." in story


@pytest.mark.thorough
def test_other_dossiers_whose_link_went_to_the_former_address_follow(office, bounced, ann):
    other = make.dossier(client=ann)
    actions.invite([other], by=None, now=timezone.now())
    give(office, bounced)
    waiting = Mail.objects.waiting().filter(to="new@example.org")
    assert waiting.count() == 2
    assert not Invitation.objects.filter(email="ann@example.org", revoked_at=None).exists()


@pytest.mark.thorough
def test_a_mail_still_waiting_for_the_old_address_never_leaves(office, dossier, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    give(office, dossier)
    while send_next():
        pass
    assert [sent["To"] for sent in post_office.mails] == ["new@example.org"]


@pytest.mark.thorough
def test_without_sending_the_link_dies_all_the_same(office, bounced, post_office):
    give(office, bounced, send="")
    while send_next():
        pass
    bounced.refresh_from_db()
    assert (bounced.state, post_office.mails) == (State.NOT_SENT, [])
    assert not bounced.invitations.filter(revoked_at=None).exists()


@pytest.mark.thorough
def test_a_late_bounce_of_the_old_address_does_not_touch_the_new_one(office, dossier, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    send_next()
    old = Mail.objects.get()
    give(office, dossier)
    send_next()
    from_mail_server_comes_a_bounce(old)
    dossier.refresh_from_db()
    assert dossier.state == State.SENT


def from_mail_server_comes_a_bounce(row):
    assert bounces.note(dsn.Notice((row.uuid.hex,), True, "5.1.1"), timezone.now())
    row.refresh_from_db()
    assert row.state == "bounced"


def test_a_bounce_turns_the_dossier_into_not_delivered(dossier, ann, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    send_next()
    from_mail_server_comes_a_bounce(Mail.objects.get())
    for row in (dossier, ann):
        row.refresh_from_db()
    assert (dossier.state, ann.state) == (State.NOT_DELIVERED, State.NOT_DELIVERED)


def test_who_has_been_there_is_not_said_to_be_out_of_reach(dossier, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    send_next()
    actions.note_opened(dossier.invitations.select_related("dossier").get(), now=timezone.now())
    from_mail_server_comes_a_bounce(Mail.objects.get())
    dossier.refresh_from_db()
    assert dossier.state == State.OPENED


@pytest.mark.thorough
@pytest.mark.parametrize("email", ["", "ann@", "ann@example", "a b@example.org"])
def test_an_address_that_cannot_be_is_refused_with_the_sentence_of_the_client_form(
    office, bounced, email
):
    response = give(office, bounced, email=email)
    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert bounced.client.email == "ann@example.org"


@pytest.mark.thorough
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(office, bounced, ann):
    version = ann.version
    type(ann).objects.filter(pk=ann.pk).update(version=version + 1, email="other@example.org")
    response = give(office, bounced, version=version)
    assert "Somebody else has just changed this client" in response.content.decode()
    ann.refresh_from_db()
    assert ann.email == "other@example.org"


def test_a_dossier_of_another_firm_stays_out_of_reach(client, stranger, dossier):
    client.force_login(stranger)
    assert give(client, dossier).status_code == 404
