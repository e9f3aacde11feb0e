"""Small lists for tests of columns: headers and rows in, what was understood out."""

from carnet.core.reading.rows import Row
from carnet.imports.columns.table import find_table, read_values


def rows(*lines):
    """Lines as they stand in a file, the first on line 1; an empty one takes a number and is not there."""
    return [Row(number, tuple(line)) for number, line in enumerate(lines, start=1) if any(line)]


def table(*lines, **options):
    return find_table(rows(*lines), **options)


def mapping(headers, *lines, **options):
    return table(headers, *lines, **options).mapping


def values(headers, line):
    found = table(headers, line)
    return read_values(found.rows[0], found.columns)


def column(headers, *lines, at=0):
    return table(headers, *lines).columns[at]
