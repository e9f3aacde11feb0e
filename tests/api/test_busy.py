"""A database that is busy or away is told as what it is, wherever in a request it is found."""

from contextlib import contextmanager

import pytest
from django.db import connection

from carnet.api.contract.models import Repeat
from carnet.api.keys.models import Key
from carnet.clients.models import Client
from carnet.core.views import AGAIN_AFTER
from tests.api.calling import Program, secret_of

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="locks whole tables"),
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True),
]

BUSY = "Carnet is busy at the moment. Send the request again."
ANN = {"first_name": "Ann", "last_name": "B", "email": "a@b.example", "language": "fr"}


@contextmanager
def held(model):
    """By somebody else, until we have asked."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(f"BEGIN; LOCK TABLE {model._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        other.close()


def ask(program):
    return program.get("clients")


def add(program):
    return program.post("clients", ANN, idempotency_key="one")


@pytest.mark.parametrize(
    ("model", "send"),
    [
        (Key, ask),
        (Client, ask),
        (Client, add),
        (Repeat, add),
    ],
)
def test_a_program_is_told_to_come_again(colleague, model, send):
    program = Program(secret_of(colleague))
    with held(model):
        answer = send(program)
    assert (answer.status_code, answer["Retry-After"]) == (503, AGAIN_AFTER)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:carnet:problem:busy"
    assert answer.json()["title"] == BUSY
    assert send(program).status_code in {200, 201}


@pytest.mark.parametrize(("model", "send"), [(Client, ask), (Repeat, add)])
@pytest.mark.parametrize(("asked", "told"), [("fr", "fr"), ("", "de")])
def test_in_its_own_language_or_the_firm_s(colleague, model, send, asked, told):
    type(colleague.firm).objects.filter(pk=colleague.firm_id).update(languages=["de"])
    secret = secret_of(colleague)
    with held(model):
        answer = send(Program(secret, language=asked))
    assert (answer.status_code, answer["Content-Language"]) == (503, told)
