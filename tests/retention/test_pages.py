import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from carnet.clients import bulk
from carnet.clients.erasure import erase_next
from carnet.core import mail
from carnet.core.models import Mail
from carnet.retention import actions
from carnet.retention.erasing import announce, switch
from carnet.retention.models import Announced, Hold, Switch
from tests import makers as make

PAGE = "/firm/retention/"


def post(office, path, **values):
    return office.post(PAGE + path, values, follow=True).content.decode()


def test_the_page_shows_the_rules_and_that_erasing_is_off(office):
    page = office.get(PAGE).content.decode()
    assert "Erasing is off" in page
    assert "Loi/Wet 18.09.2017, 60" in page
    assert "ask your lawyer" in page


def test_an_administrator_switches_on_and_off_and_the_trail_tells(office, firm):
    assert "Erasing is on." in post(office, "switch/", on="1")
    assert "Erasing is off" in post(office, "switch/", on="0")
    told = firm.events.filter(what__startswith="erasing switched").order_by("pk")
    assert [event.what for event in told] == ["erasing switched on", "erasing switched off"]


def test_a_longer_period_is_saved_with_its_reason_and_taken_back(office, firm):
    values = {"kind": "client", "length": "12", "unit": "years", "reason": "Our insurer asks"}
    assert "12 years" in post(office, "period/", **values)
    event = firm.events.get(what="period of keeping chosen")
    assert event.facts == {"of": "client", "months": 144, "reason": "Our insurer asks"}
    assert "12 years" not in post(office, "standard/", kind="client")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "client", "length": "2", "unit": "years", "reason": "x"}, "A law asks you"),
        ({"kind": "client", "length": "60", "unit": "years", "reason": "x"}, "At most 50 years"),
        ({"kind": "client", "length": "12", "unit": "years", "reason": ""}, "required"),
    ],
)
def test_what_cannot_be_is_a_sentence(office, firm, values, sentence):
    assert sentence in post(office, "period/", **values)
    assert not firm.retention_choices.exists()


def test_a_client_is_held_on_the_card_with_a_reason_and_released(office, firm, ann, colleague):
    card = office.post(f"{PAGE}clients/{ann.pk}/hold/", {"reason": "A dispute"}, follow=True)
    assert "On hold: nothing is erased" in card.content.decode()
    assert "A dispute" in office.get(PAGE).content.decode()
    office.post(f"{PAGE}clients/{ann.pk}/hold/", {"reason": "Again"})
    assert Hold.objects.get().by == colleague
    office.post(f"{PAGE}clients/{ann.pk}/lift/")
    assert Hold.objects.get().lifted_by == colleague


def test_a_hold_needs_a_reason(office, ann):
    page = office.post(f"{PAGE}clients/{ann.pk}/hold/", {"reason": " "}, follow=True)
    assert "Say why" in page.content.decode()
    assert not Hold.objects.exists()


def test_another_firm_can_neither_hold_nor_lift(office, stranger):
    other = make.client(firm=stranger.firm)
    for verb in ("hold", "lift"):
        path = f"{PAGE}clients/{other.pk}/{verb}/"
        assert office.post(path, {"reason": "x"}).status_code == 404


def test_card_and_dossier_tell_until_when_and_why(office, firm, ann):
    days = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}
    taxes = make.campaign(firm=firm, **days)
    dossier = make.dossier(client=ann, campaign=taxes, started_at=timezone.now())
    page = office.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "31 December 2035" in page
    assert "CIR 92, 315" in page
    assert "No end yet" in office.get(f"/clients/{ann.pk}/").content.decode()


def test_the_mail_counts_and_names_nobody(firm, ann, colleague):
    taxes = make.campaign(firm=firm, period_end=date(2001, 12, 31), period_start=date(2001, 1, 1))
    make.dossier(client=ann, campaign=taxes, started_at=datetime(2002, 1, 1, tzinfo=UTC))
    switch(firm, True, by=colleague)
    announce(firm, date(2026, 11, 27))
    row = Mail(letter="erasing", about=str(Switch.objects.get().pk), to=colleague.email, firm=firm)
    letter = mail.LETTERS["erasing"].compose(row)
    assert "27 December 2026" in letter.subject
    assert "1 dossier with its answers" in letter.text
    assert "/firm/retention/" in letter.text
    assert "Peeters" not in letter.text + letter.html


def test_who_is_held_is_erased_by_no_door(office, firm, ann, colleague):
    actions.hold(ann, "A dispute", by=colleague)
    page = office.post(f"/clients/{ann.pk}/erase/", follow=True).content.decode()
    assert "This client is on hold" in page
    assert bulk.erase(firm.clients.all(), by=colleague, now=timezone.now()) == (0, 0)
    firm.clients.update(erase_on=date(2020, 1, 1))
    assert not erase_next(timezone.now())
    assert list(firm.clients.all()) == [ann]


def test_where_no_period_is_known_there_is_none_to_change(office, firm):
    type(firm).objects.filter(pk=firm.pk).update(default_country="NL")
    values = {"kind": "client", "length": "12", "unit": "years", "reason": "x"}
    assert "No period is known" in post(office, "period/", **values)
    assert not firm.retention_choices.exists()


def test_all_that_will_be_erased_can_be_read_however_many(office, firm):
    people = [make.client(firm=firm, last_name=f"Gone{number:03}") for number in range(120)]
    day = timezone.localdate() + timedelta(days=31)
    Announced.objects.bulk_create(
        Announced(firm=firm, kind="client", client=one, on=day) for one in people
    )
    address, read = PAGE, ""
    for _page in range(3):
        read += office.get(address).content.decode()
        following = re.search(r'rel="next" href="([^"]+)"', read[read.rfind("<main") :])
        address = PAGE + unescape(following[1]) if following else None
    assert address is None
    assert all(f"Gone{number:03}" in read for number in range(120))
