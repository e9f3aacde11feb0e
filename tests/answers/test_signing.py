"""Declaration by both partners."""

import pytest
from django.utils import timezone

from carnet.answers.actions import Said, save
from carnet.answers.models import Signature, Submission
from carnet.answers.submitting import Incomplete, lift_signature, submit
from carnet.audit.models import Event
from carnet.campaigns.models import Partners, State, WrongState
from carnet.clients.models import Client
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations.models import Invitation
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.couple import BOTH_SIGN


@pytest.fixture
def couple(firm):
    ann = make.client(
        firm=firm,
        first_name="Ann",
        email="ann@example.org",
        partner_first_name="Dana",
        partner_email="dana@example.org",
        partner_language="en",
    )
    revision = make.revision(firm=firm, document=BOTH_SIGN)
    campaign = make.campaign(firm=firm, revision=revision, partners=Partners.AFTER)
    dossier = make.dossier(client=ann, campaign=campaign, language="fr", state=State.OPENED)
    say(dossier, "client", married="yes", salary="2000", jobs=Given(status=Status.ANSWERED))
    say(dossier, "partner", pension="none")
    return dossier


def say(dossier, person, **values):
    answers = [
        Said(path, value if isinstance(value, Given) else Given(value, Status.ANSWERED), "", rev)
        for path, value in values.items()
        for rev in [getattr(dossier.answers.filter(path=path).first(), "rev", 0)]
    ]
    save(dossier, answers, person=person, device="", key="", now=timezone.now())
    dossier.refresh_from_db()


def sign(dossier, person, seq=None):
    dossier.refresh_from_db()
    return submit(
        dossier,
        seq=dossier.seq if seq is None else seq,
        person=person,
        language="en",
        declared={"text": "True.", "name": {"client": "Ann P.", "partner": "Dana M."}[person]},
        now=timezone.now(),
    )


def letters():
    return list(Mail.objects.filter(letter="signature").values_list("to", flat=True))


def test_declaration_by_both_partners(couple):
    assert sign(couple, "client") is None
    couple.refresh_from_db()
    assert couple.state == State.IN_PROGRESS
    assert letters() == ["dana@example.org"]
    sent = sign(couple, "partner")
    couple.refresh_from_db()
    assert couple.state == State.SUBMITTED
    signed = [(one["person"], one["name"]) for one in sent.content["declarations"]]
    assert signed == [("client", "Ann P."), ("partner", "Dana M.")]
    phrases = Event.objects.order_by("pk").values_list("what", flat=True)
    assert [phrase for phrase in phrases if phrase.startswith("dossier s")] == [
        "dossier started",
        "dossier signed",
        "dossier signed",
        "dossier submitted",
    ]


def test_the_order_does_not_matter(couple):
    assert sign(couple, "partner") is None
    assert letters() == ["ann@example.org"]
    assert sign(couple, "client")


def test_the_second_is_asked_in_the_same_moment_and_by_their_own_name_and_language(couple):
    sign(couple, "client")
    while send_next():
        pass
    mail = Mail.objects.get(letter="signature")
    assert mail.subject == "A couple's questionnaire: please check and sign"
    assert "Hello Dana," in mail.text
    assert "Ann signed “A couple's questionnaire” on" in mail.text
    assert Invitation.objects.get(person="partner").email == "dana@example.org"


@pytest.mark.thorough
def test_an_answer_changed_after_the_first_signature_asks_the_first_to_look_again(couple):
    sign(couple, "client")
    say(couple, "partner", garden="A large one")
    assert sign(couple, "partner") is None
    assert letters() == ["dana@example.org", "ann@example.org"]
    assert not Submission.objects.exists()
    while send_next():
        pass
    again = Mail.objects.get(to="ann@example.org")
    assert "changé" in again.text
    assert sign(couple, "client")
    assert Signature.objects.count() == 3


@pytest.mark.thorough
def test_what_the_first_never_sees_may_change_without_asking_them(couple):
    sign(couple, "client")
    say(couple, "partner", pension="900")
    assert sign(couple, "partner")


def test_an_answer_put_back_as_it_was_leaves_the_signature_standing(couple):
    sign(couple, "client")
    say(couple, "partner", garden="A large one")
    say(couple, "partner", garden=Given())
    assert sign(couple, "partner")


@pytest.mark.thorough
def test_each_signs_when_their_own_part_is_done(couple):
    say(couple, "partner", pension=Given())
    with pytest.raises(Incomplete):
        sign(couple, "partner")
    assert sign(couple, "client") is None
    say(couple, "partner", pension="none")
    assert sign(couple, "partner")


def test_a_change_in_the_others_own_part_is_no_change_to_who_checked(couple):
    checked = couple.seq
    say(couple, "partner", pension="900")
    assert sign(couple, "client", seq=checked) is None


def test_one_signature_is_enough_where_the_rule_does_not_hold(couple):
    say(couple, "client", married="no")
    assert sign(couple, "client")
    assert not letters()


def test_a_campaign_for_the_client_alone_asks_for_no_second_signature(couple):
    couple.campaign.partners = Partners.NEVER
    couple.campaign.save(update_fields=["partners"])
    assert sign(couple, "client")


def test_without_an_address_nobody_is_mailed_and_the_dossier_waits(couple):
    Client.objects.filter(pk=couple.client_id).update(partner_email="")
    couple.client.refresh_from_db()
    assert sign(couple, "client") is None
    assert not letters()


def test_the_firm_can_do_without_the_second_signature(couple, colleague):
    sign(couple, "client")
    sent = lift_signature(couple, "partner", reason="Abroad", by=colleague, now=timezone.now())
    couple.refresh_from_db()
    assert couple.state == State.SUBMITTED
    assert [one["person"] for one in sent.content["declarations"]] == ["client"]
    event = Event.objects.get(what="signature not needed")
    assert (event.by, event.facts) == (colleague, {"person": "partner"})
    assert couple.signatures.get(person="partner").reason == "Abroad"


def test_lifted_beforehand_the_client_alone_sends(couple, colleague):
    assert (
        lift_signature(couple, "partner", reason="Abroad", by=colleague, now=timezone.now()) is None
    )
    assert sign(couple, "client")


@pytest.mark.thorough
def test_who_gets_the_dossier_back_signs_again(couple):
    sign(couple, "client")
    sign(couple, "partner")
    with pytest.raises(WrongState):
        sign(couple, "client")
    couple.move_to(State.ASKED_AGAIN, now=timezone.now())
    assert sign(couple, "client") is None


@pytest.mark.thorough
def test_the_letter_is_dropped_when_it_is_too_late(couple, colleague):
    sign(couple, "client")
    lift_signature(couple, "partner", reason="Abroad", by=colleague, now=timezone.now())
    while send_next():
        pass
    assert Mail.objects.get(letter="signature").dropped_at
