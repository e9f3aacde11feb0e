"""Acting on many clients: never beyond what was chosen, with the number shown first, and taken back."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone
from openpyxl import load_workbook

from carnet.audit.models import Event
from carnet.clients.models import BulkUndo, Client
from carnet.clients.selection import Selection, read_selection, selected
from tests import makers as make

BULK = "/clients/bulk/"
UNDO = "/clients/bulk/undo/"


@pytest.fixture
def three(firm):
    """Two French-speaking clients and a Dutch-speaking one."""
    return [
        make.client(firm=firm, last_name="Adams"),
        make.client(firm=firm, last_name="Bauer"),
        make.client(firm=firm, last_name="Claes", language="nl"),
    ]


def choose(office, action, **data):
    """Press a button of the selection bar; the answer is the page that asks."""
    return office.post(BULK, {"action": action, **data})


def confirm(office, page, **data):
    hidden = {name: page.context[name] for name in ("action", "count")}
    fields = {**hidden, "selection": page.context["token"], "query": page.context["back_query"]}
    return office.post(BULK, {**fields, **data})


def ticked(clients):
    return {"clients": [client.pk for client in clients]}


def all_that_match(query):
    return {"everything": "1", "query": query}


def archived():
    return set(Client.objects.archived().values_list("last_name", flat=True))


def test_the_number_is_shown_before_anything_happens(office, three):
    page = choose(office, "archive", **ticked(three[:2]))
    assert "Archive 2 clients" in page.content.decode()
    assert archived() == set()


def test_ticked_clients_are_archived_and_come_back(office, three):
    before = timezone.now()
    Client.objects.filter(pk=three[1].pk).update(archived_at=before)
    response = confirm(office, choose(office, "archive", **ticked(three[:2])))
    assert archived() == {"Adams", "Bauer"}
    assert "1 client archived." in office.get(response.url).content.decode()
    office.post(UNDO)
    assert archived() == {"Bauer"}
    assert Client.objects.get(pk=three[1].pk).archived_at == before


def test_restoring_returns_to_the_same_moment_when_undone(office, three):
    before = timezone.now() - timedelta(days=9)
    Client.objects.update(archived_at=before)
    confirm(office, choose(office, "restore", **all_that_match("archived=1")))
    assert archived() == set()
    office.post(UNDO)
    assert set(Client.objects.values_list("archived_at", flat=True)) == {before}


def test_all_that_match_means_the_filter_and_nobody_else(office, three):
    page = choose(office, "archive", **all_that_match("language=fr"))
    assert page.context["count"] == 2
    confirm(office, page)
    assert archived() == {"Adams", "Bauer"}


def test_clients_who_matched_meanwhile_are_counted_again_first(office, firm, three):
    page = choose(office, "archive", **all_that_match("language=fr"))
    make.client(firm=firm, last_name="Dury")
    again = confirm(office, page)
    assert archived() == set()
    assert "You saw 2 clients; meanwhile 3 match." in again.content.decode()
    confirm(office, again)
    assert archived() == {"Adams", "Bauer", "Dury"}


@pytest.mark.thorough
def test_the_language_returns_only_where_nobody_changed_it_since(office, three):
    response = confirm(office, choose(office, "language", **ticked(three)), language="de")
    assert response.status_code == 302
    assert set(Client.objects.values_list("language", flat=True)) == {"de"}
    Client.objects.filter(pk=three[0].pk).update(language="en")
    page = office.post(UNDO, follow=True).content.decode()
    assert "Undone for 2 clients." in page
    assert "The others were changed again" in page
    assert list(Client.objects.order_by("pk").values_list("language", flat=True)) == [
        *("en", "fr", "nl")
    ]


def test_a_colleague_with_an_open_form_notices_the_change(office, three):
    confirm(office, choose(office, "language", **ticked(three[:1])), language="de")
    assert Client.objects.get(pk=three[0].pk).version == 2


def test_a_language_must_be_one(office, three):
    page = confirm(office, choose(office, "language", **ticked(three)), language="xx")
    assert page.context["form"].errors
    assert set(Client.objects.values_list("language", flat=True)) == {"fr", "nl"}


def test_a_label_is_added_where_it_is_missing_and_taken_back_only_there(office, firm, three):
    label = make.label(firm=firm, name="Marc")
    three[0].labels.add(label)
    confirm(office, choose(office, "label", **ticked(three)), label=label.pk)
    assert label.clients.count() == 3
    office.post(UNDO)
    assert list(label.clients.all()) == [three[0]]


def test_a_new_label_can_be_written(office, firm, three):
    page = choose(office, "label", **ticked(three))
    assert "Choose a label" in confirm(office, page).content.decode()
    confirm(office, page, new_label="Marc")
    assert firm.labels.get().clients.count() == 3


def test_removing_a_label_can_be_undone(office, firm, three):
    label = make.label(firm=firm)
    label.clients.set(three[:2])
    confirm(office, choose(office, "unlabel", **all_that_match("")), label=label.pk)
    assert not label.clients.exists()
    office.post(UNDO)
    assert set(label.clients.all()) == set(three[:2])


def test_a_label_of_another_firm_cannot_be_given(office, three, stranger):
    label = make.label(firm=stranger.firm)
    page = confirm(office, choose(office, "label", **ticked(three)), label=label.pk)
    assert page.context["form"].errors
    assert not label.clients.exists()


@pytest.mark.thorough
def test_undo_works_once_and_not_for_ever(office, three):
    confirm(office, choose(office, "archive", **ticked(three)))
    BulkUndo.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert "nothing left to undo" in office.post(UNDO, follow=True).content.decode()
    assert len(archived()) == 3
    BulkUndo.objects.update(created_at=timezone.now())
    assert "nothing left to undo" in office.post(UNDO, follow=True).content.decode()


def test_what_a_colleague_did_is_not_undone_by_another(client, office, three, accountant):
    confirm(office, choose(office, "archive", **ticked(three)))
    act = BulkUndo.objects.get()
    client.force_login(accountant)
    session = client.session
    session["undo_bulk"] = act.pk
    session.save()
    client.post(UNDO)
    assert len(archived()) == 3


@pytest.mark.thorough
def test_clients_of_another_firm_are_never_meant(office, three, stranger):
    theirs = make.client(firm=stranger.firm, last_name="Theirs")
    page = choose(office, "archive", clients=[theirs.pk, three[0].pk])
    assert page.context["count"] == 1
    confirm(office, page)
    confirm(office, choose(office, "archive", **all_that_match("")))
    assert archived() == {"Adams", "Bauer", "Claes"}


def test_a_selection_of_another_firm_opens_nothing(office, firm, three, stranger):
    token = Selection(stranger.firm, stranger, ids=(three[0].pk,)).token
    assert not selected(firm, {"selection": token}).exists()
    assert not selected(firm, {"selection": token[:-1] + "x"}).exists()
    choose(office, "archive", selection=token, count="1")
    assert archived() == set()


@pytest.mark.parametrize(
    "data",
    [
        {"action": "archive"},
        {"action": "archive", "clients": "x,-1,99999999999999999999"},
        {"action": "drop", "clients": "1"},
    ],
)
def test_nothing_ticked_leads_back_with_a_sentence(office, three, data):
    page = office.post(BULK, {"query": "language=fr", **data}, follow=True)
    assert "Tick the clients first" in page.content.decode()
    assert page.redirect_chain == [("/clients/?language=fr", 302)]


@pytest.mark.thorough
def test_erasing_asks_for_the_number_and_only_administrators(client, office, three, accountant):
    page = choose(office, "erase", **all_that_match("language=fr"))
    wrong = confirm(office, page, number="3")
    assert "You wrote 3, but 2 clients would be erased." in wrong.content.decode()
    assert Client.objects.count() == 3
    response = confirm(office, page, number="2")
    assert "2 clients erased." in office.get(response.url).content.decode()
    assert list(Client.objects.all()) == [three[2]]
    client.force_login(accountant)
    assert choose(client, "erase", **ticked(three[2:])).status_code == 403
    assert Client.objects.count() == 1


def test_many_are_erased_by_the_worker(office, three, monkeypatch):
    monkeypatch.setattr("carnet.clients.bulk.ERASED_AT_ONCE", 2)
    response = confirm(office, choose(office, "erase", **ticked(three)), number="3")
    assert "3 clients are being erased" in office.get(response.url).content.decode()
    assert Client.objects.filter(erase_on__lt=timezone.localdate()).count() == 3
    assert len(archived()) == 3


def test_every_act_is_written_down_on_each_client_and_for_the_firm(office, three, colleague):
    confirm(office, choose(office, "archive", **ticked(three[:2])))
    events = Event.objects.filter(what="client archived", by=colleague)
    assert {event.key for event in events} == {str(client.pk) for client in three[:2]}
    assert Event.objects.get(what="client archived, many").facts["count"] == 2


def test_inviting_hands_the_ticked_clients_on(office, firm, three):
    response = choose(office, "invite", **ticked(three[:2]))
    params = QueryDict(urlsplit(response.url).query)
    assert params["clients"] == f"{three[0].pk},{three[1].pk}"
    assert set(selected(firm, params)) == set(three[:2])


def test_inviting_all_that_match_hands_the_filter_on(office, firm, three):
    response = choose(office, "invite", **all_that_match("language=fr"))
    params = QueryDict(urlsplit(response.url).query)
    assert set(parse_qs(response.url.partition("?")[2])) == {"selection"}
    assert set(selected(firm, params)) == set(three[:2])
    make.client(firm=firm, language="nl")
    assert selected(firm, params).count() == 2


def test_my_clients_stay_mine_on_the_way(office, firm, three, colleague):
    three[0].labels.add(make.label(firm=firm, colleague=colleague))
    params = QueryDict("everything=1&query=label%3Dmine")
    address = read_selection(firm, params, by=colleague).address
    assert list(selected(firm, address)) == [three[0]]


def test_the_workbook_holds_the_rows_and_columns_seen_and_no_formulas(office, firm, three):
    evil = '=HYPERLINK("https://example.org","x")'
    make.client(firm=firm, last_name=evil, company="@SUM(1)", language="en", city="+32")
    office.post("/clients/columns/", {"columns": ["language", "city", "added"]})
    response = choose(office, "export", **all_that_match("sort=-name"))
    assert response["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [list(row) for row in sheet.iter_rows()]
    titles = ["First name", "Last name", "Company", "Language", "City", "Added"]
    assert [cell.value for cell in rows[0]] == titles
    last_names = [row[1].value for row in rows[1:]]
    assert sorted(last_names) == sorted([evil, "Adams", "Bauer", "Claes"])
    assert last_names.index("Claes") < last_names.index("Adams")
    assert {cell.data_type for row in rows[1:] for cell in row[:5]} <= {"s", "n", "inlineStr"}
    assert not [cell for row in rows for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert rows[1][5].value.date() == timezone.localdate()
