"""From labels to dossiers: what a program may order for clients, by the rules of the pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from carnet.audit.record import trail
from carnet.campaigns.models import Campaign, Dossier
from carnet.clients.states import State
from carnet.core.models import Mail
from tests import makers as make

DUE = (timezone.localdate() + timedelta(days=30)).isoformat()


def errors(response):
    return {one["field"]: one["message"] for one in response.json()["errors"]}


def opened(program, firm, **changes):
    questionnaire = make.revision(firm=firm).questionnaire_id
    return program.post(
        "campaigns", {"questionnaire": questionnaire, "due_date": DUE, "name": "Tax", **changes}
    )


@pytest.fixture
def campaign(firm):
    return make.campaign(firm=firm, due_date=timezone.localdate() + timedelta(days=30))


def test_a_label_is_there_once_whoever_makes_it(program, firm):
    first, again = (
        program.post("labels", {"name": "Marc"}),
        program.post("labels", {"name": "marc"}),
    )
    assert (first.status_code, first.json()) == (200, again.json())
    assert program.get("labels").json()["items"] == [first.json()]


@pytest.mark.parametrize("name", ["", " ", "a;b", "x" * 81])
def test_a_label_has_one_short_name(program, name):
    assert list(errors(program.post("labels", {"name": name}))) == ["name"]


def test_labels_are_put_on_and_taken_off(program, firm, ann):
    label = make.label(firm=firm, name="Marc")
    named = {"clients": [str(ann.uuid)]}
    assert program.post(f"labels/{label.pk}/put-on", named).json() == {"changed": 1}
    assert program.post(f"labels/{label.pk}/put-on", named).json() == {"changed": 0}
    assert program.get(f"clients/{ann.uuid}").json()["label"] == ["Marc"]
    assert program.post(f"labels/{label.pk}/take-off", named).json() == {"changed": 1}
    assert trail(ann, firm=firm).count() == 2


def test_a_client_who_is_not_there_is_named_and_nothing_is_done(program, foreign, firm, ann):
    label = make.label(firm=firm)
    named = {"clients": [str(ann.uuid), str(uuid4())]}
    assert errors(program.post(f"labels/{label.pk}/put-on", named)) == {
        "clients.1": "There is no client of this id."
    }
    assert not label.clients.exists()


def test_questionnaires_come_with_their_latest_revision_and_their_period(program, firm):
    revision = make.revision(firm=firm)
    [told] = program.get("questionnaires").json()["items"]
    assert (told["id"], told["key"], told["revision"]) == (revision.questionnaire_id, "small", 1)
    assert told["period_start"].endswith("-01-01")


def test_a_campaign_is_opened_with_the_form_s_rules(program, firm):
    made = opened(program, firm, reminders_on=False)
    assert made.status_code == 201, made.content
    campaign = Campaign.objects.get()
    assert (campaign.name, campaign.reminders_on) == ("Tax", False)
    assert program.client.get(made.headers["Location"]).json() == made.json()
    assert made.json()["dossiers"] == {}
    assert program.get("campaigns", running="true").json()["items"] == [made.json()]


def test_what_the_form_refuses_is_refused_with_its_sentence(program, firm):
    wrong = opened(program, firm, due_date="2020-01-01", questionnaire=999)
    assert set(errors(wrong)) == {"due_date", "questionnaire"}
    assert errors(wrong)["due_date"] == "This day has passed. Choose today or a later day."


@pytest.mark.thorough
def test_the_same_is_not_asked_twice_unless_that_is_wanted(program, firm):
    first = opened(program, firm).json()
    second = opened(program, firm)
    assert (second.status_code, second.json()["campaign"]) == (409, first["id"])
    assert opened(program, firm, beside=True).status_code == 201


def test_clients_are_added_and_the_others_told_with_the_reason(program, firm, campaign, ann):
    archived = make.client(firm=firm, archived_at=timezone.now())
    mute = make.client(firm=firm, email="")
    already = make.dossier(client=make.client(firm=firm), campaign=campaign).client
    named = [str(one.uuid) for one in (ann, archived, mute, already)]
    told = program.post(f"campaigns/{campaign.pk}/dossiers", {"clients": named}).json()
    [added] = told["added"]
    assert (added["client"], added["state"]) == (str(ann.uuid), "not_sent")
    reasons = {one["client"]: one["reason"] for one in told["skipped"]}
    assert reasons == dict(zip(named[1:], ["archived", "no_email", "already"], strict=True))
    assert not Mail.objects.exists()


@pytest.mark.thorough
def test_clients_are_invited_once_with_the_adding_or_later(program, firm, campaign, ann):
    bo = make.client(firm=firm)
    at_once = {"clients": [str(ann.uuid)], "invite": True}
    program.post(f"campaigns/{campaign.pk}/dossiers", at_once)
    program.post(f"campaigns/{campaign.pk}/dossiers", {"clients": [str(bo.uuid)]})
    assert Mail.objects.count() == 1
    assert program.post(f"campaigns/{campaign.pk}/invite").json() == {"mails": 1}
    dossier = Dossier.objects.get(client=ann)
    assert program.post(f"dossiers/{dossier.pk}/invite").json() == {"mails": 0}


def test_a_closed_campaign_takes_nobody(program, campaign, ann):
    make.dossier(client=ann, campaign=campaign)
    assert program.post(f"campaigns/{campaign.pk}/close").json() == {"closed": 1}
    named = {"clients": [str(ann.uuid)]}
    refused = program.post(f"campaigns/{campaign.pk}/dossiers", named)
    assert (refused.status_code, refused.json()["detail"]) == (409, "This campaign is closed.")
    assert program.post(f"campaigns/{campaign.pk}/close").status_code == 409


def test_dossiers_are_listed_by_campaign_client_and_state(program, firm, campaign, ann):
    dossier = make.dossier(client=ann, campaign=campaign)
    make.dossier(client=make.client(firm=firm), state=State.SUBMITTED)
    for asked in ({"campaign": campaign.pk}, {"client": str(ann.uuid)}, {"state": "not_sent"}):
        found = program.get("dossiers", **asked).json()["items"]
        assert [one["id"] for one in found] == [dossier.pk], asked
    assert program.get(f"dossiers/{dossier.pk}").json() == found[0]


def test_a_dossier_is_closed_and_the_reason_kept(program, ann):
    dossier = make.dossier(client=ann)
    why = {"reason": "Done by telephone."}
    assert program.post(f"dossiers/{dossier.pk}/close", why).json()["state"] == "closed"
    assert dossier.notes.get().text == "Done by telephone."
    again = program.post(f"dossiers/{dossier.pk}/close", why)
    assert (again.status_code, dossier.notes.count()) == (409, 1)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED])
def test_a_dossier_is_reopened_with_a_reason(program, ann, state):
    dossier = make.dossier(client=ann, state=state)
    assert program.post(f"dossiers/{dossier.pk}/reopen", {}).status_code == 422
    told = program.post(f"dossiers/{dossier.pk}/reopen", {"reason": "A paper is missing."})
    assert told.json()["state"] == "asked_again"
    assert dossier.reopenings.get().reason == "A paper is missing."


@pytest.mark.parametrize("state", [State.NOT_SENT, State.CLOSED])
def test_what_was_not_sent_or_is_done_is_not_reopened(program, ann, state):
    dossier = make.dossier(client=ann, state=state)
    refused = program.post(f"dossiers/{dossier.pk}/reopen", {"reason": "Why"})
    assert (refused.status_code, dossier.reopenings.count()) == (409, 0)
