import pytest
from django.utils import translation

from tests import makers as make
from tests.post_office import open_post_office


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


@pytest.fixture
def dossier(ann):
    return make.dossier(client=ann)
