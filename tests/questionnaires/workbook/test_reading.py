"""What people do to a workbook, and what they are told: sheet, row, column and what to type instead."""

import io

import openpyxl
import pytest

from carnet.questionnaires.files import problems_of
from carnet.questionnaires.loading import Unreadable, digest
from carnet.questionnaires.workbook.opening import tell
from carnet.questionnaires.workbook.reading import read_workbook
from carnet.questionnaires.workbook.writing import Unwritable, write_workbook
from tests.files import hostile, workbooks
from tests.questionnaires.builders import document, item
from tests.questionnaires.workbook.sheets import (
    END_REPEAT,
    END_SECTION,
    HOUSES,
    MARRIED,
    PARTNER,
    SECTION,
    SMALL,
    USE,
    changed,
    column,
    with_cell,
    with_heading,
)
from tests.questionnaires.workbook.test_round_trip import read_here
from tests.questionnaires.workbook.xlsforms import workbook


def messages(data):
    return [f"{one.line}: {one.message}" for one in problems_of(read_here(data)) if one.refused]


def test_another_program_may_save_it_in_between():
    assert digest(read_here(changed(lambda book: None)).document) == digest(SMALL)


def test_the_workbook_is_made_to_be_filled_in():
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(SMALL)))
    questions, meta = book["questions"], book["_meta"]
    assert [sheet.title for sheet in book] == ["questions", "choices", "settings", "_meta"]
    assert (questions.freeze_panes, meta.sheet_state) == ("C2", "hidden")
    assert [cell.value for cell in questions[1]][:4] == [
        *("type", "name", "label::English (en)", "label::Français (fr)"),
    ]
    assert {cell.data_type for row in questions for cell in row if cell.value} == {"s"}
    assert {cell.number_format for row in questions for cell in row if cell.value} == {"@"}
    assert [meta["B1"].value, meta["B2"].value] == ["small", digest(SMALL)]


def test_drop_downs_offer_types_carry_and_required():
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(SMALL)))
    rules = {
        str(rule.sqref): rule.formula1 for rule in book["questions"].data_validations.dataValidation
    }
    offered = {
        book["questions"].cell(1, openpyxl.utils.cell.range_boundaries(where)[0]).value: [
            cell.value for (cell,) in book["_meta"][source.split("!")[1].replace("$", "")]
        ]
        for where, source in rules.items()
    }
    assert offered["required"] == ["yes", "no"]
    assert offered["carry"] == ["none", "hint", "suggest", "confirm", "confirm_each"]
    assert {"yes_no", "one uses", "begin section", "end repeat"} <= set(offered["type"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "{=1}", '=HYPERLINK("x")'])
def test_no_text_is_ever_a_formula(text):
    made = document(item("a", text={"en": text}))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(made)))
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)
    assert digest(read_here(write_workbook(made)).document) == digest(made)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: with_heading("required", "requred"), "questions, row 1, column requred: No column is called “requred”. Did you mean “required”?"),
        (lambda: with_heading("label::English (en)", "lable::English (en)"), "Did you mean “label”?"),
        (lambda: with_heading("label::English (en)", "label::Klingon"), "Write the language with its code, such as label::Français (fr)."),
        (lambda: with_heading("hint::English (en)", "label::English (en)"), "There are two columns “label::English (en)”. Delete one"),
        (lambda: with_heading("carry", ""), "questions, row 1: Something stands below, but the column has no heading."),
        (lambda: with_cell(MARRIED, "type", "yesno"), "questions, row 3, column type: There is no type “yesno”. Did you mean “yes_no”?"),
        (lambda: with_cell(MARRIED, "type", None), "questions, row 3: This row has no type"),
        (lambda: with_cell(PARTNER, "show_if", "maried = yes"), "questions, row 4, column show_if: Nothing here is called “maried”. Did you mean “married”?"),
        (lambda: with_cell(MARRIED, "required", "=TRUE()"), "Cell H3 holds a formula"),
        (lambda: with_cell(MARRIED, "carry", "confrim"), "questions, row 3, column carry: “confrim” is not possible here. Did you mean “confirm”?"),
        (lambda: with_cell(USE, "type", "one use"), "questions, row 5, column type: There is no list of choices “use”. Did you mean “uses”?"),
        (lambda: with_cell(END_REPEAT, "type", "end section"), "questions, row 6, column type: This list never ends. Write “end repeat”"),
        (lambda: with_cell(SECTION, "type", "note"), "questions, row 2, column type: Questions stand in a section. Write “begin section” above."),
        (lambda: with_cell(HOUSES, "type", "text"), "No list begins above this end."),
        (lambda: with_cell(2, "list_name", None, "choices"), "choices, row 2: This choice has no list_name."),
        (lambda: with_cell(2, "label::English (en)", None, "choices"), "choices, row 2, column label::Français (fr): The text is missing in: en."),
        (lambda: with_cell(2, "key", "Small one", "settings"), "settings, row 2, column key: “Small one” is no id."),
        (lambda: with_cell(3, "key", "again", "settings"), "settings, row 3: Only one row of settings is read."),
        (lambda: with_cell(MARRIED, "label::English (en)", None), "questions, row 3, column label::Français (fr): The text is missing in: en."),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_place_and_what_to_write(make, told):
    data = make()
    assert any(told in message for message in messages(data)), messages(data)


def rename(old, new):
    return changed(lambda book: setattr(book[old], "title", new))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (
            lambda: rename("choices", "choises"),
            "No sheet is called “choises”. Did you mean “choices”?",
        ),
        (
            lambda: changed(lambda book: book["questions"].merge_cells("C3:D4")),
            "The cells C3:D4 are merged.",
        ),
        (
            lambda: with_cell(MARRIED, "required", "maybe, maybe"),
            "questions, row 3, column required",
        ),
    ],
)
def test_sheets_and_areas_are_named(make, told):
    assert any(told in message for message in messages(make())), messages(make())


CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c>%s</row>'


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('<c r="B1"><f>A1</f><v>1</v></c>', ["B1"]),
        ('<c s="1" r="B1" t="str"><f t="shared" si="0"/><v>1</v></c>', ["B1"]),
        ("<c><f>A1</f><v>1</v></c>", ["?"]),
        ('<c r="B1" t="e"><v>#N/A</v></c>', ["B1"]),
        ('<c r="B1" t="n"><v>1</v></c>', []),
    ],
)
def test_computed_cells_and_errors_are_found_however_they_are_written(cell, names):
    (sheet,) = tell(workbooks.cells(CELL % cell))
    assert sheet["formulas"] == names


def test_what_follows_from_a_misspelt_column_is_not_told_again():
    assert len(messages(with_heading("label::English (en)", "lable::English (en)"))) == 1


def test_empty_rows_and_a_sheet_of_notes_are_passed_over():
    def change(book):
        book["questions"].insert_rows(MARRIED, 3)
        book.create_sheet("Minutes")["A1"] = "Discussed with Ann"

    source = read_here(changed(change))
    assert digest(source.document) == digest(SMALL)
    assert [problem.message for problem in source.problems] == ["The sheet “Minutes” is not read."]


def test_numbers_yes_and_days_may_be_typed_as_such():
    def change(book):
        sheet = book["questions"]
        for heading, value in (("min", 5), ("max", 7.5)):
            sheet.cell(1, sheet.max_column + 1).value = heading
            sheet.cell(RENT, sheet.max_column).value = value
        sheet.cell(MARRIED, column(book, "required")).value = True

    RENT = HOUSES + 1
    items = read_here(changed(change)).document["sections"][0]["items"]
    assert items[0]["required"] is True
    assert (items[3]["items"][0]["min"], items[3]["items"][0]["max"]) == (5, 7.5)


def test_xlsform_names_are_understood_in_our_sheets_too():
    def change(book):
        for old, new in (("show_if", "relevant"), ("hint::English (en)", "hint:English")):
            book["questions"].cell(1, column(book, old)).value = new
        for row, kind in (
            (USE, "select_one uses"),
            (SECTION, "begin group"),
            (END_SECTION, "end group"),
        ):
            book["questions"].cell(row, 1).value = kind

    assert digest(read_here(changed(change)).document) == digest(SMALL)


def test_a_question_may_have_the_name_of_a_list_that_others_take_too():
    def change(book):
        sheet = book["questions"]
        for row, kind, name in ((PARTNER, "one uses", "partner"), (USE, "one", "uses")):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = kind, name

    document = read_here(changed(change)).document
    items = document["sections"][0]["items"]
    assert [items[1]["choices"], items[2]["choices"]] == ["uses", "uses"]
    assert document["choices"] == SMALL["choices"]


def test_curly_quotes_and_marks_of_direction_in_a_rule_are_what_was_meant():
    rule = "\u200fmarried\u00a0= “yes”\u200e"
    source = read_here(with_cell(PARTNER, "show_if", rule))
    assert not any(problem.refused for problem in problems_of(source))
    assert source.document["sections"][0]["items"][1]["show_if"] == "married = “yes”"


def test_marks_of_direction_in_a_text_belong_to_it():
    made = document(item("a", text={"en": "\u200fمرحبا"}))
    assert read_here(write_workbook(made)).document == made


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("{a: [1, 2", "This is not complete"),
        ("[1]", "Write names with values here"),
        ("{a: &x 1}", "This is not complete"),
        ("[" * 200, "This is not complete"),
    ],
)
def test_what_stands_under_more_is_read_as_strictly_as_a_file(cell, told):
    def change(book):
        sheet = book["questions"]
        place = sheet.max_column + 1
        sheet.cell(1, place).value = "more"
        sheet.cell(MARRIED, place).value = cell

    assert any(told in message for message in messages(changed(change)))


def test_more_than_a_cell_holds_is_not_written():
    with pytest.raises(Unwritable, match="32,767"):
        write_workbook(document(item("a", text={"en": "x" * 40_000})))


def test_a_document_with_problems_is_not_written():
    with pytest.raises(Unwritable, match="has problems"):
        write_workbook({"questionnaire": "a", "sections": [{"id": "a"}]})


LONG = "x" * 40_000
REFUSED = {
    "no workbook": (lambda: b"questionnaire: a", "no .xlsx workbook"),
    "empty": (lambda: b"", "no .xlsx workbook"),
    "picture": (lambda: hostile.picture_in_zip(), "no .xlsx workbook"),
    "opendocument": (lambda: workbooks.opendocument([["a"]]), "no .xlsx workbook"),
    "old": (lambda: hostile.old_far_cell(), "old .xls or has a password"),
    "locked": (lambda: hostile.locked_excel(), "old .xls or has a password"),
    "cut": (lambda: write_workbook(SMALL)[:-200], "end of this file is missing"),
    "bomb": (lambda: hostile.blank_bomb(), "far more than a questionnaire"),
    "crowded": (lambda: hostile.crowded_directory(), "no .xlsx workbook"),
    "entities": (lambda: workbooks.entity_bomb(), "far more than a questionnaire"),
    "overlapping": (lambda: hostile.overlapping_parts(), "far more than a questionnaire"),
    "far": (lambda: workbooks.far_cell(), "XFD1048576"),
    "deep": (lambda: hostile.deep_cell(), "go down to cell"),
    "many sheets": (lambda: hostile.sheets(150), "far more than a questionnaire"),
    "long texts": (lambda: hostile.many_long_cells(), "far more than a questionnaire"),
    "long cell": (lambda: workbooks.cells(f'<row r="1"><c r="B1" t="inlineStr"><is><t>{LONG}</t></is></c></row>'), "Cell B1 of the sheet"),
    "macros": (lambda: workbooks.package("", extra={"xl/vbaProject.bin": b"x"}), "macros"),
    "no questions": (lambda: workbook(question=[{"type": "text"}]), "no sheet “questions”. Did you mean “question”?"),
    "large": (lambda: b"PK\x03\x04" + bytes(5 * 2**20), "larger than 5 MB"),
}  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused_with_a_sentence(name):
    make, told = REFUSED[name]
    data = make()
    with pytest.raises(Unreadable) as problem:
        read_workbook(data)
    assert told in problem.value.message
