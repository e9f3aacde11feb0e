"""The colleague responsible hears of mails that did not arrive: once a morning, of all of yesterday's."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from carnet.clients.erasure import erase
from carnet.clients.states import State
from carnet.core import bounces, dsn, mail
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.core.working_days import next_working_day, opening
from carnet.firms.models import Colleague
from carnet.invitations import actions
from carnet.invitations.forgetting import forget
from carnet.invitations.models import Invitation, Report, Undelivered
from carnet.invitations.undelivered import NAMED, note, told_on
from tests import makers as make
from tests.answers.couple import BOTH_SIGN
from tests.at_once import together

GONE = "550 5.1.1 unknown"


@pytest.fixture(autouse=True)
def an_administrator_who_reads_english(colleague):
    Colleague.objects.filter(pk=colleague.pk).update(language="en")


@pytest.fixture
def freeze(monkeypatch):
    """Puts the calendar of Django on a day."""
    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda *_when: day)


def client_of(who, firm, **fields):
    client = make.client(firm=firm, **fields)
    client.labels.add(who.labels.first() or make.label(firm=firm, colleague=who))
    return client


def refused(post_office, *clients, answer=GONE, campaign=None):
    """Invited today, refused today."""
    dossiers = [make.dossier(client=one, campaign=campaign) for one in clients]
    post_office.recipient_answers = [answer] * len(dossiers)
    actions.invite(dossiers, by=None, now=timezone.now())
    send_all()
    return dossiers


def send_all(now=None):
    while send_next(now):
        pass


def morning():
    return opening(next_working_day(timezone.localdate() + timedelta(days=1), "BE"))


def told(post_office):
    """The mails that leave the next morning."""
    before = len(post_office.mails)
    send_all(morning())
    return post_office.mails[before:]


def text_of(message):
    return message.get_body(("plain",)).get_content()


@pytest.mark.thorough
def test_it_waits_for_the_morning_and_says_who_why_and_where(post_office, ann, colleague):
    [dossier] = refused(post_office, ann)
    send_all(morning() - timedelta(seconds=1))
    assert post_office.mails == []
    assert timezone.localtime(Mail.objects.get(letter="undelivered").next_try_at).time() == time(8)
    [sent] = told(post_office)
    assert (sent["To"], sent["Subject"]) == (colleague.email, "A mail to 1 person did not arrive")
    text, html = text_of(sent), sent.get_body(("html",)).get_content()
    for said in (
        "Ann Peeters, ann@example.org",
        "This address does not exist (550 5.1.1).",
        f"/invitations/dossiers/{dossier.pk}/address/",
        dossier.campaign.name,
    ):
        assert said in text
        assert said in html.replace("</a>", "")


@pytest.mark.thorough
def test_many_dead_addresses_make_one_mail_with_the_first_names(post_office, firm):
    many = NAMED + 5
    refused(post_office, *make.clients(many, firm=firm), campaign=make.campaign(firm=firm))
    assert Mail.objects.filter(letter="undelivered").count() == 1
    [sent] = told(post_office)
    text = text_of(sent)
    assert sent["Subject"] == f"Mails to {many} people did not arrive"
    assert text.count("/address/") == NAMED
    assert "and 5 more: " in text
    assert "/campaigns/dossiers/?state=not_delivered" in text


@pytest.mark.thorough
def test_writing_it_costs_as_many_queries_for_many_as_for_few(
    post_office, firm, django_assert_max_num_queries
):
    refused(post_office, *make.clients(9, firm=firm), campaign=make.campaign(firm=firm))
    row = Mail.objects.get(letter="undelivered")
    with django_assert_max_num_queries(6):
        assert mail.LETTERS["undelivered"].compose(row)


@pytest.mark.thorough
def test_each_hears_of_their_own_clients_and_administrators_of_nobodys(
    post_office, firm, ann, colleague, accountant
):
    refused(post_office, ann, client_of(accountant, firm, email="bo@example.org"))
    mails = {sent["To"]: text_of(sent) for sent in told(post_office)}
    assert set(mails) == {colleague.email, accountant.email}
    assert "ann@example.org" in mails[colleague.email]
    assert "bo@example.org" not in mails[colleague.email]


def test_the_clients_of_somebody_who_has_left_are_nobodys(post_office, firm, colleague, accountant):
    theirs = client_of(accountant, firm)
    Colleague.objects.filter(pk=accountant.pk).update(left_at=timezone.now())
    refused(post_office, theirs)
    assert [sent["To"] for sent in told(post_office)] == [colleague.email]


@pytest.mark.thorough
def test_another_firm_hears_nothing(post_office, ann, colleague, stranger):
    refused(post_office, ann)
    assert [sent["To"] for sent in told(post_office)] == [colleague.email]


@pytest.mark.thorough
def test_it_speaks_the_language_of_its_reader(post_office, ann, colleague):
    Colleague.objects.filter(pk=colleague.pk).update(language="nl")
    [dossier] = refused(post_office, ann)
    [sent] = told(post_office)
    with override("nl"):
        assert Mail.objects.get(letter="invitation").reason in text_of(sent)
    assert '<html lang="nl">' in sent.get_body(("html",)).get_content()


def new_address_on_its_page(office, dossier):
    typed = {"email": "new@example.org", "version": dossier.client.version}
    office.post(f"/invitations/dossiers/{dossier.pk}/address/", typed)


def new_address_in_the_file(office, dossier):
    dossier.client.email = "new@example.org"
    dossier.client.save()


def tried_again_and_taken(office, dossier):
    mail.try_again(Mail.objects.all(), timezone.now())
    send_all()


def mailed_again_and_taken(office, dossier):
    actions.resend([dossier], by=None, now=timezone.now())
    send_all()


def withdrawn(office, dossier):
    actions.withdraw(dossier, by=None, now=timezone.now())


def archived(office, dossier):
    type(dossier.client).objects.update(archived_at=timezone.now())


def closed(office, dossier):
    type(dossier).objects.update(state=State.CLOSED)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "repair",
    [
        new_address_on_its_page,
        new_address_in_the_file,
        tried_again_and_taken,
        mailed_again_and_taken,
        withdrawn,
        archived,
        closed,
    ],
)
def test_what_was_repaired_meanwhile_is_left_out_and_of_nothing_no_mail_is_made(
    office, post_office, firm, ann, accountant, repair
):
    [dossier] = refused(post_office, ann)
    repair(office, dossier)
    assert [sent for sent in told(post_office) if "did not arrive" in sent["Subject"]] == []
    assert Mail.objects.get(letter="undelivered").state == "dropped"


@pytest.mark.thorough
def test_who_is_still_out_of_reach_stays_in_it(office, post_office, firm, ann):
    first, _second = refused(post_office, ann, make.client(firm=firm, email="bo@example.org"))
    new_address_on_its_page(office, first)
    [sent] = told(post_office)
    assert sent["Subject"] == "A mail to 1 person did not arrive"
    assert "bo@example.org" in text_of(sent)


@pytest.mark.thorough
def test_a_bounce_and_a_mail_given_up_are_told_too(post_office, firm, ann):
    bounced, given_up = make.dossier(client=ann), make.client(firm=firm, email="bo@example.org")
    actions.invite([bounced], by=None, now=timezone.now())
    send_all()
    number = Mail.objects.get().uuid.hex
    assert bounces.note(dsn.Notice((number,), True, "5.2.2"), timezone.now())
    actions.invite([make.dossier(client=given_up)], by=None, now=timezone.now())
    Mail.objects.filter(to="bo@example.org").update(attempts=mail.MOST_ATTEMPTS - 1)
    post_office.answers = ["451 4.4.1 later"]
    send_all()
    [sent] = told(post_office)
    assert sent["Subject"] == "Mails to 2 people did not arrive"
    assert "The mailbox is full (5.2.2)." in text_of(sent)
    assert "Their mail server cannot be reached (451 4.4.1)." in text_of(sent)


def test_a_temporary_refusal_is_not_told(post_office, ann):
    refused(post_office, ann, answer="451 4.4.1 later")
    assert not Report.objects.exists()


@pytest.mark.thorough
def test_a_partner_is_named_with_the_client_and_repaired_in_the_file(post_office, firm):
    ann = make.client(
        firm=firm, last_name="Peeters", partner_first_name="Dana", partner_email="dana@example.org"
    )
    revision = make.revision(firm=firm, document=BOTH_SIGN)
    dossier = make.dossier(client=ann, campaign=make.campaign(firm=firm, revision=revision))
    actions.invite([dossier], by=None, now=timezone.now())
    send_next()
    post_office.recipient_answers = [GONE]
    send_all()
    [sent] = told(post_office)
    assert "Dana, partner of Ann Peeters, dana@example.org" in text_of(sent)
    assert f"/clients/{ann.pk}/details/" in text_of(sent)
    assert f"/dossiers/{dossier.pk}/address/" not in text_of(sent)


@pytest.mark.thorough
def test_one_client_with_two_dossiers_stands_in_it_once(post_office, ann):
    refused(post_office, ann, ann)
    [sent] = told(post_office)
    assert text_of(sent).count("ann@example.org") == 1


@pytest.mark.thorough
def test_the_next_day_makes_a_mail_of_its_own(post_office, ann, firm):
    refused(post_office, ann)
    Report.objects.update(leaves_on=timezone.localdate())
    refused(post_office, make.client(firm=firm))
    assert Mail.objects.filter(letter="undelivered").count() == 2
    assert [report.rows.count() for report in Report.objects.order_by("leaves_on")] == [1, 1]


@pytest.mark.thorough
def test_a_report_is_forgotten_after_a_month_and_with_its_client(post_office, ann, firm):
    refused(post_office, ann, make.client(firm=firm))
    erase(ann, by=None)
    assert Undelivered.objects.count() == 1
    left = opening(Report.objects.get().leaves_on)
    assert (forget(left + timedelta(days=30)), Report.objects.count()) == (0, 1)
    forget(left + timedelta(days=31))
    assert not Report.objects.exists()
    assert Invitation.objects.count() == 1


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_failures_at_the_same_moment_end_up_in_one_mail(firm, colleague):
    dossiers = [make.dossier(client=one) for one in make.clients(6, firm=firm)]
    actions.invite(dossiers, by=None, now=timezone.now())
    rows = list(Mail.objects.filter(letter="invitation").order_by("pk"))

    def comes_back(number):
        notice = dsn.Notice((rows[number].uuid.hex,), True, "5.1.1")
        return bounces.note(notice, timezone.now())

    Mail.objects.update(sent_at=timezone.now())
    assert together(comes_back, len(rows)) == [True] * len(rows)
    assert Mail.objects.filter(letter="undelivered").count() == 1
    assert Undelivered.objects.count() == len(rows)


@pytest.mark.parametrize(
    ("today", "country", "day"),
    [
        (date(2026, 11, 26), "BE", date(2026, 11, 27)),
        (date(2026, 11, 27), "BE", date(2026, 11, 28)),
        (date(2026, 11, 28), "BE", date(2026, 11, 30)),
        (date(2026, 12, 24), "BE", date(2026, 12, 26)),
        (date(2026, 7, 20), "BE", date(2026, 7, 22)),
        (date(2026, 7, 20), "NL", date(2026, 7, 21)),
    ],
)
def test_nobody_is_told_on_a_sunday_or_a_holiday(firm, today, country, day):
    firm.default_country = country
    assert told_on(today, firm) == day


def test_what_failed_on_the_eve_of_a_sunday_is_told_on_monday(firm, ann, colleague, freeze):
    row = Mail.objects.create(firm=firm, to=ann.email, letter="x", about="1")
    dossier = make.dossier(client=ann)
    actions.invite([dossier], by=None, now=timezone.now())
    freeze(date(2026, 11, 28))
    note(row, Invitation.objects.filter(dossier=dossier))
    freeze(date(2026, 11, 29))
    note(row, Invitation.objects.filter(dossier=dossier))
    assert Report.objects.get().leaves_on == date(2026, 11, 30)
    assert Mail.objects.get(letter="undelivered").next_try_at == opening(date(2026, 11, 30))
