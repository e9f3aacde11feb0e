from datetime import UTC, datetime

import pytest

from tests import makers as make
from tests.answers.asking import YEARLY


@pytest.fixture
def now():
    return datetime(2026, 3, 2, 10, 42, tzinfo=UTC)


@pytest.fixture
def dossier(ann):
    campaign = make.campaign(firm=ann.firm, revision=make.revision(firm=ann.firm, document=YEARLY))
    return make.dossier(client=ann, campaign=campaign)
