"""The page of the register: rows, filters, order, columns, views."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carnet.clients.states import State
from tests import makers as make

LIST = "/clients/"


def names(response):
    return [row["name"] for row in response.context["page"].rows()]


@pytest.fixture
def seven(firm):
    """Seven clients, each different in one thing."""
    make.client(firm=firm, last_name="Adams", language="nl")
    make.client(firm=firm, last_name="Bauer", kind="company", company="Zon BV")
    make.client(firm=firm, last_name="Claes", country="CH")
    make.client(firm=firm, last_name="Dury", nationality="FR")
    make.client(firm=firm, last_name="Evers", country_of_practice="LU", nationality="BE")
    make.client(firm=firm, last_name="Faure", state=State.SUBMITTED)
    make.client(firm=firm, last_name="Gérard", erase_on=date(2030, 1, 1))
    make.client(firm=firm, last_name="Hidden", archived_at=timezone.now())


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("query", "last_names"),
    [
        ("", ["Adams", "Claes", "Dury", "Evers", "Faure", "Gérard", "Bauer"]),
        ("language=nl", ["Adams"]),
        ("kind=company", ["Bauer"]),
        ("country=CH", ["Claes"]),
        ("foreign=1", ["Dury", "Evers"]),
        ("state=submitted", ["Faure"]),
        ("state=not_invited", ["Adams", "Claes", "Dury", "Evers", "Gérard", "Bauer"]),
        ("temporary=1", ["Gérard"]),
        ("archived=1", ["Hidden"]),
        ("letter=g", ["Gérard"]),
        ("letter=z", ["Bauer"]),
        ("state=not_invited&language=nl&q=ann", ["Adams"]),
    ],
)
def test_each_filter_shows_its_clients(office, seven, query, last_names):
    response = office.get(f"{LIST}?{query}")
    assert [name.removeprefix("Ann ") for name in names(response)] == last_names


@pytest.mark.thorough
def test_a_label_filters_and_my_clients_are_those_under_my_labels(office, firm, colleague):
    mine = make.client(firm=firm, last_name="Mine")
    other = make.client(firm=firm, last_name="Other")
    make.client(firm=firm, last_name="Nobody")
    mine.labels.add(make.label(firm=firm, name="Claire", colleague=colleague))
    label = make.label(firm=firm, name="Marc")
    other.labels.add(label)
    assert names(office.get(f"{LIST}?label=mine")) == ["Ann Mine"]
    assert names(office.get(f"{LIST}?label={label.pk}")) == ["Ann Other"]
    assert names(office.get(f"{LIST}?label=none")) == ["Ann Nobody"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query",
    [
        *("sort=drop", "state=x", "label=x", "label=999999999999999999999", "after=x", "after=0"),
        *("letter=ab", "country=be", "before=99999", "kind=%00", "foreign=2", "archived=yes"),
    ],
)
def test_what_nobody_can_choose_counts_as_not_chosen(office, ann, query):
    assert names(office.get(f"{LIST}?{query}")) == ["Ann Peeters"]


def test_a_label_of_another_firm_shows_nobody(office, ann, stranger):
    label = make.label(firm=stranger.firm)
    theirs = make.client(firm=stranger.firm)
    theirs.labels.add(label)
    assert names(office.get(f"{LIST}?label={label.pk}")) == []


def test_the_row_tells_what_matters(office, firm):
    client = make.client(
        firm=firm,
        last_name="Peeters",
        company="Zon BV",
        state=State.SENT,
        due_date=timezone.localdate() - timedelta(days=1),
        erase_on=date(2030, 1, 1),
    )
    client.labels.add(make.label(firm=firm, name="Marc & Els"))
    page = office.get(LIST).content.decode()
    for text in ("Ann Peeters", "Zon BV", "Marc &amp; Els", "s-sent", "French", "temporary"):
        assert text in page
    assert reverse("clients:card", args=[client.pk]) in page
    assert 'class="tag warning"' in page


@pytest.mark.thorough
def test_what_a_client_is_called_is_never_markup(office, firm):
    evil = "<script>alert(1)</script>"
    client = make.client(firm=firm, last_name=evil, company=evil, city=evil)
    client.labels.add(make.label(firm=firm, name=evil))
    office.post(f"{LIST}columns/", {"columns": ["labels", "city"]})
    for query in ("", "?q=%3Cscript%3Ealert", "?q=%3Cscript%3Enobody"):
        assert evil not in office.get(LIST + query).content.decode()


def test_an_empty_register_teaches_how_to_begin(office, firm):
    page = office.get(LIST).content.decode()
    assert "No clients yet" in page
    assert reverse("clients:add") in page
    assert 'type="search" name="q"' not in page


def test_filters_that_match_nobody_can_be_cleared(office, ann):
    page = office.get(f"{LIST}?language=de").content.decode()
    assert "No client matches these filters" in page


def test_the_count_stops_where_counting_would_take_long(office, firm, monkeypatch):
    monkeypatch.setattr("carnet.clients.paging.SIZE", 1)
    monkeypatch.setattr("carnet.clients.paging.MOST_COUNTED", 2)
    for _ in range(3):
        make.client(firm=firm)
    assert "more than 2" in office.get(LIST).content.decode()


@pytest.mark.thorough
@pytest.mark.parametrize("query", ["", "?q=ann", "?label=mine", "?sort=due"])
def test_thirty_clients_cost_as_many_queries_as_three(office, firm, query):
    def queries_with(more):
        for _ in range(more):
            make.client(firm=firm).labels.add(make.label(firm=firm))
        with CaptureQueriesContext(connection) as seen:
            office.get(LIST + query)
        return len(seen)

    office.get(LIST)
    assert queries_with(3) == queries_with(27)


@pytest.mark.thorough
def test_letters_are_those_that_exist(office, firm, seven, stranger):
    make.client(firm=stranger.firm, last_name="Xhonneux")
    make.client(firm=firm, last_name="3M", first_name="")
    make.client(firm=firm, last_name="Øst")
    letters = [entry["letter"] for entry in office.get(LIST).context["page"].letters()]
    assert letters == ["0-9", *"ACDEFGOZ"]
    assert names(office.get(f"{LIST}?letter=0-9")) == ["3M"]


@pytest.mark.thorough
def test_columns_are_remembered_per_colleague(office, client, firm, ann, accountant):
    office.post(f"{LIST}columns/", {"columns": ["email", "city", "nonsense"]})
    titles = [head["title"] for head in office.get(LIST).context["page"].heads()]
    assert titles == ["Name", "E-mail", "City"]
    client.force_login(accountant)
    assert len(client.get(LIST).context["page"].heads()) == 6


def test_a_view_is_kept_and_shared_with_the_firm_only(client, office, firm, accountant, stranger):
    office.post(f"{LIST}views/save/", {"name": "Mine", "query": "language=nl&x=1"})
    office.post(f"{LIST}views/save/", {"name": "Ours", "query": "sort=due", "shared": "on"})
    office.post(f"{LIST}views/save/", {"name": "Ours", "query": "sort=-due", "shared": "on"})

    def seen_by(colleague):
        client.force_login(colleague)
        views = client.get(f"{LIST}views/").context["views"]
        return [(kept["view"].name, kept["view"].query) for kept in views]

    assert seen_by(accountant) == [("Ours", "sort=-due")]
    assert seen_by(stranger) == []
    assert firm.saved_views.get(name="Mine").query == "language=nl"


def test_a_view_needs_a_name_and_only_its_owner_deletes_it(client, office, firm, accountant):
    response = office.post(f"{LIST}views/save/", {"name": "", "query": "sort=due"})
    assert response.context["form"].errors
    office.post(f"{LIST}views/save/", {"name": "Ours", "query": "", "shared": "on"})
    view = firm.saved_views.get()
    client.force_login(accountant)
    assert client.post(f"{LIST}views/{view.pk}/delete/").status_code == 404
    client.force_login(view.colleague)
    client.post(f"{LIST}views/{view.pk}/delete/")
    assert not firm.saved_views.exists()


def test_a_keystroke_brings_only_the_list_and_its_address(office, ann):
    response = office.get(f"{LIST}?q=peet&language=", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert 'id="list"' in page
    assert 'id="count"' in page
    assert response["HX-Push-Url"] == f"{LIST}?q=peet"
    assert "HX-Request" in response["Vary"]


def test_going_back_in_history_gets_the_whole_page(office, ann):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in office.get(LIST, headers=headers).content.decode()


def test_accountants_see_neither_erase_nor_import(client, firm, ann, accountant):
    client.force_login(accountant)
    page = client.get(LIST).content.decode()
    assert 'value="erase"' not in page
    assert 'value="archive"' in page
    assert reverse("imports:start") not in page
