import pytest
from django_scopes import scopes_disabled

from carnet.firms.models import Role
from tests import makers as make


@pytest.fixture(autouse=True)
def outside_requests_no_firm_is_current():
    """Requests set their own firm; tests look at everything."""
    with scopes_disabled():
        yield


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


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
