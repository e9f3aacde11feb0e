import os
import subprocess
import sys
from base64 import b64decode
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from carnet.core.sessions import SessionStore, forget
from tests.clients.test_sealing import NEW, OLD, everything_in_the_database, spellings

NUMBER = "85073003328"


@pytest.fixture
def held(db):
    """A session that holds a number, as its browser names it."""
    store = SessionStore()
    store["typed"] = NUMBER
    store.create()
    return store.session_key


def test_abandoned_sessions_are_forgotten(db):
    now = timezone.now()
    for number, end in enumerate([now - timedelta(days=1), now + timedelta(hours=1)]):
        Session.objects.create(session_key=f"s{number}", session_data="", expire_date=end)
    assert forget(now) == 1
    assert Session.objects.get().session_key == "s1"


def test_who_reads_the_database_steps_into_none(office):
    assert office.get("/clients/").status_code == 200
    dump = everything_in_the_database()
    assert office.cookies["session"].value.encode() not in dump
    for row in Session.objects.all():
        thief = Client()
        thief.cookies["session"] = row.session_key
        assert thief.get("/clients/").status_code == 302


def in_sessions():
    """What rests there, without the letters it is written in."""
    return b"".join(b64decode(row.session_data) for row in Session.objects.all())


def test_what_it_holds_cannot_be_read_there(held):
    assert SessionStore(held)["typed"] == NUMBER
    dump = everything_in_the_database() + in_sessions()
    assert [text for text in spellings(NUMBER) if text in dump] == []


def test_put_into_another_row_it_is_nobodys(held):
    other = SessionStore()
    other.create()
    mine, theirs = Session.objects.in_bulk().values()
    Session.objects.filter(pk=mine.pk).update(session_data=theirs.session_data)
    Session.objects.filter(pk=theirs.pk).update(session_data=mine.session_data)
    assert [dict(SessionStore(key).items()) for key in (held, other.session_key)] == [{}, {}]


@pytest.mark.parametrize("kept", ["", "x", "eyJmaXJtIjoxfQ:1tXyz:signed", "AAAA"])
def test_what_does_not_open_is_a_session_that_has_ended(office, kept):
    Session.objects.update(session_data=kept)
    assert office.get("/clients/").headers["Location"].startswith("/account/login/")


def test_it_lives_on_when_keys_are_exchanged(db, settings, capsys):
    settings.ENCRYPTION_KEYS = OLD
    store = SessionStore()
    store["typed"] = NUMBER
    store.create()
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    for many in (1, 0):
        call_command("rotate_keys")
        assert f"sessions.Session.session_data: {many} values" in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = NEW
    assert SessionStore(store.session_key)["typed"] == NUMBER


def test_a_key_that_was_taken_away_too_early_is_named_in_the_log(held, settings, caplog):
    settings.ENCRYPTION_KEYS = NEW
    assert dict(SessionStore(held).items()) == {}
    assert "Put the former key back" in caplog.text


@pytest.mark.thorough
def test_the_command_knows_of_them_in_a_process_that_serves_nobody():
    code = (
        "import django; django.setup(); from carnet.core.sealed import ELSEWHERE; print(*ELSEWHERE)"
    )
    known = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "sessions.Session.session_data" in known.stdout.split()


def test_signed_out_it_is_gone_and_a_new_one_has_another_row(office):
    office.get("/clients/")
    before = set(Session.objects.values_list("pk", flat=True))
    office.post("/account/logout/")
    assert not before & set(Session.objects.values_list("pk", flat=True))
