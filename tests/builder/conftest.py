import pytest

from carnet.questionnaires.loading import digest
from carnet.questionnaires.models import TEXTS


@pytest.fixture(autouse=True)
def nobody_changes_a_kept_document_in_place():
    """The next to ask for these words would get others."""
    yield
    assert [key for key, document in TEXTS.kept.items() if digest(document) != key] == []
