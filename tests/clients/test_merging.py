from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.clients import actions
from carnet.clients.erasure import erase, erase_next, folder
from carnet.clients.models import Client, Merge
from tests import makers as make


@pytest.fixture
def one(firm):
    return make.client(
        firm=firm, first_name="Ann", last_name="Peeters", email="ann@example.org", language="nl"
    )


@pytest.fixture
def other(firm):
    return make.client(
        firm=firm,
        first_name="Anne",
        last_name="Peeters",
        email="anne@example.org",
        city="Leuven",
        birth_date=date(1985, 7, 30),
        national_number="85073003328",
        client_number="A1",
    )


def merge(office, one, other, **picks):
    address = reverse("clients:merge_with", args=[one.pk, other.pk])
    return office.post(address, {f"choice_{key}": side for key, side in picks.items()}, follow=True)


def undo(office):
    return office.post(
        reverse("clients:undo_merge", args=[Merge.objects.get().pk]), follow=True
    ).content.decode()


def everything(client):
    client = Client.objects.get(pk=client.pk)
    values = {field.name: getattr(client, field.name) for field in client._meta.concrete_fields}
    for name in ("version", "national_number_sealed"):
        del values[name]
    return values | {"labels": client.value("label"), "number": client.national_number}


@pytest.mark.thorough
def test_each_field_is_chosen_and_what_hangs_on_the_other_moves_along(office, firm, one, other):
    other.labels.add(make.label(firm=firm, name="Marc"))
    one.labels.add(make.label(firm=firm, name="Claire"))
    actions.add_note(other, "A note", by=None)
    dossier = make.dossier(client=other)
    merge(
        office,
        one,
        other,
        email="loser",
        city="loser",
        national_number="loser",
        client_number="loser",
    )
    [client] = firm.clients.all()
    assert (client.pk, client.first_name, client.email) == (one.pk, "Ann", "anne@example.org")
    assert (client.city, client.client_number) == ("Leuven", "A1")
    assert client.national_number == "85073003328"
    assert client.birth_date is None
    assert client.value("label") == ("Claire", "Marc")
    assert (client.remarks.get().text, client.dossiers.get()) == ("A note", dossier)
    assert client.state == "not_sent"


@pytest.mark.thorough
def test_undoing_restores_both_as_before(office, firm, one, other):
    other.labels.add(make.label(firm=firm, name="Marc"))
    actions.add_note(other, "A note", by=None)
    dossiers = [make.dossier(client=one), make.dossier(client=other)]
    for client in (one, other):
        Client.objects.filter(pk=client.pk).update(
            state="not_sent", due_date=client.dossiers.get().campaign.due_date
        )
    before = [everything(one), everything(other)]
    merge(office, one, other, last_name="loser", client_number="loser", national_number="loser")
    assert "are two clients again" in undo(office)
    assert [everything(one), everything(other)] == before
    assert [one.dossiers.get(), Client.objects.get(pk=other.pk).dossiers.get()] == dossiers
    assert Client.objects.get(pk=other.pk).remarks.get().text == "A note"
    assert not Merge.objects.exists()


def test_a_merge_is_not_undone_once_the_client_was_changed(office, firm, colleague, one, other):
    merge(office, one, other)
    Client.objects.filter(pk=one.pk).update(version=9)
    assert "can no longer be undone" in undo(office)
    assert firm.clients.count() == 1


def test_after_a_month_the_former_values_are_forgotten(office, firm, one, other):
    merge(office, one, other)
    assert erase_next(timezone.now() + timedelta(days=31))
    assert not erase_next(timezone.now() + timedelta(days=31))
    assert "can no longer be undone" in undo(office)


def test_two_dossiers_in_one_campaign_are_not_merged(office, firm, one, other):
    campaign = make.campaign(firm=firm, name="Tax 2025")
    for client in (one, other):
        make.dossier(client=client, campaign=campaign)
    page = merge(office, one, other).content.decode()
    assert "Both have a dossier in Tax 2025." in page
    assert firm.clients.count() == 2


@pytest.mark.thorough
def test_a_merge_is_not_undone_over_somebody_elses_client_number(office, firm, one, other):
    merge(office, one, other)
    make.client(firm=firm, client_number="A1")
    assert "somebody else&#x27;s now" in undo(office)
    assert firm.clients.count() == 2


@pytest.mark.thorough
def test_merging_three_undoes_only_the_last(office, firm, one, other):
    third = make.client(firm=firm)
    merge(office, other, third)
    merge(office, one, other)
    first, last = Merge.objects.order_by("pk")
    response = office.post(reverse("clients:undo_merge", args=[first.pk]), follow=True)
    assert "can no longer be undone" in response.content.decode()
    office.post(reverse("clients:undo_merge", args=[last.pk]))
    assert set(firm.clients.values_list("pk", flat=True)) == {one.pk, other.pk}


def test_what_only_the_other_knows_is_preset(office, one, other):
    page = office.get(reverse("clients:merge_with", args=[one.pk, other.pk]))
    preset = {row["key"]: row["take_theirs"] for row in page.context["rows"]}
    assert preset["city"]
    assert not preset["email"]
    assert "•••••••••28" in page.content.decode()


def test_erasing_the_one_that_stayed_removes_the_files_of_both(office, firm, one, other):
    paths = [folder(firm, client.uuid) for client in (one, other)]
    for path in paths:
        path.mkdir(parents=True)
    merge(office, one, other)
    erase(Client.objects.get(pk=one.pk), by=None)
    assert [path.exists() for path in paths] == [False, False]


def test_the_other_one_is_found_by_name(office, one, other):
    address = reverse("clients:merge", args=[one.pk])
    assert "anne@example.org" in office.get(address, {"q": "peeters anne"}).content.decode()


@pytest.mark.thorough
def test_a_client_is_not_merged_with_itself_or_with_another_firms(office, stranger, one):
    foreign = make.client(firm=stranger.firm)
    for pk in (one.pk, foreign.pk):
        assert office.post(reverse("clients:merge_with", args=[one.pk, pk])).status_code == 404
