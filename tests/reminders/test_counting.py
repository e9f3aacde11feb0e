"""The number of reminders kept with each dossier is that of the reminders that have left."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from carnet.campaigns.models import Dossier
from carnet.core.mail import send_next
from carnet.reminders.counting import note_sent
from carnet.reminders.models import Reminder, Step
from tests import makers as make
from tests.reminders.waiting import campaign_of, invite, invited, morning, remind, work

pytestmark = pytest.mark.django_db


def counted():
    return dict(Dossier.objects.values_list("pk", "reminded"))


def recounted():
    """Reminder by reminder."""
    sent = Step.objects.filter(person="client", reminder__sent_at__isnull=False)
    return {
        pk: sum(step.dossier_id == pk for step in sent)
        for pk in Dossier.objects.values_list("pk", flat=True)
    }


@pytest.mark.thorough
def test_each_reminder_that_leaves_counts_for_every_dossier_it_names(firm, ann, post_office):
    ann.partner_first_name, ann.partner_email = "Bert", "bert@example.org"
    ann.save(update_fields=["partner_first_name", "partner_email"])
    both = [invited(ann, campaign=campaign_of(firm)) for _one in range(2)]
    invite(both[0], person="partner", email="bert@example.org", called="Bert")
    other = invited(make.client(firm=firm), campaign=both[0].campaign)
    for day, right in ((-14, 1), (-13, 1), (-7, 2)):
        work(morning(day))
        assert counted() == recounted() == {**{one.pk: right for one in both}, other.pk: right}


@pytest.mark.thorough
def test_what_has_not_left_or_was_refused_does_not_count(firm, ann, post_office):
    dossier = invited(ann)
    assert remind(morning(-14))
    assert counted() == recounted() == {dossier.pk: 0}
    post_office.refuse["RCPT"] = "550 5.1.1 no such user"
    while send_next(morning(-14)):
        pass
    assert Reminder.objects.get().failed_at
    assert counted() == recounted() == {dossier.pk: 0}


@pytest.fixture
def steps(firm, ann):
    """Of two dossiers: two reminders that left and one that waits, and one to the partner."""
    revision = make.revision(firm=firm)
    campaigns = [make.campaign(firm=firm, revision=revision) for _one in range(2)]
    dossiers = [make.dossier(client=ann, campaign=one) for one in campaigns]
    today = timezone.localdate()
    for number, person in enumerate(["client", "client", "client", "partner"]):
        address = f"{number}@example.org"
        reminder = Reminder.objects.create(firm=firm, email=address, day=today)
        for dossier in dossiers[: 1 + number % 2]:
            Step.objects.create(
                firm=firm, reminder=reminder, dossier=dossier, person=person, key=str(number)
            )
    return [one.pk for one in dossiers]


def test_told_twice_it_counts_once(steps):
    for _time in range(2):
        for reminder in Reminder.objects.exclude(email__startswith="2"):
            note_sent(reminder.pk, timezone.now())
    assert counted() == recounted() == dict(zip(steps, [2, 1], strict=True))


@pytest.mark.parametrize("at_once", [1, 1000])
def test_what_left_before_there_was_a_count_is_counted(steps, at_once, monkeypatch):
    Reminder.objects.exclude(email__startswith="2").update(sent_at=timezone.now())
    migration = import_module("carnet.reminders.migrations.0002_count_reminders")
    monkeypatch.setattr(migration, "AT_ONCE", at_once)
    for _time in range(2):
        migration.count(apps, None)
        assert counted() == recounted() == dict(zip(steps, [2, 1], strict=True))


def test_without_reminders_there_is_nothing_to_count(db):
    import_module("carnet.reminders.migrations.0002_count_reminders").count(apps, None)
    assert counted() == {}
