"""What pages leave behind is tidied up once they are sent, and never while somebody waits for one."""

import gc
from weakref import ref

import pytest
from django.core.signals import request_finished, request_started
from django.test import Client

from carnet.core import tidying


class Knot:
    """Known to itself only, once it is let go."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def tidied():
    threshold = gc.get_threshold()
    tidying.after_replies()
    yield
    request_finished.disconnect(dispatch_uid="tidying")
    gc.set_threshold(*threshold)


@pytest.fixture
def collections(tidied):
    """Of each: did somebody wait for a reply at that moment?"""
    waiting, seen = [], []
    started = lambda **_signal: waiting.append(1)  # noqa: E731
    replied = lambda **_signal: waiting.clear()  # noqa: E731
    note = lambda phase, _about: phase == "start" and seen.append(bool(waiting))  # noqa: E731
    request_finished.disconnect(tidying.tidy, dispatch_uid="tidying")
    request_started.connect(started)
    request_finished.connect(replied)
    request_finished.connect(tidying.tidy, dispatch_uid="tidying")
    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    request_started.disconnect(started)
    request_finished.disconnect(replied)


def a_reply():
    Client().get("/healthz/live")


def leave_behind(many=tidying.AFTERWARDS):
    for _ in range(many):
        Knot()


def test_nobody_waits_for_the_collector(collections, db):
    for _ in range(40):
        Client().get("/account/login/")
    assert collections
    assert not any(collections)


def test_what_a_page_left_is_gone_after_it_was_sent(tidied):
    knot = Knot()
    known = ref(knot)
    del knot
    leave_behind()
    assert known() is not None
    a_reply()
    assert known() is None


def test_little_is_left_for_later(collections):
    a_reply()
    assert not collections


def test_what_grew_older_before_it_was_let_go_is_found_as_well(tidied, monkeypatch):
    monkeypatch.setattr(tidying, "YOUNG_ROUNDS", 2)
    monkeypatch.setattr(tidying, "OLDER_ROUNDS", 3)
    knot = Knot()
    known = ref(knot)
    gc.collect(1)  # it is among the oldest now
    del knot
    for _ in range(15):
        leave_behind()
        a_reply()
    assert known() is None
