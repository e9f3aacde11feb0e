"""YAML → Excel → YAML keeps the fingerprint, whatever stands in the document (property 13)."""

import pytest
from hypothesis import given

from carnet.questionnaires.loading import digest
from carnet.questionnaires.shipped import shipped
from carnet.questionnaires.workbook.opening import tell
from carnet.questionnaires.workbook.reading import built, grid, read_workbook
from carnet.questionnaires.workbook.writing import write_workbook
from tests.questionnaires.builders import document, item
from tests.questionnaires.workbook.documents import documents


def read_here(data):
    """As read_workbook does, without a process of its own."""
    grids = [grid(number, about) for number, about in enumerate(tell(data))]
    return built({found.name: found for found in grids})


@pytest.mark.thorough
@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.document["questionnaire"])
def test_what_ships_comes_back_the_same(source):
    found = read_workbook(write_workbook(source.document))
    assert digest(found.document) == digest(source.document)
    assert found.problems == ()
    assert found.made_from == digest(source.document)


@pytest.mark.thorough
@given(documents())
def test_any_document_comes_back_the_same(made):
    found = read_here(write_workbook(made))
    assert digest(found.document) == digest(made)
    assert [problem for problem in found.problems if problem.refused] == []


ONE, OTHER = ([{"id": name, "text": {"en": name.title()}}] for name in ("home", "rented"))


@pytest.mark.parametrize(
    ("lists", "choices"),
    [
        ({}, {"a": ONE, "b": OTHER}),
        ({"a": OTHER}, {"a": ONE, "b": "a"}),
        ({"a": OTHER}, {"a": ONE}),
        ({"a": ONE}, {"a": "a", "b": "a"}),
        ({"uses": ONE, "none": []}, {"a": "uses", "b": ONE}),
        ({}, {"b": "a", "a": ONE}),
    ],
)
def test_a_questions_own_list_and_one_of_its_name_are_told_apart(lists, choices):
    items = [item(name, "one", choices=found) for name, found in choices.items()]
    made = document(*items, **({"choices": lists} if lists else {}))
    assert read_here(write_workbook(made)).document == made


def test_a_key_that_is_new_in_the_format_gets_a_column_by_itself():
    """`choice_map` is in no list of ours; reading.py knows it."""
    made = document(item("a", "one", choice_map={"flat": "home"}))
    questions = next(found for found in tell(write_workbook(made)) if found["sheet"] == "questions")
    (_line, headings), (_next, _section), (_third, cells) = questions["rows"][:3]
    assert cells[headings.index("choice_map")] == '{"flat": "home"}'
    assert read_here(write_workbook(made)).document == made
