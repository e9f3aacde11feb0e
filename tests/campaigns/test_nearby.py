"""Of very many dossiers the next ones are looked for near by; whoever turns the pages sees no difference."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from carnet.campaigns import nearby
from carnet.campaigns.criteria import in_order, read
from carnet.campaigns.models import Dossier
from carnet.campaigns.overview import Asking, campaigns_of, dossiers_of, page_of_dossiers
from carnet.clients.states import State
from tests import makers as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def dossiers(firm):
    """Of clients of whom many bear one name and some have left the register."""
    revision = make.revision(firm=firm)
    campaigns = [make.campaign(firm=firm, revision=revision) for _one in range(3)]
    for number in range(48):
        name = "Peeters" if number % 3 else f"Zander {number % 11}"
        client = make.client(firm=firm, last_name=name)
        if number % 4 == 0:
            firm.clients.filter(pk=client.pk).update(archived_at=timezone.now())
        for campaign in campaigns:
            make.dossier(client=client, campaign=campaign)
    Dossier.objects.filter(pk__in=list(Dossier.objects.values_list("pk", flat=True))[::4]).update(
        state=State.IN_PROGRESS
    )


def turned(firm, by, asked, *, to_the_end, near):
    """The rows of all pages, forth or back."""
    asking, params = Asking(firm, by, timezone.localdate()), QueryDict(asked, mutable=True)
    rows, way = [], "next_url" if to_the_end else "previous_url"
    while True:
        found = dossiers_of(firm, None)
        known = campaigns_of(firm, None)
        page = page_of_dossiers(found, read(params), asking, params, campaigns=known, many=near)
        rows = rows + page.rows if to_the_end else page.rows + rows
        if not (address := getattr(page, way)):
            return [row.pk for row in rows], page.rows
        params = QueryDict(address[1:], mutable=True)


@pytest.mark.thorough
@pytest.mark.parametrize("stretches", [(2, 9), (25, 200), (40,)])
@pytest.mark.parametrize("asked", ["", "state=in_progress", "late=1", "state=in_progress&late=1"])
def test_pages_are_the_same_however_they_are_found(
    firm, colleague, dossiers, stretches, asked, monkeypatch
):
    monkeypatch.setattr(nearby, "STRETCHES", stretches)
    criteria = read(QueryDict(asked))
    asking = Asking(firm, colleague, timezone.localdate())
    every = in_order(asking.narrowed(dossiers_of(firm, None), criteria))
    right = list(every.values_list("pk", flat=True))
    forth, last = turned(firm, colleague, asked, to_the_end=True, near=True)
    assert forth == right
    if last and len(right) > 50:
        back, _first = turned(
            firm, colleague, f"{asked}&before={last[0].pk}", to_the_end=False, near=True
        )
        assert back == right[: right.index(last[0].pk)]


def test_a_firm_without_dossiers_has_an_empty_page(firm, colleague):
    assert turned(firm, colleague, "", to_the_end=True, near=True) == ([], [])
