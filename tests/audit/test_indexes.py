from django.db import connection

from carnet.audit.models import Event


def test_the_trail_has_no_index_twice(db):
    """A row is added to it with nearly every act, and one for each client of an import."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Event._meta.db_table)
    indexed = [about["columns"] for about in found.values() if about["index"]]
    assert ["firm_id"] not in indexed
    assert any(columns[:1] == ["firm_id"] for columns in indexed)
