"""From what a client does to the mail of a colleague."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.answers.actions import Hand
from carnet.answers.message_models import Message
from carnet.answers.messages import note_read, write
from carnet.audit.happenings import tell_next
from carnet.audit.models import Event, Untold
from carnet.audit.record import record
from carnet.clients.erasure import erase
from carnet.core.mail import LETTERS
from carnet.core.mail import send_next as send_mail
from carnet.core.models import Mail
from carnet.imports.models import Import
from carnet.invitations import undelivered
from carnet.invitations.models import Invitation
from carnet.notices import actions
from carnet.notices.kinds import KINDS, When
from carnet.notices.models import Digest, Notice
from carnet.notices.sending import forget, send_next
from tests import makers as make

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def ann(ann, accountant):
    """Under the label of Marc."""
    ann.labels.add(make.label(firm=ann.firm, name="Marc", colleague=accountant))
    return ann


@pytest.fixture
def dossier(ann):
    return make.dossier(client=ann)


def asks(dossier, text="May I?", kind=""):
    write(dossier, text, Hand("client", "", "", timezone.now()), kind=kind)
    tell_next(timezone.now())


def happen(what, thing, by=None, **facts):
    record(what, thing, firm=thing.firm, by=by, **facts)
    tell_next(timezone.now())


def letters():
    rows = Mail.objects.filter(letter="notices").order_by("pk")
    return [(row.to, LETTERS["notices"].compose(row)) for row in rows]


def later(**much):
    return timezone.now() + timedelta(**much)


def send_all(now):
    while send_next(now):
        pass


def wants(colleague, everybody=False, **kinds):
    actions.choose(colleague, kinds, everybody=everybody)


def test_a_message_is_told_within_minutes_to_whose_client_it_is(dossier, accountant, colleague):
    asks(dossier, "My neighbour is called Bert.")
    send_all(later(minutes=1))
    assert letters() == []
    send_all(later(minutes=3))
    [(to, letter)] = letters()
    assert to == accountant.email
    assert letter.subject == "Messages from clients: 1"
    address = "http://localhost:8000" + reverse("reviews:dossier", args=[dossier.pk])
    for text in (letter.text, letter.html):
        assert "Ann Peeters" in text
        assert address in text
        assert "/firm/account/notices/" in text
        assert "Bert" not in text


@pytest.mark.thorough
def test_a_flood_is_one_mail_every_quarter_of_an_hour(dossier, accountant):
    for _each in range(5):
        asks(dossier)
    send_all(later(minutes=3))
    asks(dossier, "And one more.")
    send_all(later(minutes=10))
    assert [letter.subject for _to, letter in letters()] == ["Messages from clients: 5"]
    send_all(later(minutes=19))
    subjects = [letter.subject for _to, letter in letters()]
    assert subjects == ["Messages from clients: 5", "Messages from clients: 1"]


def test_who_has_read_the_message_is_not_told_any_more(dossier, accountant):
    asks(dossier)
    send_all(later(minutes=3))
    note_read(dossier, timezone.now())
    assert letters() == [(accountant.email, None)]


def test_answers_are_told_in_the_morning(dossier, accountant):
    happen("dossier submitted", dossier)
    [notice] = Notice.objects.all()
    local = timezone.localtime(notice.due_at)
    assert (local.hour, local.minute) == (7, 30)
    assert local.date() > timezone.localdate(notice.at) or notice.at < notice.due_at
    send_all(notice.due_at - MINUTE)
    assert letters() == []
    send_all(notice.due_at)
    [(to, letter)] = letters()
    assert (to, letter.subject) == (accountant.email, "Answers sent: 1")


@pytest.mark.thorough
def test_one_mail_in_the_morning_tells_everything_in_order(dossier, accountant):
    wants(accountant, **dict.fromkeys(KINDS, When.DAILY))
    other = make.dossier(client=dossier.client)
    happen("dossier submitted", dossier)
    happen("the client said when it will be ready", dossier)
    happen("approval declined", other)
    asks(dossier)
    asks(dossier)
    asks(other, kind=Message.Kind.REOPEN)
    send_all(later(days=5))
    [(_to, letter)] = letters()
    assert letter.subject == (
        "Messages from clients: 2, Client asks to change answers: 1, Answers sent: 1, "
        "Document approved or declined: 1, Client named a day: 1"
    )
    assert f"({dossier.campaign}), 2" in letter.text


@pytest.mark.thorough
def test_a_long_list_names_twenty(ann, accountant):
    for _each in range(25):
        happen("dossier submitted", make.dossier(client=ann))
    send_all(later(days=5))
    [(_to, letter)] = letters()
    assert letter.subject == "Answers sent: 25"
    assert letter.text.count("/dossiers/") == 20
    assert "and 5 more" in letter.text


def test_nobodys_clients_concern_the_administrators(firm, accountant, colleague):
    happen("dossier submitted", make.dossier(client=make.client(firm=firm)))
    assert [one.colleague for one in Notice.objects.all()] == [colleague]


def test_whose_colleague_has_left_is_nobodys_client(dossier, accountant, colleague):
    accountant.left_at = timezone.now()
    accountant.save()
    happen("dossier submitted", dossier)
    assert [one.colleague for one in Notice.objects.all()] == [colleague]


def test_who_wants_to_hear_of_all_clients_does(dossier, accountant, colleague):
    wants(colleague, everybody=True)
    happen("dossier submitted", dossier)
    told = Notice.objects.values_list("colleague", flat=True)
    assert set(told) == {accountant.pk, colleague.pk}


def test_what_one_has_done_oneself_is_no_news(dossier, accountant):
    happen("dossier submitted", dossier, by=accountant)
    assert not Notice.objects.exists()


def test_who_wants_nothing_gets_nothing(dossier, accountant):
    happen("dossier submitted", dossier)
    asks(dossier)
    wants(accountant, **dict.fromkeys(KINDS, When.NEVER))
    assert not Notice.objects.exists()
    happen("dossier submitted", dossier)
    assert not Notice.objects.exists()
    assert not Untold.objects.exists()


def test_who_has_left_gets_no_mail(dossier, accountant):
    asks(dossier)
    send_all(later(minutes=3))
    accountant.left_at = timezone.now()
    accountant.save()
    assert letters() == [(accountant.email, None)]
    Mail.objects.all().delete()
    accountant.left_at = None
    accountant.save()
    asks(dossier, "Again")
    accountant.left_at = timezone.now()
    accountant.save()
    send_all(later(minutes=30))
    assert letters() == []
    assert not Notice.objects.filter(digest=None).exists()


def test_another_firms_colleagues_hear_nothing(dossier, stranger):
    wants(stranger, everybody=True)
    happen("dossier submitted", dossier)
    assert not Notice.objects.filter(colleague=stranger).exists()


def test_an_import_is_told_to_who_began_it_if_they_like(firm, colleague, accountant):
    received = Import.objects.create(
        firm=firm, name="secret names.xlsx", size=1, sha256="0" * 64, file="c", by=accountant
    )
    happen("clients imported", received, by=accountant, new=3)
    assert not Notice.objects.exists()
    wants(accountant, imported=When.AT_ONCE)
    happen("clients imported", received, by=accountant, new=3)
    send_all(later(minutes=3))
    [(to, letter)] = letters()
    assert to == accountant.email
    assert f"/imports/{received.uuid}/" in letter.text
    assert "secret" not in letter.text


def bounced(dossier):
    invitation = Invitation.objects.create(
        firm=dossier.firm,
        dossier=dossier,
        email=dossier.client.email,
        expires_at=later(days=30),
    )
    row = Mail.objects.create(
        firm=dossier.firm, to="ann@example.org", letter="invitation", about=str(invitation.pk),
        failed_at=timezone.now(), problem="unwritable",
    )  # fmt: skip
    undelivered.note(row, Invitation.objects.filter(pk=invitation.pk))
    tell_next(timezone.now())


def report():
    [row] = Mail.objects.filter(letter="undelivered")
    return LETTERS["undelivered"].compose(row)


def test_what_did_not_arrive_is_told_once_a_day_by_the_mail_that_helps(dossier, accountant):
    bounced(dossier)
    assert not Notice.objects.exists()
    assert "Ann Peeters" in report().text
    assert Event.objects.filter(what="mail not delivered", key=str(dossier.pk)).count() == 1


def test_what_did_not_arrive_at_once_or_not_at_all(dossier, accountant, colleague):
    wants(accountant, undelivered=When.AT_ONCE)
    wants(colleague, everybody=True)
    bounced(dossier)
    told = {one.colleague: one.due_at for one in Notice.objects.all()}
    assert told[accountant] < later(minutes=5)
    assert timezone.localtime(told[colleague]).hour == 7
    wants(accountant, undelivered=When.NEVER)
    assert report() is None


def test_nothing_of_an_erased_client_is_told(dossier, accountant):
    asks(dossier)
    erase(dossier.client, by=None)
    send_all(later(minutes=3))
    assert letters() == []
    happen_to_be_gone = dossier.pk
    assert not Notice.objects.filter(dossier=happen_to_be_gone).exists()


@pytest.mark.thorough
def test_what_is_kept_of_a_mail_does_not_name_who_was_erased(dossier, accountant, settings):
    settings.MAIL_HOST = ""
    asks(dossier)
    send_all(later(minutes=3))
    assert send_mail(later(minutes=3))
    [kept] = Mail.objects.filter(letter="notices")
    assert "Ann Peeters" in kept.text
    erase(dossier.client, by=None)
    kept.refresh_from_db()
    assert (kept.text, kept.html) == ("", "")


def test_an_event_of_a_dossier_that_is_gone_is_no_news(dossier, accountant):
    record("dossier submitted", dossier, firm=dossier.firm, by=None)
    erase(dossier.client, by=None)
    while tell_next(timezone.now()):
        pass
    assert not Notice.objects.exists()
    assert not Untold.objects.exists()


def test_a_colleague_reads_it_in_their_language(dossier, accountant):
    accountant.language = "nl"
    accountant.save()
    asks(dossier)
    send_all(later(minutes=3))
    [row] = Mail.objects.filter(letter="notices")
    assert row.language == "nl"
    assert 'lang="nl"' in LETTERS["notices"].compose(row).html


def test_a_mail_a_month_old_is_forgotten(dossier, accountant):
    asks(dossier)
    send_all(later(minutes=3))
    assert forget(later(days=29)) == 0
    assert forget(later(days=31)) == 2
    assert not Digest.objects.exists()


@pytest.mark.thorough
def test_many_events_cost_no_more_queries(ann, accountant, django_assert_max_num_queries):
    dossiers = [make.dossier(client=ann) for _each in range(30)]
    for one in dossiers:
        record("dossier submitted", one, firm=one.firm, by=None)
    with django_assert_max_num_queries(16):
        assert tell_next(timezone.now())
    assert Notice.objects.count() == 30
    with django_assert_max_num_queries(12):
        assert send_next(timezone.now() + 5 * DAY)


@pytest.mark.thorough
def test_the_choice_is_made_on_a_page_of_ones_own(office, colleague, dossier):
    page = reverse("notices:choose")
    form = office.get(page).context["form"]
    assert form["message"].value() == When.AT_ONCE
    assert form["sent"].value() == When.DAILY
    assert form["clients"].value() == "mine"
    chosen = {**dict.fromkeys(KINDS, When.NEVER), "sent": When.AT_ONCE, "clients": "all"}
    assert office.post(page, chosen).headers["Location"] == page
    happen("dossier submitted", dossier)
    mine = Notice.objects.get(colleague=colleague)
    assert mine.due_at < later(minutes=5)
    assert office.get(page).context["form"]["clients"].value() == "all"
    assert office.post(page, {**chosen, "sent": "hourly"}).context["form"].errors["sent"]
