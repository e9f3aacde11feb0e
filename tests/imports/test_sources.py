"""What was read of a file, put by block by block and opened again."""

from datetime import date

import pytest

from carnet.core.reading.rows import Row, Sheet, Source
from carnet.imports import sources


def some(name, count):
    rows = [
        Row(number, (f"Ann {number}", date(1980, 1, 1 + number % 28))) for number in range(count)
    ]
    return Sheet(name, False, tuple(rows), merged=((1, 1, 1, 2),))


SOURCE = Source(
    "xlsx",
    "",
    "",
    (some("One", 2 * sources.AT_ONCE + 1), some("None", 0), some("Two", sources.AT_ONCE)),
)


def test_several_sheets_of_several_blocks_come_back_as_they_were():
    parts = list(sources.write(SOURCE))
    assert len(parts) == 1 + 3 + 1
    assert sources.read(parts) == SOURCE


@pytest.mark.parametrize("missing", [1, 2])
def test_a_file_that_was_cut_short_does_not_pass_for_a_whole_one(missing):
    with pytest.raises(RuntimeError):
        sources.read(list(sources.write(SOURCE))[:-missing])
