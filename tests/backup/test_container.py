"""The file of a copy: no bit of it changes unnoticed."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from carnet.core.backup.container import MANIFEST, BadCopy, Writer, opened
from tests.backup.copying import written

MEMBERS = {"files/a": b"sealed " * 20, "again/a": b"", "database.sqlite3": b"rows " * 50}


@pytest.fixture
def path(tmp_path):
    return written(tmp_path / "copy.zip", MEMBERS)


def open_it(path):
    with opened(path) as copy:
        return copy.manifest


def test_what_was_put_in_comes_out(path, tmp_path):
    with opened(path) as copy:
        for name, content in MEMBERS.items():
            copy.extract(name, tmp_path / "out")
            assert (tmp_path / "out").read_bytes() == content


def test_any_program_opens_it(path):
    with ZipFile(path) as zipped:
        assert zipped.testzip() is None
        assert set(zipped.namelist()) == {*MEMBERS, MANIFEST}
        assert json.loads(zipped.read(MANIFEST))["members"].keys() == MEMBERS.keys()


@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.thorough)])
def test_a_flipped_bit_is_found_wherever_it_is(path, step):
    whole = path.read_bytes()
    for at in range(0, len(whole), step):
        broken = bytearray(whole)
        broken[at] ^= 1 << at % 8
        path.write_bytes(broken)
        with pytest.raises(BadCopy):
            open_it(path)


def test_a_file_that_was_cut_is_found_wherever_it_ends(path):
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(BadCopy, match="was cut or altered"):
            open_it(path)


def test_a_member_that_is_not_as_it_was_is_named(path, tmp_path):
    with opened(path) as copy:
        copy.members["files/a"]["sha256"] = "0" * 64
        with pytest.raises(BadCopy, match="files/a"):
            copy.extract("files/a", tmp_path / "out")


@pytest.mark.parametrize("name", ["files/../../outside", "/etc/outside"])
def test_a_member_that_leads_outside_is_refused(tmp_path, name):
    with pytest.raises(BadCopy, match="does not hold what its manifest says"):
        open_it(written(tmp_path / "copy.zip", {name: b""}))


def test_a_file_of_a_later_format_is_refused(tmp_path, path):
    with pytest.raises(BadCopy, match=r"newer Carnet \(9.0\)"):
        open_it(written(tmp_path / "later.zip", {}, format=2))


def test_something_else_is_no_copy(tmp_path):
    (tmp_path / "other.zip").write_bytes(b"x" * 1000)
    with pytest.raises(BadCopy, match="no copy made by manage.py backup"):
        open_it(tmp_path / "other.zip")


def test_a_full_disk_is_told_and_nothing_else_goes_wrong():
    with pytest.raises(OSError, match="No space left"), open("/dev/full", "wb") as full:  # noqa: SIM117
        with Writer(full) as copy:
            copy.add("files/a", BytesIO(b"x" * 2**21))
