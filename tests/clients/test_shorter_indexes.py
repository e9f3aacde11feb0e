from importlib import import_module

from django.apps import apps
from django.db import connection

from carnet.audit.models import Event
from carnet.clients.models import Client
from tests import makers as make

shorten = import_module("carnet.clients.migrations.0004_shorter_indexes").shorten


def test_a_number_sealed_before_indexes_were_shortened_is_still_found(firm):
    client = make.client(firm=firm, national_number="85073003328")
    found = client.national_number_index
    Client.objects.update(national_number_index=found + "0" * 40)
    shorten(apps, None)
    client.refresh_from_db()
    assert client.national_number_index == found
    assert len(found) == 24


def test_tables_that_many_rows_are_written_to_have_no_index_twice(db):
    for model in (Client, Event):
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        indexed = [about["columns"] for about in found.values() if about["index"]]
        assert ["firm_id"] not in indexed
        assert any(columns[:1] == ["firm_id"] for columns in indexed)
