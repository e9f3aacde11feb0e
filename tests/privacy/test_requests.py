from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from carnet.clients.erasure import erase
from carnet.core import mail
from carnet.core.models import Mail
from carnet.privacy.models import PersonRequest
from carnet.privacy.reminding import remind_next
from carnet.privacy.terms import months_after

PAGE = "/firm/privacy/requests/"


def day(ago):
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


def note(office, client=None, kind="access", received=0, **changed):
    sent = {"kind": kind, "received_on": day(received), "client": client.pk if client else ""}
    office.post(f"{PAGE}add/", {**sent, **changed})
    return PersonRequest.objects.latest("pk")


def read(office, one):
    return office.get(f"{PAGE}{one.pk}/").content.decode()


def post(office, one, act, **values):
    return office.post(f"{PAGE}{one.pk}/{act}/", values, follow=True).content.decode()


def test_a_request_noted_from_the_card_has_a_month(office, firm, ann):
    assert f"{PAGE}add/?client={ann.pk}" in office.get(f"/clients/{ann.pk}/").content.decode()
    assert ann.name in office.get(f"{PAGE}add/?client={ann.pk}").content.decode()
    one = note(office, ann)
    assert one.due_on == months_after(timezone.localdate(), 1)
    assert (one.client, one.who) == (ann, "")
    assert "days left" in office.get(PAGE).content.decode()
    assert firm.events.get(what="request of a person noted").facts == {"of": "access"}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("access", "/exports/clients/{pk}/"),
        ("portability", "/exports/clients/{pk}/"),
        ("erasure", "/clients/{pk}/erase/"),
        ("rectification", "/clients/{pk}/details/"),
        ("restriction", "/clients/{pk}/"),
    ],
)
def test_what_answers_it_is_one_press_away(office, ann, kind, path):
    one = note(office, ann, kind)
    wanted = path.format(pk=ann.pk)
    assert f'href="{wanted}"' in read(office, one)
    assert office.get(wanted).status_code == 200


def test_who_is_no_client_is_named(office):
    one = note(office, who="Paul Martin, former client")
    assert "Paul Martin, former client" in read(office, one)
    page = office.post(f"{PAGE}add/", {"kind": "access", "received_on": day(0)}).content.decode()
    assert "Say who asks" in page


def test_a_name_is_not_kept_beside_the_client(office, ann):
    one = note(office, ann, who="Ann, again")
    assert one.who == ""


def test_another_firms_client_cannot_be_named(office, firm):
    from_elsewhere = PersonRequest.objects.count()
    office.post(f"{PAGE}add/", {"kind": "access", "received_on": day(0), "client": "999999"})
    assert PersonRequest.objects.count() == from_elsewhere


def test_a_request_of_tomorrow_is_refused(office):
    sent = {"kind": "access", "received_on": day(-1), "who": "Paul"}
    assert "This day has not come yet." in office.post(f"{PAGE}add/", sent).content.decode()


def test_extending_needs_a_reason_and_gives_two_months_once(office, firm, ann):
    one = note(office, ann)
    assert "This field is required." in post(office, one, "extend", reason="")
    post(office, one, "extend", reason="Eleven years of papers")
    one.refresh_from_db()
    assert one.due_on == months_after(one.received_on, 3)
    assert "Eleven years of papers" in read(office, one)
    assert "can be extended once" in post(office, one, "extend", reason="Again")
    assert firm.events.filter(what="request of a person extended").count() == 1


def test_a_term_that_is_over_is_not_extended(office, ann):
    one = note(office, ann, received=40)
    assert "can be extended once, before it is over" in post(office, one, "extend", reason="Late")
    one.refresh_from_db()
    assert one.extended_on is None
    assert "was due on" in read(office, one)


def test_closing_says_what_was_done(office, firm, ann):
    one = note(office, ann)
    assert "This field is required." in post(office, one, "close", outcome="done", answer="")
    post(office, one, "close", outcome="partly", answer="Sent the export on a key")
    page = read(office, one)
    assert "Sent the export on a key" in page
    assert "done in part" in page
    assert "Nobody waits for an answer." in office.get(PAGE).content.decode()
    assert firm.events.get(what="request of a person closed").facts == {"outcome": "partly"}
    assert "meanwhile" in post(office, one, "close", outcome="done", answer="Twice")


def test_the_request_outlasts_the_client_without_the_name(office, ann):
    one = note(office, ann, "erasure")
    name = ann.name
    erase(ann, by=None)
    page = read(office, one)
    assert "a client who is erased" in page
    assert name not in page


def at_noon(when):
    return datetime(when.year, when.month, when.day, 12, tzinfo=UTC)


def remind(today):
    while remind_next(at_noon(today)):
        pass
    return Mail.objects.filter(letter="people_asking").count()


def test_administrators_are_reminded_a_week_before_and_again_after_an_extension(
    office, ann, accountant
):
    one = note(office, ann)
    assert remind(one.due_on - timedelta(days=8)) == 0
    for _each in range(2):
        assert remind(one.due_on - timedelta(days=7)) == 1
    post(office, one, "extend", reason="Much")
    one.refresh_from_db()
    assert remind(one.due_on - timedelta(days=8)) == 1
    assert remind(one.due_on - timedelta(days=7)) == 2
    assert set(Mail.objects.values_list("to", flat=True)) == {"claire@example.org"}


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_reminder_names_nobody_and_leads_to_the_request(
    office, ann, colleague, mailbox, language
):
    colleague.language = language
    colleague.save()
    one = note(office, ann)
    remind(one.due_on)
    [sent] = mailbox()
    assert ann.last_name not in sent.subject + sent.text + sent.html
    assert f"/firm/privacy/requests/{one.pk}/" in sent.text


@pytest.fixture
def mailbox(settings):
    settings.EMAIL_BACKEND = "carnet.core.mail.OutboxBackend"

    def read_all():
        while mail.send_next():
            pass
        return list(Mail.objects.filter(letter="people_asking").exclude(text=""))

    return read_all


def test_of_a_closed_request_nobody_is_reminded(office, ann, mailbox):
    one = note(office, ann)
    remind(one.due_on)
    post(office, one, "close", outcome="done", answer="Sent")
    assert mailbox() == []
    other = note(office, ann)
    post(office, other, "close", outcome="done", answer="Sent")
    assert remind(other.due_on) == 1
