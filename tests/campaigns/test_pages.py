import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.campaigns import actions
from carnet.campaigns.models import Campaign, Dossier, WrongState
from carnet.clients.states import State
from carnet.core.models import Mail
from tests import makers as make
from tests.campaigns.asking import DUE, act, message, send, terms
from tests.questionnaires.builders import document, item

LAST = timezone.localdate().year - 1


@pytest.fixture
def revision(firm):
    return make.revision(firm=firm)


@pytest.mark.thorough
def test_three_steps_lead_from_a_client_to_a_queued_mail(office, ann, revision):
    first = office.get(f"/campaigns/invite/?client={ann.pk}").content.decode()
    assert "Invite 1 client" in first
    assert "A small questionnaire" in first
    query = {"client": ann.pk, **terms(revision)}
    go_on = office.get("/campaigns/invite/", query)
    nothing_to_repair = office.get(go_on.headers["Location"])
    assert nothing_to_repair.headers["Location"].startswith("/invitations/message/?")
    page, fields = message(office, query)
    assert "ann@example.org" in page.content.decode()
    response = send(office, query, fields)
    campaign = Campaign.objects.get()
    assert response.headers["Location"] == f"/campaigns/{campaign.pk}/"
    assert (campaign.name, campaign.due_date) == ("A small questionnaire 2025", DUE)
    assert [mail.to for mail in Mail.objects.all()] == ["ann@example.org"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("own", "said", "period"),
    [
        (
            {"start": "2023-04-01", "end": "2024-03-31"},
            "1 April 2023 – 31 March 2024",
            (date(2023, 4, 1), date(2024, 3, 31)),
        ),
        (None, str(LAST), (date(LAST, 1, 1), date(LAST, 12, 31))),
    ],
)
def test_each_questionnaire_names_its_period_and_asks_about_it(
    office, ann, firm, own, said, period
):
    """Also the one that was not chosen at first."""
    make.revision(firm=firm, document={**make.SMALL, "questionnaire": "before"})
    made = {**document(item("a")), "title": {"en": "B behind"}, **({"period": own} if own else {})}
    revision = make.revision(firm=firm, document=made)
    page = office.get(f"/campaigns/invite/?client={ann.pk}").content.decode()
    assert f"B behind · {said}" in page
    assert not re.search(r'name="period_\w+" value=', page)
    query = {"client": ann.pk, **terms(revision), "period_start": "", "period_end": ""}
    send(office, query, message(office, query)[1])
    campaign = Campaign.objects.get()
    assert (campaign.period_start, campaign.period_end) == period
    assert str(period[1].year) in campaign.name


@pytest.mark.thorough
def test_a_day_written_by_hand_stands_whichever_questionnaire_is_chosen(office, ann, firm):
    own = {"start": "2025-01-01", "end": "2025-12-31"}
    revision = make.revision(firm=firm, document={**make.SMALL, "period": own})
    query = {"client": ann.pk, **terms(revision), "period_start": "", "period_end": "2025-06-30"}
    send(office, query, message(office, query)[1])
    campaign = Campaign.objects.get()
    assert (campaign.period_start, campaign.period_end) == (date(2025, 1, 1), date(2025, 6, 30))


@pytest.mark.thorough
def test_pressing_twice_opens_one_campaign_and_invites_once(office, ann, revision):
    query = {"client": ann.pk, **terms(revision)}
    _page, fields = message(office, query)
    for _ in range(2):
        send(office, query, fields)
    assert (Campaign.objects.count(), Dossier.objects.count(), Mail.objects.count()) == (1, 1, 1)


@pytest.mark.thorough
def test_the_next_time_the_running_campaign_is_offered(office, ann, revision, firm):
    campaign = make.campaign(firm=firm, revision=revision, due_date=DUE)
    make.dossier(client=ann, campaign=campaign)
    bert = make.client(firm=firm)
    query = {"clients": f"{ann.pk},{bert.pk}", **terms(revision)}
    page = office.get("/campaigns/invite/", query).content.decode()
    assert "Add 1 client to it" in page
    query["into"] = campaign.pk
    page, fields = message(office, query)
    assert "1 client is left out: already in this campaign" in page.content.decode()
    send(office, query, fields)
    assert set(campaign.dossiers.values_list("client", flat=True)) == {ann.pk, bert.pk}
    assert Mail.objects.get().to == bert.email


@pytest.mark.thorough
def test_add_clients_on_a_campaign_leads_straight_to_its_message(office, ann, revision, firm):
    campaign = make.campaign(firm=firm, revision=revision, due_date=DUE)
    assert (
        f"?everyone=1&amp;into={campaign.pk}"
        in office.get(f"/campaigns/invite/?into={campaign.pk}").content.decode()
    )
    query = {"everyone": 1, "into": campaign.pk}
    response = office.get("/campaigns/invite/", query)
    assert response.headers["Location"].startswith("/invitations/check/?")
    _page, fields = message(office, query)
    send(office, query, fields)
    assert campaign.dossiers.get().client == ann


@pytest.mark.parametrize("value", ["²", "9" * 40, "-1", "x", "1'"])
def test_edited_addresses_find_nobody(office, ann, revision, value):
    for name in ("client", "label", "import", "clients", "selection"):
        page = office.get("/campaigns/invite/", {name: value})
        assert "None of them can be invited" in page.content.decode()
    assert office.get("/campaigns/dossiers/", {"label": value, "after": value}).status_code == 200
    office.post("/invitations/bulk/", {"dossiers": [value], "action": "send"})
    assert not Mail.objects.exists()


def test_who_is_left_out_is_said_with_the_reason(office, firm, revision):
    archived = make.client(firm=firm, last_name="Archivée", archived_at=timezone.now())
    silent = make.client(firm=firm, last_name="Sansmail", email="")
    good = make.client(firm=firm)
    numbers = f"{archived.pk},{silent.pk},{good.pk}"
    page = office.get(f"/campaigns/invite/?clients={numbers}").content.decode()
    assert "Invite 1 client" in page
    assert "1 client is left out: archived" in page
    assert "1 client is left out: no e-mail address" in page
    assert "Sansmail" in page


@pytest.mark.thorough
def test_prepared_dossiers_wait_and_are_invited_later(office, ann, revision):
    query = {"client": ann.pk, **terms(revision)}
    _page, fields = message(office, query)
    send(office, query, fields, do="prepare")
    campaign = Campaign.objects.get()
    assert not Mail.objects.exists()
    assert "Invite 1 client" in office.get(f"/campaigns/{campaign.pk}/").content.decode()
    office.post(f"/invitations/campaigns/{campaign.pk}/send/", {"what": "prepared"})
    assert Mail.objects.count() == 1


@pytest.mark.thorough
def test_an_unknown_placeholder_is_refused_and_nothing_typed_is_lost(office, ann, revision):
    query = {"client": ann.pk, **terms(revision)}
    _page, fields = message(office, query)
    typed = {**fields, "message_fr": "Bonjour {prenom}, {first_name} {firm}."}
    page = send(office, query, typed).content.decode()
    assert "Carnet does not know {prenom}." in page
    assert "Bonjour {prenom}," in page
    assert not Campaign.objects.exists()


@pytest.mark.thorough
def test_the_preview_shows_what_is_typed_filled_in(office, ann, revision):
    query = {"client": ann.pk, **terms(revision)}
    _page, fields = message(office, query)
    typed = {**fields, "subject_fr": "Chère {first_name} de {firm}"}
    page = send(office, query, typed, do="preview").content.decode()
    assert "Chère Ann de Fiduciaire Dubois" in page
    assert not Campaign.objects.exists()


@pytest.mark.thorough
def test_own_words_are_kept_and_offered_the_next_time(office, ann, firm, revision):
    query = {"client": ann.pk, **terms(revision)}
    _page, fields = message(office, query)
    send(office, query, {**fields, "subject_fr": "Vos revenus"})
    campaign = Campaign.objects.get()
    assert (campaign.subjects, campaign.messages) == ({"fr": "Vos revenus"}, {})
    make.client(firm=firm)
    _page, fields = message(office, {"everyone": 1, **terms(revision, into="new")})
    assert fields["subject_fr"] == "Vos revenus"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_date": "2020-01-01"}, "This day has passed. Choose today or a later day."),
        ({"period_end": "2024-01-01"}, "The period ends before it begins."),
        ({"period_start": "2999-01-01", "period_end": ""}, "The period ends before it begins."),
        ({"period_start": "soon"}, "Enter a valid date."),
        ({"questionnaire": ""}, "Choose a questionnaire."),
    ],
)
def test_wrong_terms_get_a_sentence(office, ann, revision, wrong, sentence):
    query = {"client": ann.pk, **terms(revision), **wrong}
    assert sentence in office.get("/campaigns/invite/", query).content.decode()
    refused = office.get("/invitations/message/", query)
    assert refused.headers["Location"].startswith("/campaigns/invite/?")


@pytest.mark.thorough
def test_another_firms_clients_campaigns_and_questionnaires_do_not_count(
    client, stranger, ann, firm, revision
):
    campaign = make.campaign(firm=firm, revision=revision, due_date=DUE)
    own = make.client(firm=stranger.firm)
    theirs = make.revision(firm=stranger.firm)
    client.force_login(stranger)
    page = client.get(f"/campaigns/invite/?client={ann.pk}").content.decode()
    assert "Peeters" not in page
    query = {"client": own.pk, **terms(theirs), "into": campaign.pk}
    assert client.get("/invitations/message/", query).status_code == 404
    query = {"client": own.pk, **terms(revision)}
    assert client.get("/invitations/message/", query).status_code == 302


@pytest.mark.thorough
def test_the_overview_counts_states_and_managers(office, firm, revision):
    campaign = make.campaign(firm=firm, revision=revision, due_date=DUE)
    marie = make.label(firm=firm, name="Marie")
    for number, state in enumerate([State.SENT, State.SENT, State.SUBMITTED]):
        person = make.client(firm=firm, last_name=f"Nr{number}")
        person.labels.set([marie] if number else [])
        make.dossier(client=person, campaign=campaign, state=state)
    page = office.get(f"/campaigns/{campaign.pk}/")
    counts = {s["state"]: s["count"] for s in page.context["segments"] if s["count"]}
    assert counts == {"sent": 2, "submitted": 1}
    rows = {r.name: (r.total, r.waiting, r.with_us) for r in page.context["labels"]}
    assert rows == {"Marie": (2, 1, 1), "": (1, 1, 0)}
    narrowed = office.get(f"/campaigns/{campaign.pk}/?state=sent&label={marie.pk}")
    assert [d.client.last_name for d in narrowed.context["page"].rows] == ["Nr1"]
    found = office.get(f"/campaigns/{campaign.pk}/?q=nr2")
    assert [d.client.last_name for d in found.context["page"].rows] == ["Nr2"]


@pytest.mark.thorough
@pytest.mark.parametrize("address", ["/campaigns/", "/campaigns/dossiers/", "/campaigns/{}/"])
def test_more_dossiers_cost_no_more_queries(office, firm, revision, address):
    campaign = make.campaign(firm=firm, revision=revision, due_date=DUE)
    address = address.format(campaign.pk)
    counts = []
    for many in (3, 27):
        for _ in range(many):
            person = make.client(firm=firm)
            person.labels.set([make.label(firm=firm)])
            make.dossier(client=person, campaign=campaign)
        office.get(address)
        with CaptureQueriesContext(connection) as queries:
            office.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


@pytest.mark.thorough
def test_resend_withdraw_and_a_link_to_pass_on(office, ann, revision, firm):
    dossier = make.dossier(client=ann, campaign=make.campaign(firm=firm, revision=revision))
    office.post(f"/invitations/dossiers/{dossier.pk}/resend/")
    assert Mail.objects.count() == 1
    page = office.post(f"/invitations/dossiers/{dossier.pk}/link/").content.decode()
    assert re.search(r"/q/[\w-]{12}\.[\w-]{43}", page)
    act(office, "/invitations/bulk/", dossiers=[dossier.pk], action="withdraw")
    assert dossier.invitations.get().revoked_at is not None


@pytest.mark.parametrize(
    "address", ["https://evil.example.org/", "//evil.example.org", "home", '"']
)
def test_a_foreign_address_is_never_gone_back_to(office, firm, address):
    dossier = make.dossier(client=make.client(firm=firm))
    response = office.post(f"/invitations/dossiers/{dossier.pk}/withdraw/", {"next": address})
    assert response.headers["Location"] == f"/campaigns/{dossier.campaign_id}/"
    nobody = office.post("/invitations/bulk/", {"action": "withdraw", "next": address})
    assert nobody.headers["Location"] == "/campaigns/dossiers/"


def test_closing_asks_first_and_keeps_what_was_sent(office, ann, firm, revision):
    campaign = make.campaign(firm=firm, revision=revision)
    waiting = make.dossier(client=ann, campaign=campaign)
    sent_in = make.dossier(client=make.client(firm=firm), campaign=campaign, state=State.SUBMITTED)
    page = office.get(f"/campaigns/{campaign.pk}/close/").content.decode()
    assert "1 client has not sent the answers." in page
    office.post(f"/campaigns/{campaign.pk}/close/")
    for dossier in (waiting, sent_in):
        dossier.refresh_from_db()
    assert (waiting.state, sent_in.state) == (State.CLOSED, State.SUBMITTED)
    assert office.get(f"/campaigns/{campaign.pk}/close/").status_code == 404


def test_of_two_who_change_a_dossier_the_second_is_told(ann):
    dossier = make.dossier(client=ann)
    same = Dossier.objects.get(pk=dossier.pk)
    actions.move(dossier, State.SUBMITTED, now=timezone.now())
    with pytest.raises(WrongState):
        actions.move(same, State.SENT, now=timezone.now())


def test_the_register_shows_the_latest_dossier(ann, firm):
    now = timezone.now()
    first = make.dossier(client=ann, campaign=make.campaign(firm=firm))
    latest = make.campaign(firm=firm, due_date=date(2027, 6, 30))
    actions.add_clients(latest, firm.clients.all(), by=None, now=now)
    actions.move(first, State.SUBMITTED, now=now)
    ann.refresh_from_db()
    assert (ann.state, ann.due_date) == (State.NOT_SENT, date(2027, 6, 30))


def test_a_temporary_client_stays_longer_when_something_happens(ann, firm):
    type(ann).objects.filter(pk=ann.pk).update(erase_on=date(2026, 1, 1))
    dossier = make.dossier(client=ann)
    now = timezone.now()
    actions.move(dossier, State.SUBMITTED, now=now)
    ann.refresh_from_db()
    assert ann.erase_on == timezone.localdate(now) + timedelta(days=firm.keep_days)


def test_facts_are_copied_and_then_frozen(firm):
    document = {
        **make.SMALL,
        "facts": {
            "client_type": {"type": "text", "from": "client.type"},
            "has_partner": {"type": "yes_no", "from": "client.has_partner"},
            "born": {"type": "date", "from": "client.birth_date"},
        },
    }
    campaign = make.campaign(firm=firm, revision=make.revision(firm=firm, document=document))
    person = make.client(firm=firm, partner_last_name="Maes")
    [dossier] = actions.add_clients(campaign, firm.clients.all(), by=None, now=timezone.now())
    type(person).objects.filter(pk=person.pk).update(kind="company")
    dossier.refresh_from_db()
    assert dossier.facts == {"client_type": "person", "has_partner": "yes"}
