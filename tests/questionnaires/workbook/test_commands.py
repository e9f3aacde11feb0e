import io

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from carnet.questionnaires.loading import digest, load
from carnet.questionnaires.shipped import LIBRARY
from carnet.questionnaires.workbook.reading import read_workbook
from carnet.questionnaires.workbook.writing import write_workbook
from tests.questionnaires.workbook.sheets import MARRIED, SMALL, with_cell
from tests.questionnaires.workbook.xlsforms import household

SHIPPED = LIBRARY / "be-income-tax-short.yaml"


def run(name, *words):
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *map(str, words), stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


@pytest.mark.thorough
def test_a_file_becomes_a_workbook_and_a_file_again(tmp_path):
    book = tmp_path / "tax.xlsx"
    assert f"Written: {book}." in run("questionnaire_workbook", SHIPPED, "-o", book)
    assert openpyxl.load_workbook(book).sheetnames[0] == "questions"
    run("questionnaire_workbook", book)
    again = load((tmp_path / "tax.yaml").read_bytes()).document
    assert digest(again) == digest(load(SHIPPED.read_bytes()).document)


@pytest.mark.thorough
def test_an_xlsform_becomes_a_file_and_what_is_left_out_is_said(tmp_path):
    form = tmp_path / "household.xlsx"
    form.write_bytes(household())
    said = run("questionnaire_workbook", form)
    assert "survey, row 27, column type: remark: Not taken over: geopoint." in said
    made = load((tmp_path / "household.yaml").read_bytes()).document
    assert digest(made) == digest(read_workbook(household()).document)


@pytest.mark.thorough
@pytest.mark.parametrize("command", ["check_questionnaire", "questionnaire_workbook"])
def test_problems_stand_in_the_way_and_are_told_with_their_cell(tmp_path, capsys, command):
    book = tmp_path / "small.xlsx"
    book.write_bytes(with_cell(MARRIED, "carry", "confrim"))
    with pytest.raises(CommandError, match="1 of 1 problems stand in the way"):
        call_command(command, str(book))
    assert (
        "questions, row 3, column carry: refused: all › married › carry" in capsys.readouterr().out
    )
    assert not (tmp_path / "small.yaml").exists()


@pytest.mark.thorough
def test_a_workbook_is_checked_like_a_file(tmp_path):
    book = tmp_path / "small.xlsx"
    book.write_bytes(write_workbook(SMALL))
    assert "Fit to publish; remarks: 0." in run("check_questionnaire", book)


@pytest.mark.thorough
def test_json_tells_sheet_row_and_column_apart(tmp_path, capsys):
    book = tmp_path / "small.xlsx"
    book.write_bytes(with_cell(MARRIED, "carry", "confrim"))
    with pytest.raises(CommandError):
        call_command("check_questionnaire", str(book), "--json")
    told = capsys.readouterr().out
    assert '"sheet": "questions"' in told
    assert '"row": 3' in told


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("a.xlsx", b"no", "no .xlsx workbook"), ("a.yaml", b"a: [1\nb", "3: This is not valid YAML")],
)
def test_what_cannot_be_read_is_said(tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=told):
        call_command("questionnaire_workbook", str(tmp_path / name))


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("questionnaire_workbook", str(tmp_path / "none.xlsx"))
