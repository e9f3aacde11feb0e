import pytest

from tests.post_office import open_post_office
from tests.reminders.waiting import invited


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


@pytest.fixture
def dossier(ann):
    return invited(ann)
