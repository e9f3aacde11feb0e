from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.clients.actions import note_dossier
from carnet.clients.models import Client
from tests import makers as make

NUMBER = "85073003328"


def card(office, client):
    return office.get(reverse("clients:card", args=[client.pk]))


def act(office, name, client, **values):
    return office.post(reverse(f"clients:{name}", args=[client.pk]), values, follow=True)


@pytest.fixture
def ann(firm):
    return make.client(
        firm=firm, last_name="Peeters", email="ann@example.org", national_number=NUMBER
    )


@pytest.mark.thorough
def test_the_card_covers_the_number_until_somebody_asks(office, ann, firm, colleague):
    page = card(office, ann).content.decode()
    assert "•••••••••28" in page
    assert "85.07.30" not in page
    assert not firm.events.filter(what="national number shown").exists()
    page = act(office, "number", ann, whose="client").content.decode()
    assert "85.07.30-033.28" in page
    event = firm.events.get(what="national number shown")
    assert (event.by, event.key, event.facts) == (colleague, str(ann.pk), {"whose": "client"})


def test_with_htmx_only_the_number_comes_back(office, ann):
    response = office.post(
        reverse("clients:number", args=[ann.pk]),
        {"whose": "client"},
        headers={"HX-Request": "true"},
    )
    assert response.content.decode().strip() == '<span class="code">85.07.30-033.28</span>'


def test_a_number_is_never_shown_by_looking_at_an_address(office, ann):
    assert office.get(reverse("clients:number", args=[ann.pk])).status_code == 405


@pytest.mark.thorough
def test_the_next_step_follows_the_state(office, ann):
    assert "Not invited yet." in card(office, ann).content.decode()
    now = timezone.now()
    note_dossier(ann, state="sent", due_date=date(2026, 6, 30), at=now)
    assert "Due on 30 June 2026." in card(office, ann).content.decode()
    note_dossier(ann, state="submitted", due_date=date(2026, 6, 30), at=now)
    assert "Answers received." in card(office, ann).content.decode()


@pytest.mark.thorough
def test_questionnaires_stand_by_year_and_documents_below(office, ann, firm):
    old = make.campaign(
        firm=firm, name="Tax 2024", period_start=date(2024, 1, 1), period_end=date(2024, 12, 31)
    )
    dossier = make.dossier(client=ann, campaign=make.campaign(firm=firm, name="Tax 2025"))
    make.dossier(client=ann, campaign=old)
    make.document(dossier=dossier, name="loan.pdf")
    make.document(dossier=dossier, name="taken back.pdf", removed_at=timezone.now())
    page = card(office, ann)
    assert [year for year, _dossiers in page.context["years"]] == [2025, 2024]
    assert "loan.pdf" in page.content.decode()
    assert "taken back.pdf" not in page.content.decode()


@pytest.mark.thorough
def test_the_card_asks_the_database_as_often_with_many_dossiers(
    office, ann, firm, django_assert_num_queries, django_assert_max_num_queries
):
    card(office, ann)
    make.document(dossier=make.dossier(client=ann))
    with django_assert_max_num_queries(20) as few:
        card(office, ann)
        asked = len(few)
    for _ in range(5):
        card(office, ann)
    make.document(dossier=make.dossier(client=ann))
    with django_assert_num_queries(asked):
        card(office, ann)


def test_notes_stand_in_the_timeline_and_lines_stay_lines(office, ann):
    page = act(office, "note", ann, text="Called.\nWill send it <b>tomorrow</b>.").content.decode()
    assert "Called.<br>Will send it &lt;b&gt;tomorrow&lt;/b&gt;." in page


def test_the_timeline_tells_of_the_invitation_and_its_opening(office, ann, firm):
    dossier = make.dossier(client=ann, campaign=make.campaign(firm=firm, name="Tax 2025"))
    now = timezone.now()
    dossier.invitations.create(
        firm=firm, email=ann.email, expires_at=now + timedelta(days=9), opened_at=now
    )
    told = [(entry.text, entry.about) for entry in card(office, ann).context["timeline"]]
    assert told == [("The link was opened.", "Tax 2025")]


def test_an_empty_note_is_asked_for(office, ann):
    assert "Write the note first." in act(office, "note", ann, text=" ").content.decode()
    assert not ann.remarks.exists()


def test_archived_and_back(office, ann, firm):
    act(office, "archive", ann)
    assert list(firm.clients.active()) == []
    assert "Take out of the archive" in card(office, ann).content.decode()
    act(office, "restore", ann)
    assert list(firm.clients.active()) == [ann]


def test_a_temporary_client_says_until_when_and_can_be_kept(office, firm):
    ann = make.client(firm=firm, erase_on=date(2027, 6, 30))
    assert "will be erased after 30 June 2027." in card(office, ann).content.decode()
    act(office, "keep", ann)
    ann.refresh_from_db()
    assert ann.erase_on is None


def test_the_end_is_postponed_by_half_a_year_at_most(office, firm):
    today = timezone.localdate()
    ann = make.client(firm=firm, erase_on=today)
    page = act(office, "postpone", ann, until=today + timedelta(days=200)).content.decode()
    assert "Choose a day from tomorrow to" in page
    act(office, "postpone", ann, until=today + timedelta(days=90))
    ann.refresh_from_db()
    assert ann.erase_on == today + timedelta(days=90)


@pytest.mark.parametrize(
    ("state", "days"), [("opened", "idle_days"), ("submitted", "keep_days"), ("accepted", None)]
)
def test_signs_of_life_move_the_end_of_a_temporary_client(firm, state, days):
    end = date(2026, 1, 31)
    ann = make.client(firm=firm, erase_on=end)
    at = datetime(2026, 1, 10, 12, tzinfo=UTC)
    note_dossier(ann, state=state, due_date=None, at=at)
    expected = at.date() + timedelta(days=getattr(firm, days)) if days else end
    assert (ann.state, ann.erase_on) == (state, expected)


def test_signs_of_life_do_not_make_a_kept_client_temporary(ann):
    note_dossier(ann, state="submitted", due_date=None, at=timezone.now())
    assert ann.erase_on is None


def test_a_dossier_does_not_count_as_a_change_by_hand(ann):
    note_dossier(ann, state="sent", due_date=None, at=timezone.now())
    assert Client.objects.get(pk=ann.pk).version == 1


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("BE", ["Kerkstraat 12 box 3", "3000 Leuven"]),
        ("FR", ["12 box 3, Kerkstraat", "3000 Leuven", "France"]),
    ],
)
def test_an_address_is_written_as_its_country_does(office, firm, country, expected):
    ann = make.client(
        firm=firm,
        street="Kerkstraat",
        house_number="12",
        box="3",
        postcode="3000",
        city="Leuven",
        country=country,
    )
    facts = dict(card(office, ann).context["sections"])
    [address] = [fact.lines for found in facts.values() for fact in found if fact.key == "address"]
    assert address == expected
