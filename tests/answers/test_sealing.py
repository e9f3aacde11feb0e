"""What clients answer holds national numbers, incomes and illnesses: a copy of the database shows none."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carnet.answers import actions
from carnet.answers.actions import Said
from carnet.answers.models import Answer
from carnet.answers.submitting import submit
from carnet.core.crypto import SealBroken
from carnet.core.sealed import seal_json_again
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.clients.test_sealing import NEW, NUMBER, OLD, everything_in_the_database, spellings


@pytest.fixture
def answered(dossier, now):
    """A dossier answered with a number, once wrongly, then sent."""

    def say(name, *more):
        first = Said("full_name", name, base_rev=len(more))
        rest = [Said("rents", Given("no", Status.ANSWERED)), Said("proof", PASSED)]
        actions.save(dossier, [first, *rest], person="client", device="p", key="", now=now)

    say(Given(status=Status.INVALID, raw={"": [NUMBER]}))
    say(Given(NUMBER, Status.ANSWERED), "again")
    declared = {"text": "True.", "name": "Ann"}
    submit(dossier, seq=dossier.seq, person="client", language="en", declared=declared, now=now)
    return dossier


PASSED = Given(status=Status.NOT_HAVE)


def test_no_answer_can_be_read_in_the_database(answered):
    assert answered.answers.get(path="full_name").value == NUMBER
    assert answered.submissions.get().content["values"]["full_name"] == NUMBER
    dump = everything_in_the_database()
    assert b"Peeters" in dump
    assert [text for text in spellings(NUMBER) if text in dump] == []


def test_an_answer_moved_to_another_column_does_not_open(answered):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE answers_answer SET raw = value WHERE value IS NOT NULL")
    moved = Answer.objects.get(path="full_name")
    assert moved.value == NUMBER
    with pytest.raises(SealBroken):
        _ = moved.raw


@pytest.mark.thorough
def test_rotating_keys_seals_answers_again(dossier, now, settings, capsys):
    settings.ENCRYPTION_KEYS = OLD
    make.without_data_keys(dossier)
    said = [Said("full_name", Given("Ann", Status.ANSWERED))]
    actions.save(dossier, said, person="client", device="p", key="", now=now)
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", "--chunk", "1")
    assert "answers.Answer.value: 1 values" in capsys.readouterr().out
    call_command("rotate_keys")
    assert "answers.Answer.value: 0 values" in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = NEW
    assert dossier.answers.get().value == "Ann"
    assert dossier.answer_events.get().new["value"] == "Ann"


@pytest.fixture
def sealed_again(firm):
    """What it takes to look through the answers of so many clients."""

    def look(many):
        campaign = make.campaign(firm=firm)
        for _each in range(many):
            dossier = make.dossier(client=make.client(firm=firm), campaign=campaign)
            dossier.answers.create(path="x", question="x", status="answered", value="yes")
        with CaptureQueriesContext(connection) as asked:
            assert seal_json_again(Answer, "value") == 0
        return [query["sql"] for query in asked.captured_queries]

    return look


def test_answers_under_keys_of_clients_are_looked_through_at_once_and_not_held(sealed_again):
    few = sealed_again(1)
    assert len(sealed_again(9)) == len(few)
    assert "FOR UPDATE" not in " ".join(few)
