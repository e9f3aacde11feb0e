"""A couple parts, and the client's file names a new partner: not into a dossier in which the former one has
answered for themselves."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.answers.actions import Hand, Said, save
from carnet.answers.messages import write
from carnet.answers.papers import hand_in, take_back
from carnet.campaigns.models import Dossier, State
from carnet.clients.models import Client
from carnet.core.models import Mail
from carnet.invitations import actions
from carnet.invitations.models import Invitation
from carnet.invitations.parting import partner_shut_out
from carnet.questionnaires.given import Given, Status
from tests.answers.pictures import pdf, upload
from tests.invitations.test_couples import a_couple
from tests.portal.conftest import enter

TOLD = "A former partner has answered in this dossier."
EVE = {"partner_first_name": "Eve", "partner_email": "eve@example.org"}
DANA = {"partner_first_name": "Dana", "partner_email": "dana@example.org"}
NOBODY = {"partner_first_name": "", "partner_email": ""}


@pytest.fixture
def dossier(firm, colleague):
    found = a_couple(firm, first_name="Ann")
    assert actions.invite([found], by=None, now=timezone.now()) == 1
    Mail.objects.all().delete()
    return found


def partner(dossier, fields):
    Client.objects.filter(pk=dossier.client_id).update(**fields)
    dossier.client.refresh_from_db()


def answer(dossier, path, person="partner"):
    said = [Said(path, Given("yes" if path == "married" else "x", Status.ANSWERED))]
    save(dossier, said, person=person, device="", key="", now=timezone.now())


def drop_a_file(dossier):
    by = Hand("partner", "", "", timezone.now())
    return hand_in(dossier, [upload(pdf(), "of-dana.pdf")], path="", by=by)[0]


GIVEN = {
    "answer": lambda dossier: answer(dossier, "pension"),
    "file": drop_a_file,
    "message": lambda dossier: write(dossier, "Hello", Hand("partner", "", "", timezone.now())),
    "answer typed by a colleague": lambda dossier: answer(dossier, "pension", "staff"),
    "file of a colleague's": lambda dossier: dossier.documents.create(
        path="pension", person="staff", size=1, name="x.pdf"
    ),
    "question of the firm's": lambda dossier: dossier.messages.create(
        path="pension", person="staff", text="14,000?"
    ),
    "answer of last year": lambda dossier: dossier.answers.create(
        path="pension", status="prefilled", value="14", source="last year"
    ),
}
NOTHING = {
    "nothing": lambda dossier: None,
    "shared": lambda dossier: answer(dossier, "married"),
    "client's": lambda dossier: answer(dossier, "salary", "client"),
    "client's typed by a colleague": lambda dossier: answer(dossier, "salary", "staff"),
    "a default": lambda dossier: dossier.answers.create(
        path="pension", status="prefilled", value="14", source="default"
    ),
    "shared of last year": lambda dossier: dossier.answers.create(
        path="married", status="prefilled", value="yes", source="last year"
    ),
    "taken back": lambda dossier: take_back(
        drop_a_file(dossier)[0], by=Hand("partner", "", "", timezone.now())
    ),
}


def invite_partner(dossier):
    return actions.resend([dossier], by=None, now=timezone.now(), person="partner")


@pytest.mark.thorough
@pytest.mark.parametrize(
    "change", [EVE, {"partner_first_name": "Eve", "email": "dana@example.org"}]
)
@pytest.mark.parametrize("given", GIVEN)
def test_the_new_partner_is_not_invited_to_what_the_former_one_gave(dossier, given, change):
    GIVEN[given](dossier)
    partner(dossier, change)
    assert invite_partner(dossier) == 0
    with pytest.raises(actions.ShutOut):
        actions.standing(dossier, "partner", by=None, now=timezone.now())
    assert not Mail.objects.filter(to="eve@example.org").exists()
    assert not Invitation.objects.filter(called="Eve").exists()


@pytest.mark.parametrize(
    "change", [{"partner_email": "new@example.org"}, {"partner_first_name": "Danna"}]
)
def test_who_has_another_address_or_was_misspelt_is_the_same_person(dossier, change):
    answer(dossier, "pension")
    partner(dossier, change)
    assert invite_partner(dossier) == 1


@pytest.mark.thorough
@pytest.mark.parametrize("given", NOTHING)
def test_where_the_former_partner_gave_nothing_of_their_own_inviting_goes_on(dossier, given):
    NOTHING[given](dossier)
    partner(dossier, EVE)
    assert invite_partner(dossier) == 1
    answer(dossier, "pension")
    assert not partner_shut_out(dossier)
    assert actions.standing(dossier, "partner", by=None, now=timezone.now()).called == "Eve"


@pytest.mark.thorough
def test_who_is_back_in_the_file_comes_in_again(dossier):
    answer(dossier, "pension")
    for fields in (EVE, DANA):
        partner(dossier, fields)
    assert invite_partner(dossier) == 1
    assert enter(dossier, "partner").visit("/q/s/theirs/pension/").address.endswith("/pension/")


def test_it_counts_who_had_the_link_at_the_time(dossier):
    """Eve was asked in first, did nothing, and is back after Dana has answered."""
    partner(dossier, EVE)
    assert invite_partner(dossier) == 1
    partner(dossier, DANA)
    assert invite_partner(dossier) == 1
    answer(dossier, "pension")
    partner(dossier, EVE)
    assert invite_partner(dossier) == 0


@pytest.mark.thorough
def test_many_at_once_leave_out_only_those(dossier, firm):
    answer(dossier, "pension")
    other = a_couple(firm, **DANA)
    actions.invite([other], by=None, now=timezone.now())
    Mail.objects.all().delete()
    for one in (dossier, other):
        partner(one, EVE)
    both = [dossier, other]
    assert actions.resend(both, by=None, now=timezone.now(), person="partner") == 1
    actions.withdraw(dossier, by=None, now=timezone.now())
    Dossier.objects.filter(pk=dossier.pk).update(state=State.NOT_SENT)
    assert actions.invite([dossier], by=None, now=timezone.now()) == 1  # the client alone
    live = Invitation.objects.live(timezone.now()).filter(dossier=dossier)
    assert list(live.values_list("person", flat=True)) == ["client"]


@pytest.mark.thorough
def test_resending_asks_no_more_of_the_database_however_many_dossiers(firm, colleague):
    def queries(count):
        many = [a_couple(firm) for _number in range(count)]
        actions.invite(many, by=None, now=timezone.now())
        with CaptureQueriesContext(connection) as found:
            actions.resend(many, by=None, now=timezone.now(), person="partner")
        return len(found)

    assert queries(2) == queries(9)


@pytest.mark.thorough
def test_the_office_is_told_why_and_what_to_do(dossier, office):
    answer(dossier, "pension")
    partner(dossier, EVE)
    base = f"/invitations/dossiers/{dossier.pk}/partner"
    for act in ("send", "link"):
        page = office.post(f"{base}/{act}/", follow=True).content.decode()
        assert TOLD in page
        assert f"{base}/send/" not in page
    card = office.get(f"/clients/{dossier.client_id}/").content.decode()
    assert TOLD in card
    assert "Invite the partner" not in card


@pytest.mark.thorough
def test_the_office_is_told_nothing_where_nothing_stands_against_it(dossier, office):
    partner(dossier, EVE)
    page = office.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert TOLD not in page
    assert f"/invitations/dossiers/{dossier.pk}/partner/send/" in page
    assert "Invite the partner" in office.get(f"/clients/{dossier.client_id}/").content.decode()


@pytest.mark.thorough
def test_a_client_cannot_name_a_new_partner_there_either(dossier):
    ann = enter(dossier)
    ann.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer(dossier, "pension")
    partner(dossier, NOBODY)
    page = ann.visit("/q/tasks/").text
    assert "Print and fill in on paper" in page
    assert "My partner fills in too" not in page
    named = {"first_name": "Eve", "email": "eve@example.org"}
    assert ann.client.post("/q/partner/", named).status_code == 404
    assert not Mail.objects.exists()


@pytest.mark.thorough
def test_the_client_is_told_that_the_new_partner_cannot_sign(dossier):
    ann = enter(dossier)
    answer(dossier, "pension")
    answer(dossier, "married", "client")
    answer(dossier, "salary", "client")
    said = [Said("jobs", Given(status=Status.ANSWERED))]
    save(dossier, said, person="client", device="", key="", now=timezone.now() + timedelta(1))
    partner(dossier, EVE)
    dossier.refresh_from_db()
    ann.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = ann.visit(f"/q/send/?seq={dossier.seq}").text
    assert "Eve cannot sign here" in page
    assert "no e-mail address" not in page
