"""A company without a person: known, found, sorted and written to by its own name."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from carnet.answers.profile import profile_of
from carnet.clients.duplicates import likely
from carnet.clients.forms import InvalidRecord, read_record
from carnet.clients.models import Merge
from carnet.invitations.letters import Words, write
from tests import makers as make

BAKERY = {"kind": "company", "company": "Bakkerij Maes BV", "email": "info@maes.example"}
BAKERY |= {"language": "nl"}


def bakery(firm, **fields):
    return make.client(firm=firm, **{**BAKERY, "first_name": "", "last_name": "", **fields})


def test_its_name_is_enough(firm):
    record = read_record(BAKERY, firm=firm)
    assert (record.first_name, record.company) == ("", "Bakkerij Maes BV")


@pytest.mark.parametrize("changed", [{"company": ""}, {"kind": "person"}, {"kind": "sole_trader"}])
def test_everybody_else_needs_a_person(firm, changed):
    with pytest.raises(InvalidRecord):
        read_record(BAKERY | changed, firm=firm)


@pytest.mark.thorough
def test_it_may_be_typed_into_the_form_and_stands_in_the_register_once(office, firm):
    page = office.get(reverse("clients:add")).content.decode()
    assert 'name="email"' in page
    name = page[page.index('name="first_name"') :]
    assert "required" not in name[: name.index(">")]
    office.post(reverse("clients:add"), BAKERY | {"country": "BE", "keep": "on"})
    client = firm.clients.get()
    assert (client.name, client.sort_name) == ("Bakkerij Maes BV", "bakkerij maes bv")
    page = office.get(reverse("clients:list"), {"q": "maes bakk"}).content.decode()
    assert ">Bakkerij Maes BV</a>" in page
    assert '<span class="sub">Bakkerij' not in page


@pytest.mark.thorough
def test_its_page_and_its_form_open(office, firm):
    client = bakery(firm)
    for name in ("card", "edit"):
        page = office.get(reverse(f"clients:{name}", args=[client.pk])).content.decode()
        assert "Bakkerij Maes BV" in page


def test_a_second_one_of_its_name_is_noticed(firm):
    known = bakery(firm)
    bakery(firm, company="Bakkerij Maesen")
    typed = BAKERY | {"email": "other@maes.example", "company": "bakkerij  MAES bv"}
    assert [one.client for one in likely(firm, typed)] == [known]


def test_a_letter_speaks_to_the_company(firm):
    revision = make.revision(firm=firm)
    dossier = make.dossier(
        client=bakery(firm), campaign=make.campaign(firm=firm, revision=revision)
    )
    words = Words.of(dossier.campaign, firm, dossier.client.called, "en")
    assert "Hello Bakkerij Maes BV," in write(words, "https://example.org").text


@pytest.mark.thorough
def test_its_name_alone_leads_to_it_and_two_of_them_become_one(office, firm):
    one, other = bakery(firm), bakery(firm, company="Bakkerij Maes & Zn", city="Gent")
    page = office.get(reverse("clients:merge", args=[one.pk]), {"q": "maes zn"}).content.decode()
    assert "Bakkerij Maes &amp; Zn" in page
    address = reverse("clients:merge_with", args=[one.pk, other.pk])
    page = office.get(address).content.decode()
    assert "Bakkerij Maes BV (stays)" in page
    assert "First name" not in page
    office.post(address, {"choice_city": "loser"})
    [client] = firm.clients.all()
    assert (client.name, client.city) == ("Bakkerij Maes BV", "Gent")
    office.post(reverse("clients:undo_merge", args=[Merge.objects.get().pk]))
    assert {client.name for client in firm.clients.all()} == {one.name, other.name}


def test_merging_never_makes_a_person_without_a_name(office, firm):
    company, person = bakery(firm), make.client(firm=firm, first_name="Ann", last_name="Maes")
    address = reverse("clients:merge_with", args=[company.pk, person.pk])
    page = office.post(address, {"choice_kind": "loser", "choice_email": "loser"}).content.decode()
    assert "Please fill in: First name. Please fill in: Last name." in page
    picked = 'name="choice_email" value="loser" checked'
    assert picked in page, "what was picked is still picked"
    assert firm.clients.count() == 2


def test_an_exported_list_has_it_by_its_name(office, firm):
    bakery(firm)
    ticked = {"action": "export", "clients": [firm.clients.get().pk]}
    export = office.post(reverse("clients:bulk"), ticked)
    sheet = load_workbook(BytesIO(b"".join(export.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:3] == [None, None, "Bakkerij Maes BV"]


def test_the_questionnaire_knows_it_by_its_name(firm):
    offered = profile_of(bakery(firm))
    assert offered["client.company"] == offered["client.full_name"] == "Bakkerij Maes BV"
    assert "client.first_name" not in offered
