"""What a reminder says, by where the client stopped."""

import pytest

from carnet.answers.actions import Said, save
from carnet.campaigns.models import Dossier
from carnet.questionnaires.given import Given, Status
from carnet.reminders.letters import sample
from carnet.reminders.reminding import Why
from carnet.reminders.stopped import Where, where_stopped
from carnet.reminders.waiting import who_gets
from tests import makers as make
from tests.answers.asking import two
from tests.reminders.waiting import invite, invited, morning, text_of, work

TODAY = morning(-7).date()
NOTHING = Given(status=Status.NOT_HAVE)
SHARED = {
    "questionnaire": "shared",
    "title": two("Shared", "Partagé"),
    "languages": ["fr", "en"],
    "sections": [
        {
            "id": "both",
            "title": two("Both", "Les deux"),
            "items": [
                {"id": "mine", "type": "text", "text": two("Mine?", "À moi ?"), "who": ["client"]},
                {
                    "id": "theirs",
                    "type": "text",
                    "text": two("Theirs?", "À l'autre ?"),
                    "who": ["partner"],
                },
            ],
        }
    ],
}


def say(dossier, **values):
    answers = [
        Said(path, value if isinstance(value, Given) else Given(value, Status.ANSWERED))
        for path, value in values.items()
    ]
    now = morning(-20)
    save(dossier, answers, person="client", device="phone", key="", now=now)
    dossier.refresh_from_db()


def stopped(dossier, *, opened=True):
    return where_stopped(dossier, "client", opened=opened, today=TODAY)


def letter(dossier):
    return sample(dossier.invitations.with_dossier().first(), dossier.firm, TODAY).text


def test_never_opened(ann):
    dossier = invited(ann)
    assert stopped(dossier, opened=False).where == Where.UNOPENED
    assert "You have not opened it yet. It takes about 2 minutes." in letter(dossier)
    assert "A proof of address" not in letter(dossier)


def test_opened_and_nothing_answered(ann):
    dossier = invited(ann, opened=True)
    assert stopped(dossier).where == Where.OPENED
    assert "You have opened it, but not answered anything yet." in letter(dossier)


def test_begun_tells_what_is_left_and_the_documents_by_name(ann):
    dossier = invited(ann, opened=True)
    say(dossier, full_name="Ann")
    found = stopped(dossier)
    assert (found.where, found.left, found.papers) == (Where.STARTED, 1, ("A proof of address",))
    assert "everything you answered is kept. 1 question is left." in letter(dossier)
    assert "- A proof of address" in letter(dossier)


def test_only_documents_missing_in_the_clients_language(ann):
    dossier = invited(ann, opened=True, language="fr")
    say(dossier, full_name="Ann", rents="no")
    assert stopped(dossier).where == Where.PAPERS
    assert "- Un justificatif de domicile" in letter(dossier)


def test_everything_answered_and_not_sent(ann):
    dossier = invited(ann, opened=True)
    say(dossier, full_name="Ann", rents="no", proof=NOTHING)
    assert stopped(dossier).where == Where.READY
    assert "You only have to check your answers and send them." in letter(dossier)


@pytest.fixture
def shared(ann):
    campaign = make.campaign(
        firm=ann.firm,
        revision=make.revision(firm=ann.firm, document=SHARED),
        due_date=morning(0).date(),
    )
    dossier = invited(ann, campaign=campaign, opened=True)
    invite(dossier, person="partner", email="bert@example.org", opened=True)
    return dossier


def test_a_partner_hears_of_the_own_part_only(shared):
    say(shared, mine="Yes")
    assert stopped(shared).where == Where.OTHER
    partner = where_stopped(shared, "partner", opened=True, today=TODAY)
    assert (partner.where, partner.left) == (Where.STARTED, 1)


@pytest.mark.thorough
def test_a_partner_who_is_done_is_left_in_peace(shared, post_office):
    say(shared, theirs="Yes")
    whys = {one.row.person: one.why for one in who_gets(shared.firm, morning(-7))}
    assert whys == {"client": Why.DUE, "partner": Why.FINISHED}
    work(morning(-7))
    assert [mail["To"] for mail in post_office.mails] == ["ann@example.org"]


@pytest.mark.thorough
def test_the_text_is_that_of_the_moment_the_mail_leaves(ann, post_office):
    dossier = invited(ann, opened=True)
    post_office.answers = ["451 later"]
    work(morning(-7, 9))
    say(dossier, full_name="Ann", rents="no")
    work(morning(-7, 10))
    first, second = (text_of(mail) for mail in post_office.tries)
    assert "not answered anything" in first
    assert "Only documents are missing." in second


def test_a_name_with_tags_does_no_harm(ann):
    ann.first_name = "<b>Ann</b>"
    ann.save(update_fields=["first_name"])
    dossier = Dossier.objects.get(pk=invited(ann).pk)
    written = sample(dossier.invitations.with_dossier().get(), dossier.firm, TODAY)
    assert "<b>Ann" not in written.html
