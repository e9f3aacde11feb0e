"""Tokens of AdminPulse: renewed in time, kept, and told to nobody."""

import logging
import time
import traceback

import pytest

from carnet.connectors.adminpulse import oauth
from carnet.connectors.adminpulse.standin import CLIENT, CLIENT_SECRET, KEY, Software
from carnet.connectors.calling import Caller, Pace
from carnet.connectors.contract import Scope, Settings
from carnet.connectors.standin import Reply, running
from carnet.connectors.trouble import Trouble
from tests.connectors.adminpulse import at_standin, fetched, session_at

SECRETS = (KEY, CLIENT_SECRET)


@pytest.fixture
def software(settings):
    """With Carnet registered there."""
    software = Software(relations=30)
    with running(software) as address:
        software.address = address
        settings.ADMINPULSE_CLIENT_ID, settings.ADMINPULSE_CLIENT_SECRET = CLIENT, CLIENT_SECRET
        settings.ADMINPULSE_AUTHORIZE_URL = f"{address}/oauth/authorize"
        settings.ADMINPULSE_TOKEN_URL = f"{address}/oauth/token"
        yield software


def signed_in(software, **over):
    """What a connection keeps of somebody who signed in."""
    software.tokens.add("access-1")
    software.refreshes.add("refresh-1")
    later = str(int(time.time() + 3600))
    return {
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": later,
        **over,
    }


def renewals(software):
    return [path for _method, path in software.calls if path == "oauth/token"]


def refused(call):
    with pytest.raises(Trouble) as told:
        call()
    return told.value


def test_whoever_signed_in_needs_no_key(software, settings):
    with session_at(software.address, settings, kept=signed_in(software)) as session:
        session.check()
    assert not renewals(software)


def test_a_token_refused_in_the_middle_of_a_run_is_renewed_and_the_run_goes_on(software, settings):
    kept = signed_in(software)
    with session_at(software.address, settings, kept=kept) as session:
        state = session.fetch(Scope(), None).state
        software.expire()
        assert fetched(session, state=state)[-1].state is None
    assert len(renewals(software)) == 1


def test_a_token_that_ends_in_a_minute_is_renewed_before(software, settings):
    soon = str(int(time.time() + 30))
    with session_at(
        software.address, settings, kept=signed_in(software, expires_at=soon)
    ) as session:
        session.check()
    assert software.calls == [("POST", "oauth/token"), ("GET", "relations")]


def renew(software, settings, kept, again=None):
    settings.INNER_HOSTS = {"127.0.0.1"}
    stored: dict[str, str] = {}
    entered = Settings(kept, keep=stored.update, again=again)

    def call(base, *, headers=None):
        return Caller(base, headers=headers, pace=Pace(480))

    return oauth.renew(call, entered), stored


def test_what_was_renewed_is_kept_at_once(software, settings):
    token, stored = renew(software, settings, signed_in(software))
    assert stored["access_token"] == token
    assert token in software.tokens
    assert {stored["refresh_token"]} == software.refreshes
    assert int(stored["expires_at"]) > time.time() + 3000


def test_whoever_gives_no_new_refresh_token_means_the_old_one(software, settings):
    software.wrong[("oauth/token", 1)] = Reply(200, {"access_token": "access-2"})
    token, stored = renew(software, settings, signed_in(software))
    assert (token, stored["refresh_token"], stored["expires_at"]) == ("access-2", "refresh-1", "")


def test_a_token_another_process_renewed_is_taken(software, settings):
    token, _stored = renew(
        software, settings, signed_in(software), again=lambda: {"access_token": "access-2"}
    )
    assert token == "access-2"
    assert not renewals(software)


def test_of_two_at_once_the_second_takes_what_the_first_kept(software, settings, monkeypatch):
    """It asks too late, is refused, and finds the other's a moment later."""
    monkeypatch.setattr(oauth, "A_MOMENT", 0)
    software.refreshes.clear()
    told = iter([{}, {"access_token": "access-2"}])
    kept = signed_in(software)
    software.refreshes.clear()
    token, _stored = renew(software, settings, kept, again=lambda: next(told))
    assert token == "access-2"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(400, {"error": "invalid_grant"}), "expired"),
        (Reply(401, "refresh-1 is unknown"), "expired"),
        (Reply(429, ""), "throttled"),
        (Reply(503, "refresh-1"), "broken"),
        (Reply(200, "<html>refresh-1"), "odd"),
        (Reply(200, ["access"]), "odd"),
        (Reply(200, {"token": "refresh-1"}), "odd"),
        (Reply(200, {"access_token": "a", "expires_in": "soon"}), "odd"),
    ],
)
def test_who_cannot_be_renewed_signs_in_again_or_waits(
    software, settings, monkeypatch, reply, code
):
    monkeypatch.setattr(oauth, "A_MOMENT", 0)
    software.wrong[("oauth/token", 0)] = reply
    trouble = refused(lambda: renew(software, settings, signed_in(software)))
    assert trouble.code == code
    assert "refresh-1" not in trouble.said


def test_after_renewing_in_vain_it_is_not_tried_for_ever(software, settings):
    software.wrong[("relations", 0)] = Reply(401, "")
    with session_at(software.address, settings, kept=signed_in(software)) as session:
        assert refused(session.check).code == "expired"
    assert len(renewals(software)) == 1


def test_without_key_and_tokens_somebody_has_to_sign_in(software, settings):
    def opened():
        with session_at(software.address, settings, kept={"key": ""}):
            pass

    assert refused(opened).code == "expired"


def test_without_the_operator_nobody_signs_in(software, settings):
    assert oauth.registered()
    settings.ADMINPULSE_TOKEN_URL = ""
    assert not oauth.registered()


@pytest.mark.parametrize("reply", [None, Reply(500, f"Bearer {KEY} failed"), Reply(200, KEY)])
def test_no_secret_is_in_what_is_logged_raised_or_shown(settings, caplog, capsys, reply):
    """The stand-in repeats the key as careless software does."""
    caplog.set_level(logging.DEBUG)
    wrong = {("relations", 0): reply} if reply else {}
    with at_standin(settings, wrong=wrong) as (software, session):
        software.throttle_after = 2
        told = [repr(session), str(vars(session.client._caller))]
        for _ in range(4):
            try:
                session.check()
            except Trouble as trouble:
                told += [repr(trouble), trouble.said, *traceback.format_exception(trouble)]
    told += [caplog.text, *capsys.readouterr(), repr(Settings({"key": KEY}))]
    assert not [secret for secret in SECRETS for text in told if secret in text]
    assert len(told) > 7


def test_a_wrong_key_is_not_repeated(settings):
    with at_standin(settings, kept={"key": "wr0ng-key"}) as (_software, session):
        trouble = refused(session.check)
    assert trouble.code == "wrong_key"
    assert trouble.said == "Token … is invalid"


def test_not_even_half_of_one_is_repeated_where_an_answer_is_shortened(settings):
    long = {("relations", 0): Reply(500, "x" * 190 + KEY)}
    with at_standin(settings, wrong=long) as (_software, session):
        assert refused(session.check).said == "x" * 190 + "…"
