"""The rows of the overview, which are drawn once for all that look alike."""

import re

import pytest

from carnet.clients.states import State
from tests import makers as make


@pytest.fixture
def rows(office, firm):
    """The HTML of each row, by the name of the client."""
    campaign = make.campaign(firm=firm)

    def drawn(*clients, address="/campaigns/dossiers/", **fields):
        made = [
            make.dossier(client=make.client(firm=firm, first_name="", **client), campaign=campaign)
            for client in clients
        ]
        firm.dossiers.update(**fields)
        table = office.get(address).content.decode().partition("<tbody>")[2]
        return [
            next(row for row in table.split("<tr>") if f'value="{one.pk}"' in row) for one in made
        ], made

    return drawn


def test_each_row_tells_of_its_own_dossier(rows):
    (one, other), made = rows({"last_name": "Peeters"}, {"last_name": "Janssens"}, state=State.SENT)
    assert "Peeters" in one
    assert "Janssens" not in one
    assert "Janssens" in other
    for row, dossier in zip((one, other), made, strict=True):
        numbers = {int(number) for number in re.findall(r"dossiers[=/](\d+)", row)}
        assert numbers == {dossier.pk}


def test_what_stands_in_a_row_is_text_and_never_a_gap(rows):
    name = "{pk} {name} <b>&{0}"
    [row], _made = rows({"last_name": name, "company": "{csrf_token}"}, state=State.NOT_DELIVERED)
    assert row.count("{pk} {name} &lt;b&gt;&amp;{0}") == 4
    assert '<span class="sub">{csrf_token}</span>' in row
    assert "\0" not in row


def test_the_forms_of_a_row_carry_the_token_of_the_page(rows):
    [one], _made = rows({"last_name": "Peeters"}, state=State.SENT)
    [other], _made = rows({"last_name": "Janssens"}, state=State.SENT)
    tokens = [re.findall(r'csrfmiddlewaretoken" value="(\w+)"', row) for row in (one, other)]
    assert all(len(set(found)) == 1 for found in tokens)
    assert tokens[0][0] != tokens[1][0]


def test_a_row_leads_back_to_the_page_it_stood_on(rows):
    [row], _made = rows(
        {"last_name": "Peeters"},
        address="/campaigns/dossiers/?q=peeters&state=sent",
        state=State.SENT,
    )
    assert "next=/campaigns/dossiers/%3Fq%3Dpeeters%26state%3Dsent" in row
    assert "&amp;query=q%3Dpeeters%26state%3Dsent" in row
