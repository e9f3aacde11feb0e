"""Whatever stands in the sheets, there is an answer: a document, or sentences that refuse it (property 15)."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.questionnaires.files import problems_of
from carnet.questionnaires.loading import Unreadable
from carnet.questionnaires.workbook.columns import KEYS, Column, heading
from carnet.questionnaires.workbook.reading import built, read_workbook
from carnet.questionnaires.workbook.sheets import Grid
from carnet.questionnaires.workbook.survey_rows import SURVEY_COLUMNS
from carnet.questionnaires.workbook.writing import write_workbook
from tests.questionnaires.workbook.documents import ODD
from tests.questionnaires.workbook.sheets import SMALL

TYPES = st.sampled_from(
    ["text", "one", "one uses", "many uses", "number", "calc", "file", "note", "select_one uses"]
    + ["begin section", "end section", "begin repeat", "end repeat", "begin group", "end group"]
    + ["calculate", "integer", "geopoint", "select_multiple uses or_other", "declaration", "date"]
)
CELLS = st.one_of(
    st.just(""),
    TYPES,
    ODD,
    st.sampled_from(
        ["a", "b", "uses", "en", "fr, en", "a = yes", "${a} = 'x'", ". > 0", "count(${b})"]
    )
    | st.sampled_from(
        [
            '{"items": [1]}',
            '{"id": [], "type": {}}',
            '{"choices": 5, "sections": 1}',
            "[[[",
            "1",
            "-5.5",
        ]
    ),
    st.text(max_size=8),
)
LABELS = ["label::English (en)", "label::Français (fr)", "label", "hint", "more", "label::X", ""]


@st.composite
def grids(draw, name, known):
    """A sheet with headings that mostly mean something, and anything below."""
    headings = draw(st.lists(st.sampled_from([*known, *LABELS]), max_size=8, unique=True))
    first = ["type", "name"] if name in ("questions", "survey") else ["list_name", "name"]
    headings = [*first, *headings]
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(headings)), max_size=10))
    if name in ("questions", "survey"):
        rows = [[draw(TYPES), *row] for row in rows]
    lines = [tuple(headings), *map(tuple, rows)]
    return Grid(name, tuple(enumerate(lines, start=1)))


QUESTIONS = [heading(Column(key)) for key in KEYS["questions"]]
SHEETS = {
    "choices": grids("choices", KEYS["choices"]),
    "settings": grids("settings", [heading(Column(key)) for key in KEYS["settings"]]),
    "facts": grids("facts", KEYS["facts"]),
    "sources": grids("sources", KEYS["sources"]),
}


def judge(found):
    with suppress(Unreadable):
        for problem in problems_of(built(found)):
            assert problem.message


@given(grids("questions", QUESTIONS), st.fixed_dictionaries({}, optional=SHEETS))
def test_sheets_of_ours_always_get_an_answer(questions, others):
    judge({"questions": questions, **others})


@given(grids("survey", list(SURVEY_COLUMNS)), st.fixed_dictionaries({}, optional=SHEETS))
def test_xlsforms_always_get_an_answer(survey, others):
    judge({"survey": survey, **others})


@pytest.mark.thorough
@given(
    st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]),
    st.data(),
)
def test_spoilt_parts_are_refused_or_read(name, data):
    """One in a process of its own; what goes wrong there is a sentence here."""
    parts = zipfile.ZipFile(io.BytesIO(write_workbook(SMALL)))
    content = bytearray(parts.read(name))
    for _change in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=6))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as spoilt:
        for part in parts.namelist():
            spoilt.writestr(part, bytes(content) if part == name else parts.read(part))
    with suppress(Unreadable):
        problems_of(read_workbook(file.getvalue()))
