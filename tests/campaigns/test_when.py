"""Choosing when the mails leave, on the page of the message and on the campaign's."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.campaigns.models import Campaign, Dossier, Wave
from carnet.campaigns.when import MomentForm
from carnet.core.models import Mail
from carnet.invitations import timeline
from carnet.invitations.waves import send_next
from tests import makers as make
from tests.campaigns.asking import DUE, message, send, terms

BRUSSELS = ZoneInfo("Europe/Brussels")
SOON = timezone.localdate() + timedelta(days=3)
LATER = {"when": "later", "send_on": SOON.isoformat(), "send_time": "09:00"}


@pytest.fixture
def query(firm):
    return {"everyone": 1, **terms(make.revision(firm=firm))}


@pytest.fixture
def three(firm):
    """Two of Marie's, one without a label."""
    marie = make.label(firm=firm, name="Marie")
    people = [make.client(firm=firm) for _ in range(3)]
    for person in people[:2]:
        person.labels.set([marie])
    return people


def go(office, query, do="invite", **fields):
    _page, standing = message(office, query)
    return send(office, query, {**standing, **fields}, do=do)


@pytest.mark.thorough
def test_what_stands_in_the_form_invites_everyone_at_once(office, three, query):
    go(office, query)
    assert (Mail.objects.count(), Wave.objects.count()) == (3, 0)


@pytest.mark.thorough
def test_at_a_time_nothing_leaves_before_it(office, three, query):
    go(office, query, **LATER)
    wave = Wave.objects.get()
    assert (wave.send_at, wave.dossiers.count()) == (
        datetime.combine(SOON, datetime.min.time(), tzinfo=BRUSSELS) + timedelta(hours=9),
        3,
    )
    assert not send_next(timezone.now())
    assert send_next(wave.send_at)
    assert Mail.objects.count() == 3


@pytest.mark.thorough
def test_one_dossier_manager_a_day(office, three, query):
    page = go(office, query, do="preview", spread="labels").content.decode()
    assert "Marie" in page
    assert "No label" in page
    assert not Campaign.objects.exists()
    go(office, query, spread="labels")
    first, second = Wave.objects.all()
    assert [(w.name, w.dossiers.count()) for w in (first, second)] == [("Marie", 2), ("", 1)]
    assert timezone.localtime(second.send_at).hour == 9
    assert timezone.localtime(second.send_at).weekday() < 5
    assert send_next(timezone.now())  # the first is due
    assert Mail.objects.count() == 2


@pytest.mark.thorough
def test_so_many_a_day(office, three, query):
    go(office, query, spread="daily", per_day="2", **LATER)
    assert [wave.dossiers.count() for wave in Wave.objects.all()] == [2, 1]


@pytest.mark.thorough
def test_pressing_twice_plans_once(office, three, query):
    _page, standing = message(office, query)
    for _ in range(2):
        send(office, query, {**standing, **LATER, "spread": "labels"})
    assert (Campaign.objects.count(), Wave.objects.count(), Dossier.objects.count()) == (1, 2, 3)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"send_on": "2020-01-01"}, "This moment has passed. Choose a later one."),
        ({"send_on": ""}, "Choose a day."),
        ({"send_time": "nine"}, "Enter a valid time."),
        ({"spread": "daily", "per_day": "0"}, "greater than or equal to 1"),
        ({"spread": "daily", "per_day": ""}, "This field is required."),
        ({"send_on": (DUE + timedelta(days=1)).isoformat()}, "after the due date. Start earlier."),
        (
            {"spread": "daily", "per_day": "1", "send_on": (DUE - timedelta(days=1)).isoformat()},
            "The last of 3 waves would leave on",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_sent(
    office, three, query, fields, sentence
):
    page = go(office, query, **{**LATER, **fields}).content.decode()
    assert sentence in page
    assert not Campaign.objects.exists()


@pytest.mark.thorough
def test_fields_of_what_was_not_chosen_do_not_matter(office, three, query):
    go(office, query, send_on="nonsense", send_time="", per_day="")
    assert Mail.objects.count() == 3


@pytest.mark.thorough
def test_preparing_asks_for_no_time(office, three, query):
    go(office, query, do="prepare", when="later", send_on="")
    assert (Dossier.objects.count(), Wave.objects.count(), Mail.objects.count()) == (3, 0, 0)


def test_the_hour_the_clocks_jump_over_is_refused():
    now = datetime(2027, 3, 1, tzinfo=BRUSSELS)
    form = MomentForm({"send_on": "2027-03-28", "send_time": "02:30"}, now=now)
    assert form.errors["send_time"] == ["The clocks change in this hour. Choose another time."]


@pytest.mark.thorough
def test_who_goes_when_follows_the_choice(office, three, query):
    _page, standing = message(office, query)
    part = send(office, query, {**standing, "spread": "labels"}, where="message/plan/")
    assert "Marie" in part.content.decode()
    wrong = send(office, query, {**standing, **LATER, "send_on": ""}, where="message/plan/")
    assert "Choose a day." in wrong.content.decode()


# On the page of the campaign


@pytest.fixture
def campaign(office, three, query):
    go(office, query, spread="labels", **LATER)
    return Campaign.objects.get()


def page_of(office, campaign):
    return " ".join(office.get(f"/campaigns/{campaign.pk}/").content.decode().split())


@pytest.mark.thorough
def test_the_campaign_shows_who_waits_and_does_not_call_them_uninvited(office, campaign):
    page = page_of(office, campaign)
    assert "Invitations that wait" in page
    assert "have not been invited yet" not in page
    assert page.count("leaves on ") == 3
    office.post(f"/invitations/campaigns/{campaign.pk}/send/", {"what": "prepared"})
    assert not Mail.objects.exists()


def test_the_timeline_says_when_the_invitation_will_leave(office, campaign):
    dossier = campaign.dossiers.select_related("wave").first()
    assert [moment.text.partition(" on ")[0] for moment in timeline.moments(dossier)] == [
        "An invitation will be sent"
    ]


@pytest.mark.thorough
def test_a_wave_is_sent_now(office, campaign):
    office.post(f"/invitations/waves/{campaign.waves.first().pk}/", {"do": "send"})
    assert Mail.objects.count() == 2
    page = office.post(
        f"/invitations/waves/{campaign.waves.first().pk}/", {"do": "send"}, follow=True
    )
    assert "These mails have left already" in page.content.decode()
    assert Mail.objects.count() == 2


def test_a_wave_is_moved(office, campaign):
    wave = campaign.waves.first()
    address = f"/invitations/waves/{wave.pk}/"
    assert f'value="{SOON.isoformat()}"' in office.get(address).content.decode()
    refused = office.post(address, {"do": "move", "send_on": "2020-01-01", "send_time": "09:00"})
    assert "This moment has passed." in refused.content.decode()
    day = SOON + timedelta(days=1)
    office.post(address, {"do": "move", "send_on": day.isoformat(), "send_time": "16:30"})
    wave.refresh_from_db()
    assert timezone.localtime(wave.send_at).isoformat()[:16] == f"{day}T16:30"


@pytest.mark.thorough
def test_a_stopped_wave_waits_for_a_word(office, campaign, colleague):
    wave = campaign.waves.first()
    office.post(f"/invitations/waves/{wave.pk}/", {"do": "stop"})
    assert not send_next(wave.send_at)
    page = page_of(office, campaign)
    assert "2 clients have not been invited yet" in page
    assert "stopped" in page
    assert Event.objects.filter(what="wave stopped", by=colleague).count() == 1
    office.post(f"/invitations/campaigns/{campaign.pk}/send/", {"what": "prepared"})
    assert Mail.objects.count() == 2
