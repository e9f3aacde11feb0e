"""Two databases write the same value differently; the sums of a table see past that, and past nothing else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from carnet.core.moving.values import FROM_SQLITE, Sum, plain_json


def summed(rows, kinds=("bigint", "text")):
    one = Sum(kinds)
    for row in rows:
        one.add(row)
    return one


ROWS = [(1, "Ann"), (2, None), (3, ""), (4, "Zoë")]


def test_the_order_of_rows_is_no_difference():
    assert summed(ROWS) == summed(reversed(ROWS))


@pytest.mark.parametrize(
    "others",
    [
        ROWS[:-1],
        [*ROWS, ROWS[0]],
        [(1, "Ann"), (2, ""), (3, ""), (4, "Zoë")],
        [(1, "ann"), *ROWS[1:]],
        [(11, "nn"), *ROWS[1:]],
        [(2, "Ann"), (1, None), *ROWS[2:]],
    ],
    ids=["one less", "one twice", "empty", "case", "shifted", "exchanged"],
)
def test_everything_else_is(others):
    assert summed(ROWS) != summed(others)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ('{"b": 1, "a": [1e2, 0.10]}', '{"a": [100, 0.10], "b": 1}'),
        ('"\\u00eb"', '"ë"'),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_json_may_be_spelt_in_several_ways(ours, theirs):
    assert summed([(ours,)], ["jsonb"]) == summed([(theirs,)], ["jsonb"])


@pytest.mark.parametrize(
    ("ours", "theirs"), [("1", '"1"'), ("1", "true"), ("null", "[]"), ("1.01", "1.001")]
)
def test_json_that_means_another_thing_differs(ours, theirs):
    assert plain_json(ours) != plain_json(theirs)


@pytest.mark.parametrize(
    ("kind", "stored", "meant"),
    [
        ("boolean", 1, True),
        (
            "timestamp with time zone",
            "2026-11-26 22:15:01.000007",
            datetime(2026, 11, 26, 22, 15, 1, 7, UTC),
        ),
        ("uuid", "0" * 31 + "7", UUID(int=7)),
    ],
)
def test_what_sqlite_has_no_kind_for(kind, stored, meant):
    assert FROM_SQLITE[kind](stored) == meant
