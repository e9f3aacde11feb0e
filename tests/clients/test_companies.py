"""A company without a person: known, found, sorted and written to by its own name."""

import pytest
from django.urls import reverse

from carnet.clients.duplicates import likely
from carnet.clients.forms import InvalidRecord, read_record
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
