"""What a colleague reads about the mails of a client, on the dossier and on the card."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.core import bounces, dsn
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations import actions, codes, timeline
from carnet.reviews.closing import reopen
from tests import makers as make
from tests.scripted_peer import peer


@pytest.fixture
def invited(dossier, colleague):
    actions.invite([dossier], by=colleague, now=timezone.now())
    return dossier


def texts(dossier, now=None):
    return [moment.text for moment in timeline.moments(dossier, now)]


def told(row, final, status):
    bounces.note(dsn.Notice((row.uuid.hex,), final, status), timezone.now())


@pytest.mark.thorough
def test_from_the_queue_to_the_answers(invited, post_office, colleague):
    send_next()
    invitation = invited.invitations.select_related("dossier").get()
    codes.ask(invitation, browser="b", language="en", now=timezone.now())
    actions.note_opened(invitation, now=timezone.now())
    now = timezone.now()
    type(invited).objects.filter(pk=invited.pk).update(
        state="submitted", started_at=now, submitted_at=now + timedelta(seconds=1)
    )
    invited.refresh_from_db()
    reopen(invited, "She called", by=colleague, now=now)
    found = timeline.moments(invited)
    assert [moment.text for moment in found] == [
        "An invitation to ann@example.org was queued.",
        "The mail server accepted the mail to ann@example.org.",
        "A code was asked for; it went to ann@example.org.",
        "The link was opened.",
        "The first answer was given.",
        "Dossier reopened.",
        "The answers were sent.",
    ]
    assert (found[0].by, found[5].by) == ("Claire Dubois", "Claire Dubois")


@pytest.mark.thorough
def test_a_mail_that_is_late_and_then_comes_back(invited, post_office):
    send_next()
    row = Mail.objects.get()
    told(row, False, "4.2.2")
    assert texts(invited)[-1] == (
        "The mail to ann@example.org is late: their mail server still tries."
        " The mailbox is full (4.2.2)."
    )
    told(row, True, "5.2.2")
    assert texts(invited)[-2:] == [
        "The mail to ann@example.org is late: their mail server still tries.",
        "The mail to ann@example.org came back. The mailbox is full (5.2.2).",
    ]


def test_a_mail_that_was_perhaps_sent_twice(invited, settings):
    with peer(settings, "220 a", "250 a", "250 a", "250 a", "354 a"):
        send_next()
    waits = "It has not left yet. The mail server could not be reached (SMTPServerDisconnected)."
    assert waits in texts(invited)[0]
    assert texts(invited)[-1] == (
        "Whether the mail to ann@example.org had left was not known, so it was handed over again. "
        "Perhaps it arrives twice."
    )


def test_a_mail_held_back_says_when_it_leaves(invited, firm, post_office):
    now = timezone.now()
    Mail.objects.create(firm=firm, to="x@example.org", slot_at=now, sent_at=now)
    firm.mails_per_hour = 1
    firm.save()
    invited.firm.refresh_from_db()
    assert "It leaves at about" in texts(invited)[0]
    assert "the firm's limit of mails is reached" in texts(invited)[0]


@pytest.mark.thorough
def test_resent_withdrawn_and_by_whom(invited, post_office, colleague):
    send_next()
    actions.resend([invited], by=colleague, now=timezone.now())
    send_next()
    actions.withdraw(invited, by=colleague, now=timezone.now())
    assert [(moment.text.split(" to ")[0], moment.by) for moment in timeline.moments(invited)] == [
        ("An invitation", "Claire Dubois"),
        ("The mail server accepted the mail", ""),
        ("An invitation", "Claire Dubois"),
        ("The mail server accepted the mail", ""),
        ("The invitation was withdrawn.", "Claire Dubois"),
    ]


@pytest.mark.thorough
def test_a_long_story_shows_the_latest_and_folds_the_rest(office, invited, post_office):
    for _each in range(9):
        send_next()
        actions.resend([invited], by=None, now=timezone.now())
    page = office.get(f"/dossiers/{invited.pk}/").content.decode()
    shown, _fold, folded = page.partition("<summary>Earlier</summary>")
    assert shown.split('class="timeline"')[1].count("<li>") == 10
    assert folded.count("<li>") >= 9


@pytest.mark.thorough
def test_the_card_tells_it_with_the_campaign_and_nothing_twice(office, invited, ann, post_office):
    send_next()
    entries = office.get(f"/clients/{ann.pk}/").context["timeline"]
    assert [(entry.text, entry.by, entry.about) for entry in entries] == [
        ("The mail server accepted the mail to ann@example.org.", "", invited.campaign.name),
        ("An invitation to ann@example.org was queued.", "Claire Dubois", invited.campaign.name),
    ]


@pytest.mark.thorough
def test_the_card_costs_the_same_with_many_dossiers(
    office, invited, ann, django_assert_num_queries, post_office
):
    send_next()
    office.get(f"/clients/{ann.pk}/")
    with django_assert_num_queries(21):
        office.get(f"/clients/{ann.pk}/")
    for _each in range(3):
        actions.invite([make.dossier(client=ann)], by=None, now=timezone.now())
        send_next()
    with django_assert_num_queries(21):
        office.get(f"/clients/{ann.pk}/")


@pytest.mark.thorough
def test_outbox_and_overview_say_what_the_limit_holds_back(office, invited, firm, post_office):
    now = timezone.now()
    Mail.objects.create(firm=firm, to="x@example.org", slot_at=now, sent_at=now)
    type(firm).objects.update(mails_per_hour=1)
    said = "1 mail waits for your limit of 1 an hour and 2000 a day. It leaves at about"
    for address in ("/outbox/", f"/campaigns/{invited.campaign_id}/", "/campaigns/dossiers/"):
        assert said in office.get(address).content.decode()
    assert "leaves at about" in office.get("/outbox/?state=waiting").content.decode()
