import re

import pytest

from carnet.core.mail import send_next
from carnet.core.models import Mail


@pytest.fixture
def mailbox(db, settings):
    """Sends what waits; what "left" is kept and readable, as without a mail server."""
    settings.EMAIL_BACKEND = "carnet.core.mail.OutboxBackend"  # pytest-django puts another one

    def read():
        while send_next():
            pass
        return list(Mail.objects.exclude(text="").order_by("pk"))

    return read


@pytest.fixture
def link():
    """The address in a mail, without the site in front."""

    def find(mail):
        return re.search(r"https?://[^/\s]+(/\S+)", mail.text)[1]

    return find
