import pytest

from tests import makers as make
from tests.approvals.asking import FOR_TWO, sent_by
from tests.post_office import open_post_office


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


@pytest.fixture
def dossier(ann, colleague):
    return sent_by(ann)


@pytest.fixture
def for_two(firm, colleague):
    names = {"first_name": "Ann", "partner_first_name": "Dana"}
    ann = make.client(firm=firm, email="ann@example.org", partner_email="dana@example.org", **names)
    return sent_by(ann, FOR_TWO)
