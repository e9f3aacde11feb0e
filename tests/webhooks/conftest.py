from uuid import uuid4

import pytest

from carnet.api.webhooks import actions
from carnet.audit.happenings import EVENTS
from tests.webhooks.receiver import open_receiver


@pytest.fixture(autouse=True)
def in_development(settings):
    """Where a receiver of this machine may be called; what lies inside is refused elsewhere (test_targets.py)."""
    settings.DEBUG = True


@pytest.fixture
def receiver():
    with open_receiver() as opened:
        yield opened


@pytest.fixture
def add(firm, colleague):
    def added(url, events=EVENTS, **fields):
        values = {"key": uuid4(), "by": colleague, **fields}
        owner = values.pop("firm", firm)
        return actions.add(owner, url=url, events=events, **values)[0]

    return added
