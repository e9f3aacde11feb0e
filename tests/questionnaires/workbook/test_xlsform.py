"""A real XLSForm becomes a questionnaire; what has no counterpart is listed with its row and reason."""

import io

import pytest
from django.utils import translation
from pyxform.xls2xform import convert

from carnet.questionnaires.checks import check
from carnet.questionnaires.files import problems_of
from carnet.questionnaires.reading import read
from carnet.questionnaires.workbook.reading import read_workbook
from carnet.questionnaires.workbook.survey_rows import id_from
from tests.questionnaires.workbook.test_round_trip import read_here
from tests.questionnaires.workbook.xlsforms import HOUSEHOLD, household, row, survey, workbook

NOT_OURS = ("start", "end", "deviceid", "geopoint", "time")


@pytest.fixture(scope="module")
def made():
    with translation.override("en"):
        return read_workbook(household())


@pytest.fixture(scope="module")
def definition(made):
    definition, problems = read(made.document)
    assert [problem.message for problem in problems if problem.refused] == []
    return definition


def told(source):
    return [(str(problem.line), problem.message) for problem in problems_of(source)]


def messages(data):
    return [f"{problem.line}: {problem.message}" for problem in problems_of(read_here(data))]


@pytest.mark.thorough
def test_a_household_survey_is_fit_to_publish(made):
    assert not any(problem.refused for problem in made.problems)
    assert not any(problem.refused for problem in check(made.document, made.lines))


@pytest.mark.thorough
def test_it_has_the_questions_that_pyxform_finds_in_the_same_lists_and_order(definition):
    """pyxform is what XLSForms are made with; it tells the structure, we must tell the same."""
    form = convert(xlsform=io.BytesIO(household()), validate=False, file_type=".xlsx")._pyxform
    expected = [
        (id_from(name, ()).rstrip("_"), list_id)
        for kind, name, list_id in of_pyxform(form["children"], "")
        if kind not in NOT_OURS and name not in ("region", "instanceID")
    ]
    ours = [(item.id.rstrip("_"), item.list_id) for item in definition.all_items()]
    assert [pair for pair in ours if pair[0] != "insurance"] == expected


def of_pyxform(children, list_id):
    for child in children:
        kind = child["type"]
        if kind != "group":
            yield kind, child["name"], list_id
        inner = child["name"] if kind == "repeat" else list_id
        yield from of_pyxform(
            child.get("children", ()) if kind in ("group", "repeat") else (), inner
        )


def test_every_choice_list_is_the_one_that_pyxform_finds(definition):
    form = convert(xlsform=io.BytesIO(household()), validate=False, file_type=".xlsx")._pyxform
    lists = {name: [one["name"] for one in found] for name, found in form["choices"].items()}
    choices = {tuple(choice.id for choice in item.choices) for item in definition.all_items()}
    assert {tuple(id_from(name, (), "c") for name in names) for names in lists.values()} <= choices


@pytest.mark.parametrize(
    ("item_id", "key", "said"),
    [
        ("signed", "kind", "declaration"),
        ("signed", "show_if", "consent = 'yes'"),
        ("age", "check", "this >= 0 and this <= 120"),
        ("spouse", "show_if", "marital = 'c_2' or marital = 'c_3'"),
        ("phone", "pattern", "[0-9 +]{9,20}"),
        ("remarks", "kind", "long_text"),
        ("rooms", "default", "1"),
        ("rent_note", "show_if", "answered(rent)"),
        ("rent_note", "text", {"fr": "Loyer annuel : {{ rent_year }}", "en": "Rent a year: {{ rent_year }}"}),
        ("meter", "show_if", "'power' in comfort and not ('solar' in comfort)"),
        ("insurance", "kind", "note"),
        ("premium", "show_if", "(surface > 20) and (insured = 'yes')"),
        ("children", "count", "children_count"),
        ("child_cost", "show_if", "not (child_school = 'yes')"),
        ("care", "value", "sum(children.map(e, e.child_cost))"),
        ("per_head", "value", "round2(total / (1 + children_count))"),
        ("debts", "show_if", "class = 'low' or count(sources) > 1"),
        ("debt", "check", "this <= total * 100"),
        ("remarks", "required", False),
        ("consent", "required", True),
    ],
)  # fmt: skip
def test_rows_become_questions(definition, item_id, key, said):
    assert getattr(definition.item(item_id), key) == said


def test_groups_at_the_top_are_sections_and_what_stands_outside_gets_one(definition):
    assert [section.id for section in definition.sections] == [
        *("respondent", "housing", "family", "income", "part"),
    ]
    assert definition.section("housing").show_if == "consent = 'yes'"
    assert [item.id for item in definition.section("part").items] == ["other"]


def test_every_row_that_is_left_out_is_said_with_its_place_and_reason(made):
    left_out = [line for line, message in told(made) if message.startswith("Not taken over")]
    assert left_out == [
        *(f"survey, row {number}, column type" for number in (2, 3, 4, 27, 57)),
        "survey, row 58, column calculation",
    ]


def test_unequal_is_warned_of_since_it_differs_on_blanks(made):
    lines = [line for line, message in told(made) if message.startswith("“!=” says nothing")]
    assert lines == [f"survey, row {number}, column relevant" for number in (21, 46)]


def test_a_title_in_one_language_only_is_said_where_it_stands(made):
    assert ("settings, row 2, column form_title", "The text is missing in: en.") in told(made)


@pytest.mark.thorough
def test_new_names_of_questions_and_choices_are_said(made):
    assert ("survey, row 6, column name", "“Full_Name” is called full_name here.") in told(made)
    assert ("choices, row 4, column name", "“1” is called c_1 here.") in told(made)


def test_the_default_language_comes_first_whatever_the_order_of_columns():
    settings = [{"form_title": "X", "default_language": "English (en)"}]
    made = read_here(workbook(survey=HOUSEHOLD[:1], choices=[], settings=settings))
    assert made.document["languages"] == ["en", "fr"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (household([*HOUSEHOLD, row("end_group")]), "row 62, column type: This ends something"),
        (household([row("begin_group", "g", "G", "G")]), "row 2, column type: This never ends."),
        (household([row("begin_repeat", "g"), row("end_group")]), "This ends something that did not"),
        (household([row("begin_group", "g")] * 40), "nested too deeply"),
        (survey(("text", "a", {}), ("text", "a", {})), "row 3: Every row needs a name of its own."),
        (survey(("text", "a", {"relevent": "x"})), "No column is called “relevent”. Did you mean “relevan"),
        (survey(("text", "a", {"relevant": "${b} = 1"})), "“b” is no question that is taken over."),
        (survey(("select_one xx", "a", {}), yy=["y"]), "no list of choices “xx”"),
        (survey(("barcode", "a", {}), ("text", "b", {})), "The type “barcode” has no counterpart."),
        (survey(("select_one yy or_other", "a", {}), yy=["y"]), "Add “other” to the choices"),
        (survey(("select_one yy", "a", {"choice_filter": "b=1"}), yy=["y"]), "This has no counterpart."),
        (survey(("text", "a", {"default": "${b}"})), "Only a fixed answer can be proposed."),
        (survey(("text", "a", {"label": "${b}?"})), "“b” is no question that is taken over."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_row(data, message):
    assert any(message in one for one in messages(data)), messages(data)


def test_a_list_in_a_list_is_left_out_with_all_that_stands_in_it():
    data = survey(
        ("begin_repeat", "outer", {}),
        ("text", "a", {}),
        ("begin_repeat", "inner", {}),
        ("text", "b", {}),
        ("end_repeat", "", {}),
        ("text", "c", {"relevant": "${b} = 'x'"}),
        ("end_repeat", "", {}),
    )
    (outer,) = read_here(data).document["sections"][0]["items"]
    assert [item["id"] for item in outer["items"]] == ["a", "c"]
    left = [line for line in messages(data) if "A list cannot stand inside another" in line]
    assert [line.partition(", column")[0] for line in left] == ["survey, row 4", "survey, row 5"]
    assert any("“b” is no question that is taken over." in line for line in messages(data))


def test_what_needs_a_calculation_that_cannot_be_told_is_left_out_too():
    data = survey(
        ("calculate", "a", {"calculation": "uuid()"}),
        ("calculate", "b", {"calculation": "${a}"}),
        ("text", "c", {"relevant": "${b} = 'x'"}),
    )
    (item,) = read_here(data).document["sections"][0]["items"]
    assert (item["id"], "show_if" in item) == ("c", False)
    assert sum("Not taken over" in line for line in messages(data)) == 3


def test_names_with_a_meaning_in_rules_get_another():
    data = survey(("text", "count", {}), ("text", "Été 2", {}), ("text", "2nd", {}))
    (section,) = read_here(data).document["sections"]
    assert [item["id"] for item in section["items"]] == ["count_", "t_2", "q_2nd"]
