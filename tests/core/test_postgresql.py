import pytest
from django.db import connection

from tests import makers as make
from tests.questionnaires.builders import document, item


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.django_db
def test_no_statement_waits_to_be_compiled():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@pytest.mark.django_db
def test_the_text_of_a_questionnaire_is_quick_to_keep(firm):
    revision = make.revision(firm=firm, document=document(item("a", help="Solar panels. " * 1000)))
    with connection.cursor() as cursor:
        packed = "SELECT pg_column_compression(document) FROM questionnaires_revision WHERE id = %s"
        cursor.execute(packed, [revision.pk])
        assert cursor.fetchone() == ("lz4",)
