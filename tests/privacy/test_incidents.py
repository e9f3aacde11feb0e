from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from carnet.privacy.models import Incident
from tests import makers as make

PAGE = "/firm/privacy/incidents/"


def moment(hours):
    """So many hours ago, as a form writes it."""
    return timezone.localtime(timezone.now() - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def values(**changed):
    given = {
        "title": "Laptop left on a train",
        "what": "A laptop was left behind.",
        "found_at": moment(5),
        "concerned": "40 clients: tax returns",
        "risk": "some",
    }
    return {**given, **changed}


def note(office, **changed):
    office.post(f"{PAGE}add/", values(**changed))
    return Incident.objects.latest("pk")


def read(office, one):
    return office.get(f"{PAGE}{one.pk}/").content.decode()


def change(office, one, **changed):
    one.refresh_from_db()
    sent = values(version=one.version, found_at=found(one), **changed)
    return office.post(f"{PAGE}{one.pk}/", sent, follow=True).content.decode()


def found(one):
    return timezone.localtime(one.found_at).strftime("%Y-%m-%dT%H:%M")


def test_a_noted_incident_shows_the_hours_left(office, firm, colleague):
    one = note(office)
    assert "66 hours left" in read(office, one)
    assert "66 hours left" in office.get(PAGE).content.decode()
    event = firm.events.get(what="incident noted")
    assert (event.by, event.facts) == (colleague, {})


def test_after_72_hours_the_page_says_so(office):
    assert "72 hours are over since 8 hours" in read(office, note(office, found_at=moment(80.5)))


def test_reporting_stops_the_clock(office):
    one = note(office, found_at=moment(50))
    page = change(office, one, reported_at=moment(20))
    assert "reported after 30 hours" in page


def test_what_was_amended_stays_readable_and_is_in_the_trail(office, firm):
    one = note(office)
    page = change(office, one, what="It was found again.", risk="none")
    assert "A laptop was left behind." in page
    assert "a risk to the people concerned" in page
    one.refresh_from_db()
    assert (one.what, one.version) == ("It was found again.", 2)
    assert firm.events.get(what="incident amended").facts == {"fields": ["risk", "what"]}


def test_saving_without_a_change_leaves_no_trace(office, firm):
    one = note(office)
    change(office, one)
    assert not one.amendments.exists()
    assert not firm.events.filter(what="incident amended").exists()


def test_two_who_amend_at_once_lose_nothing(office):
    one = note(office)
    first = values(version=1, found_at=found(one), what="First")
    second = values(version=1, found_at=found(one), what="Second")
    office.post(f"{PAGE}{one.pk}/", first)
    page = office.post(f"{PAGE}{one.pk}/", second, follow=True).content.decode()
    assert "Somebody else has changed it meanwhile." in page
    one.refresh_from_db()
    assert one.what == "First"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"closed_on": "2026-11-20"}, "say when it was reported, or why it is not"),
        (
            {"closed_on": "2026-11-20", "not_reported": "Encrypted", "risk": "high"},
            "say when the people were told, or why they are not",
        ),
        ({"found_at": "2999-01-01T10:00"}, "This moment has not come yet."),
        ({"what": ""}, "This field is required."),
    ],
)
def test_what_is_missing_is_said(office, changed, sentence):
    page = office.post(f"{PAGE}add/", values(**changed)).content.decode()
    assert sentence in page
    assert not Incident.objects.exists()


def test_one_that_need_not_be_reported_can_be_closed(office):
    one = note(office)
    change(office, one, not_reported="The disk was encrypted.", closed_on="2026-11-20")
    page = office.get(PAGE).content.decode()
    assert "not to be reported" in page
    assert "closed" in page


def test_nothing_deletes_an_incident(office):
    one = note(office)
    for method in (office.delete, office.put):
        method(f"{PAGE}{one.pk}/")
    assert Incident.objects.filter(pk=one.pk).exists()


def test_the_file_has_every_incident_and_every_amendment(office, firm):
    one = note(office)
    change(office, one, what="=It was found again.")
    book = load_workbook(BytesIO(office.post(f"{PAGE}file/").getvalue()))
    cells = [str(cell.value) for sheet in book for row in sheet.rows for cell in row if cell.value]
    for words in ("Laptop left on a train", "=It was found again.", "A laptop was left behind."):
        assert words in cells
    assert all(cell.data_type != "f" for sheet in book for row in sheet.rows for cell in row)
    assert firm.events.filter(what="register of incidents exported").count() == 1


def test_another_firms_incidents_are_not_in_it(office):
    other = make.firm(slug="other")
    Incident.objects.create(
        firm=other, title="Theirs", what="x", concerned="x", found_at=timezone.now()
    )
    assert "Theirs" not in office.get(PAGE).content.decode()
