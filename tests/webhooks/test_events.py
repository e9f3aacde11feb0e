"""Every event comes from what people really do, through the actions of the stages."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from carnet.answers.actions import Hand, Said, save
from carnet.answers.asking_again import ask_again, unlock
from carnet.answers.messages import write
from carnet.answers.papers import hand_in
from carnet.answers.submitting import submit
from carnet.audit.happenings import EVENTS, listen
from carnet.audit.models import Event, Untold
from carnet.campaigns import actions as campaigns
from carnet.campaigns.actions import Terms
from carnet.clients import actions as clients
from carnet.clients.erasure import erase
from carnet.clients.record import ClientRecord
from carnet.core.models import Mail
from carnet.invitations import actions as invitations
from carnet.invitations.letters import _refused
from carnet.invitations.models import Invitation
from carnet.invitations.timeline import moments
from carnet.questionnaires.given import Given, Status
from carnet.reminders.promising import promise
from tests import makers as make
from tests.answers.asking import YEARLY
from tests.answers.pictures import pdf, upload
from tests.imports.bringing import applied, brought, undone

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def all_ears(firm):
    listen(firm, EVENTS)


def told():
    """The events since the last look."""
    rows = list(Untold.objects.order_by("pk"))
    Untold.objects.all().delete()
    return [row.name for row in rows]


def test_the_life_of_a_client(firm, colleague):
    record = ClientRecord(
        first_name="Ann", last_name="Peeters", email="a@example.org", language="fr"
    )
    client = clients.add_client(firm, record, keep=True, by=colleague, today=TODAY)
    fields = {"first_name": "Ann", "last_name": "Maes", "email": "a@example.org", "language": "fr"}
    changed = ClientRecord(**fields, told=frozenset(["last_name"]))
    clients.change_client(client, changed, version=client.version, by=colleague)
    clients.archive(client, by=colleague, now=timezone.now())
    clients.restore(client, by=colleague)
    erase(client, by=colleague)
    assert told() == [
        "client.created",
        "client.updated",
        "client.archived",
        "client.restored",
        "client.erased",
    ]


@pytest.mark.thorough
def test_an_import_and_its_undoing(firm, colleague):
    received = applied(brought(firm, by=colleague), by=colleague)
    names = told()
    assert names[-1] == "import.applied"
    assert set(names) == {"client.created", "import.applied"}
    undone(received, by=colleague)
    names = told()
    assert names[-1] == "import.undone"
    assert set(names) == {"client.erased", "import.undone"}


@pytest.mark.thorough
def test_an_undone_import_names_those_who_are_gone(firm, colleague):
    received = applied(brought(firm, by=colleague), by=colleague)
    uuids = set(firm.clients.values_list("uuid", flat=True))
    undone(received, by=colleague)
    gone = Untold.objects.filter(name="client.erased")
    assert set(gone.values_list("thing", flat=True)) == uuids


def say(dossier, now, key="", **values):
    answers = [
        Said(path, value if isinstance(value, Given) else Given(value, Status.ANSWERED))
        for path, value in values.items()
    ]
    save(dossier, answers, person="client", device="phone", key=key, now=now)


@pytest.fixture
def invited(firm, ann, colleague):
    now, revision = timezone.now(), make.revision(firm=firm, document=YEARLY)
    period = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    due = timezone.localdate() + timedelta(days=30)
    terms = Terms(name="Spring", revision=revision, due_date=due, **period)
    campaign = campaigns.open_campaign(terms, firm=firm, key=uuid4(), by=colleague, now=now)
    [dossier] = campaigns.add_clients(campaign, firm.clients.all(), by=colleague, now=now)
    invitations.invite([dossier], by=colleague, now=now)
    assert told() == ["campaign.opened", "dossier.invited"]
    return Invitation.objects.select_related("dossier__campaign").get()


@pytest.mark.thorough
def test_what_a_client_does(invited):
    now, dossier = timezone.now(), invited.dossier
    invitations.note_opened(invited, now=now)
    invitations.note_opened(invited, now=now)
    assert told() == ["dossier.opened"]
    dossier.refresh_from_db()
    say(dossier, now, full_name="Ann")
    say(dossier, now, rents="no")
    assert told() == ["dossier.started"]
    by = Hand("client", "phone", "", now)
    hand_in(dossier, [upload(pdf(), "a.pdf"), upload(pdf(), "b.pdf")], path="proof", by=by)
    assert told() == ["document.received"] * 2
    write(dossier, "May I?", Hand("client", "", "a key", now))
    write(dossier, "May I?", Hand("client", "", "a key", now))
    assert told() == ["message.received"]
    promise(invited, day=timezone.localdate() + timedelta(days=3), reason="", now=now)
    assert told() == ["client.promised"]


@pytest.mark.thorough
def test_what_the_firm_does_with_what_was_sent(invited, colleague):
    now, dossier = timezone.now(), invited.dossier
    say(dossier, now, full_name="Ann", rents="no", proof=Given(status=Status.NOT_HAVE))
    assert told() == ["dossier.started"]
    dossier.refresh_from_db()
    agreed = {"text": "True.", "name": "Ann"}
    submit(dossier, seq=dossier.seq, person="client", language="fr", declared=agreed, now=now)
    assert told() == ["dossier.submitted"]
    dossier.refresh_from_db()
    ask_again(dossier, {"rents": "Sure?"}, by=colleague, now=now)
    unlock(dossier, by=colleague, now=now)
    assert told() == ["dossier.asked_again", "dossier.reopened"]
    campaigns.close(dossier.campaign, by=colleague, now=now)
    assert told() == ["dossier.closed", "campaign.closed"]


def test_an_answer_after_the_first_leaves_no_trace_in_the_trail(invited):
    now, dossier = timezone.now(), invited.dossier
    say(dossier, now, full_name="Ann")
    events = Event.objects.count()
    say(dossier, now, rents="no")
    assert Event.objects.count() == events


def test_a_mail_that_does_not_arrive(invited):
    row = Mail.objects.get(letter="invitation")
    Mail.objects.filter(pk=row.pk).update(failed_at=timezone.now(), problem="unwritable")
    _refused(row)
    assert told() == ["mail.bounced"]


def test_what_the_timeline_has_told_is_not_told_twice(invited):
    now = timezone.now()
    invitations.note_opened(invited, now=now)
    invited.dossier.refresh_from_db()
    say(invited.dossier, now, full_name="Ann")
    texts = [moment.text for moment in moments(invited.dossier)]
    assert texts.count("The link was opened.") == 1
    assert texts.count("The first answer was given.") == 1
    assert not [text for text in texts if text.startswith("Dossier")]
