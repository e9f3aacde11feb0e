"""Of statements that are put together once: they write what Django would have written, each time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from carnet.answers.models import Answer, AnswerEvent
from carnet.campaigns.models import Dossier
from carnet.core.asked_often import Place
from carnet.core.sealed import under
from carnet.core.written_often import FEW, ChangedOften, add
from tests import makers as make

THESE = ChangedOften(
    lambda dossier, states, **_now: Dossier._base_manager.filter(pk=dossier, state__in=states)
)
ANSWER = ChangedOften(lambda answer: Answer._base_manager.filter(pk=answer))
NOW = timezone.now()


@pytest.fixture
def dossier(firm):
    return make.dossier(client=make.client(firm=firm))


def answers(dossier, *paths, **words):
    words = {"status": "answered", "person": "client", "updated_at": NOW} | words
    return [Answer(dossier=dossier, path=path, question=path, rev=1, **words) for path in paths]


def test_only_the_rows_it_names_get_the_values(dossier):
    other = make.dossier(client=make.client(firm=dossier.firm))
    assert THESE({"state": "opened"}, dossier=dossier.pk, states=["not_sent", "sent"]) == 1
    assert THESE({"state": "closed"}, dossier=dossier.pk, states=["not_sent", "sent"]) == 0
    assert THESE({"state": "sent"}, dossier=other.pk, states=["not_sent"]) == 1
    dossier.refresh_from_db()
    other.refresh_from_db()
    assert (dossier.state, other.state) == ("opened", "sent")


def test_an_expression_counts_with_what_stands_there(dossier):
    for _time in range(3):
        THESE({"seq": F("seq") + 1}, dossier=dossier.pk, states=["not_sent"])
    THESE({"seq": F("seq") + 10}, dossier=dossier.pk, states=["not_sent"])
    first = {"started_at": Coalesce("started_at", Place("now"))}
    for days in range(3):
        THESE(first, dossier=dossier.pk, states=["not_sent"], now=NOW + timedelta(days=days))
    dossier.refresh_from_db()
    assert (dossier.seq, dossier.started_at) == (13, NOW)


def test_an_expression_belongs_to_the_field_it_was_given_for(dossier):
    here, where = F("questions_done") + 1, {"dossier": dossier.pk, "states": ["not_sent"]}
    THESE({"questions_done": here, "questions_left": 7}, **where)
    THESE({"questions_done": 5, "questions_left": here}, **where)
    dossier.refresh_from_db()
    assert (dossier.questions_done, dossier.questions_left) == (5, 2)


def test_it_serves_every_firm(dossier):
    # With row security the database itself lets no other firm write.
    lets = not settings.ROW_SECURITY
    with scope(firm=make.firm()):
        assert THESE({"seq": 4}, dossier=dossier.pk, states=["not_sent"]) == lets
    with scope(firm=dossier.firm):
        assert THESE({"seq": 5}, dossier=dossier.pk, states=["not_sent"]) == 1


def test_sealed_values_dates_and_nothing_at_all_are_read_as_they_were_written(dossier):
    add(answers(dossier, "a", value={"town": "Liège"}, raw={"x": "1"}))
    row = Answer.objects.get(dossier=dossier)
    assert (row.value, row.raw, row.updated_at) == ({"town": "Liège"}, {"x": "1"}, NOW)
    for value in ([1, "é"], None, 0, "%s"):
        later = row.updated_at + timedelta(hours=1)
        sealed = under(row, {"value": value})
        ANSWER({**sealed, "colleague_id": None, "updated_at": later}, answer=row.pk)
        row.refresh_from_db()
        assert (row.value, row.colleague_id, row.updated_at) == (value, None, later)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM answers_answer")
        assert b"%s" not in bytes(cursor.fetchone()[0])


def test_however_many_are_added_all_are_there(dossier):
    paths = [f"q{number}" for number in range(2 * FEW + 3)]
    add([])
    add(answers(dossier, *paths))
    assert set(Answer.objects.values_list("path", flat=True)) == {*paths}
    with CaptureQueriesContext(connection) as asked:
        add(answers(dossier, "one", "two"))
    assert len(asked) == 1


def test_what_the_database_refuses_ends_the_transaction(dossier):
    add(answers(dossier, "a"))
    event = AnswerEvent(dossier=dossier, seq=1, path="a", person="client", device="", at=NOW)
    with transaction.atomic():
        add([event])
        with pytest.raises(IntegrityError):
            add(answers(dossier, "a"))
    assert (Answer.objects.count(), AnswerEvent.objects.count()) == (1, 0)
