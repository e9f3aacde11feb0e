"""A request with an Idempotency-Key happens once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from carnet.api.contract import once
from carnet.api.contract.models import Repeat
from carnet.clients.models import Client
from tests.api.calling import Program, secret_of

ANN = {"first_name": "Ann", "last_name": "Peeters", "email": "ann@example.org", "language": "nl"}


def add(program, data=ANN, name="one"):
    return program.post("clients", data, idempotency_key=name)


def test_the_same_request_gets_the_first_answer_again(program):
    first, again = add(program), add(program)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Client.objects.count() == 1


def test_another_request_under_the_same_key_is_refused(program):
    add(program)
    other = add(program, {**ANN, "first_name": "Bo"})
    assert other.status_code == 422
    assert other.json()["type"] == "urn:carnet:problem:key-reused"
    assert Client.objects.count() == 1


@pytest.mark.thorough
def test_the_same_name_for_another_operation_or_by_another_key_is_another_request(
    program, colleague
):
    client = add(program).json()["id"]
    assert program.post(f"clients/{client}/archive", idempotency_key="one").status_code == 200
    assert add(Program(secret_of(colleague))).status_code == 201


def test_what_was_refused_may_be_corrected_and_sent_again(program):
    assert add(program, {**ANN, "email": "ann"}).status_code == 422
    assert add(program).status_code == 201


def test_after_a_day_it_is_forgotten(program):
    add(program)
    Repeat.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    assert once.forget(timezone.now()) == 1
    assert add(program).status_code == 201
    assert Client.objects.count() == 2


@pytest.mark.thorough
def test_what_runs_is_not_run_beside_and_what_died_is_taken_over(program):
    add(program)
    Client.objects.all().delete()
    Repeat.objects.update(status=None, answer=None)
    beside = add(program)
    assert (beside.status_code, beside.headers["Retry-After"]) == (409, "1")
    Repeat.objects.update(claimed_at=timezone.now() - timedelta(minutes=3))
    assert add(program).status_code == 201


def test_the_answer_rests_sealed(program):
    add(program)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM api_repeat")
        assert b"Peeters" not in bytes(cursor.fetchone()[0])


def test_a_long_name_is_refused(program):
    assert add(program, name="x" * 256).status_code == 422


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_of_requests_sent_at_the_same_moment_one_runs(colleague):
    secret, barrier, answers = secret_of(colleague), Barrier(6), []

    def send():
        barrier.wait()
        with scopes_disabled():
            answers.append(add(Program(secret)).status_code)
        connection.close()

    threads = [Thread(target=send) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Client.objects.count() == 1
