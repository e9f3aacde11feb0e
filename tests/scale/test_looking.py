"""What the worker looks for in all firms at once, it looks up; the rows that are done stay unread."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection

from carnet.answers.forgetting import due
from carnet.answers.models import Document
from tests import makers as make

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_more_firms_make_no_longer_question(db):
    make.firm()
    one = str(due(NOW).query)
    for _each in range(5):
        make.firm()

    assert str(due(NOW).query) == one


@pytest.mark.parametrize(
    ("index", "rows"),
    [
        ("dossier_tidy", due),
        ("document_unsealed", lambda _now: Document.objects.filter(sealed=False).order_by("pk")[:1]),
    ],
)  # fmt: skip
@pytest.mark.postgres
def test_the_worker_reads_only_what_is_to_do(db, index, rows):
    """Of many rows that are done and were counted: with none the planner takes one index as soon as the other."""
    dossier = make.dossier(client=make.client(firm=make.firm()))
    again(dossier, [{"client_id": make.client(firm=dossier.firm).pk} for _each in range(200)])
    again(
        make.document(dossier=dossier, sealed=True),
        [{"uuid": uuid4(), "file": uuid4().hex} for _each in range(200)],
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert index in rows(NOW).explain()


def again(row, changes):
    """Many rows like this one."""
    same = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if not one.primary_key
    }
    type(row).objects.bulk_create(type(row)(**{**same, **change}) for change in changes)
