"""What the worker looks for in all firms at once, it looks up; the rows that are done stay unread."""

from datetime import UTC, datetime

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
    make.firm()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert index in rows(NOW).explain()
