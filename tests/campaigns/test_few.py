"""Few dossiers are looked for once and then counted and cut into pages here; whoever looks at the page sees no
difference to what the database counts and sorts."""

from datetime import timedelta
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone

from carnet.campaigns import few
from carnet.campaigns.models import Dossier
from carnet.campaigns.overview import Asking
from carnet.campaigns.overview_page import OverviewPage
from carnet.clients.states import State
from carnet.reminders.models import Promise
from tests import makers as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = timezone.localdate()
ASKED = [
    *("label=mine", "label={mine}", "label=none", "q=peet", "q=zan", "q=nobody", "promised=1"),
    *("unreached=1", "q=peet&label=mine", "late=1&label=mine&state=sent", "promised=1&label=mine"),
    *("q=peet&label=none&unreached=1", "label=mine&state=opened&managers=1", "label={foreign}"),
    *("promised=1&q=peet&late=1&managers=1", "q=peet&state=in_progress&managers=1"),
]


@pytest.fixture
def labels(firm, colleague):
    """Two of the colleague's, one of nobody's."""
    mine = [make.label(firm=firm, colleague=colleague) for _one in range(2)]
    return [*mine, make.label(firm=firm)]


@pytest.fixture
def known(labels, stranger):
    return {"mine": labels[0].pk, "foreign": make.label(firm=stranger.firm).pk}


@pytest.fixture
def campaign(firm, labels):
    """One of three, with clients who bear one name, are under two labels of one colleague or under none, have left
    the register or no address, and whose days are their own."""
    chance, revision = Random(7), make.revision(firm=firm)
    dues = [TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=9)]
    campaigns = [make.campaign(firm=firm, revision=revision, due_date=due) for due in dues]
    over = make.campaign(firm=firm, revision=revision, closed_at=timezone.now())
    for number in range(70):
        name = "Peeters" if number % 5 else f"Zander {number % 7}"
        email = chance.choice(["", "ann@example.org", "ann@example.org"])
        gone = timezone.now() if number % 9 == 0 else None
        client = make.client(firm=firm, last_name=name, email=email, archived_at=gone)
        client.labels.set(chance.sample(labels, chance.choice([0, 1, 1, 2, 3])))
        for one in [*campaigns, over]:
            own = chance.choice([None, None, TODAY - timedelta(days=1), TODAY + timedelta(days=2)])
            dossier = make.dossier(
                client=client, campaign=one, due_date=own, state=chance.choice(list(State))
            )
            if chance.random() < 0.3:
                Promise.objects.create(firm=firm, dossier=dossier, person="client", day=TODAY)
    return campaigns[0]


def seen(asking, campaign, asked):
    """The figures of the page, and the rows of all pages forth and then back."""
    page = OverviewPage(asking, campaign, QueryDict(asked))
    labels = [(row.name, row.url, row.current, dict(row.counts)) for row in page.labels]
    rows, last = _turn(asking, campaign, asked, "next_url", page)
    back, _first = _turn(asking, campaign, asked, "previous_url", last)
    figures = page.total, page.late, page.segments, labels, page.prepared, page.unopened
    return figures, rows, back


def _turn(asking, campaign, asked, way, page):
    rows = [[row.pk for row in page.page.rows]]
    while address := getattr(page.page, way):
        page = OverviewPage(asking, campaign, QueryDict(address[1:]))
        rows.append([row.pk for row in page.page.rows])
    return rows, page


@pytest.mark.thorough
@pytest.mark.parametrize("asked", ASKED)
def test_few_are_counted_and_cut_as_the_database_does(
    firm, colleague, campaign, known, asked, monkeypatch
):
    asking, asked = Asking(firm, colleague, TODAY), asked.format(**known)
    at_hand = [seen(asking, one, asked) for one in (campaign, None)]
    monkeypatch.setattr(few, "MOST", -1)
    monkeypatch.setattr(few, "MOST_CLIENTS", -1)
    assert OverviewPage(asking, campaign, QueryDict(asked)).few is None
    assert at_hand == [seen(asking, one, asked) for one in (campaign, None)]


@pytest.mark.thorough
def test_more_than_a_few_are_left_to_the_database(firm, colleague, campaign, monkeypatch):
    asking, asked = Asking(firm, colleague, TODAY), ("label=mine", "promised=1", "q=peet")
    right = [seen(asking, None, one) for one in asked]
    for most in (3, 10):
        monkeypatch.setattr(few, "MOST", most)
        monkeypatch.setattr(few, "MOST_CLIENTS", most)
        assert [OverviewPage(asking, None, QueryDict(one)).few for one in asked] == [None] * 3
        assert [seen(asking, None, one) for one in asked] == right


@pytest.mark.thorough
def test_a_row_that_no_longer_matches_leads_to_the_end_one_reads_from(firm, colleague, campaign):
    asking = Asking(firm, colleague, TODAY)
    first = OverviewPage(asking, None, QueryDict("q=peet")).page
    gone = Dossier.objects.filter(client__last_name__startswith="Zander").first().pk
    for edge in (gone, 10**17, "x"):
        again = OverviewPage(asking, None, QueryDict(f"q=peet&after={edge}")).page
        assert [row.pk for row in again.rows] == [row.pk for row in first.rows]
        assert (again.previous_url, again.next_url) == ("", first.next_url)
        last = OverviewPage(asking, None, QueryDict(f"q=peet&before={edge}")).page
        assert (bool(last.previous_url), last.next_url) == (True, "")


@pytest.mark.parametrize("asked", ["", "label=mine", "q=peet", "promised=1", "unreached=1"])
def test_what_is_looked_for_once_is_asked_once(
    firm, colleague, campaign, asked, django_assert_max_num_queries
):
    asking = Asking(firm, colleague, TODAY)
    page = OverviewPage(asking, None, QueryDict(asked))
    # The campaigns; who is meant; their dossiers; the rows; their labels.
    with django_assert_max_num_queries(5):
        assert page.total >= len(page.page.rows) > 0
