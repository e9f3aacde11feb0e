"""A table that fails half-way leaves nothing of anybody on the disk."""

from io import BytesIO

import pytest

from carnet.exports.cells import Sheets


def rows():
    yield ["Peeters", None]
    raise ValueError("the database went away")


def test_of_a_workbook_that_is_never_written_no_row_stays(tmp_path):
    with pytest.raises(ValueError, match="went away"), Sheets(BytesIO(), tmp_path) as sheets:
        sheets.add("Answers", ["Name", "Remark"], (20, 20), rows())
    assert list(tmp_path.iterdir()) == []
