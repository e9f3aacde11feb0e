from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.audit.models import Event
from carnet.clients.models import Client
from carnet.core.models import Mail
from carnet.invitations import preflight
from carnet.invitations.preflight import Person, Questions
from tests import makers as make

DUE = timezone.localdate() + timedelta(days=30)
QUESTIONS = Questions(language=lambda wanted: wanted if wanted == "fr" else "fr", asks_partner=True)
FOR_BOTH = {**make.SMALL, "questionnaire": "both", "respondents": ["client", "partner"]}


def person(pk=1, **more):
    values = {
        "name": f"Nr {pk}", "version": 1, "email": f"nr{pk}@fiduciaire.be", "language": "fr",
        "has_partner": False, "partner_email": "",
    }  # fmt: skip
    return Person(pk, **{**values, **more})


def found(*people, bounced=()):
    groups = preflight.look(people, QUESTIONS, dict.fromkeys(bounced, ""))
    return {key: [f.person.pk for f in group.findings] for key, group in groups.items()}


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ({}, {}),
        ({"email": ""}, {"missing": [1]}),
        ({"email": "ann@gmial.com"}, {"misspelt": [1]}),
        ({"email": "Back@example.org"}, {"bounced": [1]}),
        ({"language": "de"}, {"language": [1]}),
        ({"language": ""}, {"language": [1]}),
        ({"has_partner": True}, {"partner": [1]}),
        ({"has_partner": True, "partner_email": "tom@fiduciaire.be"}, {}),
        ({"has_partner": True, "partner_email": "tom@hotmial.fr"}, {"partner": [1]}),
        ({"email": "", "language": "nl"}, {"missing": [1], "language": [1]}),
    ],
)
def test_what_is_worth_a_look(values, groups):
    assert found(person(**values), bounced={"back@example.org"}) == groups


def test_an_address_of_several_is_told_with_their_names():
    people = [person(1, email="A@x.be"), person(2), person(3, email="a@x.be"), person(4, email="")]
    groups = preflight.look(people, QUESTIONS, {})
    assert [(f.person.pk, f.others) for f in groups["shared"].findings] == [
        (1, ("Nr 3",)),
        (3, ("Nr 1",)),
    ]


def test_a_questionnaire_for_one_asks_for_no_partner():
    alone = Questions(language=str, asks_partner=False)
    assert preflight.look([person(has_partner=True)], alone, {}) == {}


# The page


@pytest.fixture
def query(firm):
    revision = make.revision(firm=firm, document=FOR_BOTH)
    return {
        "everyone": 1,
        "questionnaire": revision.questionnaire_id,
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "due_date": DUE.isoformat(),
        "name": "",
    }


def address(query):
    return "/invitations/check/?" + "&".join(f"{key}={value}" for key, value in query.items())


def repair(office, query, client, field, **values):
    data = {"client": client.pk, "version": client.version, "field": field, **values}
    return office.post(address(query), data)


@pytest.mark.thorough
def test_each_reason_is_shown_with_its_people_and_a_link_to_their_card(office, firm, query):
    make.client(firm=firm, last_name="Sansmail", email="")
    slip = make.client(firm=firm, last_name="Typo", email="t@gmial.com")
    make.client(firm=firm, last_name="Deutsch", language="de")
    make.client(firm=firm, last_name="Paar", partner_last_name="Maes")
    for name in ("Un", "Deux"):
        make.client(firm=firm, last_name=name, email="famille@fiduciaire.be")
    page = office.get("/invitations/check/", query)
    text = " ".join(page.content.decode().split())
    assert [part["group"].key for part in page.context["groups"]] == [
        *("missing", "misspelt", "language", "partner", "shared")
    ]
    for sentence in (
        "1 client has no address",
        "1 address is probably misspelt",
        "1 client gets the mail in another language",
        "1 partner has no address that works",
        "2 clients share an address with another",
        "Take t@gmail.com",
        f'href="/clients/{slip.pk}/"',
        "Continue with 5 clients",
    ):
        assert sentence in text


def test_nothing_to_look_at_goes_straight_on(office, ann, query):
    response = office.get("/invitations/check/", query)
    assert response.headers["Location"].startswith("/invitations/message/?")
    page = office.get("/invitations/check/", {**query, "stay": 1}).content.decode()
    assert "All addresses and languages look fine." in page


def test_one_press_takes_the_proposal_and_leaves_a_trace(office, firm, colleague, query):
    slip = make.client(firm=firm, email="t@gmial.com")
    repair(office, query, slip, "email", take="t@gmail.com", value="")
    slip.refresh_from_db()
    assert (slip.email, slip.version) == ("t@gmail.com", 2)
    event = Event.objects.get(what="client changed")
    assert (event.by, event.facts) == (colleague, {"fields": ["email"]})


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("email", " New@Fiduciaire.be ", "new@fiduciaire.be"),
        ("language", "fr", "fr"),
        ("partner_email", "tom@fiduciaire.be", "tom@fiduciaire.be"),
    ],
)
def test_what_is_missing_is_written_in_place(office, firm, query, field, value, kept):
    client = make.client(firm=firm, email="", language="de", partner_last_name="Maes")
    response = repair(office, query, client, field, value=value)
    assert response.status_code == 302
    client.refresh_from_db()
    assert getattr(client, field) == kept


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("ann", "the @ is missing"), ("", "Please fill in: E-mail.")],
)
def test_what_is_no_address_gets_the_forms_own_sentence_at_its_field(
    office, firm, query, value, sentence
):
    client = make.client(firm=firm, email="")
    page = repair(office, query, client, "email", value=value).content.decode()
    assert sentence in page
    assert f'id="wrong-missing-{client.pk}"' in page
    client.refresh_from_db()
    assert client.email == ""


def test_a_colleague_who_was_faster_is_not_overwritten(office, firm, query):
    client = make.client(firm=firm, email="t@gmial.com")
    Client.objects.filter(pk=client.pk).update(version=7)
    page = repair(office, query, client, "email", value="x@fiduciaire.be").content.decode()
    assert "A colleague has just changed" in page
    client.refresh_from_db()
    assert client.email == "t@gmial.com"


def test_only_these_fields_and_only_the_firms_own_clients(office, firm, stranger, query):
    theirs, ours = make.client(firm=stranger.firm), make.client(firm=firm, email="")
    assert repair(office, query, theirs, "email", value="x@fiduciaire.be").status_code == 404
    repair(office, query, ours, "notes", value="x")
    repair(office, query, ours, "state", value="submitted")
    ours.refresh_from_db()
    assert (ours.notes, ours.state, ours.version) == ("", "", 1)


@pytest.mark.thorough
def test_a_refused_address_is_remembered_until_it_is_changed(office, firm, ann, query):
    Mail.objects.create(
        firm=firm, to="ANN@example.org", failed_at=timezone.now(), problem="recipient 550 5.1.1"
    )
    page = office.get("/invitations/check/", query).content.decode()
    assert "1 address sent a mail back before" in page
    assert "This address does not exist (550 5.1.1)." in page
    repair(office, query, ann, "email", value="new@fiduciaire.be")
    assert office.get("/invitations/check/", query).status_code == 302


@pytest.mark.thorough
def test_eight_hundred_clients_cost_no_more_queries(office, firm, query):
    counts = []
    for many in (30, 770):
        start = firm.clients.count()
        made = make.clients(many, firm=firm, language="de")
        Client.objects.filter(pk__in=[c.pk for c in made[::3]]).update(email="")
        assert firm.clients.count() == start + many
        office.get("/invitations/check/", query)
        with CaptureQueriesContext(connection) as queries:
            page = office.get("/invitations/check/", query)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 25
    assert "and 775 more" in " ".join(page.content.decode().split())
