import pytest

from tests.isolation.asking import listening
from tests.isolation.world import two_firms


@pytest.fixture
def world(db, settings):
    settings.LANGUAGE_CODE = "en"
    with listening() as log:
        yield two_firms(log)
