from importlib import import_module

from django.apps import apps

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
