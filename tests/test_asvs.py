"""docs/asvs.yml: every requirement of levels 1 and 2 of OWASP ASVS 5.0.0 has an answer, and what it names exists.

The list of numbers stands in the table itself (`numbers`). It was taken from OWASP's own file of the release:
repository OWASP/ASVS, 5.0/docs_en/OWASP_Application_Security_Verification_Standard_5.0.0_en.csv,
which has 70 of level 1 and 183 of level 2. Tests are found by reading the sources, not by running them.
"""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tools import asvs

ROOT = Path(__file__).resolve().parents[1]
ENTRIES = asvs.entries()
NEEDS = {
    "met": {"control", "files", "tests"},
    "partly": {"control", "files", "tests", "decision"},
    "missing": {"decision"},
    "not applicable": {"decision"},
}
pytestmark = pytest.mark.habits


@cache
def names_in(path):
    """The names of the test functions of a file, in classes too; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = (n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))
    return frozenset(name for name in found if name.startswith("test_"))


def test_every_number_is_there_once_with_its_level():
    assert Counter(asvs.numbers().values()) == {1: 70, 2: 183}
    assert [
        number for number, times in Counter(e["id"] for e in ENTRIES).items() if times > 1
    ] == []
    assert {entry["id"]: entry["level"] for entry in ENTRIES} == asvs.numbers()


def test_every_entry_says_what_its_state_asks_for():
    for entry in ENTRIES:
        told = {key for key, value in entry.items() if value}
        assert told == {"id", "level", "title", "state"} | NEEDS[entry["state"]], entry["id"]


def test_every_test_that_is_named_exists():
    named = [(entry["id"], test) for entry in ENTRIES for test in entry.get("tests", [])]
    gone = [one for one in named if not is_there(one[1])]
    assert named
    assert gone == []


def is_there(test):
    path, _colons, name = test.partition("::")
    return name in names_in(path)


def test_every_file_that_is_named_exists():
    named = [(entry["id"], file) for entry in ENTRIES for file in entry.get("files", [])]
    assert [one for one in named if not (ROOT / one[1]).is_file()] == []


def test_the_page_tells_what_the_table_says():
    assert asvs.PAGE.read_text(encoding="utf-8") == asvs.page(), "run: python -m tools.asvs"
