"""Reads .csv, .tsv and their like. Runs in the child process."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from carnet.core.reading.decoding import encoding_of
from carnet.core.reading.limits import LONGEST_CELL
from carnet.core.reading.packing import Gauge, pack
from carnet.core.workbooks.refusals import Foreign, UnclosedQuote

DELIMITERS = ";,\t|"
SAMPLE = 50
SAMPLE_CHARACTERS = 60_000  # fewer than LONGEST_CELL, so that no sample is refused
USUAL_WIDTH = 20
NAMED = re.compile(r'"?sep=([;,\t|:~^#])"?\s*', re.IGNORECASE)
# Stands alone behind the last row, unless a quotation mark is still open there.
END = "\x1fend of file\x1f"


def read_text(data: bytes) -> Iterator[Any]:
    encoding = encoding_of(data)
    if b"\0" in data and not encoding.startswith(("utf-16", "utf-32")):
        raise Foreign(kind="unknown")
    lines = _lines(data, encoding)
    named = NAMED.fullmatch(next(lines, ""))
    if not named:
        lines = _lines(data, encoding)
    sample = "".join(islice(_lines(data, encoding), SAMPLE))[:SAMPLE_CHARACTERS]
    delimiter, wrapped = (named[1], False) if named else _dialect(sample)
    yield {"encoding": encoding, "delimiter": delimiter}
    yield {"sheet": "", "hidden": False, "merged": []}
    rows = _rows(lines, delimiter, 2 if named else 1)
    if wrapped:
        rows = csv.reader((row[0] if row else "" for row in rows), delimiter=delimiter)
    yield from pack(rows, Gauge(), width=USUAL_WIDTH, line=2 if named else 1)


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    """Line by line, with their ends: a row may run over several."""
    return iter(io.TextIOWrapper(io.BytesIO(data), encoding, errors="replace", newline=""))


def _rows(lines: Iterator[str], delimiter: str, first: int) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)  # more was swallowed by a quotation mark that nobody closed
    line = first - 1
    try:
        for row in csv.reader(chain(lines, [END]), delimiter=delimiter, skipinitialspace=True):
            if row == [END]:
                return
            line += 1
            yield row
    except csv.Error:
        line += 1
    raise UnclosedQuote(line=str(line))


def _dialect(sample: str) -> tuple[str, bool]:
    """The delimiter, and whether every line as a whole was put in quotation marks once more: a file that
    a spreadsheet program opened under other regional settings, as one column, and saved again."""
    delimiter, cuts = _delimiter(sample)
    if cuts or not sample.startswith('"'):
        return delimiter, False
    inner, cuts = _delimiter("\n".join(row[0] for row in _parsed(sample, delimiter) if row))
    return (inner, True) if cuts else (delimiter, False)


def _delimiter(sample: str) -> tuple[str, int]:
    """The sign that cuts the most lines into the same number of columns, and into the most."""

    def cuts(delimiter: str) -> int:
        widths = Counter(len(row) for row in _parsed(sample, delimiter) if row)
        return max((times * (width - 1) for width, times in widths.items()), default=0)

    best = max(DELIMITERS, key=cuts)
    return best, cuts(best)


def _parsed(sample: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
