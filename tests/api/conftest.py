import pytest

from carnet.api.contract import rate
from tests.api.calling import Program, secret_of


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    """The count of requests lives in memory, and primary keys come again in the next test."""
    rate.forget()


@pytest.fixture
def program(colleague):
    """With all rights in the firm."""
    return Program(secret_of(colleague))


@pytest.fixture
def limited(colleague):
    """A program with the rights it names."""
    return lambda *scopes: Program(secret_of(colleague, *scopes))


@pytest.fixture
def foreign(stranger):
    return Program(secret_of(stranger))
