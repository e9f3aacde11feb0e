import pytest

from tests import makers as make
from tests.post_office import open_post_office


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


@pytest.fixture
def dossier(ann):
    return make.dossier(client=ann)
