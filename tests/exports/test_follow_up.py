"""The overview as a workbook: what is seen, and nothing else."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from carnet.answers.models import Message
from carnet.audit.models import Event
from carnet.campaigns.models import Because
from carnet.clients.states import State
from tests import makers as make

TODAY = timezone.localdate()
FILE = "/exports/follow-up/"


@pytest.fixture
def campaign(firm):
    return make.campaign(firm=firm, name="Tax", due_date=TODAY - timedelta(days=3))


@pytest.fixture
def rows(firm, campaign):
    names = ["Zoë", "=1+1", "Bert"]
    people = [make.client(firm=firm, first_name="", last_name=name) for name in names]
    people[0].labels.add(make.label(firm=firm, name="@Marie"))
    fields = {"questions_done": 4, "questions_left": 6, "questions_asked": 1}
    one = make.dossier(client=people[0], campaign=campaign, state=State.IN_PROGRESS, **fields)
    make.dossier(client=people[1], campaign=campaign, state=State.SENT)
    done = {"state": State.CLOSED, "closed_because": Because.OUTSIDE}
    make.dossier(client=people[2], campaign=campaign, **done)
    Message.objects.create(dossier=one, text="?", person="client")
    return one


def table(response):
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return cells


@pytest.mark.thorough
def test_rows_and_order_are_those_of_the_page(office, campaign, rows):
    for query in ("", "state=sent", "late=1", "q=bert", "label=none"):
        page = office.get(f"/campaigns/{campaign.pk}/?{query}")
        seen = [row.client.name for row in page.context["overview"].page.rows]
        titles, *lines = table(office.get(f"{FILE}?{query}&campaign={campaign.pk}"))
        assert [line[0] for line in lines] == seen


@pytest.mark.thorough
@pytest.mark.parametrize("within", [True, False])
def test_each_column_of_the_page_is_there_in_its_order(office, campaign, rows, within):
    address = f"/campaigns/{campaign.pk}/" if within else "/campaigns/dossiers/"
    page = office.get(address).content.decode()
    head = page[page.index('aria-sort="ascending"') :]
    heads = re.findall(r">([^<>]+)</th>", head[: head.index("What you can do")])
    titles = table(office.get(f"{FILE}?campaign={campaign.pk}" if within else FILE))[0]
    assert [title for title in titles if title in heads] == heads
    assert set(titles) - set(heads) == {"Company", "Open questions"}


def test_what_a_row_says(office, campaign, rows):
    titles, *lines = table(office.get(f"{FILE}?campaign={campaign.pk}"))
    found = {line[0]: dict(zip(titles, line, strict=True)) for line in lines}
    zoe = found["Zoë"]
    assert (zoe["State"], zoe["Label"], zoe["Progress"]) == ("In progress", "@Marie", "4 of 10")
    assert zoe["Open questions"] == "1 message, 1 question to you"
    assert zoe["Due"].date() == campaign.due_date
    assert found["Bert"]["State"] == "Closed, done outside Carnet"


def test_leaving_the_house_is_in_the_trail(office, firm, campaign, rows):
    table(office.get(f"{FILE}?campaign={campaign.pk}&late=1"))
    event = Event.objects.get(what="dossiers exported")
    assert (event.key, event.facts) == (str(campaign.pk), {"count": 2})


def test_another_firm_gets_nothing_of_it(client, stranger, campaign, rows):
    client.force_login(stranger)
    assert len(table(client.get(FILE))) == 1
    assert client.get(f"{FILE}?campaign={campaign.pk}").status_code == 404


@pytest.mark.thorough
def test_many_rows_cost_no_more_statements_in_a_chunk(
    office, firm, campaign, django_assert_max_num_queries
):
    for person in make.clients(40, firm=firm):
        make.dossier(client=person, campaign=campaign, state=State.SENT)
    with django_assert_max_num_queries(21):
        assert len(table(office.get(FILE))) == 41
