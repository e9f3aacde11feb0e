"""Every visible sentence exists in every language, with the same placeholders."""

from pathlib import Path

import pytest

from carnet.core import catalogues

pytestmark = pytest.mark.habits
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wanted():
    return catalogues.sentences(ROOT)


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_the_catalogue_is_complete(language, wanted):
    assert catalogues.problems(ROOT, language, wanted) == []
