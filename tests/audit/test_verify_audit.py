"""The command an operator runs, or a timer."""

import io

import pytest
from django.core.management import CommandError, call_command

from carnet.audit.models import Chain, Event
from tests.audit.trails import at, end_at, happen, seal, sealed


def verify(*words):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_audit", *words, stdout=out, stderr=err)
    except CommandError as problem:
        return f"{out.getvalue()}{err.getvalue()}{problem}", 1
    return out.getvalue(), 0


@pytest.fixture
def head(firm, colleague):
    sealed(firm, 5, by=colleague)
    return verify()[0].splitlines()[0]


def test_it_says_how_many_of_whom_and_where_the_chain_ends(firm, colleague, stranger):
    sealed(firm, 2, by=colleague)
    sealed(stranger.firm, 1)
    happen(firm, 1)
    said, status = verify()
    assert status == 0
    assert f"{firm.uuid}:2:{bytes(at(firm, 2).hash).hex()}, 1 more wait for the worker" in said
    assert f"{stranger.firm.uuid}:1:" in said
    assert "3 events of 2 firms: nothing changed, taken out, put in or moved." in said
    assert "Dubois" not in said


def test_a_sentence_for_each_break_and_status_1(firm):
    sealed(firm, 9)
    Event.objects.filter(pk=at(firm, 3).pk).update(what="signed in")
    at(firm, 6).delete()
    said, status = verify()
    assert status == 1
    assert f"{firm.uuid}: event 3 (row " in said
    assert "the event is not what it was when it was sealed." in said
    assert f"{firm.uuid}: event 6: an event that stood here is gone." in said


def test_a_trail_that_was_changed_all_over_is_told_briefly(firm):
    sealed(firm, 40)
    Event.objects.update(key="0")
    said, _status = verify()
    assert said.count("is not what it was") == 20
    assert "and more" in said


def test_an_end_that_was_noted_is_held_against_it(firm, head):
    assert verify("--head", head)[1] == 0
    Event.objects.filter(firm=firm, place=5).delete()
    end_at(firm, 4)
    assert verify()[1] == 0
    said, status = verify("--head", head)
    assert (status, "the end was cut off from here on" in said) == (1, True)


def test_so_is_that_of_a_firm_whose_trail_was_taken_away_whole(firm, head):
    Event.objects.all().delete()
    Chain.objects.all().delete()
    assert verify("--head", head)[1] == 1


@pytest.mark.thorough
def test_so_is_that_of_a_firm_that_is_gone(firm, head):
    firm.delete()
    said, status = verify("--head", head)
    assert (status, "the firm is gone" in said) == (1, True)


@pytest.mark.parametrize("odd", ["nothing", "a:b:c", "12:3"])
def test_an_end_nobody_can_read_is_refused_in_a_sentence(db, odd):
    assert "FIRM:COUNT:HASH" in verify("--head", odd)[0]


def test_only_one_firm(firm, stranger):
    sealed(firm, 2)
    sealed(stranger.firm, 2)
    Event.objects.filter(firm=stranger.firm).update(key="0")
    assert verify("--firm", str(firm.uuid))[1] == 0
    assert verify("--firm", str(stranger.firm.uuid))[1] == 1
    assert "There is no firm" in verify("--firm", "0" * 32)[0]


def test_a_long_trail_is_read_in_pieces(firm, monkeypatch, django_assert_max_num_queries):
    happen(firm, 30)
    seal()
    monkeypatch.setattr("carnet.audit.verifying.PIECE", 10)
    with django_assert_max_num_queries(20):
        assert verify()[1] == 0
