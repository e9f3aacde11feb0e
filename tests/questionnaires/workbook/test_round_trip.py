"""YAML → Excel → YAML keeps the fingerprint, whatever stands in the document (property 13)."""

import pytest
from hypothesis import given

from carnet.questionnaires.loading import digest
from carnet.questionnaires.shipped import shipped
from carnet.questionnaires.workbook.opening import tell
from carnet.questionnaires.workbook.reading import built, grid, read_workbook
from carnet.questionnaires.workbook.writing import write_workbook
from tests.questionnaires.workbook.documents import documents


def read_here(data):
    """As read_workbook does, without a process of its own."""
    grids = [grid(number, about) for number, about in enumerate(tell(data))]
    return built({found.name: found for found in grids})


@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.document["questionnaire"])
def test_what_ships_comes_back_the_same(source):
    found = read_workbook(write_workbook(source.document))
    assert digest(found.document) == digest(source.document)
    assert found.problems == ()
    assert found.made_from == digest(source.document)


@given(documents())
def test_any_document_comes_back_the_same(document):
    found = read_here(write_workbook(document))
    assert digest(found.document) == digest(document)
    assert [problem for problem in found.problems if problem.refused] == []
