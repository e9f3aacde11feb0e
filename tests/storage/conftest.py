"""Carnet with its files in a bucket, on a server that really runs."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests import buckets
from tests.api.conftest import program
from tests.api.test_sent import open_dossier
from tests.portal.conftest import visitor, yearly

__all__ = ["open_dossier", "program", "visitor", "yearly"]
SHELF = {"BACKEND": "carnet.core.shelf_storage.OnShelf"}


@pytest.fixture(scope="session")
def server():
    with buckets.served() as address:
        yield address


@pytest.fixture
def bucket(server, settings):
    """Where this test's own files lie."""
    settings.STORAGES = {**settings.STORAGES, "default": SHELF}
    settings.STORAGE = replace(server, prefix=f"desk/{uuid4().hex}")
    return settings.STORAGE


@pytest.fixture
def line(bucket, settings):
    """The same bucket at the end of a line that can be cut."""
    line = buckets.Line(bucket)
    settings.STORAGE = line.address
    yield line
    line.close()


@pytest.fixture(params=["disk", "bucket"])
def kept(request, tmp_path):
    """What lies there, by its path: once with a bucket and once without."""
    if request.param == "bucket":
        address = request.getfixturevalue("bucket")
        return lambda: buckets.objects_in(address)
    return lambda: on_disk(tmp_path)


def on_disk(folder):
    found = (path for name in ("files", "exports") for path in (folder / name).rglob("*"))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()
    }
