from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from carnet.deliveries import actions, sending
from carnet.deliveries.models import Kind
from tests.deliveries.cloud import PASSWORD, USER, open_cloud


@pytest.fixture(autouse=True)
def inside(settings):
    """The cloud of these tests stands on this machine."""
    settings.INNER_HOSTS = {"127.0.0.1"}


@pytest.fixture
def cloud():
    with open_cloud() as opened:
        yield opened


@pytest.fixture
def add(firm, colleague):
    """A destination that is on; a cloud, or a folder where no address is given."""

    def added(url="", *, on=True, **fields):
        owner, by = fields.pop("firm", firm), fields.pop("by", colleague)
        chosen = {"url": url, "user": USER, "password": PASSWORD} if url else {}
        values = {
            "name": "Server",
            "kind": Kind.WEBDAV if url else Kind.FOLDER,
            "settings_sealed": chosen,
            "what": ["documents"],
            "when": ["client"],
            **fields,
        }
        destination = actions.add(owner, values, key=uuid4(), by=by)
        if on:
            actions.switch_on(destination, by=by, now=timezone.now() - timedelta(hours=1))
        destination.refresh_from_db()
        return destination

    return added


@pytest.fixture
def send(firm):
    """Everything that is due so many minutes later."""

    def sent(minutes=0):
        return sending.send_now(timezone.now() + timedelta(minutes=minutes, seconds=1))

    return sent
