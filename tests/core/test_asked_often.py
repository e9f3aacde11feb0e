"""Of queries that are put together once: they find what they would find put together anew, each time."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from carnet.clients.models import Client
from carnet.core.asked_often import AskedOften
from tests import makers as make

NAMED = AskedOften(
    lambda firm, names: Client._base_manager.filter(firm=firm, last_name__in=names).order_by("pk")
)


@pytest.fixture
def people(firm):
    return [make.client(firm=firm, last_name=name) for name in ("Ado", "Bo", "Cle", "Bo")]


def test_other_values_find_other_rows(firm, people):
    ado, bo, cle, twin = people
    assert NAMED(firm=firm.pk, names=["Bo"]) == [bo, twin]
    assert NAMED(firm=firm.pk, names=["Cle"]) == [cle]
    assert NAMED(firm=firm.pk, names=["Cle", "Ado"]) == [ado, cle]
    assert NAMED(firm=firm.pk, names=["Bo' OR 1=1 --"]) == []
    assert NAMED(names=["Bo"], firm=firm.pk) == [bo, twin]


def test_it_serves_every_firm_and_each_only_with_its_own(firm, people):
    other = make.firm()
    with scopes_disabled():
        theirs = make.client(firm=other, last_name="Bo")
    # With row security the database itself shows no other firm's.
    seen = not settings.ROW_SECURITY
    with scope(firm=other):
        assert NAMED(firm=firm.pk, names=["Bo"]) == [people[1], people[3]] * seen
        assert NAMED(firm=other.pk, names=["Bo"]) == [theirs]
    with scope(firm=firm):
        assert NAMED(firm=other.pk, names=["Bo"]) == [theirs] * seen
        assert NAMED(firm=firm.pk, names=["Bo"]) == [people[1], people[3]]


def test_a_list_of_none_finds_nothing_and_asks_nothing(firm, people):
    with CaptureQueriesContext(connection) as asked:
        assert NAMED(firm=firm.pk, names=[]) == []
    assert not asked.captured_queries


def test_lists_of_several_lengths_share_one_query_and_find_no_more(firm, people):
    ado, bo, cle, twin = people
    with CaptureQueriesContext(connection) as asked:
        assert NAMED(firm=firm.pk, names=["Ado", "Cle", "X"]) == [ado, cle]
        assert NAMED(firm=firm.pk, names=["Ado", "Bo", "Cle", "X"]) == [ado, bo, cle, twin]
    three, four = (one["sql"].count("'X'") for one in asked.captured_queries)
    assert (three, four) == (2, 1)


def test_a_day_is_put_in_as_a_day(firm):
    born = make.client(firm=firm, birth_date=date(1970, 5, 4))
    on = AskedOften(lambda firm, day: Client._base_manager.filter(firm=firm, birth_date=day))
    assert on(firm=firm.pk, day=date(1970, 5, 4)) == [born]
    assert on(firm=firm.pk, day=date(1970, 5, 5)) == []


def test_a_change_is_seen_at_the_next_question(firm, people):
    assert len(NAMED(firm=firm.pk, names=["Bo"])) == 2
    people[1].delete()
    assert NAMED(firm=firm.pk, names=["Bo"]) == [people[3]]


def test_moments_and_what_was_put_in_for_good(db):
    live = AskedOften(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
    now = timezone.now()
    until = Session.objects.create(
        session_key="k", session_data="", expire_date=now + timedelta(hours=1)
    )
    assert live(key="k", now=now) == [until]
    assert live(key="k", now=now + timedelta(hours=2)) == []


def test_columns_related_rows_and_plain_values(firm, people):
    told = AskedOften(
        lambda firm, start: (
            Client._base_manager.filter(Q(firm=firm), last_name__startswith="B")
            .filter(pk__gte=start)
            .select_related("firm")
            .only("last_name", "firm__name")
        )
    )
    found = told(firm=firm.pk, start=people[2].pk)
    with CaptureQueriesContext(connection) as asked:
        assert [(one.last_name, one.firm.name) for one in found] == [("Bo", firm.name)]
    assert not asked.captured_queries
    counted = AskedOften(lambda firm: Client._base_manager.filter(firm=firm).values_list("pk"))
    assert counted(firm=firm.pk)[0] == (people[0].pk,)


@pytest.mark.django_db(transaction=True)
def test_threads_each_get_the_answer_to_their_own_question(firm, people):
    wrong = []

    def ask(name):
        try:
            for _ in range(30):
                found = NAMED(firm=firm.pk, names=[name])
                wrong.extend(one for one in found if one.last_name != name)
        finally:
            connection.close()

    threads = [Thread(target=ask, args=(name,)) for name in ("Ado", "Bo", "Cle")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
