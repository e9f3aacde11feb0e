"""What the worker does for one firm holds nothing of the other: mails, calls to programs, files, rows and the log."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.api.webhooks.models import Webhook
from carnet.clients.actions import change  # noqa: F401
from carnet.core.worker import steps
from carnet.exports.batch_actions import prepare
from carnet.exports.keeping import content_of
from carnet.exports.models import Export
from tests.imports.bringing import brought, ordered
from tests.isolation.belonging import owned, rows_of
from tests.isolation.canaries import all_rows, canaries_in

ENOUGH = 60


def work(moment):
    """Every step until it finds nothing more, as the worker does; which of them found something."""
    found = set()
    with scopes_disabled():
        for step in steps():
            for _turn in range(ENOUGH):
                if not step(moment):
                    break
                found.add(step.__qualname__)
    return found
