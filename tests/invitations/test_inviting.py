from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from carnet.audit.models import Event
from carnet.campaigns import actions as campaigns
from carnet.clients.models import Client
from carnet.clients.states import State
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations import actions, timeline
from carnet.invitations.models import Invitation, Link
from tests import makers as make

NOW = datetime(2026, 5, 1, 9, tzinfo=ZoneInfo("Europe/Brussels"))


def send_all(now=None):
    while send_next(now):
        pass


def link_of(mail):
    text = mail if isinstance(mail, str) else mail.get_body(("plain",)).get_content()
    return next(word for word in text.split() if "/q/" in word)


@pytest.mark.thorough
def test_every_client_gets_one_mail_however_often_one_presses(firm, colleague, post_office):
    campaign = make.campaign(firm=firm)
    for _ in range(3):
        make.client(firm=firm)
    for _ in range(2):
        dossiers = campaigns.add_clients(campaign, firm.clients.all(), by=colleague, now=NOW)
        actions.invite(campaign.dossiers.all(), by=colleague, now=timezone.now())
    send_all()
    assert dossiers == []
    assert sorted(m["To"] for m in post_office.mails) == sorted(
        firm.clients.values_list("email", flat=True)
    )


def test_the_mail_speaks_the_clients_language(firm, colleague, post_office, settings):
    settings.SITE_URL = "https://desk.example.org"
    campaign = make.campaign(firm=firm, subjects={"en": "Dear {first_name}"})
    make.client(firm=firm, first_name="Tom", language="en")
    campaigns.add_clients(campaign, firm.clients.all(), by=colleague, now=NOW)
    actions.invite(campaign.dossiers.all(), by=colleague, now=timezone.now())
    send_all()
    sent = post_office.mails[0]
    assert sent["Subject"] == "Dear Tom"
    text, html = (sent.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "“A small questionnaire”" in text
    assert "30 June 2026" in text
    assert '<html lang="en">' in html
    assert link_of(sent).startswith("https://desk.example.org/q/")
    assert sent["Reply-To"] is None
    assert sent["From"].addresses[0].display_name == "Fiduciaire Dubois"


def test_a_language_the_firm_does_not_speak_falls_back(firm, colleague):
    firm.languages = ["fr"]
    firm.save(update_fields=["languages"])
    make.client(firm=firm, language="nl")
    dossier = campaigns.add_clients(
        make.campaign(firm=firm), firm.clients.all(), by=colleague, now=NOW
    )[0]
    assert dossier.language == "fr"


def test_names_with_line_breaks_and_tags_do_no_harm(firm, dossier, post_office):
    Client.objects.filter(pk=dossier.client_id).update(
        first_name="<b>Ann</b>\r\nBcc: evil@example.org"
    )
    dossier.campaign.subjects = {"fr": "Bonjour {first_name}"}
    dossier.campaign.save(update_fields=["subjects"])
    actions.invite([dossier], by=None, now=timezone.now())
    send_all()
    sent = post_office.mails[0]
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Bonjour <b>Ann</b> Bcc: evil@example.org"
    assert "<b>Ann" not in sent.get_body(("html",)).get_content()


@pytest.mark.thorough
def test_sent_and_refused_show_in_the_dossier_and_the_register(dossier, ann, post_office):
    bert = make.dossier(client=make.client(firm=ann.firm), campaign=dossier.campaign)
    actions.invite([dossier, bert], by=None, now=timezone.now())
    post_office.recipient_answers = ["550 no such person"]
    send_all()
    for row in (dossier, bert, ann):
        row.refresh_from_db()
    assert (dossier.state, bert.state) == (State.NOT_DELIVERED, State.SENT)
    assert (ann.state, ann.due_date) == (State.NOT_DELIVERED, dossier.campaign.due_date)
    assert [moment.text for moment in timeline.moments(dossier)] == [
        "An invitation to ann@example.org was queued.",
        "The mail to ann@example.org was not delivered. "
        "The mail server refused this address (550).",
    ]


@pytest.mark.thorough
def test_no_secret_rests_in_the_database(dossier, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    send_all()
    key = link_of(post_office.mails[0]).rpartition(".")[2]
    assert len(key) == 43
    assert key not in everything_in_the_database()


def everything_in_the_database():
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            texts.append(repr(cursor.fetchall()))
        return "\n".join(texts)


@pytest.mark.thorough
def test_a_mail_sent_again_after_a_crash_brings_a_second_link_that_also_works(dossier, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    post_office.answers = ["451 later"]
    now = timezone.now()
    send_all(now)
    send_all(now + timedelta(minutes=5))
    links = [link_of(mail) for mail in post_office.tries]
    assert len(set(links)) == 2
    for link in links:
        assert Invitation.objects.known(link.rpartition("/")[2]).exists()


@pytest.mark.thorough
def test_a_resend_keeps_the_first_link_and_a_new_address_ends_it(dossier, ann, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    send_all()
    actions.resend([dossier], by=None, now=timezone.now())
    send_all()
    assert Invitation.objects.live(timezone.now()).count() == 1
    Client.objects.filter(pk=ann.pk).update(email="new@example.org")
    actions.resend([dossier], by=None, now=timezone.now())
    send_all()
    assert post_office.mails[-1]["To"] == "new@example.org"
    first = Invitation.objects.order_by("pk").first()
    assert first.revoked_at is not None


@pytest.mark.thorough
def test_withdrawing_ends_the_links_and_stops_waiting_mails(dossier, colleague, post_office):
    actions.invite([dossier], by=colleague, now=timezone.now())
    send_all()
    actions.resend([dossier], by=colleague, now=timezone.now())
    actions.withdraw(dossier, by=colleague, now=timezone.now())
    send_all()
    dossier.refresh_from_db()
    assert dossier.state == State.NOT_SENT
    assert len(post_office.mails) == 1
    assert Mail.objects.latest("pk").state == "dropped"
    assert not Invitation.objects.live(timezone.now()).exists()


def test_a_client_who_began_keeps_that_state_when_the_link_is_withdrawn(dossier, colleague):
    actions.invite([dossier], by=colleague, now=timezone.now())
    campaigns.move(dossier, State.IN_PROGRESS, now=NOW)
    actions.withdraw(dossier, by=colleague, now=timezone.now())
    dossier.refresh_from_db()
    assert dossier.state == State.IN_PROGRESS


def test_nobody_is_mailed_who_has_already_sent_the_answers(dossier, post_office):
    actions.invite([dossier], by=None, now=timezone.now())
    campaigns.move(dossier, State.SUBMITTED, now=NOW)
    assert actions.resend([dossier], by=None, now=timezone.now()) == 0
    send_all()
    assert post_office.mails == []


def test_a_fresh_link_is_shown_once_and_audited(dossier, colleague):
    link = actions.fresh_link(dossier, by=colleague, now=timezone.now())
    assert Invitation.objects.known(link.rpartition("/")[2]).get().dossier == dossier
    assert link.rpartition(".")[2] not in everything_in_the_database()
    assert Event.objects.filter(what=actions.LINK_SHOWN, by=colleague).count() == 1
    campaigns.move(dossier, State.SUBMITTED, now=NOW)
    with pytest.raises(actions.NotOpen):
        actions.fresh_link(dossier, by=colleague, now=timezone.now())


@pytest.mark.parametrize(
    ("due", "last_day"),
    [
        (date(2026, 6, 30), date(2026, 7, 14)),
        (date(2026, 1, 1), date(2026, 5, 15)),
        (date(2027, 6, 30), date(2026, 10, 28)),
    ],
)
def test_links_live_two_weeks_past_the_due_date_and_180_days_at_most(due, last_day):
    end = actions.expiry(due, NOW)
    assert (end - timedelta(seconds=1)).astimezone(NOW.tzinfo).date() == last_day


@pytest.mark.thorough
def test_many_clients_cost_few_queries(firm, colleague, django_assert_max_num_queries):
    campaign = make.campaign(firm=firm)
    for _ in range(40):
        make.client(firm=firm)
    with django_assert_max_num_queries(20):
        campaigns.add_clients(campaign, firm.clients.all(), by=colleague, now=NOW)
    with django_assert_max_num_queries(20):
        actions.invite(campaign.dossiers.all(), by=colleague, now=timezone.now())
    assert Mail.objects.count() == 40
    assert Link.objects.count() == 0
