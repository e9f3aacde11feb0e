import gc
import itertools
import os
import re
from contextlib import nullcontext
from dataclasses import replace
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import override_settings
from django.utils import translation
from django_scopes import scopes_disabled

from carnet.connectors.opening import paces
from carnet.firms.models import Role
from tests import makers as make
from tests import template

# Fails the test that lets the log say something of a person.
pytest_plugins = ["tests.overheard"]

# The same examples at every run: whether a change may land must not be a matter of luck. Who looks for new ones
# runs pytest with --hypothesis-profile=search.
hypothesis.settings.register_profile("quick", max_examples=8, deadline=None, derandomize=True)
hypothesis.settings.register_profile("full", max_examples=200, deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("full" if os.environ.get("HYPOTHESIS_FULL") else "quick")


def pytest_collection_finish(session):
    """Five thousand tests and what they import stay to the end: Python's collector need not walk them all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


DATABASE = {"db", "transactional_db", "_django_db_helper"}
ON_SQLITE = connection.vendor == "sqlite"


def pytest_collection_modifyitems(config, items):
    """Another database is a reason to run again what asks the database, and nothing else."""
    if not ON_SQLITE:
        pure = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if asks_the_database(item)]


def asks_the_database(item):
    if item.get_closest_marker("sqlite"):
        return False
    marks = (item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return any(marks) or not DATABASE.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_keepdb():
    """SQLite's file is a copy of the template when there is one, and goes with the folder it lies in."""
    return ON_SQLITE


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """A file: threads cannot share SQLite's database in memory. A file of this run alone: the threads
    of a test would open what another run has meanwhile put in its place, and find it empty."""
    if not ON_SQLITE:
        return nullcontext()
    path = tmp_path_factory.mktemp("database") / "test.sqlite3"
    django_settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)
    return template.taken(path)


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup, django_db_blocker):
    with django_db_modify_db_settings, django_db_blocker.unblock():
        if ON_SQLITE:
            template.keep()


@pytest.fixture(autouse=True)
def in_english():
    """The language of the source, whatever the catalogues say; threads start in French."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_is_slow_on_purpose():
    """As Argon2 is, and the search for static files when a site starts: here each test starts one. Nor does it
    matter how full the disk is that the tests run on."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_USE_FINDERS=False,
        KEEP_FREE_GIGABYTES=0,
        KEEP_FREE_PERCENT=0,
    ):
        yield


@pytest.fixture(autouse=True)
def outside_requests_no_firm_is_current():
    """Requests set their own firm; tests look at everything."""
    with scopes_disabled():
        yield


@pytest.fixture(autouse=True)
def a_connection_starts_with_its_whole_pace():
    """Its number may be that of another test's."""
    paces.clear()


@pytest.fixture(scope="session")
def numbers():
    return itertools.count()


@pytest.fixture
def tmp_path(tmp_path_factory, numbers, request):
    """As pytest's own, which looks through the folders of all tests before for the next free number."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    path = tmp_path_factory.getbasetemp() / f"{next(numbers)}-{name}"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture(autouse=True)
def own_files(tmp_path):
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    if django_settings.STORAGE:  # tools/with-bucket
        default = django_settings.STORAGES["default"]
    storages = {**django_settings.STORAGES, "default": default}
    with override_settings(DATA_DIR=tmp_path, STORAGES=storages, STORAGE=own_prefix()):
        yield


def own_prefix():
    """Of the bucket, where there is one."""
    there = django_settings.STORAGE
    return there and replace(there, prefix=f"{there.prefix}/{uuid4().hex}")


@pytest.fixture
def firm(db):
    return make.firm(name="Fiduciaire Dubois", slug="dubois")


@pytest.fixture
def colleague(firm):
    return make.colleague(firm=firm, email="claire@example.org", name="Claire Dubois")


@pytest.fixture
def accountant(firm):
    return make.colleague(
        firm=firm, role=Role.ACCOUNTANT, email="marc@example.org", name="Marc Lenoir"
    )


@pytest.fixture
def stranger(db):
    """The administrator of another firm."""
    return make.colleague(firm=make.firm(name="Kantoor Maes", slug="maes"), name="Els Maes")


@pytest.fixture
def ann(firm):
    return make.client(firm=firm, last_name="Peeters", email="ann@example.org")


@pytest.fixture
def office(client, colleague):
    """Django's test client, signed in as an administrator of the firm, in English."""
    client.force_login(colleague)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
